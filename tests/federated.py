"""A pool whose queries may ask other endpoints."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from other_endpoint import Other
from partnerskap.sparql.execute import Answer, Job
from partnerskap.sparql.federation import FederatedEngine
from partnerskap.sparql.fetching import CallBounds, Fetcher
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, choose
from partnerskap.sparql.guard import check
from partnerskap.sparql.holding import Snapshot
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.pool import PoolSize, WorkerPool
from partnerskap.sparql.relay import Relay
from partnerskap.sparql.request import Dataset
from partnerskap.sparql.worker import Allowance

__all__ = ["Bench", "call", "make_bench", "running"]

GRAPH = "".join(
    f'<http://example.org/{number}> <http://example.org/p> "value {number}" .\n'
    for number in range(100)
).encode()


class Bench:
    """A pool with a relay beside it."""

    def __init__(self, pool: WorkerPool, relay: Relay, limits: Limits) -> None:
        self.pool = pool
        self.relay = relay
        self.limits = limits
        self.engine = FederatedEngine(pool, relay)

    async def begin(self, query: str, form: str = "csv") -> Answer:
        guarded = check(query, self.limits)
        formats = GRAPH_FORMATS if guarded.form.gives_graph else ROW_FORMATS
        return await self.engine.run(Job(guarded, Dataset(), choose(formats, None, form).format))

    async def ask(self, query: str, form: str = "csv") -> list[str]:
        """Give the lines of an answer, sorted, the head left out."""
        answer = await self.begin(query, form)
        body = b"".join([chunk async for chunk in answer.chunks])
        return sorted(body.decode().replace("\r", "").strip("\n").split("\n")[1:])

    async def until_idle(self) -> None:
        async with asyncio.timeout(10):
            while len(list(self.pool.workforce.idle)) < 2:  # noqa: ASYNC110 - the pool tells no one
                await asyncio.sleep(0.01)


def make_bench(*others: Other, bounds: CallBounds | None = None, seconds: float = 20) -> Bench:
    limits = Limits(seconds=seconds, services=tuple(other.address for other in others))
    pool = WorkerPool(
        Allowance(256 << 20, limits, {}), PoolSize(2, 16), lambda: Snapshot("1", GRAPH)
    )
    return Bench(pool, Relay(Fetcher(bounds or CallBounds(seconds=5), "tester")), limits)


@asynccontextmanager
async def running(bench: Bench) -> AsyncGenerator[Bench]:
    async with bench.engine, asyncio.timeout(40):
        await bench.until_idle()
        yield bench
        assert len(bench.relay) == 0


def call(other: Other, pattern: str = "?s ?p ?name", *, silent: bool = False) -> str:
    return f"SERVICE {'SILENT' if silent else ''} <{other.address}> {{ {pattern} }}"
