"""Measure how fast one record is checked over HTTP, on a small and a large published graph.

Serves the application in a process of its own and posts one record after the other over one
connection: one that is in order, the same with a fault, a large one, and one with shapes of its
own, which is checked in a process that is forked for it. What HTTP alone takes is the time of
``/health``. The peer is pySHACL in the same run, called as most people do and without HTTP.

Run: ``make bench``, or ``PYTHONPATH=tests .venv/bin/python -m bench.validate_http``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import uvicorn
from pyoxigraph import Store

from bench.processes import free_port
from bench.start import wait_for
from bench.validation import published, small, usual
from partnerskap.app import create_app
from partnerskap.graph.store import GraphStore
from partnerskap.records.validation import released_validator
from partnerskap.resources import RESOURCES
from partnerskap.settings import Settings
from seeded_faults import read

ROUNDS = 200
FORKED_ROUNDS = 50
PEER_ROUNDS = 5
SMALL = 10_000
LARGE = 1_000_000
TARGET_MILLISECONDS = 20.0
_SHAPES = b"""@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:S> a sh:NodeShape ; sh:targetClass <https://w3id.org/partnerskap/ns#Partnership> ;
    sh:property [ sh:path <urn:p> ; sh:minCount 1 ] .
"""
_TURTLE = {"Content-Type": "text/turtle"}
_BOUNDARY = "bench-boundary"


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the requests of one kind took, in milliseconds."""

    name: str
    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)

    @property
    def middle_and_slow(self) -> tuple[float, float]:
        """The time that half of them keep within, and 99 of 100."""
        return self.median, statistics.quantiles(self.milliseconds, n=100)[98]


def measure(connection: HTTPConnection) -> list[Timing]:
    small = (RESOURCES / "data/actors/ntnu.ttl").read_bytes()
    record = (RESOURCES / "data/partnerships/trd3.ttl").read_bytes()
    faulty = small.replace(b" actortype:univ", b" actortype:xuniv", 1)
    form = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
    own = _multipart({"file": ("a.ttl", small), "shapes": ("s.ttl", _SHAPES)})

    def post(body: bytes, headers: dict[str, str]) -> Callable[[], None]:
        def ask() -> None:
            connection.request("POST", "/validate", body, headers)
            answer = connection.getresponse()
            told = json.load(answer)
            if answer.status != 200:
                raise SystemExit(f"{answer.status}: {told}")

        return ask

    def health() -> None:
        connection.request("GET", "/health")
        connection.getresponse().read()

    return [
        _time("nothing (/health)", health, ROUNDS),
        _time("one record, in order", post(small, _TURTLE), ROUNDS),
        _time("one record, with a fault", post(faulty, _TURTLE), ROUNDS),
        _time("a partnership of 560 triples", post(record, _TURTLE), ROUNDS),
        _time("one record by shapes of its own", post(own, form), FORKED_ROUNDS),
    ]


def _time(name: str, ask: Callable[[], None], rounds: int, *, warm: int = 3) -> Timing:
    for _ in range(warm):
        ask()
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return Timing(name, tuple(taken))


def _multipart(files: dict[str, tuple[str, bytes]]) -> bytes:
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; '
        f'filename="{name}"\r\nContent-Type: text/turtle\r\n\r\n'.encode()
        + content
        + b"\r\n"
        for field, (name, content) in files.items()
    ]
    return b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()


def serve(size: int, port: int) -> None:
    """Serve the application with a graph of a size until ended."""
    with tempfile.TemporaryDirectory() as folder:
        graph = GraphStore()
        large = size > SMALL
        graph.store = published(size, Path(folder)) if large else _small_graph()
        released_validator()
        app = create_app(Settings(data_dir=Path(folder)), graph)
        uvicorn.run(app, port=port, log_level="critical", access_log=False)


def _small_graph() -> Store:
    return small((*read("actors", "ntnu"), *read("partnerships", "trd3")))


@contextmanager
def serving(size: int) -> Iterator[int]:
    """Have a process serve a graph of a size; gives the port."""
    port = free_port()
    command = (sys.executable, "-m", "bench.validate_http", "--serve", str(size), str(port))
    with subprocess.Popen(command) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/health")
            yield port
        finally:
            process.terminate()


def compare(large: int) -> None:
    """Print a table; exit with 1 when one record takes longer than the target."""
    columns = []
    for size in (SMALL, large):
        with serving(size) as port:
            columns.append(measure(HTTPConnection("127.0.0.1", port, timeout=60)))
    entry = read("actors", "ntnu")
    few = small(entry)
    peer = _time("pySHACL, in process", lambda: usual(entry, few), PEER_ROUNDS, warm=1)
    print(f"| one request at a time | {SMALL:,} triples: p50 ms | p99 | {large:,}: p50 ms | p99 |")
    print("|---|---|---|---|---|")
    for first, second in zip(*columns, strict=True):
        cells = (
            first.name,
            *(f"{t:.1f}" for each in (first, second) for t in each.middle_and_slow),
        )
        print(f"| {' | '.join(cells)} |")
    slowest = max(column[1].median for column in columns)
    print(f"| {peer.name} | {peer.median:.0f} ({peer.median / slowest:.0f} ×) | | | |")
    if slowest > TARGET_MILLISECONDS:
        raise SystemExit(f"One record took longer than {TARGET_MILLISECONDS:g} ms (p50).")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=LARGE, help="triples of the large graph")
    parser.add_argument("--serve", type=int, nargs=2, metavar=("SIZE", "PORT"), help="only serve")
    asked = parser.parse_args()
    if asked.serve:
        serve(*asked.serve)
    else:
        compare(asked.large)


if __name__ == "__main__":
    main()
