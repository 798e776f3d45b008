"""Read and change whole graphs over HTTP, after the SPARQL 1.1 Graph Store HTTP Protocol.

A graph is named by ``?default`` or ``?graph=IRI``, or is the address below this one itself.
Every change is one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Final
from uuid import uuid4

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, serialize
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from partnerskap.errors import (
    BadRequestError,
    MethodNotAllowedError,
    NotFoundError,
    ServiceError,
)
from partnerskap.sparql.endpoint import (
    RenderError,
    finish,
    is_known,
    read_body,
    refuse_other_origins,
)
from partnerskap.sparql.formats import GRAPH_FORMATS, choose
from partnerskap.sparql.graph_output import write_graph
from partnerskap.sparql.incoming import READABLE, read_rdf
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.request import read_graph_name
from partnerskap.sparql.update import WritableStore

__all__ = ["GraphStoreEndpoint"]

_METHODS: Final = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
_ALLOW: Final = ", ".join(_METHODS)
Graph = NamedNode | DefaultGraph


@dataclass(frozen=True, slots=True)
class GraphStoreEndpoint:
    """The address ``/graphs`` of a writable store."""

    target: WritableStore
    render_error: RenderError
    limits: Limits = field(default_factory=Limits)
    prefixes: Mapping[str, str] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; expected failures are answers too."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except ServiceError as error:
            response = self.render_error(request, error)
        await finish(response)(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        method = request.method
        if method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": _ALLOW})
        if method not in _METHODS:
            raise MethodNotAllowedError(
                f"{method} brukes ikke på grafer. Bruk {_ALLOW}.",
                f"{method} is not used on graphs. Use {_ALLOW}.",
                headers={"Allow": _ALLOW, "Accept-Post": ", ".join(READABLE)},
            )
        if method == "POST" and _is_bare(request):
            return await self._post_new(request)
        name = _graph_name(request)
        graph = DefaultGraph() if name is None else NamedNode(name)
        if method in {"GET", "HEAD"}:
            return await self._get(request, graph)
        refuse_other_origins(request)
        if method == "DELETE":
            return await run_in_threadpool(self._delete, graph)
        lines = await self._read(request, str(request.url) if name is None else name)
        write = self._replace if method == "PUT" else self._merge
        return await run_in_threadpool(write, graph, lines)

    async def _post_new(self, request: Request) -> Response:
        """Make a graph under an address of its own (section 5.5)."""
        refuse_other_origins(request)
        name = f"{request.url.replace(query='')}/{uuid4()}"
        lines = await self._read(request, name)
        response = await run_in_threadpool(self._merge, NamedNode(name), lines)
        response.headers["Location"] = name
        return response

    async def _read(self, request: Request, base: str) -> str:
        body = await read_body(request, self.limits.upload_bytes)
        content_type = request.headers.get("content-type", "")
        return await run_in_threadpool(_as_n_triples, body, content_type, base)

    async def _get(self, request: Request, graph: Graph) -> Response:
        self._require(graph)
        choice = choose(
            GRAPH_FORMATS, request.headers.get("accept"), request.query_params.get("format")
        )
        parts = "\0".join((self.target.version, str(graph), choice.media_type))
        headers = {
            "Content-Type": choice.content_type,
            "ETag": f'"{sha256(parts.encode()).hexdigest()[:32]}"',
            "Cache-Control": "no-cache",
        }
        if is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        form = choice.format.engine
        if not isinstance(form, RdfFormat):
            raise BadRequestError("Velg et grafformat.", "Choose a graph format.")
        body = await run_in_threadpool(self._write, graph, form)
        response = Response(b"" if request.method == "HEAD" else body, headers=headers)
        response.headers["Content-Length"] = str(len(body))
        return response

    def _write(self, graph: Graph, form: RdfFormat) -> bytes:
        quads = self.target.store.quads_for_pattern(None, None, None, graph)
        triples = (quad.triple for quad in quads)
        output = BytesIO()
        write_graph(triples, output, form, own={}, known=self.prefixes)
        return output.getvalue()

    def _delete(self, graph: Graph) -> Response:
        with self.target.changing() as store:
            self._require(graph)
            if isinstance(graph, DefaultGraph):
                store.clear_graph(graph)
            else:
                store.remove_graph(graph)
        return Response(status_code=204)

    def _replace(self, graph: Graph, lines: str) -> Response:
        with self.target.changing() as store:
            created = not _exists(store, graph)
            if isinstance(graph, DefaultGraph):
                store.update(f"CLEAR DEFAULT ; INSERT DATA {{ {lines} }}")
            else:
                store.update(
                    f"DROP SILENT GRAPH {graph} ; CREATE GRAPH {graph} ; "
                    f"INSERT DATA {{ GRAPH {graph} {{ {lines} }} }}"
                )
        return Response(status_code=201 if created else 204)

    def _merge(self, graph: Graph, lines: str) -> Response:
        with self.target.changing() as store:
            created = not _exists(store, graph)
            if isinstance(graph, DefaultGraph):
                store.update(f"INSERT DATA {{ {lines} }}")
            else:
                store.update(
                    f"CREATE SILENT GRAPH {graph} ; INSERT DATA {{ GRAPH {graph} {{ {lines} }} }}"
                )
        return Response(status_code=201 if created else 204)

    def _require(self, graph: Graph) -> None:
        if not _exists(self.target.store, graph):
            raise NotFoundError(
                f"Grafen {graph} finnes ikke her.", f"The graph {graph} does not exist here."
            )


def _is_bare(request: Request) -> bool:
    return not request.url.query and not request.path_params.get("name")


def _graph_name(request: Request) -> str | None:
    if request.path_params.get("name"):
        return str(request.url.replace(query=""))
    return read_graph_name(request.scope["query_string"])


def _exists(store: Store, graph: Graph) -> bool:
    return isinstance(graph, DefaultGraph) or store.contains_named_graph(graph)


def _as_n_triples(body: bytes, content_type: str, base: str) -> str:
    """Read a body and spell it as N-Triples, which is what INSERT DATA holds."""
    quads = read_rdf(body, content_type, base=base)
    written = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
    return written.decode()
