"""Read and change whole graphs over HTTP, after the SPARQL 1.1 Graph Store HTTP Protocol.

A graph is named by ``?default`` or ``?graph=IRI``, or is the address below this one itself.
Every change is one transaction; an endpoint without a way to change things only reads.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final
from uuid import uuid4

from pyoxigraph import RdfFormat, serialize
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from partnerskap.errors import (
    MethodNotAllowedError,
    NotFoundError,
    ServiceError,
)
from partnerskap.sparql.exchange import (
    Page,
    RenderError,
    finish,
    is_known,
    read_body,
    refuse_other_origins,
    send_answer,
    unless_gone,
)
from partnerskap.sparql.execute import Engine, Job
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, Choice, choose
from partnerskap.sparql.gate import Gate
from partnerskap.sparql.guard import check
from partnerskap.sparql.incoming import READABLE, read_rdf
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.register import new_id
from partnerskap.sparql.request import Dataset, read_graph_name

__all__ = ["GraphStoreEndpoint"]

_READ: Final = "GET, HEAD, OPTIONS"
_WRITE: Final = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",  # changes from elsewhere are refused
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Max-Age": "86400",
}
_WHOLE: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_CSV: Final = choose(ROW_FORMATS, None, "csv").format


Change = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class GraphStoreEndpoint:
    """The address ``/graphs`` of an engine.

    ``change`` carries out an update; without it every graph is only read. ``page`` answers who
    names no graph. ``gate`` counts what is read against the share of who reads.
    """

    engine: Engine
    render_error: RenderError
    limits: Limits = field(default_factory=Limits)
    change: Change | None = None
    page: Page | None = None
    gate: Gate | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; expected failures are answers too."""
        request, identity = Request(scope, receive), new_id()
        client = self.gate.name(scope) if self.gate is not None else ""
        try:
            response = await self._answer(request, identity)
        except ServiceError as error:
            response = self.render_error(request, error)
            if self.gate is not None:
                self.gate.note(client, error)
            response.headers.setdefault("Cache-Control", "no-store")
        except ClientDisconnect:
            return  # nobody is there to be answered
        response.headers["X-Query-Id"] = identity
        if self.gate is not None:
            response.headers.update(self.gate.budget.headers(client))
        await finish(response)(scope, receive, send)

    async def _answer(self, request: Request, identity: str) -> Response:
        method = request.method
        if method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": self._allow(), **_PREFLIGHT})
        if method in {"GET", "HEAD"}:
            if self.page is not None and not {"default", "graph"} & set(request.query_params):
                return await self.page(request)
            return await self._get(request, _graph_name(request), identity)
        if self.change is None or method not in _WRITE.split(", "):
            raise self._refusal(method)
        refuse_other_origins(request)
        return await self._change(request, self.change)

    async def _change(self, request: Request, change: Change) -> Response:
        if request.method == "POST" and _is_bare(request):
            return await self._post_new(request, change)
        name = _graph_name(request)
        if request.method == "DELETE":
            await self._require(name)
            await change(f"{'CLEAR' if name is None else 'DROP'} {_target(name)}")
            return Response(status_code=204)
        return await self._write(request, name, change)

    def _allow(self) -> str:
        return _READ if self.change is None else _WRITE

    def _refusal(self, method: str) -> MethodNotAllowedError:
        headers = {"Allow": self._allow()}
        if self.change is None:
            return MethodNotAllowedError(
                f"{method} tas ikke imot: grafene her kan bare leses, med GET.",
                f"{method} is not accepted: the graphs here can only be read, with GET.",
                headers=headers,
            )
        return MethodNotAllowedError(
            f"{method} brukes ikke på grafer. Bruk {_WRITE}.",
            f"{method} is not used on graphs. Use {_WRITE}.",
            headers={**headers, "Accept-Post": ", ".join(READABLE)},
        )

    async def _post_new(self, request: Request, change: Change) -> Response:
        """Make a graph under an address of its own (section 5.5)."""
        name = f"{request.url.replace(query='')}/{uuid4()}"
        response = await self._write(request, name, change)
        response.headers["Location"] = name
        return response

    async def _write(self, request: Request, name: str | None, change: Change) -> Response:
        """Replace a graph (PUT) or add to it (POST) in one transaction."""
        body = await read_body(request, self.limits.upload_bytes)
        content_type = request.headers.get("content-type", "")
        base = str(request.url) if name is None else name
        lines = await run_in_threadpool(_as_n_triples, body, content_type, base)
        created = not await self._exists(name)
        target = _target(name)
        steps = []
        if request.method == "PUT":
            steps.append("CLEAR DEFAULT" if name is None else f"DROP SILENT {target}")
        if name is None:
            steps.append(f"INSERT DATA {{ {lines} }}")
        else:
            steps += [f"CREATE SILENT {target}", f"INSERT DATA {{ {target} {{ {lines} }} }}"]
        await change(" ;\n".join(steps))
        return Response(status_code=201 if created else 204)

    async def _get(self, request: Request, name: str | None, identity: str) -> Response:
        client = self._admit(request)
        await self._require(name)
        choice = choose(
            GRAPH_FORMATS, request.headers.get("accept"), request.query_params.get("format")
        )
        headers = {"Content-Type": choice.content_type, "Cache-Control": "public, no-cache"}
        headers["ETag"] = _etag(self.engine.version, name, choice)
        if is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        job = Job(check(_WHOLE, self.limits), _dataset(name), choice.format, client, id=identity)
        answer = await unless_gone(request, self.engine.run(job))
        headers["ETag"] = _etag(answer.version, name, choice)
        return await send_answer(request, answer, headers)

    def _admit(self, request: Request) -> str:
        """Name the client, and let it in while it keeps to its share."""
        if self.gate is None:
            return ""
        client = self.gate.name(request.scope)
        self.gate.admit(client)
        return client

    async def _exists(self, name: str | None) -> bool:
        if name is None:
            return True
        job = Job(check(f"ASK {{ GRAPH <{name}> {{}} }}", self.limits), Dataset(), _CSV)
        answer = await self.engine.run(job)
        return b"".join([chunk async for chunk in answer.chunks]).startswith(b"true")

    async def _require(self, name: str | None) -> None:
        if not await self._exists(name):
            raise NotFoundError(
                f"Grafen <{name}> finnes ikke her.", f"The graph <{name}> does not exist here."
            )


def _target(name: str | None) -> str:
    return "DEFAULT" if name is None else f"GRAPH <{name}>"


def _dataset(name: str | None) -> Dataset:
    return Dataset() if name is None else Dataset(default=(name,))


def _etag(version: str, name: str | None, choice: Choice) -> str:
    parts = "\0".join((version, name or "", choice.media_type))
    return f'"{sha256(parts.encode()).hexdigest()[:32]}"'


def _is_bare(request: Request) -> bool:
    return not request.url.query and not request.path_params.get("name")


def _graph_name(request: Request) -> str | None:
    if request.path_params.get("name"):
        return str(request.url.replace(query=""))
    return read_graph_name(request.scope["query_string"])


def _as_n_triples(body: bytes, content_type: str, base: str) -> str:
    """Read a body and spell it as N-Triples, which is what INSERT DATA holds."""
    quads = read_rdf(body, content_type, base=base)
    written = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
    return written.decode()
