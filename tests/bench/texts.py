"""Measure what text search inside queries costs on the released graph, against the built-in ways.

Prints the rows of the table in ``docs/sparql.md``: milliseconds, the median of nine; the last
column is the first use in a worker that was just born.

Run: ``PYTHONPATH=tests .venv/bin/python -m bench.texts``.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import Final

from pyoxigraph import RdfFormat

from partnerskap import functions
from partnerskap.settings import Settings
from partnerskap.sparql.configure import make_pool
from partnerskap.sparql.execute import Job
from partnerskap.sparql.formats import ROW_FORMATS
from partnerskap.sparql.holding import Snapshot
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.plain import let_through
from partnerskap.sparql.pool import WorkerPool
from partnerskap.sparql.request import Dataset
from worlds import load_release

PREFIXES: Final = """
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX pkf: <https://w3id.org/partnerskap/ns/functions#>
"""
TEXTS: Final = {
    "descriptions": "?x dct:description ?t",
    "labels": "?x skos:prefLabel ?t",
    "literals of every kind": "?x ?p ?t FILTER(ISLITERAL(?t))",
}
BUILT_IN: Final = ('CONTAINS(LCASE(STR(?t)), "kommune")', 'REGEX(STR(?t), "kommune", "i")')
OURS: Final = 'pkf:matches(?t, "kommune")'
ROUNDS: Final = 9


async def _ask(pool: WorkerPool, where: str) -> tuple[float, int]:
    """Count what is found; give the milliseconds and the number."""
    text = f"{PREFIXES} SELECT (COUNT(*) AS ?n) {{ {where} }}"
    begun = time.perf_counter()
    answer = await pool.run(Job(let_through(text, Limits()), Dataset(), ROW_FORMATS[2]))
    return 1000 * (time.perf_counter() - begun), int((answer.body or b"0").split()[-1])


async def _median(pool: WorkerPool, where: str) -> float:
    return statistics.median([(await _ask(pool, where))[0] for _ in range(ROUNDS)])


async def _row(pool: WorkerPool, name: str, where: str) -> str:
    _, count = await _ask(pool, where)
    figures = [await _median(pool, f"{where} FILTER({test})") for test in BUILT_IN]
    first = []
    for _ in range(ROUNDS):
        await pool.workforce.renew()
        first.append((await _ask(pool, f"{where} FILTER({OURS})"))[0])
    figures += [await _median(pool, f"{where} FILTER({OURS})"), statistics.median(first)]
    shown = (f"{figure:.1f} ms" if figure < 10 else f"{figure:.0f} ms" for figure in figures)
    return f"| {count} {name} | {' | '.join(shown)} |"


async def _measure() -> None:
    graph = load_release()
    quads = graph.store.dump(format=RdfFormat.N_QUADS) or b""
    snapshot = Snapshot(graph.content_hash, quads)
    pool = make_pool(Settings(query_workers=1), lambda: snapshot, {}, functions=functions.__name__)
    async with pool:
        await _ask(pool, "")
        while pool.workforce._tasks:  # noqa: ASYNC110 - it is getting ready
            await asyncio.sleep(0.05)
        for name, where in TEXTS.items():
            print(await _row(pool, name, where), flush=True)


if __name__ == "__main__":
    asyncio.run(_measure())
