"""Asking another endpoint that may be slow, broken, hostile, or not where it says."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import time

import pytest

from other_endpoint import Behaviour, Other, other_endpoint, reply, rows
from partnerskap.errors import FederationError
from partnerskap.sparql.addresses import LookUp
from partnerskap.sparql.fetching import CallBounds, Fetcher

QUERY = b"SELECT * WHERE { ?s ?p ?name . }"
BOUNDS = CallBounds(seconds=10, bytes=10_000)  # a busy machine may need some
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"


def fetch(
    *endpoints: str,
    bounds: CallBounds = BOUNDS,
    look_up: LookUp | None = None,
    tls: ssl.SSLContext | None = None,
    inside: str = "",
) -> list[bytes]:
    """Ask endpoints one after the other."""

    async def nowhere(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host}:{port} was looked up")

    async def scene() -> list[bytes]:
        async with Fetcher(
            bounds,
            "tester/1 (+https://test.example)",
            inside=frozenset(inside.split()),
            look_up=look_up or nowhere,
            tls=tls,
        ) as fetcher:
            return [await fetcher.fetch(endpoint, QUERY) for endpoint in endpoints]

    return asyncio.run(scene())


def refused(behaviour: Behaviour, bounds: CallBounds = BOUNDS) -> tuple[str, Other]:
    """Say in English why an answer is refused, and what the endpoint saw."""
    with other_endpoint(behaviour) as other:
        with pytest.raises(FederationError) as caught:
            fetch(other.address, bounds=bounds)
        assert caught.value.members["endpoint"] == other.address
        assert other.address in caught.value.detail.nb
        return caught.value.detail.en, other


def test_a_result_comes_back_as_it_is_and_the_request_tells_no_more_than_it_must() -> None:
    with other_endpoint(reply(rows("Ås"), "Set-Cookie: a=b")) as other:
        assert fetch(other.address, other.address) == [rows("Ås")] * 2

    first, second = other.requests
    assert first == second
    head, _, body = first.partition("\r\n\r\n")
    assert body == QUERY.decode()
    assert sorted(head.split("\r\n")) == sorted(
        [
            "POST /sparql HTTP/1.1",
            f"Host: 127.0.0.1:{other.port}",
            "User-Agent: tester/1 (+https://test.example)",
            "Accept: application/sparql-results+json",
            "Accept-Encoding: identity",
            "Content-Type: application/sparql-query",
            f"Content-Length: {len(QUERY)}",
        ]
    )


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Other", "308 Other"])
def test_no_redirect_is_followed_not_even_to_the_same_host(status: str) -> None:
    said, other = refused(reply(rows("x"), "Location: /elsewhere", status=status))

    assert f"points to another address (status {status[:3]})" in said
    assert len(other.requests) == 1


@pytest.mark.parametrize("status", ["204 None", "400 Bad", "401 Who", "429 Slow", "500 Oh"])
def test_only_success_is_handed_on(status: str) -> None:
    assert f"it answered {status[:3]}" in refused(reply(rows("x"), status=status))[0]


@pytest.mark.parametrize(
    "kind", ["text/html", "application/json", "application/sparql-results+xml", "", "*/*"]
)
def test_only_sparql_results_are_handed_on(kind: str) -> None:
    assert "is not application/sparql-results+json" in refused(reply(rows("x"), kind=kind))[0]


def test_parameters_of_the_type_do_not_matter() -> None:
    kind = "Application/SPARQL-Results+JSON; charset=utf-8"
    with other_endpoint(reply(rows("x"), kind=kind)) as other:
        assert fetch(other.address) == [rows("x")]


def test_a_compressed_bomb_is_never_unpacked() -> None:
    bomb = gzip.compress(b" " * 5_000_000)

    assert (
        "compressed, which we did not ask for" in refused(reply(bomb, "Content-Encoding: gzip"))[0]
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0" * 100,
        b"<sparql/>",
        rows("x")[:-2],
        rows("x") + b" more",
        rows("x").replace(b"literal", b"bracket"),
        rows("no iri").replace(b"literal", b"uri"),
        b'{"head":{},"boolean":true}',
    ],
    ids=["empty", "zeros", "xml", "cut", "too-much", "unknown", "no-iri", "yes-no"],
)
def test_what_the_engine_could_not_read_is_not_handed_on(body: bytes) -> None:
    assert "no SPARQL result that can be read" in refused(reply(body))[0]


def test_nesting_that_would_overflow_a_parser_never_reaches_one() -> None:
    term = b'{"type":"triple","value":{"subject":'
    body = b'{"head":{"vars":["name"]},"results":{"bindings":[{"name":' + term * 50_000
    bounds = CallBounds(seconds=5, bytes=10_000_000)

    assert "no SPARQL result that can be read" in refused(reply(body), bounds)[0]
    assert "no SPARQL result that can be read" in refused(reply(b"[" * 4_000_000), bounds)[0]


def test_brackets_and_quotes_within_texts_are_no_nesting() -> None:
    odd = rows("[" * 500, "\\", '"{', 'a\\"[', "\u2028")
    with other_endpoint(reply(odd)) as other:
        assert fetch(other.address) == [odd]


def test_an_answer_over_the_limit_is_refused_and_one_at_the_limit_is_not() -> None:
    body = rows("x" * 1_000)
    with other_endpoint(reply(body)) as other:
        assert fetch(other.address, bounds=CallBounds(10, len(body))) == [body]

    said, _ = refused(reply(body), CallBounds(10, len(body) - 1))
    assert f"larger than {len(body) - 1} bytes" in said


def test_an_endless_answer_is_cut_at_the_limit() -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"1000\r\n" + b" " * 0x1000 + b"\r\n")

    said, other = refused(endless, CallBounds(5, 10_000))
    assert "larger than 10000 bytes" in said
    assert other.left.wait(5)


@pytest.mark.parametrize(
    "start", [b"HTTP/1.1 200 ", b"HTTP/1.1 200 OK\r\n", OK + b"Content-Length: 500\r\n\r\n"]
)
def test_who_drips_is_left_when_the_time_is_up(start: bytes) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(b" ")
            time.sleep(0.05)

    said, other = refused(drip, CallBounds(0.5, 10_000))
    assert "did not answer in 0.5 seconds" in said
    assert other.left.wait(5)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"HTTP/1.1 200",
        b"SSH-2.0-OpenSSH_9\r\n",
        OK + b"X: " + b"x" * 200_000,
        OK + b"X: y\r\n" * 100_000,
        OK + b"Content-Length: 500\r\n\r\n" + rows("x"),
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
        OK + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffffffffff\r\n{",
    ],
    ids=["nothing", "cut", "ssh", "header", "headers", "short", "chunk", "length"],
)
def test_who_breaks_off_or_speaks_no_http_gives_no_answer(sent: bytes) -> None:
    def send(connection: socket.socket) -> None:
        connection.sendall(sent)
        connection.close()

    assert "connection broke" in refused(send)[0]


def test_nobody_listening_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    with pytest.raises(FederationError, match="could not be reached"):
        fetch(f"http://127.0.0.1:{port}/")


class Names:
    """A name service that gives each time the next of its answers."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append((host, port))
        return self.answers.pop(0)


def test_the_connection_goes_to_the_very_address_that_was_checked() -> None:
    names = Names(["127.0.0.1"], ["10.9.9.9"])
    with other_endpoint(reply(rows("x"))) as other:
        endpoint = f"http://Sparql.Test:{other.port}/x?y=Z"
        assert fetch(endpoint, look_up=names, inside="sparql.test") == [rows("x")]

    assert names.asked == [("sparql.test", other.port)]
    assert other.requests[0].startswith("POST /x?y=Z HTTP/1.1\r\n")
    assert f"\r\nHost: sparql.test:{other.port}\r\n" in other.requests[0]


def test_a_name_that_comes_to_lead_inside_is_refused_from_then_on() -> None:
    with other_endpoint(reply(rows("x"))) as other:
        endpoint = f"http://sparql.test:{other.port}/"
        with pytest.raises(BaseExceptionGroup) as caught:
            fetch(endpoint, look_up=Names(["93.184.216.34"]))
        assert str(caught.value.exceptions[0]) == "A test tried to reach '93.184.216.34'"
        for inner in ["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::ffff:7f00:1"], ["::1"]:
            with pytest.raises(FederationError, match="not on the open net"):
                fetch(endpoint, look_up=Names(inner))

    assert other.requests == []


def test_the_next_address_is_tried_when_nobody_listens_at_the_first() -> None:
    with other_endpoint(reply(rows("x"))) as other:
        endpoint = f"http://sparql.test:{other.port}/"
        names = Names(["::1", "127.0.0.1"])
        assert fetch(endpoint, look_up=names, inside="sparql.test") == [rows("x")]


def test_a_name_that_leads_nowhere_is_said() -> None:
    async def unknown(_: str, __: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(FederationError, match="could not be reached"):
        fetch("http://sparql.test/", look_up=unknown)


def test_a_name_service_that_never_answers_costs_no_more_than_the_time_there_is() -> None:
    async def silent(_: str, __: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    with pytest.raises(FederationError, match=r"did not answer in 0\.5 seconds"):
        fetch("http://sparql.test/", look_up=silent, bounds=CallBounds(0.5, 10_000))


def test_an_endpoint_on_ipv6_is_reached() -> None:
    with pytest.raises(FederationError, match="could not be reached"):
        fetch("http://[::1]:9/")
    with pytest.raises(FederationError, match="not on the open net"):
        fetch("http://[fe80::1]/")


def test_the_environment_sends_nothing_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with other_endpoint(reply(rows("x"))) as other:
        assert fetch(other.address) == [rows("x")]
