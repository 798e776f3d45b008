"""Measure what the service adds to the engine: one client over HTTP against the engine alone.

The engine runs in this process, in the version that the service uses, and writes the same answers;
both are asked in turns, each text but once. Every worker has seen the query before: what a process
needs to see a graph for the first time is told in ``docs/benchmarks.md``.

Run: ``PYTHONPATH=tests .venv/bin/python -m bench.added --size 1000000``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from pyoxigraph import QueryResultsFormat, RdfFormat, Store

from bench.generate import generate
from bench.load import Limit, run
from bench.measure import Mode, ask_once, measure, middle
from bench.peers import ONE_CLIENT, OURS, Server, running
from bench.queries import GRAPH_ANSWERS, Query, workload

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Added", "engine_milliseconds"]

MOST_MILLISECONDS: Final = 0.5
ROUNDS: Final = 3
SECONDS: Final = 0.7
WARMING: Final = 12
ALONE: Final = Mode("cold", 1)


@dataclass(frozen=True, slots=True)
class Added:
    """Median milliseconds of one query: from the engine alone, and from the service."""

    query: str
    engine: float
    service: float

    @property
    def row(self) -> str:
        """One line of the table."""
        added = self.service - self.engine
        verdict = "met" if added <= MOST_MILLISECONDS else "**missed**"
        return (
            f"| {self.query} | {self.engine:.2f} | {self.service:.2f} | {added:+.2f} | {verdict} |"
        )


def engine_milliseconds(store: Store, query: Query) -> float:
    """Answer for a moment, text by text; give the median in milliseconds."""
    rows, graphs = QueryResultsFormat.JSON, RdfFormat.TURTLE
    form = graphs if query.name in GRAPH_ANSWERS else rows
    seen: list[float] = []
    until = time.perf_counter() + SECONDS
    while not seen or time.perf_counter() < until:
        text = f"{query.texts[len(seen) % len(query.texts)]}\n# {len(seen)}"
        begun = time.perf_counter()
        store.query(text).serialize(format=form)  # type: ignore[arg-type]  # each kind has its own
        seen.append(time.perf_counter() - begun)
    return median(seen) * 1000


async def _compare(server: Server, store: Store, query: Query) -> Added:
    for number in range(WARMING):
        await ask_once(server, f"{query.texts[0]}\n# {number}", query.accept)
    engine, service = [], []
    for _ in range(ROUNDS):
        engine.append(engine_milliseconds(store, query))
        service.append(await measure(server, query, ALONE, Limit(20_000, SECONDS)))
    return Added(query.name, median(engine), middle(service).p50)


def measure_all(size: int) -> Iterator[Added]:
    """Compare every query on a generated graph."""
    with tempfile.TemporaryDirectory(prefix="partnerskap-bench-") as name:
        data = Path(name) / "graph.nt"
        census = generate(data, size)
        store = Store()
        store.bulk_load(path=str(data), format=RdfFormat.N_TRIPLES)
        with running(OURS, data, Path(name), settings=ONE_CLIENT) as server:
            for query in workload(census):
                yield run(_compare(server, store, query))


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description="Measure what the service adds to the engine.")
    parser.add_argument("--size", type=int, default=100_000, help="triples (10000 to 10000000)")
    asked = parser.parse_args()
    print(f"| query, {asked.size:,} triples | engine ms | service ms | added | at most 0.5 ms |")
    print("| --- | ---: | ---: | ---: | --- |")
    for each in measure_all(asked.size):
        print(each.row, flush=True)


if __name__ == "__main__":
    main()
