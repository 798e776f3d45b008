"""A small foreign graph behind an endpoint, with nothing of partnerships in it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)

import pytest
from pyoxigraph import RdfFormat, Store
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from partnerskap.errors import QuerySyntaxError, ServiceError
from partnerskap.sparql.admin import admin_routes
from partnerskap.sparql.budget import Budget, Share
from partnerskap.sparql.cache import ResultCache
from partnerskap.sparql.endpoint import SparqlEndpoint
from partnerskap.sparql.federation import FederatedEngine
from partnerskap.sparql.gate import Gate
from partnerskap.sparql.graph_store import GraphStoreEndpoint
from partnerskap.sparql.holding import Snapshot
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.pool import PoolSize, WorkerPool
from partnerskap.sparql.register import Register
from partnerskap.sparql.worker import Allowance

TOKEN = "a-token-of-the-tests"  # noqa: S105 - opens nothing but these tests
PREFIXES = {"ex": "http://example.org/", "unused": "http://example.com/"}
WORLD = """
@prefix ex: <http://example.org/> .
ex:oslo a ex:City ; ex:name "Oslo"@nb , "Христиания"@ru ; ex:people 700000 ; ex:in ex:norway .
ex:bergen a ex:City ; ex:name "Bergen"@nb ; ex:people 290000 ; ex:in ex:norway .
ex:g1 { ex:oslo ex:mayor "A" }
ex:g2 { ex:oslo ex:mayor "B" }
"""


def show_error(request: Request, error: ServiceError) -> Response:
    """Render an error with what the tests look at."""
    body = {"status": error.status, "detail": error.detail.en, "path": request.url.path}
    body |= error.members
    if isinstance(error, QuerySyntaxError):
        body |= {"line": error.line, "column": error.column}
    return JSONResponse(body, error.status, error.headers, media_type="application/problem+json")


def world() -> Store:
    """Make the graph of these tests."""
    store = Store()
    store.load(WORLD, format=RdfFormat.TRIG)
    return store


def make_pool(store: Store, limits: Limits, register: Register | None = None) -> WorkerPool:
    """Put workers on a graph; two are enough to be beside each other."""
    quads = store.dump(format=RdfFormat.N_QUADS) or b""
    allowance = Allowance(256 << 20, limits, PREFIXES)
    return WorkerPool(allowance, PoolSize(2, 16), lambda: Snapshot("7", quads), register)


@contextmanager
def serving(pool: AbstractAsyncContextManager[object], routes: list[Route]) -> Iterator[TestClient]:
    """Serve routes for as long as their pool runs."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        async with pool:
            yield

    app = Starlette(routes=routes, lifespan=lifespan)
    address = ("192.0.2.1", 50_000)
    with TestClient(app, base_url="http://endpoint.test", client=address) as client:
        yield client


@contextmanager
def _serve_guarded(share: Share, *, result_bytes: int = 1 << 28) -> Iterator[TestClient]:
    budget = Budget(share)
    gate = Gate(budget, Register(0.2, budget.spend))
    limits = Limits(result_bytes=result_bytes)
    pool = make_pool(world(), limits, gate.register)
    cache = ResultCache(1 << 22)
    sparql = SparqlEndpoint(pool, show_error, limits, cache=cache, gate=gate)
    admin = admin_routes(gate.register, TOKEN, show_error)
    graphs = GraphStoreEndpoint(pool, show_error, limits, gate=gate)
    with serving(pool, [Route("/sparql", sparql), Route("/graphs", graphs), *admin]) as client:
        yield client


@pytest.fixture(scope="session")
def guarded_endpoint() -> Callable[..., AbstractContextManager[TestClient]]:
    """Serve the graph with a cache, an administrator and a share for each client."""
    return _serve_guarded


@contextmanager
def _serve_federated(
    engine: FederatedEngine, pool: WorkerPool, limits: Limits
) -> Iterator[TestClient]:
    cache = ResultCache(1 << 22)
    sparql = SparqlEndpoint(engine, show_error, limits, cache=cache, update=pool.update)
    with serving(engine, [Route("/sparql", sparql)]) as client:
        yield client


@pytest.fixture(scope="session")
def federated_endpoint() -> Callable[..., AbstractContextManager[TestClient]]:
    """Serve an engine that asks others, with a cache and open to changes."""
    return _serve_federated


@pytest.fixture(scope="session")
def open_endpoint() -> Iterator[tuple[TestClient, WorkerPool]]:
    """One endpoint that may be changed, for all tests."""
    limits = Limits(upload_bytes=100_000)
    pool = make_pool(world(), limits)
    sparql = SparqlEndpoint(pool, show_error, update=pool.update)
    graphs = GraphStoreEndpoint(pool, show_error, limits, pool.change)
    routes = [
        Route("/sparql", sparql),
        Route("/graphs", graphs),
        Route("/graphs/{name:path}", graphs),
    ]
    with serving(pool, routes) as client:
        yield client, pool


@pytest.fixture
def writable(open_endpoint: tuple[TestClient, WorkerPool]) -> TestClient:
    """An endpoint that may be changed, with the graph as it was."""
    client, pool = open_endpoint
    assert client.portal is not None
    client.portal.call(pool.reload)
    return client


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """An endpoint that may only be read."""
    pool = make_pool(world(), Limits())
    routes = [
        Route("/sparql", SparqlEndpoint(pool, show_error)),
        Route("/graphs", GraphStoreEndpoint(pool, show_error)),
    ]
    with serving(pool, routes) as client:
        yield client
