"""However a query that asks others ends, nothing goes on for it."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from pathlib import Path

import pytest

from federated import Bench, call, make_bench, running
from other_endpoint import Other, other_endpoint, reply, rows, silent
from partnerskap.errors import FederationError, LimitError, QueryTimeError
from partnerskap.sparql.execute import Answer
from partnerskap.sparql.pool import WorkerPool


def test_a_query_that_runs_out_of_time_takes_its_calls_with_it() -> None:
    left = threading.Event()
    with other_endpoint(silent(left)) as other:

        async def scene() -> object:
            async with running(make_bench(other, seconds=0.5)) as bench:
                with pytest.raises(QueryTimeError) as caught:
                    await bench.ask(f"SELECT * {{ {call(other)} }}")
                assert await asyncio.to_thread(left.wait, 5)
                return caught.value.members["value"]

        assert asyncio.run(scene()) == 0.5
        assert len(other.requests) == 1


def test_a_client_that_leaves_takes_its_calls_with_it() -> None:
    left = threading.Event()
    with other_endpoint(silent(left)) as other:

        async def scene() -> bool:
            async with running(make_bench(other)) as bench:
                task = asyncio.create_task(bench.ask(f"SELECT * {{ {call(other)} }}"))
                while not other.requests:  # noqa: ASYNC110 - the endpoint is a thread
                    await asyncio.sleep(0.01)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                return await asyncio.to_thread(left.wait, 5)

        assert asyncio.run(scene())


def workers_of(pool: WorkerPool) -> list[int]:
    holder = pool._holding._holder
    assert holder is not None
    children = Path(f"/proc/{holder.process.pid}/task/{holder.process.pid}/children")
    return [int(number) for number in children.read_text(encoding="ascii").split()]


def test_a_worker_killed_in_the_middle_of_a_call_takes_it_with_it() -> None:
    left = threading.Event()
    with other_endpoint(silent(left)) as other:

        async def scene() -> list[str]:
            async with running(make_bench(other)) as bench:
                task = asyncio.create_task(bench.ask(f"SELECT * {{ {call(other)} }}"))
                while not other.requests:  # noqa: ASYNC110 - the endpoint is a thread
                    await asyncio.sleep(0.01)
                await asyncio.sleep(0.3)  # beyond what is quick, where another worker is tried
                for process in workers_of(bench.pool):
                    os.kill(process, signal.SIGKILL)
                with pytest.raises(LimitError):
                    await task
                assert await asyncio.to_thread(left.wait, 5)
                return await bench.ask("SELECT ?o { <http://example.org/0> ?p ?o }")

        assert asyncio.run(scene()) == ["value 0"]


async def read(answer: Answer) -> int:
    """Read what there is of an answer into nothing; tell how much that was."""
    return sum([len(chunk) async for chunk in answer.chunks])


async def begin_large(bench: Bench, other: Other) -> Answer:
    """Begin an answer of some 10 MB that asks the other endpoint for its last row."""
    numbers = " ".join(map(str, range(10_000)))
    answer = await bench.begin(
        f"SELECT ?k ('{'x' * 1_000}' AS ?x) {{ VALUES ?k {{ {numbers} }} "
        f"FILTER(IF(?k = 9999, EXISTS {{ {call(other)} }}, true)) }}"
    )
    assert answer.body is None
    assert other.requests == []
    assert len(bench.relay) == 1
    return answer


def test_an_answer_that_streams_may_still_fetch() -> None:
    with other_endpoint(reply(rows("x"))) as other:

        async def scene() -> int:
            async with running(make_bench(other)) as bench:
                return await read(await begin_large(bench, other))

        assert asyncio.run(scene()) > 10_000_000
        assert len(other.requests) == 1


def test_an_answer_that_streams_is_cut_by_a_service_that_fails() -> None:
    with other_endpoint(reply(b"", status="500 Oh")) as other:

        async def scene() -> str:
            async with running(make_bench(other)) as bench:
                answer = await begin_large(bench, other)
                with pytest.raises(FederationError) as caught:
                    await read(answer)
                await answer.chunks.aclose()
                return caught.value.detail.en

        assert "it answered 500" in asyncio.run(scene())


def test_a_stream_closed_early_closes_its_addresses() -> None:
    with other_endpoint(reply(rows("x"))) as other:

        async def scene() -> int:
            async with running(make_bench(other)) as bench:
                answer = await begin_large(bench, other)
                await answer.chunks.aclose()
                return len(bench.relay)

        assert asyncio.run(scene()) == 0
        assert other.requests == []
