"""Listing and stopping queries, who may, and what the log of slow ones holds."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from hashlib import sha256

import pytest
from starlette.testclient import TestClient

from partnerskap.sparql.admin import admin_routes
from partnerskap.sparql.budget import Share
from partnerskap.sparql.register import Register, Running

NUMBERS = " ".join(map(str, range(30)))
ENDLESS = (
    "SELECT (COUNT(*) AS ?n) {"
    + "".join(f" VALUES ?{name} {{ {NUMBERS} }}" for name in "abcdefg")
    + "}"
)
ALLOWED = {"Authorization": "Bearer a-token-of-the-tests"}


@pytest.fixture(scope="module")
def client(
    guarded_endpoint: Callable[..., AbstractContextManager[TestClient]],
) -> Iterator[TestClient]:
    with guarded_endpoint(Share()) as served:
        yield served


def until_listed(client: TestClient) -> dict[str, object]:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        listed = client.get("/admin/queries", headers=ALLOWED).json()["queries"]
        if listed and listed[0]["state"] != "waiting":
            return dict(listed[0])
    raise AssertionError("The query never began")


def test_a_query_under_way_is_listed_and_stopped(client: TestClient) -> None:
    answers = []
    asking = threading.Thread(
        target=lambda: answers.append(client.get("/sparql", params={"query": ENDLESS}))
    )
    asking.start()
    listed = until_listed(client)
    stopped = client.delete(f"/admin/queries/{listed['id']}", headers=ALLOWED)
    asking.join(5)

    assert (listed["form"], listed["query"]) == ("select", ENDLESS)
    assert set(listed) == {"id", "form", "state", "seconds", "worked", "bytes", "query"}
    assert stopped.status_code == 204
    assert answers[0].status_code == 503
    assert answers[0].headers["x-query-id"] == listed["id"]
    assert answers[0].headers["retry-after"] == "60"
    assert "stopped by whoever runs the service" in answers[0].json()["detail"]
    assert client.get("/admin/queries", headers=ALLOWED).json() == {"queries": []}


def test_a_query_that_is_not_under_way_cannot_be_stopped(client: TestClient) -> None:
    assert client.delete("/admin/queries/nothing", headers=ALLOWED).status_code == 404


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("", 401),
        ("Basic YTpi", 401),
        ("Bearer", 403),
        ("Bearer wrong", 403),
        ("Bearer a-token-of-the-test", 403),
        ("bearer a-token-of-the-tests", 200),
    ],
)
def test_only_whoever_knows_the_token_may_look(
    client: TestClient, header: str, status: int
) -> None:
    response = client.get("/admin/queries", headers={"Authorization": header} if header else {})

    assert response.status_code == status
    assert ("www-authenticate" in response.headers) == (status == 401)


def test_without_a_token_there_is_nothing_to_find() -> None:
    assert admin_routes(Register(), "", lambda *_: None) == []  # type: ignore[arg-type]  # never called


def test_a_slow_query_is_logged_without_what_could_name_a_person(
    caplog: pytest.LogCaptureFixture,
) -> None:
    text = 'SELECT * { ?s ?p "Kari Nordmann" }'
    register = Register(slow_seconds=2)
    with caplog.at_level(logging.WARNING):
        for worked in (1.9, 2.5):
            running = Running(f"id-{worked}", "192.0.2.7", "select", text, worked=worked)
            register.begin(running)
            register.end(running, "whole")
            register.end(running, "cut")

    (record,) = caplog.records
    assert "Slow query id-2.5: select, text " in record.getMessage()
    assert sha256(text.encode()).hexdigest()[:16] in record.getMessage()
    assert "worked 2.500 s" in record.getMessage()
    assert record.getMessage().endswith("0 bytes, whole")
    assert "192.0.2.7" not in caplog.text
    assert "Nordmann" not in caplog.text


def test_work_is_charged_once_to_who_asked() -> None:
    charged: list[tuple[str, float]] = []
    register = Register(0, lambda client, seconds: charged.append((client, seconds)))
    running = Running("1", "a", "ask", "ASK {}", worked=1.5)
    register.begin(running)
    counted = register.count("a")
    register.end(running, "whole")
    register.end(running, "cut")

    assert (charged, counted, register.count("a"), len(register)) == ([("a", 1.5)], 1, 0, 0)
