"""Answer queries in forked workers, as many at once as there are workers.

A worker that takes too long or too much is killed and replaced: a runaway query costs itself and
nothing else. Each answer comes from one worker, so from one version of the graph. This is the
event loop's side; it touches no graph.

Slow queries never take all workers: only so many places are for them. A query that turns out to
be slow when they are taken is stopped and begun anew when its client's turn for a place comes.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from partnerskap.errors import LimitError, ServiceError
from partnerskap.sparql.errand import Errand
from partnerskap.sparql.execute import Answer, Job
from partnerskap.sparql.fairness import Turns, no_turn
from partnerskap.sparql.frames import Frame
from partnerskap.sparql.holding import Holder, Holding, Snapshot, Worker
from partnerskap.sparql.register import Register, Running, State, new_id, was_stopped
from partnerskap.sparql.request import SparqlRequest
from partnerskap.sparql.session import Bounds, Session
from partnerskap.sparql.tickets import Ticket
from partnerskap.sparql.update import read_update
from partnerskap.sparql.worker import Allowance
from partnerskap.sparql.workforce import Workforce

__all__ = ["PoolSize", "WorkerPool"]


@dataclass(frozen=True, slots=True)
class PoolSize:
    """How many queries run at once, how many may wait, and after how many seconds one is slow."""

    workers: int
    waiting: int
    quick_seconds: float = 0.05


class WorkerPool:
    """An engine whose queries run in processes of their own."""

    def __init__(
        self,
        allowance: Allowance,
        size: PoolSize,
        snapshot: Callable[[], Snapshot],
        register: Register | None = None,
        *,
        spare: Holder | None = None,
    ) -> None:
        self._allowance = allowance
        self._size = size
        self._holding = Holding(allowance, snapshot, spare)
        self.workforce = Workforce(self._holding, size.workers)
        self._register = Register() if register is None else register
        self._slow: Turns[int] = Turns()
        for place in range(max(1, size.workers // 2)):
            self._slow.offer(place)
        self._changing = asyncio.Lock()
        most = allowance.limits.seconds
        self._most = Bounds(min(size.quick_seconds, most), most, allowance.memory_bytes)
        self._birth = secrets.token_hex(8)
        self._changes = 0

    @property
    def version(self) -> str:
        """The version that a query asked now is answered from."""
        return self._holding.version

    async def __aenter__(self) -> Self:
        """Begin to start the holder and fork the workers; queries wait until one is ready."""
        self.workforce.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let every worker and the holder go."""
        await self.workforce.close()

    async def move(self, patch: bytes, version: str) -> None:
        """Bring the graph to a new version; queries that run finish on the one they began with."""
        await self._holding.patch(patch, version)
        await self.workforce.renew()

    async def reload(self) -> None:
        """Take the graph in anew, whole; as ``move`` when there is no patch."""
        await self._holding.reload()
        await self.workforce.renew()

    async def update(self, asked: SparqlRequest) -> None:
        """Carry out an update, all of it or nothing, after a worker has tried it out.

        The trial is bound in time and memory like a query. Raises QuerySyntaxError,
        ForbiddenError for LOAD and SERVICE, ConflictError or LimitError.
        """
        update = await asyncio.to_thread(read_update, asked, self._allowance.limits)
        async with self._changing:
            running = Running(new_id(), "", "update", asked.text)
            trial = Errand(self, running, self._bounds(None), Ticket.trial(asked))
            session = await self._begin(trial)
            try:
                await session.gather()
                session.whole = False  # what was tried out must not be seen by a query
            finally:
                session.close()
            await self._carry_out(update.text)

    async def change(self, update: str) -> None:
        """Carry out an update of our own making, whose size was bounded by who made it."""
        async with self._changing:
            await self._carry_out(update)

    async def _carry_out(self, update: str) -> None:
        self._changes += 1
        await self._holding.update(update, f"{self._birth}-{self._changes}")
        await self.workforce.renew()

    async def run(self, job: Job) -> Answer:
        """Answer; raise QuerySyntaxError or LimitError when that shows before much is written."""
        return await self._see_through(self._note(job))

    def errand(self, job: Job) -> Errand:
        """Make ready to ask on the quick way; LimitError when too many wait."""
        self._check_queue()
        return self._note(job)

    def _note(self, job: Job) -> Errand:
        running = Running(job.id or new_id(), job.client, job.query.form, job.query.original)
        self._register.begin(running)
        return Errand(self, running, self._bounds(job.seconds), Ticket.of(job))

    def open(self, worker: Worker, errand: Errand) -> Session:
        """Put the question of an errand to a worker."""
        errand.running.state = State.RUNNING
        worker.channel.send(Frame.JOB, errand.ticket.encode())
        return Session(worker, errand.running, errand.bounds, self._leave, is_alone=self._is_alone)

    def _is_alone(self) -> bool:
        return len(self._register) <= 1

    def abandon(self, errand: Errand) -> None:
        """Give up an errand: whoever asked has left."""
        if errand.turn is not None:
            self.workforce.idle.give_up(errand.running.client, errand.turn)
        self._register.end(errand.running, "left")
        if errand.session is not None:
            errand.session.close()

    async def resume(self, errand: Errand) -> Answer:
        """Go on with an errand along the ordinary way; raises as ``run`` does."""
        if errand.running.stopped:
            self.abandon(errand)
            raise was_stopped()
        return await self._see_through(errand)

    async def _see_through(self, errand: Errand) -> Answer:
        running = errand.running
        task = asyncio.current_task()
        running.halt = task.cancel if task is not None else None
        try:
            session = await self._answer(errand)
        except asyncio.CancelledError:
            self._register.end(running, "left")
            if running.stopped and task is not None and task.uncancel() == 0:
                raise was_stopped() from None
            raise
        except ServiceError as error:
            self._register.end(running, error.slug)
            raise
        version = session.worker.version
        if not session.whole:
            return Answer(session.stream(), None, version)
        body = session.body
        session.close()
        return Answer.of(body, version)

    def _bounds(self, wanted: float | None) -> Bounds:
        if wanted is None:
            return self._most
        allowed = min(self._most.allowed, wanted)
        return Bounds(min(self._most.quick, allowed), allowed, self._most.memory_bytes)

    async def _answer(self, errand: Errand) -> Session:
        """Give a session that is whole or about to stream."""
        session = await self._begin(errand)
        with ExitStack() as on_failure:
            on_failure.callback(session.close)
            quickly = await session.gather_quickly()
            if session.was_stillborn:
                session.close()
                session = await self._begin(errand)
                on_failure.callback(session.close)
                quickly = await session.gather_quickly()
            if not quickly:
                session.check_time()
                if not await self._found_place(session):
                    session.close()
                    session = await self._begin_slowly(errand)
                    on_failure.callback(session.close)
                await session.gather()
            on_failure.pop_all()
        return session

    async def _found_place(self, session: Session) -> bool:
        """Get a place among the slow; an answer that is only large may wait for one a little."""
        session.place = self._slow.take_free()
        if session.place is None and session.is_full:
            with suppress(TimeoutError):
                session.place = await self._slow.take(
                    session.running.client, self._size.quick_seconds
                )
        return session.place is not None

    async def _begin_slowly(self, errand: Errand) -> Session:
        errand.running.state = State.WAITING
        self._check_queue()
        try:
            place = await self._slow.take(errand.running.client, errand.bounds.allowed)
        except TimeoutError:
            raise self._busy() from None
        with ExitStack() as on_failure:
            on_failure.callback(self._slow.offer, place)
            session = await self._begin(errand)
            on_failure.pop_all()
        session.place = place
        return session

    async def _begin(self, errand: Errand) -> Session:
        begun, errand.session = errand.session, None
        return begun or self.open(await self._take(errand), errand)

    def _leave(self, session: Session) -> None:
        """Take back what a session had; while its query is not begun anew, that was its end."""
        if session.place is not None:
            self._slow.offer(session.place)
        self.workforce.give_back(session.worker, usable=session.whole and not session.demoted)
        if session.whole or session.running.state is State.STREAMING:
            self._register.end(session.running, "whole" if session.whole else "cut")

    async def _take(self, errand: Errand) -> Worker:
        turn, errand.turn = errand.turn, None
        worker = self.workforce.take_free() if turn is None else None
        if worker is not None:
            return worker
        if turn is None:
            self._check_queue()
        try:
            return await self.workforce.idle.take(
                errand.running.client, errand.bounds.allowed, turn
            )
        except TimeoutError:
            raise self._busy() from None

    def _check_queue(self) -> None:
        if self._waiting >= self._size.waiting:
            raise self._busy()

    @property
    def _waiting(self) -> int:
        return self.workforce.idle.waiting + self._slow.waiting

    def _busy(self) -> LimitError:
        return no_turn(self._size.workers, self._waiting, most=self._size.waiting)
