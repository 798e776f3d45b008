"""A bounded load driver: keep-alive HTTP/1.1 over loopback, in one process, with little of its own.

Sends ready-made requests over a fixed number of connections until a number of requests or a time
is reached. Reads only what it must: status, length or chunks, and the whole body.
"""

from __future__ import annotations

import asyncio
import math
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from bench.counting import Counting
from bench.peers import Server

__all__ = ["Answer", "Connection", "Limit", "Tally", "drive", "get", "percentile", "run"]

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole answer as it came; the body is taken out of its chunks when asked for."""

    status: int
    head: bytes
    raw: bytearray
    chunked: bool
    first_byte_at: float

    @property
    def body(self) -> bytes:
        """The body without chunk marks."""
        if not self.chunked:
            return bytes(self.raw)
        pieces, at = [], 0
        while (size := _chunk_size(self.raw, at)) is not None and size[1]:
            begins, length = size
            pieces.append(self.raw[begins : begins + length])
            at = begins + length + 2
        return b"".join(pieces)

    def header(self, name: str) -> str:
        """Read one header; empty when absent."""
        wanted = name.lower().encode() + b":"
        for line in self.head.split(b"\r\n")[1:]:
            if line.lower().startswith(wanted):
                return line.partition(b":")[2].strip().decode("latin-1")
        return ""


def _chunk_size(raw: bytearray, at: int) -> tuple[int, int] | None:
    """Read the size line of a chunk: where its bytes begin and how many; None if not all here."""
    line_end = raw.find(b"\r\n", at)
    if line_end < 0:
        return None
    return line_end + 2, int(raw[at:line_end].partition(b";")[0], 16)


class Connection(asyncio.Protocol):
    """One keep-alive connection that asks one thing at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._lost = False
        self._reset()

    def _reset(self) -> None:
        self._buffer = bytearray()
        self._head = b""
        self._at = 0  # where the next chunk begins
        self._length: int | None = None  # of a body whose length was told
        self._chunked = False
        self._first_byte_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are none by descent

    async def ask(self, request: bytes) -> Answer:
        """Send one request and wait for its whole answer; raise ConnectionError if cut."""
        if self._lost or self._transport is None:
            raise ConnectionResetError("the server closed the connection")
        self._reset()
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    @property
    def lost(self) -> bool:
        return self._lost

    def data_received(self, data: bytes) -> None:
        if not self._first_byte_at:
            self._first_byte_at = time.perf_counter()
        self._buffer += data
        if not self._head and not self._read_head():
            return
        if self._all_chunks() if self._chunked else self._length == len(self._buffer):
            self._finish()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        if self._waiting is None or self._waiting.done():
            return
        if self._head and not self._chunked and self._length is None and exc is None:
            self._finish()  # a body that ends with its connection
        else:
            self._waiting.set_exception(ConnectionResetError("the answer was cut"))

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        self._head = bytes(self._buffer[:end])
        del self._buffer[: end + 4]
        lower = self._head.lower()
        self._chunked = b"\r\ntransfer-encoding: chunked" in lower
        _, found, rest = lower.partition(b"\r\ncontent-length:")
        if found:
            self._length = int(rest.partition(b"\r\n")[0])
        elif self._status() in {204, 304}:
            self._length = 0
        return True

    def _status(self) -> int:
        return int(self._head[9:12])

    def _all_chunks(self) -> bool:
        while (size := _chunk_size(self._buffer, self._at)) is not None:
            after = size[0] + size[1] + 2
            if len(self._buffer) < after:
                return False
            if size[1] == 0:
                return True
            self._at = after
        return False

    def _finish(self) -> None:
        head, raw = self._head, self._buffer
        answer = Answer(self._status(), head, raw, self._chunked, self._first_byte_at)
        self._buffer = bytearray()
        if b"\r\nconnection: close" in head.lower():
            self._lost = True
            self.close()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(answer)


async def connect(server: Server, *, address: str = "127.0.0.1") -> Connection:
    """Open one connection from a loopback address: different addresses are different clients."""
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(
        Connection, server.host, server.port, local_addr=(address, 0)
    )
    return connection


def get(server: Server, query: str, accept: str, *, headers: Sequence[str] = ()) -> bytes:
    """Write the bytes of one GET of a query."""
    lines = [
        f"GET {server.asking}{urllib.parse.quote(query, safe='')} HTTP/1.1",
        f"Host: {server.host}:{server.port}",
        f"Accept: {accept}",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii")


@dataclass(frozen=True, slots=True)
class Limit:
    """When to stop: after so many requests, or so many seconds, whichever is first."""

    requests: int
    seconds: float
    patience: float = 30.0  # for what is under way when the time is out


@dataclass(slots=True)
class Tally:
    """What a run saw: a latency for each good answer, and every failure by name."""

    latencies: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    last: Answer | None = None
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def milliseconds(self, share: float) -> float:
        """Tell the latency that a share of the answers kept within."""
        return 1000 * percentile(self.latencies, share)


def percentile(values: Sequence[float], share: float) -> float:
    """Take the nearest-rank percentile; NaN when there are no values.

    >>> percentile([3.0, 1.0, 2.0], 0.5)
    2.0
    """
    if not values:
        return math.nan
    rank = max(1, math.ceil(share * len(values)))
    return sorted(values)[rank - 1]


async def _client(
    server: Server,
    request: Callable[[], bytes | None],
    tally: Tally,
    expected: int,
    *,
    keeps: bool,
) -> None:
    def done(status: int, head: bytes, body: bytes, seconds: float) -> None:
        if status != expected:
            tally.failures[f"status {status}"] += 1
            return
        tally.latencies.append(seconds)
        if keeps:
            tally.last = Answer(status, head, bytearray(body), chunked=False, first_byte_at=0.0)

    finished = False
    while not finished:
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: Counting(request, done, keeps=keeps), server.host, server.port
        )
        try:
            finished = await connection.over
        except ConnectionError as error:
            tally.failures[str(error)] += 1
        finally:
            connection.close()


async def drive(
    server: Server,
    make: Callable[[int], bytes],
    *,
    connections: int,
    limit: Limit,
    expected: int = 200,
) -> Tally:
    """Send ``make(0)``, ``make(1)``, … over so many connections; wait for what was sent."""
    tally = Tally()
    begun = time.perf_counter()
    numbers = iter(range(limit.requests))

    def request() -> bytes | None:
        if time.perf_counter() - begun > limit.seconds or tally.failures.total() > 100:
            return None
        number = next(numbers, None)
        return None if number is None else make(number)

    clients = [
        _client(server, request, tally, expected, keeps=number == 0)
        for number in range(connections)
    ]
    try:
        async with asyncio.timeout(limit.seconds + limit.patience):
            await asyncio.gather(*clients)
    except TimeoutError:
        tally.failures[f"no answer within {limit.seconds + limit.patience:.0f} s"] += 1
    tally.seconds = time.perf_counter() - begun
    return tally


def run(work: Coroutine[object, None, Result]) -> Result:
    """Run asynchronous work on the fastest loop there is."""
    try:
        import uvloop  # noqa: PLC0415 - not on every platform
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
