"""A question on its quick way: asked and answered without a task of its own.

Most questions are answered by a free worker in one message, within a moment; those are spared
what the ordinary way costs. Whatever happens otherwise is left to the ordinary way, which takes
over what was begun: the turn waited for, or the worker and what it has said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partnerskap.sparql.execute import Answer
    from partnerskap.sparql.holding import Worker
    from partnerskap.sparql.pool import WorkerPool
    from partnerskap.sparql.register import Running
    from partnerskap.sparql.session import Bounds, Session
    from partnerskap.sparql.tickets import Ticket

__all__ = ["Errand"]


class Errand:
    """One question that is under way, and what there is of it so far.

    ``done`` is called once, with the answer and the version it comes from, or with nothing when
    the ordinary way is to ``resume``. Not after ``leave``.
    """

    __slots__ = (
        "_alarm",
        "_done",
        "_over",
        "_pool",
        "bounds",
        "running",
        "session",
        "ticket",
        "turn",
    )

    def __init__(
        self,
        pool: WorkerPool,
        running: Running,
        bounds: Bounds,
        ticket: Ticket,
    ) -> None:
        self._pool = pool
        self.running = running
        self.bounds = bounds
        self.ticket = ticket
        self.turn: asyncio.Future[Worker] | None = None
        self.session: Session | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._done: Callable[[bytes | None, str], None] | None = None
        self._over = False

    def start(self, done: Callable[[bytes | None, str], None]) -> None:
        """Ask a worker that is free, or the one whose turn comes first."""
        self._done = done
        self.running.halt = self._pass_on
        loop = asyncio.get_running_loop()
        self._alarm = loop.call_later(self.bounds.quick, self._hear)
        worker = self._pool.workforce.take_free()
        if worker is None:
            self.turn = self._pool.workforce.idle.queue(self.running.client)
            self.turn.add_done_callback(self._on_turn)
        else:
            self._ask(worker)

    def leave(self) -> None:
        """Give up what was begun, unless it is over or somebody has gone on with it."""
        if not self._over:
            self._over = True
            self._silence()
            self._pool.abandon(self)

    async def resume(self) -> Answer:
        """Go on along the ordinary way; raises as ``Engine.run`` does."""
        self._over = True
        return await self._pool.resume(self)

    def _on_turn(self, turn: asyncio.Future[Worker]) -> None:
        if self._done is not None and not turn.cancelled():
            self.turn = None
            self._ask(turn.result())

    def _ask(self, worker: Worker) -> None:
        self.session = self._pool.open(worker, self)
        worker.channel.listen(self._hear)

    def _hear(self) -> None:
        """Finish when the whole answer is there; else this takes longer than is done here."""
        session, done = self.session, self._done
        if session is None or not session.take_whole():
            self._pass_on()
            return
        self._over = True
        self._silence()
        body, version = session.body, session.worker.version
        session.close()
        if done is not None:
            done(body, version)

    def _pass_on(self) -> None:
        done = self._done
        self._silence()
        if done is not None:
            done(None, "")

    def _silence(self) -> None:
        self._done = None
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self.session is not None:
            self.session.worker.channel.listen(None)
