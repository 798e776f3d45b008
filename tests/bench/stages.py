"""Say where the time of a cold lookup goes: processor time of each stage, and of each process.

The stages are run alone, over and over, so they find all they need in the processor's caches. The
whole is measured on a running server under load from sixteen connections. What the stages do not
explain is the event loop, system calls, processes waking each other, and what each finds gone
from the caches when its turn comes.

Run: ``PYTHONPATH=tests .venv/bin/python -m bench.stages``.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

import httptools
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store
from starlette.responses import Response

from bench.generate import generate
from bench.load import Limit, drive, get, run
from bench.measure import cold
from bench.peers import ONE_CLIENT, OURS, Server, running
from bench.processes import tree
from bench.queries import Query, workload
from partnerskap.settings import Settings
from partnerskap.sparql.cache import make_etag
from partnerskap.sparql.channel import Channel
from partnerskap.sparql.configure import make_cache, make_gate, make_pool
from partnerskap.sparql.endpoint import SparqlEndpoint
from partnerskap.sparql.execute import Job, Question, write_answer
from partnerskap.sparql.formats import ROW_FORMATS, choose
from partnerskap.sparql.frames import Frame, pack
from partnerskap.sparql.functions import load_calls
from partnerskap.sparql.holding import Snapshot, Worker
from partnerskap.sparql.kept import read_wishes
from partnerskap.sparql.lane import Begun, Lane
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.plain import let_through
from partnerskap.sparql.request import Dataset, read_request
from partnerskap.sparql.tickets import Ticket
from partnerskap.sparql.writer import Writer

TIMES: Final = 2_000
ROUNDS: Final = 5
CONNECTIONS: Final = 16
ACCEPT: Final = "application/sparql-results+json"
LIMITS: Final = Limits()


class _Reader:
    """Takes what the HTTP parser finds, as the server does."""

    def __init__(self) -> None:
        self.url = b""
        self.headers: list[tuple[bytes, bytes]] = []

    def on_message_begin(self) -> None:
        self.headers = []

    def on_url(self, url: bytes) -> None:
        self.url = url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))


def _microseconds(work: Callable[[], object]) -> float:
    """Run some work many times; give the processor time of one, in the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(TIMES):
            work()
        best = min(best, (time.process_time() - begun) / TIMES)
    return best * 1e6


def _front(request: bytes) -> list[tuple[str, float]]:
    """Time what the front process does with one request, from its bytes to a ticket."""
    reader = _Reader()
    parser = httptools.HttpRequestParser(reader)
    parser.feed_data(request)
    query_string, headers = reader.url.partition(b"?")[2], reader.headers
    asked = read_request("GET", query_string, "", b"", limits=LIMITS)
    query = let_through(asked.text, LIMITS)
    choice = choose(ROW_FORMATS, ACCEPT)
    job = Job(query, asked.dataset, choice.format)
    key = (query.original, (), (), choice.media_type)
    return [
        ("front: HTTP parser", _microseconds(lambda: parser.feed_data(request))),
        ("front: headers", _microseconds(lambda: read_wishes(query_string, headers))),
        (
            "front: address to query",
            _microseconds(lambda: read_request("GET", query_string, "", b"", limits=LIMITS)),
        ),
        ("front: guard", _microseconds(lambda: let_through(asked.text, LIMITS))),
        ("front: ticket", _microseconds(lambda: Ticket.of(job).encode())),
        ("front: ETag", _microseconds(lambda: make_etag(key, "0" * 32))),
    ]


class _Instant(Channel):
    """A worker's socket with an answer at its other end, whatever is sent."""

    def send(self, kind: Frame, payload: bytes = b"") -> None:
        self.sent = (kind, payload)

    def answer(self, body: bytes) -> None:
        self.data_received(pack(Frame.END, body))


class _Nowhere:
    """A connection that takes answers and sends them nowhere."""

    def send(self, status: int, head: bytes, body: bytes) -> None:
        self.sent = (status, b"".join((head, body)))

    def hand_over(self, begun: Begun) -> None:
        raise RuntimeError(f"not plain: {begun.key[0]}")


async def _whole_way(request: bytes, body: bytes) -> float:
    """Time all that the front process does for one answer but for sockets and the HTTP parser."""
    settings = Settings(max_client_seconds=1_000_000)
    gate = make_gate(settings)
    pool = make_pool(settings, lambda: Snapshot("", b""), {}, register=gate.register)
    channel = _Instant()
    pool.workforce.idle.offer(Worker(0, "", channel))
    endpoint = SparqlEndpoint(
        pool, lambda *_: Response(), LIMITS, cache=make_cache(settings), gate=gate
    )
    lane, reply = Lane(endpoint, pool, {}), _Nowhere()
    query_string = request.partition(b"?")[2].partition(b" ")[0]
    headers = [(b"accept", ACCEPT.encode()), (b"cache-control", b"no-cache")]

    def once() -> None:
        lane.take(query_string, headers, "127.0.0.1", reply)
        channel.answer(body)

    return _microseconds(once)


def _worker(store: Store, text: str) -> list[tuple[str, float]]:
    """Time what a worker does with one ticket, but for the socket."""
    query = let_through(text, LIMITS)
    ticket = Ticket.of(Job(query, Dataset(), ROW_FORMATS[0])).encode()
    question = Question(query.text, Dataset(), ROW_FORMATS[0], {})
    calls = load_calls("partnerskap.functions")

    def begin() -> object:
        return store.query(query.text, custom_functions=calls)

    def engine() -> None:
        answer = store.query(query.text, custom_functions=calls)
        if isinstance(answer, QuerySolutions):
            answer.serialize(BytesIO(), QueryResultsFormat.JSON)

    def whole() -> object:
        writer = Writer(lambda _: None, LIMITS.result_bytes)
        write_answer(store, question, writer, {}, calls=calls)
        return writer.finish()

    parsed, answered, written = (_microseconds(work) for work in (begin, engine, whole))
    return [
        ("worker: ticket", _microseconds(lambda: Ticket.decode(ticket))),
        ("worker: engine parses and plans", parsed),
        ("worker: engine finds and writes rows", max(0.0, answered - parsed)),
        ("worker: limits while it writes", max(0.0, written - answered)),
    ]


def _processor_seconds(process_id: int) -> float:
    try:
        fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0  # it ended; what it used is lost
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _loaded(server: Server, query: Query, seconds: float) -> list[tuple[str, float]]:
    """Time whole processes under load: microseconds of each for one answer."""
    make = cold(server, query)
    await drive(server, make, connections=CONNECTIONS, limit=Limit(10_000_000, seconds / 4))
    processes = tree(server.process_id)
    before = [_processor_seconds(each) for each in processes]
    mine = time.process_time()
    tally = await drive(server, make, connections=CONNECTIONS, limit=Limit(10_000_000, seconds))
    mine = time.process_time() - mine
    used = [_processor_seconds(each) - b for each, b in zip(processes, before, strict=True)]
    each = 1e6 / max(1, len(tally.latencies))
    print(f"{tally.per_second:,.0f} answers a second, {CONNECTIONS} connections\n")
    return [
        ("front process", used[0] * each),
        ("workers", sum(used[1:]) * each),
        ("load driver", mine * each),
    ]


def _table(rows: Sequence[tuple[str, float]]) -> str:
    lines = ["| stage | µs |", "| --- | ---: |", *(f"| {name} | {us:.1f} |" for name, us in rows)]
    return "\n".join(lines)


def main() -> None:
    """Measure and print two tables."""
    parser = argparse.ArgumentParser(description="Say where the time of a cold lookup goes.")
    parser.add_argument("--size", type=int, default=100_000, help="triples")
    parser.add_argument("--seconds", type=float, default=3.0, help="under load")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="partnerskap-bench-") as name:
        data = Path(name) / "graph.nt"
        query = next(each for each in workload(generate(data, asked.size)) if each.name == "lookup")
        with running(OURS, data, Path(name), settings=ONE_CLIENT) as server:
            whole = run(_loaded(server, query, asked.seconds))
            request = get(server, query.texts[0], ACCEPT, headers=["Cache-Control: no-cache"])
        store = Store()
        store.bulk_load(path=str(data), format=RdfFormat.N_TRIPLES)
    front, body = _front(request), b" " * 2_500
    named = sum(us for _, us in front[1:])
    rest = max(0.0, run(_whole_way(request, body)) - named)
    front.append(("front: limits, turn for a worker, cache, head of the answer", rest))
    stages = [*front, *_worker(store, query.texts[0])]
    print(_table([*stages, ("all stages, alone", sum(us for _, us in stages))]))
    print(f"\n{_table(whole)}")


if __name__ == "__main__":
    main()
