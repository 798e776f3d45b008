"""Measure one query on one server, cold and warm, with one client and with sixteen.

Cold: ``Cache-Control: no-cache`` and a query text nobody has sent. Warm: one text over and over.
Decides nothing about good or bad; report.py does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bench.answers import count_rows
from bench.load import Answer, Limit, Tally, connect, drive, get
from bench.peers import Server
from bench.queries import Query

__all__ = ["MODES", "NOT_MODIFIED", "Cell", "Mode", "ask_once", "cold", "measure", "middle"]


@dataclass(frozen=True, slots=True)
class Mode:
    """How a query is sent: "cold", "warm" or "304", and over how many connections."""

    state: str
    connections: int

    def __str__(self) -> str:
        return f"{self.state}, {self.connections} connection{'s' * (self.connections > 1)}"


MODES: Final = (Mode("cold", 16), Mode("warm", 16), Mode("cold", 1), Mode("warm", 1))
NOT_MODIFIED: Final = Mode("304", 16)


@dataclass(frozen=True, slots=True)
class Cell:
    """One measurement: answers a second, latencies in milliseconds, and what went wrong."""

    per_second: float
    p50: float
    p95: float
    p99: float
    answers: int
    failure: str = ""

    @classmethod
    def of(cls, tally: Tally, *, rows: int | None) -> Cell:
        """Sum up a run; rows that differ from those seen before the run are a failure."""
        failures = [f"{count} × {name}" for name, count in tally.failures.items()]
        if tally.last and tally.last.status == 200:
            found = count_rows(tally.last)
            if rows is not None and found != rows:
                failures.append(f"{found} rows under load, {rows} before")
        return cls(
            per_second=tally.per_second,
            p50=tally.milliseconds(0.5),
            p95=tally.milliseconds(0.95),
            p99=tally.milliseconds(0.99),
            answers=len(tally.latencies),
            failure="; ".join(failures),
        )


def middle(cells: Sequence[Cell]) -> Cell:
    """Take the cell of median speed, with every failure that any of them saw."""
    chosen = sorted(cells, key=lambda cell: cell.per_second)[len(cells) // 2]
    failures = dict.fromkeys(cell.failure for cell in cells if cell.failure)
    return replace(chosen, failure="; ".join(failures))


async def ask_once(server: Server, text: str, accept: str) -> tuple[Answer, float]:
    """Ask one query on a connection of its own; give the answer and its seconds."""
    connection = await connect(server)
    try:
        begun = time.perf_counter()
        answer = await connection.ask(get(server, text, accept))
        return answer, time.perf_counter() - begun
    finally:
        connection.close()


def cold(server: Server, query: Query) -> Callable[[int], bytes]:
    """Make requests that differ in a comment's number; ready but for that number."""
    hole = "BENCHNUMBER"
    templates = []
    for text in query.texts:
        whole = get(server, f"{text}\n# {hole}", query.accept, headers=["Cache-Control: no-cache"])
        before, _, after = whole.partition(hole.encode())
        templates.append((before, after))
    stamp = time.monotonic_ns()  # numbers of one run are no other run's

    def make(number: int) -> bytes:
        before, after = templates[number % len(templates)]
        return b"%b%d%b" % (before, stamp + number, after)

    return make


async def _warm(server: Server, query: Query, mode: Mode) -> Callable[[int], bytes]:
    text = query.texts[0]
    headers = []
    if mode.state == "304":
        answer, _ = await ask_once(server, text, query.accept)
        headers = ["If-None-Match: " + (answer.header("etag") or "missing")]
    request = get(server, text, query.accept, headers=headers)
    return lambda _number: request


async def measure(server: Server, query: Query, mode: Mode, limit: Limit) -> Cell:
    """Run one query in one mode; an answer with other rows than a first one is a failure."""
    if mode.state == "cold":
        make = cold(server, query)
        rows = None if len(query.texts) > 1 else count_rows(await _first(server, query))
    else:
        make = await _warm(server, query, mode)
        rows = None if mode.state == "304" else count_rows(await _first(server, query))
    expected = 304 if mode.state == "304" else 200
    tally = await drive(server, make, connections=mode.connections, limit=limit, expected=expected)
    return Cell.of(tally, rows=rows)


async def _first(server: Server, query: Query) -> Answer:
    answer, _ = await ask_once(server, query.texts[0], query.accept)
    return answer
