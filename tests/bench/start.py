"""Measure how fast the service starts, what it weighs and how many triples it holds.

Starts the real command on a free port, five times from an empty data folder and five times again
on a filled one, and waits for the first answer. The peer is rdflib reading the same files in the
same run: machines differ, the ratio does not.

Run: ``make bench``.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
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

from partnerskap.resources import RESOURCES

ROUNDS = 5
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds to the first answer, resident megabytes and triples."""

    seconds: float
    megabytes: float
    triples: int


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(data_dir: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PARTNERSKAP_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-m", "partnerskap", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
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


def resident_megabytes(process_id: int) -> float:
    status = Path(f"/proc/{process_id}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def start_once(data_dir: Path) -> Start:
    port = free_port()
    begun = time.perf_counter()
    with running(data_dir, port) as process:
        health = json.loads(wait_for(f"http://127.0.0.1:{port}/health"))
        seconds = time.perf_counter() - begun
        return Start(seconds, resident_megabytes(process.pid), health["triples"])


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
    fresh = statistics.median(start.seconds for start in first)
    restart = statistics.median(start.seconds for start in again)
    memory = statistics.median(start.megabytes for start in again)
    print(f"| triples in the graph | {again[0].triples:,} |")
    print(f"| from nothing to the first answer | {fresh:.2f} s ({fresh / peer:.2f} × rdflib) |")
    print(f"| restart to the first answer | {restart:.2f} s ({restart / peer:.2f} × rdflib) |")
    print(f"| resident memory after start | {memory:.0f} MB |")
    print(f"| peer: rdflib reading the same files | {peer:.2f} s |")


if __name__ == "__main__":
    main()
