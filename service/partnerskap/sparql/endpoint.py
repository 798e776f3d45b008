"""The address ``/sparql`` as a plain ASGI application: reads, asks, answers.

The only module here that knows Starlette. Everyone may read from everywhere, so CORS is open to
any origin, without credentials; changes are refused to pages of other origins.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from werkzeug.datastructures import HeaderSet
from werkzeug.http import parse_etags

from partnerskap.errors import (
    ForbiddenError,
    MethodNotAllowedError,
    NotAcceptableError,
    ServiceError,
    UnsupportedMediaTypeError,
)
from partnerskap.sparql.description import Service, describe_endpoint
from partnerskap.sparql.execute import Answer, Engine, Found, Job
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, Choice, choose, prefers_page
from partnerskap.sparql.guard import Form, check
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.request import Operation, SparqlRequest, read_request, too_large

__all__ = [
    "CORS",
    "RenderError",
    "SparqlEndpoint",
    "finish",
    "is_known",
    "read_body",
    "refuse_other_origins",
    "send_answer",
    "unless_gone",
]

T = TypeVar("T")
RenderError = Callable[[Request, ServiceError], Response]
Page = Callable[[Request], Awaitable[Response]]
Update = Callable[[SparqlRequest], Awaitable[None]]
ShowFound = Callable[[Request, Found], Awaitable[Response]]
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, Content-Disposition",
}
_PREFLIGHT = {
    "Allow": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Max-Age": "86400",
}

_SHORT = 8_192
"""A text up to this long is read faster than a thread is found for it."""


@dataclass(frozen=True, slots=True)
class SparqlEndpoint:
    """Answers the SPARQL 1.1 Protocol from an engine.

    ``page`` answers a browser that comes without a query, ``show`` makes a page of an answer, and
    closes what it does not read of it. ``update`` carries out updates; without it the endpoint is
    read-only. ``tell`` says what the description holds beyond what all endpoints have; ``links``
    is a Link header that leads to descriptions.
    """

    engine: Engine
    render_error: RenderError
    limits: Limits = field(default_factory=Limits)
    page: Page | None = None
    update: Update | None = None
    show: ShowFound | None = None
    tell: Callable[[], Service] = Service
    links: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; expected failures are answers too."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except ServiceError as error:
            response = self.render_error(request, error)
            response.headers.setdefault("Cache-Control", "no-store")
        except ClientDisconnect:
            return  # nobody is there to be answered
        if self.links:
            response.headers.setdefault("Link", self.links)
        await finish(response)(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        body = b""
        if request.method == "POST":
            writes = self.update is not None
            limit = self.limits.update_bytes if writes else self.limits.query_bytes
            body = await read_body(request, limit)
        asked = read_request(
            request.method,
            request.scope["query_string"],
            request.headers.get("content-type", ""),
            body,
            limits=self.limits,
        )
        match asked.operation:
            case Operation.QUERY:
                return await self._query(request, asked)
            case Operation.UPDATE:
                return await self._update(request, asked)
            case Operation.DESCRIBE_SERVICE:
                return await self._describe(request, asked)

    async def _query(self, request: Request, asked: SparqlRequest) -> Response:
        if len(asked.text) < _SHORT:
            query = check(asked.text, self.limits)
        else:
            query = await run_in_threadpool(check, asked.text, self.limits)
        if query.form is Form.UPDATE:
            raise _read_only(writable=self.update is not None)
        formats = GRAPH_FORMATS if query.form.gives_graph else ROW_FORMATS
        accept = request.headers.get("accept")
        if self.show is not None and prefers_page(accept, asked.format):
            job = Job(query, asked.dataset, choose(formats, None).format)
            began = time.perf_counter()
            answer = await unless_gone(request, self.engine.run(job))
            found = Found(asked, query, answer, time.perf_counter() - began)
            return await self.show(request, found)
        choice = choose(formats, accept, asked.format)
        headers = {"Content-Type": choice.content_type, "Cache-Control": "no-store"}
        if request.method != "POST" and not query.volatile:
            etag = self._etag(asked, choice, self.engine.version)
            headers |= {"ETag": etag, "Cache-Control": "public, no-cache"}
            if is_known(request, headers["ETag"]):
                return Response(status_code=304, headers=headers)
        job = Job(query, asked.dataset, choice.format)
        answer = await unless_gone(request, self.engine.run(job))
        if "ETag" in headers:  # the graph may have moved on since the client was answered 304
            headers["ETag"] = self._etag(asked, choice, answer.version)
        return await send_answer(answer, headers, head=request.method == "HEAD")

    async def _update(self, request: Request, asked: SparqlRequest) -> Response:
        if self.update is None:
            raise _read_only(writable=False)
        refuse_other_origins(request)
        await self.update(asked)
        return Response(status_code=204, headers={"Cache-Control": "no-store"})

    async def _describe(self, request: Request, asked: SparqlRequest) -> Response:
        accept = request.headers.get("accept")
        choice = _wants_description(accept, asked.format, has_page=self.page is not None)
        if choice is None and self.page is not None:
            return await self.page(request)
        choice = choice or choose(GRAPH_FORMATS, None)
        address = str(request.url.replace(query="", fragment=""))
        body = describe_endpoint(address, choice, self.tell(), writable=self.update is not None)
        headers = {"Content-Type": choice.content_type, "Cache-Control": "public, no-cache"}
        headers["ETag"] = f'"{sha256(body).hexdigest()[:32]}"'
        if is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(body if request.method != "HEAD" else b"", headers=headers)

    def _etag(self, asked: SparqlRequest, choice: Choice, version: str) -> str:
        parts = (
            version,
            asked.text,
            *("default", *asked.dataset.default),
            *("named", *asked.dataset.named),
            choice.media_type,
        )
        return f'"{sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


def finish(response: Response) -> Response:
    """Add the headers every answer has, also a failure."""
    response.headers.update(CORS)
    response.headers["X-Content-Type-Options"] = "nosniff"
    varies = HeaderSet(response.headers.get("vary", "").split(", "))
    varies.discard("")
    varies.add("Accept")
    response.headers["Vary"] = ", ".join(varies)
    return response


def refuse_other_origins(request: Request) -> None:
    """Refuse a change that a page from elsewhere makes a browser send."""
    origin = request.headers.get("origin")
    if origin is None or origin.partition("://")[2] == request.headers.get("host"):
        return
    raise ForbiddenError(
        "Endringer tas ikke imot fra nettsider på andre adresser.",
        "Changes are not accepted from web pages at other addresses.",
    )


async def read_body(request: Request, limit: int) -> bytes:
    """Read a body of at most ``limit`` bytes; TooLargeError beyond that."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedMediaTypeError(
            "Meldingskroppen er komprimert. Send den ukomprimert.",
            "The body is compressed. Send it uncompressed.",
            headers={"Accept-Encoding": "identity"},
        )
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise too_large(limit)
    return bytes(body)


def _wants_description(accept: str | None, name: str | None, *, has_page: bool) -> Choice | None:
    """Find the RDF format asked for; None when a page does better."""
    if has_page and prefers_page(accept, name):
        return None
    if name is not None:
        return choose(GRAPH_FORMATS, accept, name)
    ranges = [part.partition(";")[0].strip() for part in (accept or "*/*").split(",")]
    if has_page and {"text/html", "*/*", "text/*"}.intersection(ranges):
        return None
    try:
        return choose(GRAPH_FORMATS, accept)
    except NotAcceptableError:
        if has_page:
            raise
        return None


def is_known(request: Request, etag: str) -> bool:
    """Tell whether the client already has what ``etag`` names (RFC 9110, section 13.1.2)."""
    return parse_etags(request.headers.get("if-none-match")).contains_weak(etag.strip('"'))


async def unless_gone(request: Request, work: Coroutine[None, None, T]) -> T:
    """Wait for ``work``, but stop it when the client leaves before it is done."""
    task = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_leave(request))
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        leaving.cancel()
        task.cancel()


async def _leave(request: Request) -> None:
    """Return when the client has hung up; its body must have been read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def send_answer(answer: Answer, headers: dict[str, str], *, head: bool) -> Response:
    """Make the response: whole with its length when all is at hand, else a stream."""
    if answer.size is None and not head:
        return StreamingResponse(answer.chunks, headers=headers)
    response = Response(b"", headers=headers)
    if answer.size is None:
        await answer.chunks.aclose()
        return response
    body = b"".join([chunk async for chunk in answer.chunks])
    response = Response(b"" if head else body, headers=headers)
    response.headers["Content-Length"] = str(len(body))
    return response


def _read_only(*, writable: bool) -> ServiceError:
    if writable:
        return MethodNotAllowedError(
            "Dette er en oppdatering. Send den med POST i feltet «update» eller som "
            "application/sparql-update.",
            "This is an update. Send it by POST in the field 'update' or as "
            "application/sparql-update.",
            headers={"Allow": "POST"},
        )
    return ForbiddenError(
        "Dette endepunktet kan bare leses; oppdateringer tas ikke imot. Still spørsmål med "
        "SELECT, ASK, CONSTRUCT eller DESCRIBE.",
        "This endpoint is read-only; updates are refused. Ask with SELECT, ASK, CONSTRUCT or "
        "DESCRIBE.",
    )
