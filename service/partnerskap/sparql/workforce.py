"""The workers there are: born when one is missing, renewed with the graph, ended when spoilt."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from typing import Final

from partnerskap.sparql.fairness import Turns
from partnerskap.sparql.frames import CutShortError
from partnerskap.sparql.holding import Holding, Worker

__all__ = ["Workforce"]

_LOG: Final = logging.getLogger(__name__)
_PAUSE_SECONDS: Final = 0.02
_RETRY_SECONDS: Final = 2  # before a worker is tried to be started again


class Workforce:
    """So many workers, all born with the version the graph now has; belongs to one event loop."""

    def __init__(self, holding: Holding, most: int) -> None:
        self.holding = holding
        self.most = most
        self.idle: Turns[Worker] = Turns()
        self._tasks: set[asyncio.Task[None]] = set()
        self._count = 0
        self._closing = False

    def start(self) -> None:
        """Begin to start the holder and fork the workers."""
        for _ in range(self.most):
            self._grow_soon()

    async def close(self) -> None:
        """Let every worker and the holder go."""
        self._closing = True
        self.holding.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._discard_idle()

    def take_free(self) -> Worker | None:
        """Take a worker that has nothing to do; None when there is none."""
        while (worker := self.idle.take_free()) is not None:
            if not worker.channel.lost and worker.version == self.holding.version:
                return worker
            self._discard(worker)  # it died while it had nothing to do, or the graph moved on
            self._grow_soon()
        return None

    def give_back(self, worker: Worker, *, usable: bool) -> None:
        """Take a worker back, or end it and make another."""
        if not usable:
            self._kill(worker)
        elif worker.channel.lost or worker.version != self.holding.version:
            self._discard(worker)
        else:
            self.idle.offer(worker)
            return
        self._grow_soon()

    async def _prepare(self) -> None:
        """Once all are at work, have the holder get ready, and let those without it go."""
        more = True
        while more and not self._closing:
            await asyncio.sleep(_PAUSE_SECONDS)  # others may want something of the holder
            more = await self.holding.prepare()
        for worker in list(self.idle):
            if not self._closing and self.idle.take_this(worker):
                self._discard(worker)
                await self._grow_until_done()

    async def renew(self) -> None:
        """Put new workers in the place of those that have nothing to do."""
        await asyncio.gather(*(self._grow() for _ in range(self._discard_idle())))

    def _discard_idle(self) -> int:
        count = 0
        while (worker := self.idle.take_free()) is not None:
            self._discard(worker)
            count += 1
        return count

    def _grow_soon(self) -> None:
        if not self._closing:
            self._begin(self._grow_until_done())

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _grow_until_done(self) -> None:
        while not self._closing:
            try:
                await self._grow()
            except (OSError, CutShortError) as error:
                _LOG.warning("No worker could be started: %s", error)
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                break
        if self.holding.is_unprepared and self._count == self.most:
            self.holding.is_unprepared = False
            self._begin(self._prepare())

    async def _grow(self) -> None:
        if self._count >= self.most:
            return
        self._count += 1
        worker = None
        try:
            worker = await self.holding.fork()
        finally:
            self._count -= worker is None
        worker.channel.gone = partial(self._replace, worker)
        self.give_back(worker, usable=True)  # the graph may have moved while it was born

    def _replace(self, worker: Worker) -> None:
        """Make another in the place of one that died while it had nothing to do."""
        if self.idle.take_this(worker):
            self._discard(worker)
            self._grow_soon()

    def _kill(self, worker: Worker) -> None:
        with suppress(ProcessLookupError):
            os.kill(worker.process, signal.SIGKILL)
        self._discard(worker)

    def _discard(self, worker: Worker) -> None:
        self._count -= 1
        worker.channel.close()
