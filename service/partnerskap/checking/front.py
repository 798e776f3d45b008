"""Have things checked: at once where that is cheap and safe, else in a process of its own.

A process is forked for each check from one that holds the graph, and is killed when it takes too
long, asks for too much memory, or is not wanted any more. A check that dies harms nothing else.
"""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from pyoxigraph import RdfFormat

from partnerskap.checking.check import check
from partnerskap.checking.failing import busy, decode_failure, too_slow, was_lost
from partnerskap.checking.task import Profile
from partnerskap.checking.writing import write
from partnerskap.sparql.fairness import Turns
from partnerskap.sparql.frames import CutShortError, Frame
from partnerskap.sparql.holding import Holder, Holding, Snapshot
from partnerskap.sparql.limits import Limits as QueryLimits
from partnerskap.sparql.worker import Allowance

if TYPE_CHECKING:
    from collections.abc import Callable

    from partnerskap.checking.task import Task
    from partnerskap.checking_settings import CheckingSettings
    from partnerskap.graph.store import GraphStore
    from partnerskap.sparql.holding import Worker

    Tell = Callable[[str], None]

__all__ = ["Checkers"]

_MODULE: Final = "partnerskap.checking.worker"
_TRUSTED_BYTES: Final = 32_768
_AT_ONCE: Final = 2


class Checkers:
    """Those who check, on one graph, within the bounds of the settings."""

    def __init__(self, settings: CheckingSettings, graph: Callable[[], GraphStore]) -> None:
        """``graph`` gives the published graph as it is now."""
        self._settings = settings
        self._graph = graph
        self._threads: Turns[int] = Turns()
        self._processes: Turns[int] = Turns()
        for place in range(_AT_ONCE):
            self._threads.offer(place)
        for place in range(settings.check_workers):
            self._processes.offer(place)
        allowance = Allowance(
            settings.max_check_memory_bytes, QueryLimits(seconds=settings.max_check_seconds), {}
        )
        self._holding = Holding(allowance, self._snapshot, start=lambda: Holder.start(_MODULE))

    async def run(self, task: Task, client: str, tell: Tell = lambda _: None) -> bytes:
        """Check and write the answer; ``tell`` hears of each step.

        Raises what the check raises, TooLargeError for one that takes too much time or memory,
        and LimitError when there is no turn in time or the process is lost.
        """
        if task.profile is not Profile.SHAPES and task.size <= _TRUSTED_BYTES:
            place = await self._turn(self._threads, client)
            try:
                return await asyncio.to_thread(self._check, task, tell)
            finally:
                self._threads.offer(place)
        place = await self._turn(self._processes, client)
        try:
            return await self._in_process(task, tell)
        finally:
            self._processes.offer(place)

    def close(self) -> None:
        """Let the process that holds the graph go; may wait for it a little."""
        self._holding.close()

    async def _turn(self, turns: Turns[int], client: str) -> int:
        place = turns.take_free()
        if place is not None:
            return place
        try:
            return await turns.take(client, self._settings.max_check_seconds)
        except TimeoutError:
            raise busy(self._settings.max_check_jobs) from None

    def _check(self, task: Task, tell: Tell) -> bytes:
        graph = self._graph().store
        return write(check(task, graph, tell), task, graph)

    async def _in_process(self, task: Task, tell: Tell) -> bytes:
        until = asyncio.get_running_loop().time() + self._settings.max_check_seconds
        if self._holding.version not in {"", self._graph().content_hash}:
            await self._holding.reload()
        worker = await self._fork()
        try:
            worker.channel.send(Frame.JOB, task.encode())
            return await self._answer(worker, until, tell)
        finally:
            _end(worker)

    async def _fork(self) -> Worker:
        """Get a worker; one that comes when nobody wants it any more is let go at once."""
        birth = asyncio.ensure_future(self._holding.fork())
        try:
            return await asyncio.shield(birth)
        except asyncio.CancelledError:
            with suppress(ConnectionError, CutShortError):
                _end(await birth)
            raise

    async def _answer(self, worker: Worker, until: float, tell: Tell) -> bytes:
        while True:
            try:
                kind, payload = await worker.channel.receive(until)
            except TimeoutError:
                raise too_slow(self._settings.max_check_seconds) from None
            except CutShortError:
                raise was_lost() from None
            if kind is Frame.END:
                return payload
            if kind is Frame.FAILURE:
                raise decode_failure(payload)
            tell(payload.decode())

    def _snapshot(self) -> Snapshot:
        graph = self._graph()
        return Snapshot(graph.content_hash, graph.store.dump(format=RdfFormat.N_QUADS) or b"")


def _end(worker: Worker) -> None:
    worker.channel.close()
    with suppress(ProcessLookupError):
        os.kill(worker.process, signal.SIGKILL)
