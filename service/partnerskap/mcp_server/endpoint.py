"""The address ``/mcp``: keeps out pages of other origins and loads the server on first use.

The transport's security section asks servers to check ``Origin``. A page that has its own name
rebound to our address sends both ``Origin`` and ``Host`` of that name, so both must be ours.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Route

from partnerskap.errors import ForbiddenError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from partnerskap.settings import Settings

__all__ = ["McpEndpoint", "mcp_route"]

_LOCAL: Final = ("127.0.0.1", "::1", "localhost")


class McpEndpoint:
    """Lets clients of the protocol in that come by a name of ours."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        named = (name.strip().lower() for name in settings.mcp_hosts.split(","))
        public = urlsplit(settings.public_url).hostname or ""
        self._hosts = frozenset((*_LOCAL, public, *named)) - {""}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; raise ForbiddenError for who comes by another name."""
        headers = Request(scope).headers
        for name, address in (
            ("Host", f"//{headers.get('host', '')}"),
            ("Origin", headers.get("origin")),
        ):
            if address is not None and _host(address) not in self._hosts:
                raise _stranger(name, address.removeprefix("//"))
        server = await run_in_threadpool(lambda: self._server)
        await server(scope, receive, send)

    @cached_property
    def _server(self) -> ASGIApp:
        from partnerskap.mcp_server.server import McpServer  # noqa: PLC0415 - heavy; see toolbox

        return McpServer(self._settings.public_url, self._settings.max_query_bytes)


def mcp_route(settings: Settings) -> Route:
    """Make the route; the protocol's GET and DELETE are for sessions, which there are none of."""
    return Route("/mcp", McpEndpoint(settings), methods=["POST"])


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _stranger(header: str, value: str) -> ForbiddenError:
    return ForbiddenError(
        f"/mcp svarer ikke for {header} «{value[:80]}». Den som driver tjenesten, kan tillate "
        "vertsnavnet med PARTNERSKAP_PUBLIC_URL eller PARTNERSKAP_MCP_HOSTS.",
        f"/mcp does not answer for {header} {value[:80]!r}. Who runs the service can allow the "
        "host name with PARTNERSKAP_PUBLIC_URL or PARTNERSKAP_MCP_HOSTS.",
    )
