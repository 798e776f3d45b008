"""Limits while a query runs, and that memory stays flat while its answer flows."""

from __future__ import annotations

import json
import threading
import time
import tracemalloc

import pytest
from pyoxigraph import Store
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from partnerskap.errors import LimitError, ServiceError
from partnerskap.sparql.endpoint import SparqlEndpoint
from partnerskap.sparql.execute import EmbeddedEngine, Job, Result
from partnerskap.sparql.formats import ROW_FORMATS
from partnerskap.sparql.guard import check
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.request import Dataset

NUMBERS = " ".join(map(str, range(60)))


def rows(power: int) -> str:
    blocks = " ".join(f"VALUES ?v{number} {{ {NUMBERS} }}" for number in range(power))
    return f"SELECT * {{ {blocks} }}"


def run(query: str, limits: Limits) -> Result:
    job = Job(check(query, limits), Dataset(), ROW_FORMATS[0])
    return EmbeddedEngine(Store(), lambda: "1", limits).run(job)


def show(request: Request, error: ServiceError) -> Response:
    return Response(f"{request.url.path}: {error}", error.status, media_type="text/plain")


def sparql_threads() -> int:
    return sum(thread.name == "sparql" for thread in threading.enumerate())


def wait_for_threads() -> int:
    for _ in range(100):
        if sparql_threads() == 0:
            break
        time.sleep(0.02)
    return sparql_threads()


def test_a_small_answer_is_whole_before_it_is_sent() -> None:
    result = run("SELECT (1 AS ?x) {}", Limits())

    assert result.size == len(b"".join(result.chunks))


def test_a_large_answer_flows_through_little_memory() -> None:
    result = run(rows(3), Limits())
    tracemalloc.start()
    size = sum(map(len, result.chunks))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert result.size is None
    assert size > 50_000_000
    assert peak < 4_000_000


def test_an_answer_over_the_size_limit_ends_in_an_error() -> None:
    small = run("SELECT * { VALUES ?x { 1 } }", Limits(result_bytes=1_000))
    assert json.loads(b"".join(small.chunks))

    with pytest.raises(LimitError, match="beyond 1000 bytes"):
        run(rows(1), Limits(result_bytes=1_000))


def test_a_query_over_its_time_ends_in_an_error() -> None:
    began = time.monotonic()
    with pytest.raises(LimitError, match=r"more than 0\.01 seconds"):
        run(rows(3).replace("SELECT *", "SELECT (COUNT(*) AS ?n)"), Limits(seconds=0.01))

    assert time.monotonic() - began < 0.5
    assert wait_for_threads() == 0


def test_an_answer_cut_by_the_limit_never_looks_whole() -> None:
    result = run(rows(3), Limits(result_bytes=1_000_000))
    received = bytearray()

    def read() -> None:
        for chunk in result.chunks:
            received.extend(chunk)

    with pytest.raises(LimitError):
        read()
    assert received
    with pytest.raises(json.JSONDecodeError):
        json.loads(received)


@pytest.mark.parametrize("after_reading", [True, False])
def test_a_reader_who_leaves_stops_the_query(after_reading: bool) -> None:  # noqa: FBT001
    result = run(rows(6), Limits())
    if after_reading:
        next(result.chunks)
    result.close()

    assert wait_for_threads() == 0


def test_the_connection_breaks_when_a_long_answer_fails() -> None:
    limits = Limits(result_bytes=1_000_000)
    engine = EmbeddedEngine(Store(), lambda: "1", limits)
    app = Starlette(routes=[Route("/sparql", SparqlEndpoint(engine, show, limits))])

    with TestClient(app) as client, pytest.raises(LimitError):
        client.post("/sparql", data={"query": rows(3)})


def test_an_answer_that_fails_early_is_a_proper_problem() -> None:
    limits = Limits(result_bytes=1_000)
    engine = EmbeddedEngine(Store(), lambda: "1", limits)
    app = Starlette(routes=[Route("/sparql", SparqlEndpoint(engine, show, limits))])

    with TestClient(app) as client:
        response = client.post("/sparql", data={"query": rows(2)})

    assert response.status_code == 503
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_reader_who_stalls_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partnerskap.sparql.pipe.STALLED_SECONDS", 0.01)
    result = run(rows(6), Limits(seconds=5))

    assert next(result.chunks)
    assert wait_for_threads() == 0
