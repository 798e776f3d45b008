"""Measure how fast the service starts, what it weighs and how many triples it holds.

Starts the real command on a free port, five times from an empty data folder and five times again
on a filled one, and waits for the first page and the first SPARQL answer. Memory is that of all
its processes, shared pages counted once. The peer is rdflib reading the same files in the same
run: machines differ, the ratio does not.

Run: ``make bench``, or ``PYTHONPATH=tests .venv/bin/python -m bench.start``.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph

from bench.processes import free_port, memory_megabytes
from partnerskap.resources import RESOURCES

ROUNDS = 5
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds to the first page and SPARQL answer, megabytes and triples."""

    page_seconds: float
    sparql_seconds: float
    megabytes: float
    triples: int


@contextmanager
def running(data_dir: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PARTNERSKAP_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-m", "partnerskap", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def wait_for(url: str) -> bytes:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own service
                return bytes(answer.read())
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def start_once(data_dir: Path) -> Start:
    port = free_port()
    begun = time.perf_counter()
    with running(data_dir, port) as process:
        health = json.loads(wait_for(f"http://127.0.0.1:{port}/health"))
        page_seconds = time.perf_counter() - begun
        wait_for(f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D")
        sparql_seconds = time.perf_counter() - begun
        time.sleep(1)  # until every worker is there to be weighed
        megabytes = memory_megabytes(process.pid)
        return Start(page_seconds, sparql_seconds, megabytes, health["triples"])


def rdflib_seconds() -> float:
    begun = time.perf_counter()
    graph = Graph()
    for folder in ("data", "ontology", "shapes"):
        for path in sorted((RESOURCES / folder).rglob("*.ttl")):
            if "examples" not in path.parts:
                graph.parse(path)
    return time.perf_counter() - begun


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="partnerskap-bench-"))
    try:
        first = [start_once(folder / str(round_)) for round_ in range(ROUNDS)]
        again = [start_once(folder / str(round_)) for round_ in range(ROUNDS)]
        peer = rdflib_seconds()
    finally:
        shutil.rmtree(folder)
    print(f"| triples in the graph | {again[0].triples:,} |")
    for name, starts in (("from nothing", first), ("restart", again)):
        page = statistics.median(start.page_seconds for start in starts)
        answer = statistics.median(start.sparql_seconds for start in starts)
        print(f"| {name} to the first page | {page:.2f} s ({page / peer:.2f} × rdflib) |")
        print(f"| {name} to the first SPARQL answer | {answer:.2f} s ({answer / peer:.2f} ×) |")
    memory = statistics.median(start.megabytes for start in again)
    print(f"| memory of all processes after start | {memory:.0f} MB |")
    print(f"| peer: rdflib reading the same files | {peer:.2f} s |")


if __name__ == "__main__":
    main()
