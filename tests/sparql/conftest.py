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
def client(store: Store) -> Iterator[TestClient]:
    engine = EmbeddedEngine(store, lambda: "7", prefixes={"ex": "http://example.org/"})
    app = Starlette(routes=[Route("/sparql", SparqlEndpoint(engine, show_error))])
    with TestClient(app, base_url="http://endpoint.test") as test_client:
        yield test_client
