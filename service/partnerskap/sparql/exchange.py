"""What the addresses of this part have in common over HTTP: bodies in, answers out, headers.

Everyone may read from everywhere, so CORS is open to any origin, without credentials; changes are
refused to pages of other origins.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Final, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from werkzeug.datastructures import HeaderSet
from werkzeug.http import parse_etags

from partnerskap.errors import ForbiddenError, ServiceError, UnsupportedMediaTypeError
from partnerskap.sparql.compression import GzipChunks, compress, label, wants_gzip
from partnerskap.sparql.execute import Answer, Chunks
from partnerskap.sparql.request import too_large

__all__ = [
    "CORS",
    "Page",
    "RenderError",
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
CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After, Content-Disposition, Age, "
    "RateLimit, RateLimit-Policy, X-Cache, X-Query-Id",
}
_UNWATCHED_SECONDS: Final = 0.02
_LOG: Final = logging.getLogger(__name__)


def finish(response: Response) -> Response:
    """Add the headers every answer has, also a failure."""
    response.headers.update(CORS)
    response.headers["X-Content-Type-Options"] = "nosniff"
    varies = HeaderSet(response.headers.get("vary", "").split(", "))
    varies.discard("")
    varies.update(("Accept", "Accept-Encoding"))
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


def is_known(request: Request, etag: str) -> bool:
    """Tell whether the client already has what ``etag`` names (RFC 9110, section 13.1.2).

    The compressed form is as good as the other, if the client takes it.
    """
    known = parse_etags(request.headers.get("if-none-match"))
    packed = wants_gzip(request.headers.get("accept-encoding"))
    names = (etag, label(etag)) if packed else (etag,)
    return any(known.contains_weak(name.strip('"')) for name in names)


async def unless_gone(request: Request, work: Coroutine[None, None, T]) -> T:
    """Wait for ``work``, but stop it when the client leaves before it is done.

    Only work that takes a while is watched over: watching costs as much as a small query.
    """
    task = asyncio.current_task()
    left = False
    watch: asyncio.Task[None] | None = None

    def begin() -> None:
        nonlocal watch
        watch = asyncio.ensure_future(_leave(request))
        watch.add_done_callback(end)

    def end(watched: asyncio.Task[None]) -> None:
        nonlocal left
        if not watched.cancelled() and task is not None:
            left = True
            task.cancel()

    alarm = asyncio.get_running_loop().call_later(_UNWATCHED_SECONDS, begin)
    try:
        return await work
    except asyncio.CancelledError:
        if left and task is not None and task.uncancel() == 0:
            raise ClientDisconnect from None
        raise
    finally:
        alarm.cancel()
        if watch is not None:
            watch.remove_done_callback(end)
            watch.cancel()


async def _leave(request: Request) -> None:
    """Return when the client has hung up; its body must have been read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def send_answer(request: Request, answer: Answer, headers: dict[str, str]) -> Response:
    """Make the response: whole with its length when all is at hand, else a stream.

    Compressed for those who ask for it, under an ETag of its own.
    """
    head = request.method == "HEAD"
    packs = wants_gzip(request.headers.get("accept-encoding"))
    if answer.body is None:
        if packs:
            _mark_packed(headers)
        if not head:
            return _Stream(GzipChunks(answer.chunks) if packs else answer.chunks, headers)
        await answer.chunks.aclose()
        return Response(b"", headers=headers)
    packed = await compress(answer.body) if packs else None
    if packed is not None:
        _mark_packed(headers)
    body = answer.body if packed is None else packed
    response = Response(b"" if head else body, headers=headers)
    response.headers["Content-Length"] = str(len(body))
    return response


def _mark_packed(headers: dict[str, str]) -> None:
    headers["Content-Encoding"] = "gzip"
    if "ETag" in headers:
        headers["ETag"] = label(headers["ETag"])


class _Stream(StreamingResponse):
    """A stream that is closed whatever happens, so that no worker is held for nobody."""

    def __init__(self, chunks: Chunks, headers: dict[str, str]) -> None:
        super().__init__(chunks, headers=headers)
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all of it, or until the client leaves or the answer fails.

        Who returns without having sent all has the server break the connection off, so that what
        came does not look whole.
        """
        try:
            await super().__call__(scope, receive, send)
        except ServiceError as error:
            _LOG.warning("An answer was cut: %s", error.detail.en)
        finally:
            await self._chunks.aclose()
