"""A small foreign graph behind an endpoint, with nothing of partnerships in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import RdfFormat, Store
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from partnerskap.errors import QuerySyntaxError, ServiceError
from partnerskap.sparql.endpoint import SparqlEndpoint
from partnerskap.sparql.execute import EmbeddedEngine
from partnerskap.sparql.graph_store import GraphStoreEndpoint
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.update import WritableStore, run_update

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
    if isinstance(error, QuerySyntaxError):
        body |= {"line": error.line, "column": error.column}
    return JSONResponse(body, error.status, error.headers, media_type="application/problem+json")


@pytest.fixture
def store() -> Store:
    store = Store()
    store.load(WORLD, format=RdfFormat.TRIG)
    return store


@pytest.fixture
def writable(store: Store) -> Iterator[TestClient]:
    target, limits = WritableStore(store), Limits(upload_bytes=100_000)
    sparql = SparqlEndpoint(
        EmbeddedEngine(store, lambda: target.version),
        show_error,
        update=lambda asked: run_update(target, asked, limits),
    )
    graphs = GraphStoreEndpoint(target, show_error, limits)
    routes = [
        Route("/sparql", sparql),
        Route("/graphs", graphs),
        Route("/graphs/{name:path}", graphs),
    ]
    with TestClient(Starlette(routes=routes), base_url="http://endpoint.test") as test_client:
        yield test_client


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    engine = EmbeddedEngine(store, lambda: "7", prefixes=PREFIXES)
    app = Starlette(routes=[Route("/sparql", SparqlEndpoint(engine, show_error))])
    with TestClient(app, base_url="http://endpoint.test") as test_client:
        yield test_client
