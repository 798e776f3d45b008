"""Measure one long answer: how soon its first byte comes, and whether memory stays flat meanwhile.

Reads the answer as fast as it comes and throws it away. A worker that sees the whole graph for the
first time gets a copy of its own, which has nothing to do with the answer; so memory is held
against its target when all workers have. Ends with exit code 1 when a target is missed.

Run: ``PYTHONPATH=tests .venv/bin/python -m bench.stream --size 1000000``.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.generate import generate
from bench.load import get, run
from bench.peers import ONE_CLIENT, OURS, Server, UnavailableError, running
from bench.processes import PeakMemory, memory_megabytes

__all__ = ["Stream", "read_stream"]

QUERY: Final = "SELECT ?subject WHERE { ?subject ?property ?value } LIMIT 1000000"
FIRST_BYTE_SECONDS: Final = 1.0
GROWTH_MEGABYTES: Final = 32.0
WARMING: Final = 8
LAST_CHUNK: Final = b"\r\n0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Stream:
    """One long answer: seconds to its first row and its end, its size, memory then and at most."""

    first_byte: float
    seconds: float
    megabytes: float
    complete: bool
    memory_at_first_byte: float
    memory_peak: float

    @property
    def growth(self) -> float:
        """Megabytes that memory grew by while rows flowed."""
        return self.memory_peak - self.memory_at_first_byte


class _Ending:
    """Tells when a body is whole: short ones come with their length, long ones in chunks."""

    def __init__(self, head: bytes) -> None:
        _, found, rest = head.lower().partition(b"\r\ncontent-length:")
        self._length = int(rest.partition(b"\r\n")[0]) if found else None
        self._size = 0
        self._tail = b""

    def take(self, piece: bytes) -> None:
        self._size += len(piece)
        self._tail = (self._tail + piece)[-len(LAST_CHUNK) :]

    @property
    def reached(self) -> bool:
        if self._length is not None:
            return self._size >= self._length
        return self._tail.endswith(LAST_CHUNK)


async def read_stream(server: Server) -> Stream:
    """Ask for a long answer and read it to its end."""
    reader, writer = await asyncio.open_connection(server.host, server.port)
    try:
        begun = time.perf_counter()
        writer.write(get(server, QUERY, "text/tab-separated-values"))
        head = await reader.readuntil(b"\r\n\r\n")
        ending = _Ending(head)
        piece = await reader.read(1)
        first_byte = time.perf_counter() - begun
        memory = memory_megabytes(server.process_id)
        size = 0
        async with PeakMemory(server.process_id, every=0.1) as peak:
            while piece:
                size += len(piece)
                ending.take(piece)
                piece = b"" if ending.reached else await reader.read(262_144)
        seconds = time.perf_counter() - begun
    finally:
        writer.transport.abort()
    complete = head[9:12] == b"200" and ending.reached
    return Stream(first_byte, seconds, size / 1e6, complete, memory, peak.megabytes)


def main() -> int:
    """Serve a generated graph, read all of it in one answer, and tell how it went."""
    parser = argparse.ArgumentParser(description="Measure one long answer of our endpoint.")
    parser.add_argument("--size", type=int, default=1_000_000, help="triples, and rows")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="partnerskap-bench-") as name:
        data = Path(name) / "graph.nt"
        generate(data, asked.size)
        try:
            with running(OURS, data, Path(name), settings=ONE_CLIENT) as server:
                first, *_, seen = [run(read_stream(server)) for _ in range(WARMING)]
        except UnavailableError as error:
            print(f"{OURS}: not measured: {error}")
            return 1
    soon = f"first byte after {first.first_byte:.3f} s (at most {FIRST_BYTE_SECONDS:g} s)"
    grew = f"memory grew by {seen.growth:.0f} MB from {seen.memory_at_first_byte:.0f} MB meanwhile"
    lines = [
        (soon, first.first_byte <= FIRST_BYTE_SECONDS),
        (f"{grew} (at most {GROWTH_MEGABYTES:g} MB)", seen.growth <= GROWTH_MEGABYTES),
        (f"{seen.megabytes:.0f} MB read in {seen.seconds:.1f} s, whole", seen.complete),
    ]
    print(f"### One answer of {min(asked.size, 1_000_000):,} rows\n")
    print("\n".join(f"- {text}: {'met' if good else '**missed**'}" for text, good in lines))
    print(f"- a worker's copy, when it saw the graph for the first time: {first.growth:.0f} MB")
    return 0 if all(good for _, good in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
