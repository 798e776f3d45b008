"""Answer queries in forked workers, as many at once as there are workers.

A worker that takes too long or too much is killed and replaced: a runaway query costs itself and
nothing else. Each answer comes from one worker, so from one version of the graph. This is the
event loop's side; it touches no graph.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from partnerskap.errors import LimitError
from partnerskap.sparql.execute import Answer, Job
from partnerskap.sparql.frames import HEADER, CutShortError, Frame, pack, unpack_header
from partnerskap.sparql.holding import Holding, Snapshot, Worker
from partnerskap.sparql.request import SparqlRequest
from partnerskap.sparql.tickets import Ticket, decode_failure
from partnerskap.sparql.update import read_update
from partnerskap.sparql.worker import Allowance
from partnerskap.sparql.writer import HEAD_BYTES, over_memory, over_time

__all__ = ["PoolSize", "WorkerPool"]

_LOG: Final = logging.getLogger(__name__)
_RETRY_SECONDS: Final = 2


@dataclass(frozen=True, slots=True)
class PoolSize:
    """How many queries run at once, and how many may wait for their turn."""

    workers: int
    waiting: int


class WorkerPool:
    """An engine whose queries run in processes of their own."""

    def __init__(
        self, allowance: Allowance, size: PoolSize, snapshot: Callable[[], Snapshot]
    ) -> None:
        self._allowance = allowance
        self._size = size
        self._holding = Holding(allowance, snapshot)
        self._idle: deque[Worker] = deque()
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._count = 0
        self._closing = False
        self._changing = asyncio.Lock()
        self._birth = secrets.token_hex(8)
        self._changes = 0

    @property
    def version(self) -> str:
        """The version that a query asked now is answered from."""
        return self._holding.version

    async def __aenter__(self) -> Self:
        """Begin to start the holder and fork the workers; queries wait until one is ready."""
        for _ in range(self._size.workers):
            self._grow_soon()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let every worker and the holder go."""
        self._closing = True
        self._holding.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        while self._idle:
            self._discard(self._idle.popleft())

    async def move(self, patch: bytes, version: str) -> None:
        """Bring the graph to a new version; queries that run finish on the one they began with."""
        await self._holding.patch(patch, version)
        await self._renew()

    async def reload(self) -> None:
        """Take the graph in anew, whole; as ``move`` when there is no patch."""
        await self._holding.reload()
        await self._renew()

    async def update(self, asked: SparqlRequest) -> None:
        """Carry out an update, all of it or nothing, after a worker has tried it out.

        The trial is bound in time and memory like a query. Raises QuerySyntaxError,
        ForbiddenError for LOAD and SERVICE, ConflictError or LimitError.
        """
        update = await asyncio.to_thread(read_update, asked, self._allowance.limits)
        async with self._changing:
            worker = await self._take()
            stream = self._ask(worker, Ticket.trial(asked).encode(), reusable=False)
            async for _ in stream:
                pass  # an update answers nothing
            await self._carry_out(update.text)

    async def change(self, update: str) -> None:
        """Carry out an update of our own making, whose size was bounded by who made it."""
        async with self._changing:
            await self._carry_out(update)

    async def _carry_out(self, update: str) -> None:
        self._changes += 1
        await self._holding.update(update, f"{self._birth}-{self._changes}")
        await self._renew()

    async def run(self, job: Job) -> Answer:
        """Answer; raise QuerySyntaxError or LimitError when that shows before much is written."""
        worker = await self._take()
        stream = self._ask(worker, Ticket.of(job).encode())
        head: list[bytes] = []
        size = 0
        try:
            async for chunk in stream:
                head.append(chunk)
                size += len(chunk)
                if size >= HEAD_BYTES:
                    return Answer(_joined(head, stream), None, worker.version)
        except BaseException:
            await stream.aclose()
            raise
        return Answer(_pieces(head), size, worker.version)

    async def _ask(
        self, worker: Worker, ticket: bytes, *, reusable: bool = True
    ) -> AsyncGenerator[bytes]:
        """Yield the answer; the worker is free again at its end and dead if it stops earlier."""
        whole = False
        left = self._allowance.limits.seconds
        clock = asyncio.get_running_loop().time
        try:
            worker.writer.write(pack(Frame.JOB, ticket))
            while True:
                began = clock()
                kind, payload = await self._receive(worker, left)
                left -= clock() - began  # waiting for a slow reader is not the query's time
                whole = kind is not Frame.CHUNK
                if kind is Frame.FAILURE:
                    raise decode_failure(payload)
                if whole:
                    return
                yield payload
        finally:
            self._give_back(worker, usable=whole and reusable)

    async def _receive(self, worker: Worker, seconds: float) -> tuple[Frame, bytes]:
        try:
            async with asyncio.timeout(seconds):
                kind, length = unpack_header(await worker.reader.readexactly(HEADER.size))
                return kind, await worker.reader.readexactly(length)
        except TimeoutError:
            raise over_time(self._allowance.limits.seconds) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise over_memory(self._allowance.memory_bytes) from None

    async def _take(self) -> Worker:
        while self._idle:
            worker = self._idle.popleft()
            if not worker.reader.at_eof():
                return worker
            self._discard(worker)  # it died while it had nothing to do
            self._grow_soon()
        if len(self._waiting) >= self._size.waiting:
            raise LimitError(
                f"Alle {self._size.workers} plassene er opptatt og {self._size.waiting} venter. "
                "Prøv igjen om litt.",
                f"All {self._size.workers} places are taken and {self._size.waiting} wait. Try "
                "again in a moment.",
                headers={"Retry-After": str(_RETRY_SECONDS)},
            )
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self._allowance.limits.seconds):
                return await turn
        except TimeoutError:
            raise over_time(self._allowance.limits.seconds) from None
        finally:
            with suppress(ValueError):
                self._waiting.remove(turn)

    def _give_back(self, worker: Worker, *, usable: bool) -> None:
        if not usable:
            self._kill(worker)
        elif worker.version != self.version:
            self._discard(worker)
        else:
            self._offer(worker)
            return
        self._grow_soon()

    def _offer(self, worker: Worker) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(worker)
                return
        self._idle.append(worker)

    async def _renew(self) -> None:
        stale = list(self._idle)
        self._idle.clear()
        for worker in stale:
            self._discard(worker)
        await asyncio.gather(*(self._grow() for _ in stale))

    def _grow_soon(self) -> None:
        task = asyncio.create_task(self._grow_until_done())
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
                return

    async def _grow(self) -> None:
        if self._count >= self._size.workers:
            return
        self._count += 1
        try:
            worker = await self._holding.fork()
        except BaseException:
            self._count -= 1
            raise
        self._offer(worker)

    def _kill(self, worker: Worker) -> None:
        with suppress(ProcessLookupError):
            os.kill(worker.process, signal.SIGKILL)
        self._discard(worker)

    def _discard(self, worker: Worker) -> None:
        self._count -= 1
        worker.writer.close()


async def _pieces(parts: list[bytes]) -> AsyncGenerator[bytes]:
    for part in parts:
        yield part


async def _joined(head: list[bytes], rest: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """Yield what was gathered and then what follows; closing this closes the rest."""
    try:
        while head:
            yield head.pop(0)
        async for chunk in rest:
            yield chunk
    finally:
        await rest.aclose()
