"""One question in one worker: its answer message by message, its time, and its end.

What happens to the worker afterwards is the pool's affair.
"""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Final, Self

from partnerskap.errors import LimitError
from partnerskap.sparql.frames import CutShortError, Frame
from partnerskap.sparql.holding import Worker
from partnerskap.sparql.register import Running, State, was_stopped
from partnerskap.sparql.tickets import decode_failure
from partnerskap.sparql.writer import HEAD_BYTES, over_memory, over_time

__all__ = ["Bounds", "Session"]

_NICENESS: Final = 15
_MOMENT: Final = 0.001
_PATIENCE: Final = 10
_SCHEDULED: Final = 2
"""The time a process ran: how Linux names its clock, with the process's number inverted above it
(kernel/time/posix-cpu-timers.c)."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one query may use.

    ``quick`` are seconds of processor time before it gives way to others, ``allowed`` seconds on
    the clock in all.
    """

    quick: float
    allowed: float
    memory_bytes: int


class Session:
    """An answer that comes; iterating gives its bytes, and closing it frees the worker.

    Raises ServiceError when the answer cannot be completed. ``leave`` is called once, when the
    worker is no longer needed; ``whole`` tells whether it got to the end.
    """

    def __init__(
        self,
        worker: Worker,
        running: Running,
        bounds: Bounds,
        leave: Callable[[Session], None],
        *,
        is_alone: Callable[[], bool],
    ) -> None:
        self.worker = worker
        self.running = running
        self.whole = False
        self.demoted = False
        self.was_stillborn = False
        self.place: int | None = None
        self._bounds = bounds
        self._leave: Callable[[Session], None] | None = leave
        self._is_alone = is_alone
        self._clock = ~worker.process << 3 | _SCHEDULED
        self._used_before = self._used()
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._worked = 0.0
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._alarm: asyncio.TimerHandle | None = None

    @property
    def is_full(self) -> bool:
        """Tell whether so much has come that the rest is best sent on as it comes."""
        return self._held >= HEAD_BYTES

    @property
    def body(self) -> bytes:
        """All that has come and was not sent on."""
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)

    def take_whole(self) -> bool:
        """Take the answer if all of it has come at once; else leave it to be read.

        To be called once, before anything is read.
        """
        self._worked = self._loop.time() - self._began
        self.running.worked += self._worked
        body = self.worker.channel.take_end()
        if body is None:
            return False
        self.whole = True
        self._keep(body)
        return True

    async def gather_quickly(self) -> bool:
        """Read for a short while; True when the answer is then whole.

        Notes instead of raising that the worker was gone before it said anything: it may have
        been ended before it was asked, so that another is worth a try.
        """
        try:
            while not self.whole and not self.is_full:
                if not await self._read_quickly():
                    return False
        except CutShortError:
            is_young = self._worked <= self._bounds.quick
            self.was_stillborn = is_young and not self._held and not self.running.stopped
            if not self.was_stillborn:
                raise self._lost() from None
        return self.whole

    def check_time(self) -> None:
        """Raise QueryTimeError when all the time there was is used up."""
        if self._worked >= self._bounds.allowed:
            raise over_time(self._bounds.allowed)

    async def gather(self) -> None:
        """Read until the answer is whole or much of it is here."""
        while not self.whole and not self.is_full:
            await self._advance()

    def stream(self) -> Self:
        """Go on as a stream, which an administrator stops by ending the worker."""
        self.running.state = State.STREAMING
        self.running.halt = self.close
        return self

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        self._silence()
        while not self._pieces:
            if self.whole:
                self.close()
                raise StopAsyncIteration
            if self._leave is None:
                raise was_stopped() if self.running.stopped else _stalled(self._bounds.allowed)
            with ExitStack() as on_failure:
                on_failure.callback(self.close)
                await self._advance()
                on_failure.pop_all()
        piece = self._pieces.popleft()
        self._held -= len(piece)
        # A reader who takes nothing for as long as a query may work has left in all but name.
        self._alarm = self._loop.call_later(self._bounds.allowed, self.close)
        return piece

    async def aclose(self) -> None:
        """Free the worker; does not wait."""
        self.close()

    def close(self) -> None:
        """Free the worker; once is enough."""
        self._silence()
        if self._leave is not None:
            leave, self._leave = self._leave, None
            if not self.whole:
                self._pieces.clear()
            leave(self)

    async def _advance(self) -> None:
        """Read one message; a query that works long gives way to others."""
        try:
            if not self.demoted:
                if await self._read_quickly():
                    return
                self._demote()
            if not await self._read(self._bounds.allowed):
                raise over_time(self._bounds.allowed)
        except CutShortError:
            raise self._lost() from None

    async def _read_quickly(self) -> bool:
        """Take one message; False when the query has had its share and others want theirs.

        The share is processor time: where many ask at once, an easy query takes long by the clock.
        What waits long for something else, as another endpoint, has had its share too.
        """
        quick, allowed = self._bounds.quick, self._bounds.allowed
        until = quick
        while not await self._read(min(until, allowed)):
            if self._worked >= allowed:
                return False
            rest = quick - (self._used() - self._used_before)
            if rest <= _MOMENT or self._worked >= quick * _PATIENCE:
                if not self._is_alone():
                    return False
                rest = quick
            until = self._worked + rest
        return True

    def _used(self) -> float:
        """Tell how many seconds of processor time the worker has used in its life."""
        try:
            return time.clock_gettime(self._clock)
        except OSError:
            return math.inf  # it is gone, and reading from it will tell

    async def _read(self, seconds: float) -> bool:
        """Take one message; False when none has come after so many seconds of work in all."""
        began = self._loop.time()
        try:
            kind, payload = await self.worker.channel.receive(began + seconds - self._worked)
        except TimeoutError:
            return False
        finally:
            spent = self._loop.time() - began  # waiting for a slow reader is not work
            self._worked += spent
            self.running.worked += spent
        self.whole = kind is not Frame.CHUNK
        if kind is Frame.FAILURE:
            raise decode_failure(payload)
        if payload:
            self._keep(payload)
        return True

    def _keep(self, payload: bytes) -> None:
        self._pieces.append(payload)
        self._held += len(payload)
        self.running.bytes += len(payload)

    def _lost(self) -> LimitError:
        if self.running.stopped:
            return was_stopped()
        return over_memory(self._bounds.memory_bytes)

    def _demote(self) -> None:
        """Let the processor go to others first; there is no way back, so the worker ends later."""
        self.demoted = True
        self.running.state = State.SLOW
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self.worker.process, _NICENESS)

    def _silence(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None


def _stalled(seconds: float) -> LimitError:
    return LimitError(
        f"Ingenting av svaret ble lest på {seconds:g} sekunder. Les raskere, eller be om mindre.",
        f"Nothing of the answer was read for {seconds:g} seconds. Read faster, or ask for less.",
        members={"limit": "max_query_seconds", "value": seconds},
    )
