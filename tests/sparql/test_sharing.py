"""Workers shared between clients: slow queries, streams nobody reads, one client with much load."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from partnerskap.errors import LimitError, QueryTimeError
from partnerskap.sparql.execute import Answer, Job
from partnerskap.sparql.formats import ROW_FORMATS, choose
from partnerskap.sparql.guard import check
from partnerskap.sparql.holding import Snapshot
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.pool import PoolSize, WorkerPool
from partnerskap.sparql.register import Register, State
from partnerskap.sparql.request import Dataset
from partnerskap.sparql.worker import Allowance

SMALL = "SELECT ?o { <http://example.org/0> <http://example.org/p> ?o }"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
PAIRS = "SELECT * { ?s ?p ?o . ?t ?q ?r }"
GRAPH = "".join(
    f'<http://example.org/{number}> <http://example.org/p> "value {number}" .\n'
    for number in range(1_500)
).encode()
CSV = choose(ROW_FORMATS, None, "csv").format


@asynccontextmanager
async def sharing(
    *, seconds: float = 20, workers: int = 4
) -> AsyncGenerator[tuple[WorkerPool, Register]]:
    register = Register()
    allowance = Allowance(256 << 20, Limits(seconds=seconds), {})
    pool = WorkerPool(allowance, PoolSize(workers, 64), lambda: Snapshot("1", GRAPH), register)
    async with pool, asyncio.timeout(30):
        while len(list(pool.workforce.idle)) < workers:  # noqa: ASYNC110 - the pool tells no one
            await asyncio.sleep(0.01)
        yield pool, register


async def begin(pool: WorkerPool, query: str, client: str, seconds: float | None = None) -> Answer:
    return await pool.run(Job(check(query, Limits()), Dataset(), CSV, client, seconds))


async def read(pool: WorkerPool, query: str, client: str) -> bytes:
    answer = await begin(pool, query, client)
    return b"".join([chunk async for chunk in answer.chunks])


async def leave(tasks: list[asyncio.Task[bytes]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def slow_ones(register: Register, count: int) -> None:
    """Wait until so many queries are slow."""
    while [running.state for running in register.listed()].count(State.SLOW) < count:  # noqa: ASYNC110 - the register tells no one
        await asyncio.sleep(0.01)


def test_slow_queries_never_take_every_worker() -> None:
    async def scene() -> tuple[list[bytes], int, int]:
        async with sharing() as (pool, register):
            tasks = [asyncio.create_task(read(pool, PRODUCT, f"c{n}")) for n in range(8)]
            await slow_ones(register, 2)
            await asyncio.sleep(0.5)
            answers = [await read(pool, SMALL, "polite") for _ in range(5)]
            states = [running.state for running in register.listed()]
            await leave(tasks)
            return answers, states.count(State.SLOW), len(states)

    assert asyncio.run(scene()) == ([b"o\r\nvalue 0\r\n"] * 5, 2, 8)


def test_a_query_begun_anew_is_answered_like_any_other() -> None:
    async def scene() -> list[int]:
        async with sharing(workers=2) as (pool, register):
            tasks = [asyncio.create_task(read(pool, PRODUCT, f"greedy{n}")) for n in range(2)]
            await slow_ones(register, 1)
            waiting = asyncio.create_task(read(pool, LARGE, "patient"))
            await asyncio.sleep(0.5)
            await leave(tasks)
            return [int(await waiting == b"n\r\n2250000\r\n"), len(register)]

    assert asyncio.run(scene()) == [1, 0]


def test_a_query_that_nobody_waits_for_keeps_its_worker_however_long_it_takes() -> None:
    async def scene() -> tuple[bytes, bool]:
        async with sharing() as (pool, _):
            await read(pool, SMALL, "a")
            before = {worker.process for worker in pool.workforce.idle}
            answer = await read(pool, LARGE, "a")
            return answer, before == {worker.process for worker in pool.workforce.idle}

    assert asyncio.run(scene()) == (b"n\r\n2250000\r\n", True)


def test_a_query_gives_way_as_soon_as_another_comes() -> None:
    async def scene() -> list[State]:
        async with sharing() as (pool, register):
            runaway = asyncio.create_task(read(pool, PRODUCT, "greedy"))
            await asyncio.sleep(0.3)
            alone = [running.state for running in register.listed()]
            another = asyncio.create_task(read(pool, PRODUCT, "later"))
            await slow_ones(register, 2)
            await leave([runaway, another])
            return alone

    assert asyncio.run(scene()) == [State.RUNNING]


def test_a_client_may_shorten_the_time_but_not_lengthen_it() -> None:
    async def scene() -> list[object]:
        async with sharing(seconds=0.6) as (pool, _):
            found = []
            for seconds in (0.05, 0.3, 60.0):
                with pytest.raises(QueryTimeError) as caught:
                    await begin(pool, PRODUCT, "a", seconds)
                found.append(caught.value.members["value"])
            return found

    assert asyncio.run(scene()) == [0.05, 0.3, 0.6]


def test_a_stream_that_nobody_reads_gives_its_worker_back() -> None:
    async def scene() -> tuple[int, str]:
        async with sharing(seconds=1.5, workers=1) as (pool, register):
            answer = await begin(pool, PAIRS, "asleep")
            await anext(answer.chunks)
            assert len(register) == 1
            while len(register):  # noqa: ASYNC110 - the register tells no one
                await asyncio.sleep(0.01)
            assert await read(pool, SMALL, "awake") == b"o\r\nvalue 0\r\n"
            with pytest.raises(LimitError) as caught:
                await anext(answer.chunks)
            return len(register), caught.value.detail.en

    count, said = asyncio.run(scene())
    assert count == 0
    assert said.startswith("Nothing of the answer was read for 1.5 seconds")


def test_a_stream_stopped_by_the_administrator_is_cut() -> None:
    async def scene() -> str:
        async with sharing() as (pool, register):
            answer = await begin(pool, PAIRS, "a")
            await anext(answer.chunks)
            assert register.stop(register.listed()[0].id)
            with pytest.raises(LimitError) as caught:
                await anext(answer.chunks)
            return caught.value.detail.en

    assert "stopped by whoever runs the service" in asyncio.run(scene())


def test_one_client_with_much_load_does_not_hold_the_others_up() -> None:
    """With 40 queries of one client in line, another waits for one turn each time, not for 40."""
    polite = 10

    async def scene() -> list[str]:
        middling = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } LIMIT 1"
        finished: list[str] = []

        async def ask(pool: WorkerPool, query: str, client: str) -> bytes:
            answer = await read(pool, query, client)
            finished.append(client)
            return answer

        async with sharing(workers=2) as (pool, _):
            tasks = [asyncio.create_task(ask(pool, middling, "greedy")) for _ in range(40)]
            await asyncio.sleep(0)  # all of them are in line before the other comes
            for _ in range(polite):
                await ask(pool, SMALL, "polite")
            await leave(tasks)
            return finished

    finished = asyncio.run(scene())
    assert finished.count("polite") == polite
    assert finished.count("greedy") <= 2 * (polite + 1)  # one turn of each worker
