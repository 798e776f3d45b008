from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable

import pytest

from bench.answers import WrongAnswerError, count_rows
from bench.load import Answer, Limit, Tally, drive, percentile
from bench.measure import Cell, middle
from bench.peers import Server


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1.0), (0.5, 50.0), (0.95, 95.0), (0.99, 99.0), (1.0, 100.0)]
)
def test_percentile_is_the_nearest_rank(share: float, expected: float) -> None:
    assert percentile([float(value) for value in range(100, 0, -1)], share) == expected


def test_percentile_of_nothing_is_no_number() -> None:
    assert math.isnan(percentile([], 0.5))


def answer(body: bytes, media_type: str, status: int = 200) -> Answer:
    head = f"HTTP/1.1 {status} x\r\nContent-Type: {media_type}".encode()
    return Answer(status, head, bytearray(body), chunked=False, first_byte_at=0.0)


class TestCounting:
    def test_rows_triples_and_yes_are_counted(self) -> None:
        rows = b'{"head":{"vars":["a"]},"results":{"bindings":[{},{},{}]}}'
        triples = b"<urn:a> <urn:b> 1, 2 . <urn:a> <urn:b> 1 ."

        assert count_rows(answer(rows, "application/sparql-results+json")) == 3
        assert count_rows(answer(b'{"head":{},"boolean":true}', "application/json")) == 1
        assert count_rows(answer(triples, "text/turtle; charset=utf-8")) == 2

    @pytest.mark.parametrize(
        ("body", "media_type", "status"),
        [
            (b'{"results":{"bindings":[', "application/json", 200),
            (b"<urn:a> <urn:b>", "text/turtle", 200),
            (b"slow down", "text/plain", 429),
            (b"<html>", "text/html", 200),
        ],
    )
    def test_what_is_no_answer_is_refused(self, body: bytes, media_type: str, status: int) -> None:
        with pytest.raises(WrongAnswerError):
            count_rows(answer(body, media_type, status))


Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def replying(*pieces: bytes) -> Handler:
    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()

    async def quiet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reply(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    return quiet


def drive_against(handler: Handler, *, requests: int, connections: int) -> Tally:
    async def work() -> Tally:
        async with await asyncio.start_server(handler, "127.0.0.1", 0) as listener:
            port = listener.sockets[0].getsockname()[1]
            server = Server("fake", port, "/", 0)
            limit = Limit(requests=requests, seconds=0.8, patience=0.2)
            tally = await drive(
                server, lambda _: b"GET / HTTP/1.1\r\n\r\n", connections=connections, limit=limit
            )
            await asyncio.sleep(0.01)
            return tally

    return asyncio.run(work())


class TestDriver:
    def test_exactly_the_requests_asked_for_are_sent_and_timed(self) -> None:
        reply = replying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

        tally = drive_against(reply, requests=25, connections=4)

        assert len(tally.latencies) == 25
        assert not tally.failures
        assert tally.last is not None
        assert tally.last.body == b"hi"

    def test_chunks_that_come_in_pieces_are_put_together(self) -> None:
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        reply = replying(head, b"3\r\nab", b"c\r\nA;x=1\r\n0123456789", b"\r\n0\r\n", b"\r\n")

        tally = drive_against(reply, requests=2, connections=1)

        assert tally.last is not None
        assert tally.last.body == b"abc0123456789"
        assert len(tally.latencies) == 2

    def test_refusals_are_counted_by_status_and_not_timed(self) -> None:
        reply = replying(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")

        tally = drive_against(reply, requests=3, connections=1)

        assert tally.failures == {"status 503": 3}
        assert tally.latencies == []

    def test_a_server_that_never_answers_is_given_up(self) -> None:
        tally = drive_against(replying(), requests=1, connections=1)

        assert tally.failures == {"no answer within 1 s": 1}


def test_the_middle_of_three_rounds_counts_and_no_failure_is_lost() -> None:
    seen = ((30.0, ""), (10.0, "1 × status 503"), (20.0, ""))
    rounds = [Cell(speed, 1.0, 1.0, 1.0, 10, fault) for speed, fault in seen]

    assert middle(rounds) == Cell(20.0, 1.0, 1.0, 1.0, 10, "1 × status 503")
