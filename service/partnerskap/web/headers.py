"""The headers every answer carries, and answers that a client already has.

The middleware is plain ASGI: it adds headers, leaves out the body of answers to HEAD, keeps answers
that depend on who asks from caches and from pages of other origins, and touches nothing else.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from werkzeug.http import parse_etags

from partnerskap.web.account import accounts_of, is_private, reader
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["ALWAYS", "HeadersMiddleware", "make_etag", "respond", "respond_kept"]

_POLICY: Final = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)
ALWAYS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Content-Disposition",
    "Vary": "Accept, Accept-Language",
}


class HeadersMiddleware:
    """Adds the headers of every answer where the answer has not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and its answer back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
                if is_private(scope):
                    _keep_private(headers)
            elif head:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, with_headers)


def _keep_private(headers: MutableHeaders) -> None:
    headers["Cache-Control"] = "private, no-store"
    headers["Vary"] = f"{headers['Vary']}, Cookie"
    del headers["Access-Control-Allow-Origin"]
    del headers["Access-Control-Expose-Headers"]
    if headers.get("Content-Type", "").startswith("text/html"):
        del headers["ETag"]  # of the page as everybody else sees it


def make_etag(*parts: str) -> str:
    """Make a strong ETag of everything an answer depends on.

    >>> make_etag("a", "b") == make_etag("ab")
    False
    """
    return f'"{sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


def respond(
    request: Request,
    body: Callable[[], bytes],
    *,
    content_type: str,
    etag: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with a body, or with 304 and none when the client has this very answer.

    A page for somebody who is logged in holds their name: it is written anew and not kept.
    """
    if _is_personal(request, content_type):
        return Response(body(), headers={**(headers or {}), "Content-Type": content_type})
    known = respond_kept(request, content_type=content_type, etag=etag, headers=headers)
    etag = _etag_here(request, etag, content_type)
    if known is not None:
        return known
    written = site_of(request).bodies.get_or_write(_key(request, etag), body)
    return Response(written, headers={**_kept(etag, headers), "Content-Type": content_type})


def respond_kept(
    request: Request, *, content_type: str, etag: str, headers: Mapping[str, str] | None = None
) -> Response | None:
    """Answer without writing anything: with 304, or with a body written before; else None."""
    if _is_personal(request, content_type):
        return None
    etag = _etag_here(request, etag, content_type)
    kept = _kept(etag, headers)
    if parse_etags(request.headers.get("if-none-match")).contains_weak(etag.strip('"')):
        return Response(status_code=304, headers=kept)
    body = site_of(request).bodies.find(_key(request, etag))
    if body is None:
        return None
    return Response(body, headers={**kept, "Content-Type": content_type})


def _is_personal(request: Request, content_type: str) -> bool:
    return content_type.startswith("text/html") and reader(request).is_known


def _etag_here(request: Request, etag: str, content_type: str) -> str:
    """Tell pages with a way to log in from those without, which the parts of an ETag do not."""
    has_login = content_type.startswith("text/html") and accounts_of(request)
    return f'{etag[:-1]}-a"' if has_login else etag


def _kept(etag: str, headers: Mapping[str, str] | None) -> dict[str, str]:
    return {
        "ETag": etag,
        "Cache-Control": "public, no-cache",
        "Vary": "Accept, Accept-Language",
        **(headers or {}),
    }


def _key(request: Request, etag: str) -> tuple[str, ...]:
    return (request.url.path, request.url.query, etag)
