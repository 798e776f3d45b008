"""A small graph behind the server's own protocol, with and without its quick way for queries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from types import MappingProxyType
from urllib.parse import quote

from anyio.from_thread import BlockingPortal, start_blocking_portal
from pyoxigraph import RdfFormat, Store
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from partnerskap.commands.protocol import PlainSpokenProtocol, speak
from partnerskap.errors import ServiceError
from partnerskap.sparql.budget import Budget, Share
from partnerskap.sparql.cache import ResultCache
from partnerskap.sparql.endpoint import SparqlEndpoint
from partnerskap.sparql.gate import Gate
from partnerskap.sparql.holding import Snapshot
from partnerskap.sparql.lane import Lane
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.pool import PoolSize, WorkerPool
from partnerskap.sparql.register import Register
from partnerskap.sparql.worker import Allowance

__all__ = ["QuickServer", "quick_server"]

WORLD = "".join(f'<urn:s{n}> <urn:p> "{n}" .\n' for n in range(10))


def _show_error(_: Request, error: ServiceError) -> Response:
    return JSONResponse({"detail": error.detail.en, **error.members}, error.status, error.headers)


@dataclass(slots=True)
class QuickServer:
    """A running server: its two ports, its parts, and the requests that the application saw."""

    portal: BlockingPortal
    pool: WorkerPool
    register: Register
    cache: ResultCache
    quick: int = 0
    ordinary: int = 0
    seen: list[str] = field(default_factory=list)

    def get(
        self,
        query: str,
        more: str = "",
        headers: Mapping[str, str] = MappingProxyType({}),
        *,
        ordinary: bool = False,
    ) -> tuple[HTTPResponse, bytes]:
        """Ask with GET, on the port with the quick way unless told otherwise."""
        port = self.ordinary if ordinary else self.quick
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        address = f"/sparql?query={quote(query, safe='')}{more}"
        connection.request("GET", address, headers=dict(headers))
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body


@asynccontextmanager
async def _listening(served: QuickServer, app: Starlette, lane: Lane) -> AsyncGenerator[None]:
    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        served.seen.append(scope["method"])
        await app(scope, receive, send)

    config = Config(watched, lifespan="off", log_level="critical", access_log=False)
    config.load()
    loop = asyncio.get_running_loop()
    servers = []
    for kind in (speak(lane), PlainSpokenProtocol):
        state = ServerState()
        servers.append(
            await loop.create_server(
                lambda kind=kind, state=state: kind(config, state, {}),  # type: ignore[misc]  # bound
                "127.0.0.1",
                0,
            )
        )
    served.quick, served.ordinary = (each.sockets[0].getsockname()[1] for each in servers)
    try:
        yield
    finally:
        for server in servers:
            server.close()


@asynccontextmanager
async def _running(portal: BlockingPortal, share: Share) -> AsyncGenerator[QuickServer]:
    store = Store()
    store.load(WORLD, format=RdfFormat.N_TRIPLES)
    snapshot = Snapshot("7", store.dump(format=RdfFormat.N_QUADS) or b"")
    budget = Budget(share)
    gate = Gate(budget, Register(0.0, budget.spend))
    allowance = Allowance(256 << 20, Limits(), {})
    async with WorkerPool(allowance, PoolSize(2, 30, 0.1), lambda: snapshot, gate.register) as pool:
        cache = ResultCache(1 << 22)
        links = '</void>; rel="describedby"'
        endpoint = SparqlEndpoint(pool, _show_error, Limits(), links=links, cache=cache, gate=gate)
        served = QuickServer(portal, pool, gate.register, cache)
        app = Starlette(routes=[Route("/sparql", endpoint)])
        async with _listening(served, app, Lane(endpoint, pool, {"X-All": "yes"})):
            yield served


@contextmanager
def quick_server(share: Share | None = None) -> Iterator[QuickServer]:
    """Serve until the block ends."""
    with start_blocking_portal(backend_options={"use_uvloop": True}) as portal:
        running = _running(portal, share or Share(1_000.0, 1_000, 100))
        with portal.wrap_async_context_manager(running) as served:
            yield served
