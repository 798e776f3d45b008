"""Workers: what a runaway query may cost, and what happens to those who ask beside it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from partnerskap.errors import LimitError, QuerySyntaxError
from partnerskap.sparql.execute import Job
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, choose
from partnerskap.sparql.guard import check
from partnerskap.sparql.holding import Holder, Snapshot
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.pool import PoolSize, WorkerPool
from partnerskap.sparql.request import Dataset
from partnerskap.sparql.worker import Allowance

SMALL = "SELECT ?o { <http://example.org/0> <http://example.org/p> ?o }"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PAIRS = "SELECT * { ?s ?p ?o . ?t ?q ?r }"
ROWS = 4_000
GRAPH = "".join(
    f'<http://example.org/{number}> <http://example.org/p> "value {number}" .\n'
    for number in range(ROWS)
).encode()


def job(query: str, form: str | None = None) -> Job:
    guarded = check(query, Limits())
    formats = GRAPH_FORMATS if guarded.form.gives_graph else ROW_FORMATS
    return Job(guarded, Dataset(), choose(formats, None, form).format)


async def ask(pool: WorkerPool, query: str, form: str | None = None) -> bytes:
    answer = await pool.run(job(query, form))
    return b"".join([chunk async for chunk in answer.chunks])


async def values(pool: WorkerPool, query: str) -> list[str]:
    bindings = json.loads(await ask(pool, query))["results"]["bindings"]
    return [binding["o"]["value"] for binding in bindings]


@asynccontextmanager
async def running(
    *,
    seconds: float = 20,
    memory: int = 256 << 20,
    result_bytes: int = 1 << 26,
    workers: int = 2,
    waiting: int = 16,
) -> AsyncGenerator[WorkerPool]:
    limits = Limits(seconds=seconds, result_bytes=result_bytes)
    allowance = Allowance(memory, limits, {"ex": "http://example.org/"})
    pool = WorkerPool(allowance, PoolSize(workers, waiting), lambda: Snapshot("1", GRAPH))
    async with pool:
        await _settled(pool, workers)
        yield pool


def workers_of(pool: WorkerPool) -> list[int]:
    return [worker.process for worker in pool.workforce.idle]


def test_rows_and_graphs_are_answered_in_the_format_asked_for() -> None:
    async def scene() -> tuple[list[str], bytes, bytes]:
        async with running() as pool:
            described = await ask(pool, "DESCRIBE <http://example.org/7>", "ttl")
            return await values(pool, SMALL), described, await ask(pool, "ASK {}", "csv")

    assert asyncio.run(scene()) == (
        ["value 0"],
        b'@prefix ex: <http://example.org/> .\nex:7 ex:p "value 7" .\n',
        b"true\n",
    )


def test_who_asks_alone_is_answered_by_the_same_worker_every_time() -> None:
    async def scene() -> list[list[int]]:
        async with running(workers=3) as pool:
            orders = [workers_of(pool)]
            for _ in range(3):
                await ask(pool, SMALL)
                orders.append(workers_of(pool))
            return orders

    first, *later = asyncio.run(scene())
    assert later == [first] * 3


def test_a_graph_is_loaded_whole_whatever_the_order_of_its_lines() -> None:
    async def scene(quads: bytes) -> bytes:
        allowance = Allowance(256 << 20, Limits(), {})
        async with WorkerPool(allowance, PoolSize(1, 4), lambda: Snapshot("1", quads)) as pool:
            return await ask(pool, "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s", "csv")

    lines = [f'<urn:{s}> <urn:p> "a\\nb {s}" .'.encode() for s in "cab"]
    expected = b"".join(b'urn:%b,urn:p,"a\nb %b"\r\n' % (s, s) for s in (b"a", b"b", b"c"))
    for quads in (b"\n".join(lines), b"\r\n".join((*lines, b"", b"# the end\n"))):
        assert asyncio.run(scene(quads)) == b"s,p,o\r\n" + expected


def test_a_large_answer_is_streamed_whole() -> None:
    async def scene() -> tuple[bytes | None, int]:
        async with running() as pool:
            answer = await pool.run(job(f"{PAIRS} LIMIT 70000", "csv"))
            return answer.body, b"".join([c async for c in answer.chunks]).count(b"\r\n")

    assert asyncio.run(scene()) == (None, 70_001)


def test_an_answer_over_its_size_is_refused_and_never_looks_whole() -> None:
    async def scene() -> tuple[str, bytes]:
        async with running(result_bytes=10_000) as pool:
            with pytest.raises(LimitError) as small:
                await ask(pool, PAIRS)
        received = bytearray()
        async with running(result_bytes=6_000_000) as pool:
            answer = await pool.run(job(PAIRS))

            async def read() -> None:
                async for chunk in answer.chunks:
                    received.extend(chunk)

            with pytest.raises(LimitError):
                await read()
        return small.value.detail.en, bytes(received)

    said, received = asyncio.run(scene())

    assert "beyond 10000 bytes" in said
    assert len(received) > 4_000_000
    with pytest.raises(json.JSONDecodeError):
        json.loads(received)


def test_a_fault_in_a_query_is_located_in_the_text_as_it_was_sent() -> None:
    async def scene() -> tuple[int | None, int | None]:
        async with running() as pool:
            with pytest.raises(QuerySyntaxError) as caught:
                await ask(pool, "SELECT ?s # a comment\n{ ?s ?p }")
            return caught.value.line, caught.value.column

    assert asyncio.run(scene()) == (2, 9)


def test_a_query_past_its_time_is_stopped_and_its_place_filled() -> None:
    async def scene() -> tuple[list[str], set[int], set[int]]:
        async with running(seconds=0.5) as pool:
            before = set(workers_of(pool))
            with pytest.raises(LimitError, match=r"0\.5 seconds"):
                await ask(pool, PRODUCT)
            answered = [(await values(pool, SMALL))[0] for _ in range(4)]
            await _settled(pool, 2)
            return answered, before, set(workers_of(pool))

    answered, before, after = asyncio.run(scene())

    assert answered == ["value 0"] * 4
    assert len(before & after) == 1
    assert len(after) == 2


def test_a_query_past_its_memory_is_stopped_and_harms_no_one() -> None:
    async def scene() -> list[str]:
        async with running(memory=64 << 20) as pool:
            with pytest.raises(LimitError, match="64 MiB"):
                await ask(pool, "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f")
            return await values(pool, SMALL)

    assert asyncio.run(scene()) == ["value 0"]


def test_small_queries_are_answered_beside_a_runaway() -> None:
    async def scene() -> list[str]:
        async with running(seconds=5) as pool:
            runaway = asyncio.create_task(ask(pool, PRODUCT))
            await asyncio.sleep(0)
            answered = [(await values(pool, SMALL))[0] for _ in range(20)]
            assert not runaway.done()
            runaway.cancel()
            return answered

    assert asyncio.run(scene()) == ["value 0"] * 20


def test_a_reader_who_leaves_frees_the_worker() -> None:
    async def scene() -> list[str]:
        async with running(workers=1) as pool:
            answer = await pool.run(job(PAIRS, "csv"))
            await anext(answer.chunks)
            await answer.chunks.aclose()
            return await values(pool, SMALL)

    assert asyncio.run(scene()) == ["value 0"]


def test_who_finds_the_queue_full_is_told_when_to_come_back() -> None:
    async def scene() -> str:
        async with running(seconds=5, workers=1, waiting=1) as pool:
            busy = [asyncio.create_task(ask(pool, PRODUCT)) for _ in range(2)]
            await asyncio.sleep(0.1)
            with pytest.raises(LimitError) as caught:
                await ask(pool, SMALL)
            for task in busy:
                task.cancel()
            return caught.value.headers["Retry-After"]

    assert asyncio.run(scene()) == "2"


def test_a_worker_that_dies_while_nobody_asks_is_replaced() -> None:
    async def scene() -> tuple[list[int], list[int]]:
        async with running(workers=3) as pool:
            before = workers_of(pool)
            os.kill(before[0], signal.SIGKILL)  # the one that would be asked last
            async with asyncio.timeout(20):
                while before[0] in workers_of(pool):  # noqa: ASYNC110 - the pool tells no one
                    await asyncio.sleep(0.01)
            await _settled(pool, 3)
            return before, workers_of(pool)

    before, after = asyncio.run(scene())
    assert before[0] not in after
    assert set(before[1:]) < set(after)


@pytest.mark.parametrize("victim", ["worker", "holder", "both"])
def test_a_killed_process_is_replaced(victim: str) -> None:
    async def scene() -> list[str]:
        async with running() as pool:
            if victim in {"worker", "both"}:
                for process in workers_of(pool):
                    os.kill(process, signal.SIGKILL)
            if victim in {"holder", "both"}:
                assert pool._holding._holder is not None
                pool._holding._holder.process.kill()
            await asyncio.sleep(0.1)
            return [(await values(pool, SMALL))[0] for _ in range(5)]

    assert asyncio.run(scene()) == ["value 0"] * 5


def test_a_worker_that_ends_in_the_moment_it_is_asked_is_not_noticed_by_who_asks() -> None:
    async def scene() -> list[str]:
        async with running() as pool:
            answered = []
            for _ in range(5):
                await _settled(pool, 2)
                os.kill(workers_of(pool)[-1], signal.SIGKILL)  # next in line, and not reaped yet
                answered += await values(pool, SMALL)
            return answered

    assert asyncio.run(scene()) == ["value 0"] * 5


def test_each_answer_comes_from_exactly_one_version() -> None:
    linked = "SELECT ?o { <http://example.org/a> <http://example.org/is> ?o }"
    both = (
        "SELECT (CONCAT(?x, '=', ?y) AS ?o) { <http://example.org/a> <http://example.org/is> ?x . "
        "<http://example.org/b> <http://example.org/is> ?y }"
    )

    def patch(old: int, new: int) -> bytes:
        lines = []
        for name in "ab":
            fact = f"<http://example.org/{name}> <http://example.org/is>"
            lines += [f'D {fact} "{old}" .\n'] if old else []
            lines.append(f'A {fact} "{new}" .\n')
        return "".join(lines).encode()

    async def scene() -> tuple[list[str], list[str]]:
        async with running() as pool:
            await pool.move(patch(0, 1), "1-1")
            seen: list[str] = []

            async def read() -> None:
                while pool.version != "1-20":
                    seen.extend(await values(pool, both))

            readers = [asyncio.create_task(read()) for _ in range(3)]
            for number in range(2, 21):
                await pool.move(patch(number - 1, number), f"1-{number}")
            await asyncio.gather(*readers)
            return seen, await values(pool, linked)

    seen, last = asyncio.run(scene())

    assert last == ["20"]
    assert seen
    assert [pair for pair in seen if len(set(pair.split("="))) != 1] == []


async def _settled(pool: WorkerPool, count: int) -> None:
    async with asyncio.timeout(5):
        while len(list(pool.workforce.idle)) < count:  # noqa: ASYNC110 - the pool tells no one
            await asyncio.sleep(0.01)


def test_a_holder_started_beforehand_is_used() -> None:
    async def scene() -> tuple[list[str], bool]:
        spare = Holder.start()
        allowance = Allowance(256 << 20, Limits(), {})
        start = Snapshot("1", GRAPH)
        async with WorkerPool(allowance, PoolSize(1, 4), lambda: start, spare=spare) as pool:
            return await values(pool, SMALL), pool._holding._holder is spare

    assert asyncio.run(scene()) == (["value 0"], True)
