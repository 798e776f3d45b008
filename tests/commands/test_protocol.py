"""The quick way for queries, over real connections: the same answers, the same limits."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse
from urllib.parse import quote

import pytest

from partnerskap.sparql.budget import Share
from partnerskap.sparql.errand import Errand
from partnerskap.sparql.holding import Worker
from partnerskap.sparql.session import Session
from quick_server import QuickServer, quick_server

SMALL = "SELECT ?o { <urn:s3> <urn:p> ?o }"
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"
GZIP = {"Accept-Encoding": "gzip"}
ANEW = {"Cache-Control": "no-cache"}
ENDLESS = f"{SLOW[:-1]} . ?s ?t ?u . ?v ?w ?x . ?y ?z ?aa . ?ab ?ac ?ad }}"


@pytest.fixture(scope="module")
def running_server() -> Iterator[QuickServer]:
    with quick_server() as served:
        _until(lambda: len(list(served.pool.workforce.idle)) == 2)
        yield served


@pytest.fixture
def server(running_server: QuickServer) -> QuickServer:
    running_server.seen.clear()
    return running_server


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _lasting(response: HTTPResponse) -> dict[str, str]:
    """Read the headers that do not change from one moment to the next."""
    passing = {"date", "x-query-id", "ratelimit"}
    return {name: value for name, value in response.getheaders() if name not in passing}


@pytest.mark.parametrize(
    ("query", "more", "headers"),
    [
        (SMALL, "", {}),
        (SMALL, "&format=csv", {}),
        (SMALL, "&default-graph-uri=urn:g", {"Accept": "application/sparql-results+xml"}),
        (ROWS, "", GZIP),
        (SMALL, "", GZIP),
        ("CONSTRUCT WHERE { ?s <urn:p> '3' }", "", {"Accept": "text/turtle"}),
        ("ASK { ?s ?p '3' } # é+%&=", "", {"Accept": "*/*"}),
    ],
)
def test_the_quick_way_answers_as_the_ordinary_one(
    server: QuickServer, query: str, more: str, headers: dict[str, str]
) -> None:
    anew = ANEW | headers
    ordinary, theirs = server.get(query, more, headers=anew, ordinary=True)
    quick, ours = server.get(query, more, headers=anew)

    assert server.seen == ["GET"]  # the application saw the other one only
    assert (quick.status, ours) == (ordinary.status, theirs)
    assert _lasting(quick) == _lasting(ordinary) | {"x-all": "yes"}
    assert quick.getheader("ratelimit") is not None


def test_an_answer_that_is_kept_is_given_again(server: QuickServer) -> None:
    query = f"{SMALL} # kept"
    first, made = server.get(query)
    again, kept = server.get(query)
    packed, zipped = server.get(query, headers=GZIP)

    assert [each.getheader("x-cache") for each in (first, again)] == ["miss", "hit"]
    assert again.getheader("age") == "0"
    assert made == kept == zipped
    assert packed.getheader("content-encoding") is None  # too small to gain
    assert server.seen == ["GET"]  # which the application found out


def test_a_large_kept_answer_is_compressed_once(server: QuickServer) -> None:
    query = f"{ROWS} # packed"
    _, plain = server.get(query)
    answers = [server.get(query, headers=GZIP) for _ in range(3)]

    assert server.seen == ["GET"]
    for response, body in answers:
        assert response.getheader("content-encoding") == "gzip"
        assert gzip.decompress(body) == plain


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_the_answer_is_told_so(server: QuickServer, form: str) -> None:
    query = f"{SMALL} # known as {form}"
    first, _ = server.get(query)
    etag = first.getheader("etag") or ""
    again, body = server.get(query, headers={"If-None-Match": form.format(etag)})

    assert (again.status, body, again.getheader("etag")) == (304, b"", etag)
    assert again.getheader("content-length") is None
    assert server.seen == []


def test_who_has_another_answer_gets_this_one(server: QuickServer) -> None:
    query = f"{SMALL} # unknown"
    server.get(query)
    again, body = server.get(query, headers={"If-None-Match": '"other"'})

    assert (again.status, json.loads(body)["head"]["vars"]) == (200, ["o"])


@pytest.mark.parametrize(
    ("query", "more", "status"),
    [
        ("SELECT * {", "", 400),
        ("SELECT * { ?s }", "", 400),
        ("SELECT * { SERVICE <urn:x> {} }", "", 403),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "", 403),
        (SMALL, "&format=ttl", 400),
        (SMALL, "&query=again", 400),
        (SMALL, "&timeout=5", 200),
        ("SELECT (NOW() AS ?now) {}", "", 200),
    ],
)
def test_what_is_out_of_the_ordinary_is_left_to_the_application(
    server: QuickServer, query: str, more: str, status: int
) -> None:
    response, body = server.get(query, more)

    assert (response.status, server.seen) == (status, ["GET"])
    assert body.startswith(b'{"detail"' if status >= 400 else b'{"head"')
    assert len(server.register) == 0


@pytest.mark.parametrize("query", [SLOW, LARGE])
def test_an_answer_that_takes_longer_goes_on_along_the_ordinary_way(
    server: QuickServer, query: str
) -> None:
    asked = server.pool.workforce.idle
    response, body = server.get(query, headers=ANEW)

    assert (response.status, server.seen) == (200, ["GET"])
    rows = json.loads(body)["results"]["bindings"]
    assert rows == [{"n": rows[0]["n"]}] if query == SLOW else len(rows) == 10_000
    _until(lambda: len(list(asked)) == 2)


def test_the_same_question_from_many_at_once_is_asked_once(
    server: QuickServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    really = server.pool.open

    def watched(worker: Worker, errand: Errand) -> Session:
        opened.append(worker)
        return really(worker, errand)

    monkeypatch.setattr(server.pool, "open", watched)
    query = f"{SLOW} # by many"
    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(lambda _: server.get(query), range(8)))

    assert {response.status for response, _ in answers} == {200}
    assert len({body for _, body in answers}) == 1
    assert len(opened) == 1


def test_who_comes_when_all_workers_are_taken_waits_for_a_turn(server: QuickServer) -> None:
    with ThreadPoolExecutor(12) as clients:
        answers = list(clients.map(lambda number: server.get(f"{ROWS} # {number}"), range(100)))

    assert {response.status for response, _ in answers} == {200}
    assert len({body for _, body in answers}) == 1


def test_a_worker_that_is_killed_as_it_is_asked_is_not_noticed(server: QuickServer) -> None:
    for number in range(3):
        _until(lambda: len(list(server.pool.workforce.idle)) == 2)
        os.kill(list(server.pool.workforce.idle)[-1].process, signal.SIGKILL)  # next to be asked
        response, _ = server.get(f"{SMALL} # killed {number}")
        assert response.status == 200
    _until(lambda: len(list(server.pool.workforce.idle)) == 2)


def _send(port: int, *requests: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall("".join(requests).encode())
    return connection


def _request(query: str, *lines: str, version: str = "1.1") -> str:
    target = f"/sparql?query={quote(query, safe='')}&format=csv"
    return "\r\n".join([f"GET {target} HTTP/{version}", "Host: x", *lines, "", ""])


def test_requests_sent_together_are_answered_in_their_order(server: QuickServer) -> None:
    queries = [f"SELECT ?o {{ <urn:s{n}> ?p ?o }} # {n % 3}" for n in range(6)]
    queries.insert(3, SLOW)
    last = _request("SELECT ('end' AS ?o) {}", "Connection: close")
    with _send(server.quick, *map(_request, queries), last) as connection:
        said = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()

    assert said.count("HTTP/1.1 200") == 8
    bodies = [part.partition("\r\n\r\n")[2] for part in said.split("HTTP/1.1 200 OK\r\n")[1:]]
    found = ["".join(char for char in body if char.isalnum()) for body in bodies]
    assert found[:3] + found[4:] == ["o0", "o1", "o2", "o3", "o4", "o5", "oend"]


@pytest.mark.parametrize(
    "request_text", [_request(SMALL, version="1.0"), _request(SMALL, "Connection: close")]
)
def test_who_wants_the_connection_closed_has_it_closed(
    server: QuickServer, request_text: str
) -> None:
    with _send(server.quick, request_text) as connection:
        said = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert said.endswith(b"o\r\n3\r\n")


def test_a_body_that_comes_with_a_get_does_no_harm(server: QuickServer) -> None:
    asked = _request(SMALL, "Content-Length: 5")
    with _send(server.quick, asked + "abcde", _request(SMALL, "Connection: close")) as connection:
        said = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert said.count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.parametrize("wait", [0.03, 0.3])
def test_the_query_of_a_client_that_leaves_is_stopped(server: QuickServer, wait: float) -> None:
    with _send(server.quick, _request(f"{ENDLESS} # left after {wait}")):
        _until(lambda: len(server.register) == 1)
        time.sleep(wait)

    _until(lambda: len(server.register) == 0)
    _until(lambda: len(list(server.pool.workforce.idle)) == 2)


@pytest.mark.parametrize("wait", [0.0, 0.3])
def test_an_administrator_stops_a_query_at_any_time(server: QuickServer, wait: float) -> None:
    with ThreadPoolExecutor(1) as client:
        asked = client.submit(server.get, f"{ENDLESS} # stopped after {wait}")
        _until(lambda: len(server.register) == 1)
        time.sleep(wait)
        running = server.register.listed()[0]
        server.portal.call(server.register.stop, running.id)
        response, body = asked.result()

    assert (response.status, json.loads(body)["limit"]) == (503, "administrator")
    assert response.getheader("x-query-id") == running.id
    assert len(server.register) == 0


def test_a_clients_share_holds_on_the_quick_way() -> None:
    # Ten thousand solutions: the event loop's clock counts milliseconds, and one must have passed.
    some_work = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with quick_server(Share(seconds=0.000001)) as server:
        first, _ = server.get(some_work)
        second, body = server.get(f"{some_work} # again")

        assert (first.status, second.status) == (200, 429)
        assert json.loads(body)["limit"] == "max_client_seconds"
        assert server.get(some_work)[0].status == 200  # what is kept costs nothing


def test_an_answer_of_an_older_version_is_not_given_again() -> None:
    with quick_server() as server:
        assert server.get(SMALL)[1] == server.get(SMALL)[1]
        patch = b'D <urn:s3> <urn:p> "3" .\nA <urn:s3> <urn:p> "new" .\n'
        server.portal.call(server.pool.move, patch, "8")
        response, body = server.get(SMALL)

        assert response.getheader("x-cache") == "miss"
        assert json.loads(body)["results"]["bindings"][0]["o"]["value"] == "new"
