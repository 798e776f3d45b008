"""Measure what it matters in which order a graph is loaded, to the first queries of a new worker.

The same graph is loaded in the order in which a store gives its quads, which is that of their
hashes, and in the order in which the service loads it. Workers are forked from both in turns; what
is told is a query's first time in a worker that was just born, and its median from then on.

Run: ``PYTHONPATH=tests .venv/bin/python -m bench.order --size 1000000``.
"""

from __future__ import annotations

import argparse
import os
import pickle
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat, Store

from bench.generate import generate
from bench.queries import GRAPH_ANSWERS, Query, workload
from partnerskap.sparql.holder import in_order

__all__ = ["first_and_later"]

BIRTHS: Final = 5
LATER: Final = 30
SECONDS: Final = 1.0


def _load(quads: bytes) -> Store:
    """Load in a thread of its own, whose memory lies apart, as the holder does."""
    store = Store()
    with ThreadPoolExecutor(1) as thread:
        thread.submit(store.bulk_load, quads, RdfFormat.N_QUADS).result()
    return store


def _ask(store: Store, text: str) -> float:
    begun = time.perf_counter()
    store.query(text).serialize(format=QueryResultsFormat.JSON)  # type: ignore[arg-type]  # no graphs
    return (time.perf_counter() - begun) * 1000


def _in_new_worker(store: Store, query: Query) -> tuple[float, float]:
    """Ask in a forked process: milliseconds of the first answer, median of those that follow."""
    reading, writing = os.pipe()
    worker = os.fork()
    if worker == 0:
        first = _ask(store, query.texts[0])
        until, later = time.perf_counter() + SECONDS, [first]
        while len(later) <= LATER and time.perf_counter() < until:
            later.append(_ask(store, query.texts[len(later) % len(query.texts)]))
        os.write(writing, pickle.dumps((first, median(later[1:] or later))))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        first, later_on = pickle.load(told)  # noqa: S301 - from our own child
    os.waitpid(worker, 0)
    return first, later_on


def first_and_later(stores: Sequence[Store], query: Query) -> list[float]:
    """Give medians of some births: of each store the first answer and later ones, in ms."""
    rounds = [
        [ms for store in stores for ms in _in_new_worker(store, query)] for _ in range(BIRTHS)
    ]
    return [median(column) for column in zip(*rounds, strict=True)]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description="Measure what the order of loading matters.")
    parser.add_argument("--size", type=int, default=100_000, help="triples")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="partnerskap-bench-") as name:
        data = Path(name) / "graph.nt"
        queries = workload(generate(data, asked.size))
        given = Store()
        given.bulk_load(path=str(data), format=RdfFormat.N_TRIPLES)
        by_hash = given.dump(format=RdfFormat.N_QUADS) or b""
        del given
    stores = (_load(by_hash), _load(in_order(by_hash)))
    print(
        f"| query, {asked.size:,} triples, ms | by hash: first | later | in order: first | later |"
    )
    print("| --- | ---: | ---: | ---: | ---: |")
    for query in queries:
        if query.name not in GRAPH_ANSWERS:
            times = first_and_later(stores, query)
            print(f"| {query.name} |", " | ".join(f"{ms:.2f}" for ms in times), "|", flush=True)


if __name__ == "__main__":
    main()
