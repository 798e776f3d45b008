"""Queries that ask other endpoints, over HTTP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from starlette.testclient import TestClient

from federated import Bench, call, make_bench
from other_endpoint import other_endpoint, reply, rows, silent
from partnerskap.sparql.federation import FederatedEngine
from partnerskap.sparql.fetching import CallBounds
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.pool import WorkerPool

Serve = Callable[[FederatedEngine, WorkerPool, Limits], AbstractContextManager[TestClient]]


@pytest.fixture
def serve(federated_endpoint: Serve) -> Callable[[Bench], AbstractContextManager[TestClient]]:
    return lambda bench: federated_endpoint(bench.engine, bench.pool, bench.limits)


Endpoint = Callable[[Bench], AbstractContextManager[TestClient]]


def test_over_http_answers_are_neither_kept_nor_named(serve: Endpoint) -> None:
    values = iter("abcd")

    def behaviour(connection: socket.socket) -> None:
        reply(rows(next(values)))(connection)

    with other_endpoint(behaviour) as other, serve(make_bench(other)) as client:
        params = {"query": f"SELECT ?name {{ {call(other)} }}", "format": "csv"}
        answers = [client.get("/sparql", params=params) for _ in range(2)]

    assert [answer.text for answer in answers] == ["name\r\na\r\n", "name\r\nb\r\n"]
    for answer in answers:
        assert "etag" not in answer.headers
        assert "x-cache" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


def test_over_http_a_failure_says_which_endpoint_and_what_to_do(serve: Endpoint) -> None:
    bench_bounds = CallBounds(seconds=0.3)
    with (
        other_endpoint(silent(threading.Event())) as other,
        serve(make_bench(other, bounds=bench_bounds)) as client,
    ):
        response = client.get("/sparql", params={"query": f"ASK {{ {call(other)} }}"})

    assert response.status_code == 502
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "status": 502,
        "detail": f"The query had us ask {other.address}, but it did not answer in 0.3 seconds. "
        "Ask for less, or write SERVICE SILENT to get the rest of the answer without it.",
        "path": "/sparql",
        "endpoint": other.address,
        "limit": "max_service_seconds",
        "value": 0.3,
    }
    assert "127.0.0.1" not in response.text.replace(other.address, "")


def test_over_http_other_endpoints_and_updates_are_refused(serve: Endpoint) -> None:
    with other_endpoint(reply(rows("x"))) as other, serve(make_bench(other)) as client:
        elsewhere = client.get("/sparql", params={"query": "ASK { SERVICE <http://x.test/> {} }"})
        update = f"INSERT {{ <urn:s> <urn:p> ?name }} WHERE {{ {call(other)} }}"
        changed = client.post("/sparql", data={"update": update})
        loaded = client.post("/sparql", data={"update": f"LOAD <{other.address}>"})
        from_there = client.get(
            "/sparql", params={"query": f"ASK FROM <{other.address}> {{ ?s ?p ?o }}"}
        )

    assert (elsewhere.status_code, changed.status_code, loaded.status_code) == (403, 403, 403)
    assert f"only to {other.address}" in elsewhere.json()["detail"]
    assert from_there.json()["boolean"] is False
    assert other.requests == []


def test_the_description_tells_of_federation_only_where_it_is_on(serve: Endpoint) -> None:
    def features(bench: Bench) -> bool:
        with serve(bench) as client:
            return "BasicFederatedQuery" in client.get("/sparql?format=nt").text

    with other_endpoint(reply(rows("x"))) as other:
        assert features(make_bench(other))
    assert not features(make_bench())
