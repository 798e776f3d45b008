"""What a check may cost, and what happens to those beside it when one goes wrong."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import pytest

from partnerskap.checking.front import Checkers
from partnerskap.checking.jobs import Jobs, State
from partnerskap.checking.task import Profile, Task
from partnerskap.checking_settings import CheckingSettings
from partnerskap.errors import (
    BudgetError,
    InvalidDataError,
    LimitError,
    NotFoundError,
    TooLargeError,
)
from partnerskap.graph.store import GraphStore
from partnerskap.incoming.reading import Sent
from partnerskap.sparql.holding import Worker

_SHAPES = Sent(
    "s.ttl",
    b"@prefix sh: <http://www.w3.org/ns/shacl#> . <x:S> a sh:NodeShape ; sh:targetNode <x:a> ;"
    b" sh:property [ sh:path <x:p> ; sh:minCount 1 ] .",
)
_SMALL = Task((Sent("x.ttl", b"<x:a> <x:q> 1 ."),), (_SHAPES,), Profile.SHAPES)
_LARGE = Task(
    (Sent("x.nt", b"".join(b"<x:a> <x:q> <x:%d> .\n" % n for n in range(600_000))),),
    (_SHAPES,),
    Profile.SHAPES,
)


@asynccontextmanager
async def _checking(
    kind: Callable[[CheckingSettings, Callable[[], GraphStore]], Checkers] = Checkers,
    **set_to: float,
) -> AsyncGenerator[Checkers]:
    graph = GraphStore()
    checkers = kind(CheckingSettings(**set_to), lambda: graph)  # type: ignore[arg-type]  # by name
    try:
        yield checkers
    finally:
        await asyncio.to_thread(checkers.close)


def test_shapes_from_outside_are_put_to_data_in_a_process_of_its_own() -> None:
    async def main() -> tuple[bytes, list[str]]:
        steps: list[str] = []
        async with _checking() as checkers:
            return await checkers.run(_SMALL, "", steps.append), steps

    answer, steps = asyncio.run(main())

    assert json.loads(answer)["counts"]["violation"] == 1
    assert steps == ["reading", "checking", "writing"]


def test_what_is_wrong_with_the_data_is_told_across_processes() -> None:
    async def main() -> None:
        async with _checking() as checkers:
            await checkers.run(Task((Sent("x.ttl", b"<x:a> ."),), (_SHAPES,), Profile.SHAPES), "")

    with pytest.raises(InvalidDataError) as refused:
        asyncio.run(main())

    assert refused.value.members == {"line": 1, "column": 7}


def test_a_check_is_stopped_at_its_deadline_and_the_next_one_is_answered() -> None:
    async def main() -> bytes:
        async with _checking(max_check_seconds=3.0) as checkers:  # ample for the small one
            await checkers.run(_SMALL, "")  # the process is there
            with pytest.raises(TooLargeError, match="after 3 seconds"):
                await checkers.run(_LARGE, "")
            return await checkers.run(_SMALL, "")

    assert b'"violation": 1' in asyncio.run(main())


def test_a_check_that_wants_too_much_memory_is_told_so_and_harms_nobody() -> None:
    async def main() -> bytes:
        async with _checking(max_check_memory_bytes=1 << 26) as checkers:
            # Python tells that it has no memory left; the parser's own library just ends.
            with pytest.raises((TooLargeError, LimitError), match="more memory than"):
                await checkers.run(_LARGE, "")
            return await checkers.run(_SMALL, "")

    assert b'"violation": 1' in asyncio.run(main())


class _Deadly(Checkers):
    """Kills each worker the moment it has its task, as a parser that crashes would."""

    async def _answer(self, worker: Worker, until: float, tell: Callable[[str], None]) -> bytes:
        os.kill(worker.process, signal.SIGKILL)
        return await super()._answer(worker, until, tell)


def test_a_process_that_dies_is_a_clear_failure() -> None:
    async def main() -> None:
        async with _checking(_Deadly) as checkers:
            await checkers.run(_SMALL, "")

    with pytest.raises(LimitError) as refused:
        asyncio.run(main())

    assert "stoppet brått" in refused.value.detail.nb
    assert "stopped abruptly" in refused.value.detail.en


def test_a_job_is_watched_and_its_result_kept_for_a_while() -> None:
    clock = [0.0]

    async def main() -> None:
        async with _checking() as checkers:
            jobs = Jobs(checkers, CheckingSettings(), lambda: clock[0])
            job = jobs.begin(_SMALL, "192.0.2.1")
            assert (job.state, job.progress) == (State.WAITING, 0.0)
            assert await job.wait(20)
            assert (job.state, job.progress) == (State.DONE, 1.0)
            assert jobs.find(job.id) is job
            clock[0] = 601.0
            with pytest.raises(NotFoundError, match="no check named"):
                jobs.find(job.id)

    asyncio.run(main())


def test_a_job_that_is_stopped_leaves_its_place_to_the_next() -> None:
    async def main() -> bool:
        async with _checking(check_workers=1) as checkers:
            jobs = Jobs(checkers, CheckingSettings())
            job = jobs.begin(_LARGE, "192.0.2.1")
            while job.state is State.WAITING:
                await job.wait(0.05)
            assert job.state is State.RUNNING
            jobs.drop(job.id)
            after = jobs.begin(_SMALL, "192.0.2.1")
            return await after.wait(20)

    assert asyncio.run(main())


def test_a_client_has_its_share_and_there_is_an_end_to_all_shares() -> None:
    async def main() -> None:
        async with _checking() as checkers:
            jobs = Jobs(checkers, CheckingSettings(max_client_checks=2, max_check_jobs=3))
            for _ in range(2):
                jobs.begin(_SMALL, "192.0.2.1")
            with pytest.raises(BudgetError, match="2 checks under way"):
                jobs.begin(_SMALL, "192.0.2.1")
            jobs.begin(_SMALL, "192.0.2.2")
            with pytest.raises(LimitError, match="no room for more"):
                jobs.begin(_SMALL, "192.0.2.3")
            await jobs.close()

    asyncio.run(main())
