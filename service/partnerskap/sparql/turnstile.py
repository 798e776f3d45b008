"""Let the requests of each client in a few at a time, so that one who sends many waits alone.

Whoever comes while another's hundred requests wait is begun at once. Only what has just begun
counts; an answer that is being sent, and a query that has turned out to be slow, stand in nobody's
way here, for slow queries have turns of their own.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from partnerskap.errors import BudgetError

__all__ = ["Turn", "Turnstile"]

_ALONE_SECONDS: Final = 10.0
"""A client is alone when no other has come for so long; it is then not held back."""
_LONGEST_LINE: Final = 256


class Turn:
    """What a request that was let in holds until its answer begins; ends once."""

    __slots__ = ("_end",)

    def __init__(self, end: Callable[[], None] | None = None) -> None:
        self._end = end

    def end(self) -> None:
        """Let the next one of the same client in."""
        if self._end is not None:
            end, self._end = self._end, None
            end()


@dataclass(slots=True)
class _Line:
    """The requests of one client: how many are inside, and those that wait to come in."""

    inside: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


class Turnstile:
    """Lets each client have so many requests begun at once, and the others wait in its line.

    Who has no name is let in, and so is a client while no other is about.
    """

    def __init__(self, at_once: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once
        self._clock = clock
        self._lines: dict[str, _Line] = {}
        self._latest = ""
        self._crowded_until = 0.0

    def __len__(self) -> int:
        """Tell how many clients are inside or wait."""
        return len(self._lines)

    def enter_now(self, client: str) -> Turn | None:
        """Let a request in; None when it would have to wait."""
        if not client or not self._is_crowded(client):
            return Turn()
        line = self._lines.setdefault(client, _Line())
        if line.inside >= self._at_once:
            return None
        line.inside += 1
        return Turn(lambda: self._leave(client))

    async def enter(self, client: str) -> Turn:
        """Let a request in when its turn has come; BudgetError when its line is too long."""
        at_once = self.enter_now(client)
        if at_once is not None:
            return at_once
        waiting = self._lines[client].waiting
        if len(waiting) >= _LONGEST_LINE:
            raise _too_many(_LONGEST_LINE)
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self._leave(client)  # its turn came in the moment of leaving
            raise
        return Turn(lambda: self._leave(client))

    def _is_crowded(self, client: str) -> bool:
        """Tell whether others are about too."""
        now = self._clock()
        if client != self._latest:
            if self._latest:
                self._crowded_until = now + _ALONE_SECONDS
            self._latest = client
        return now < self._crowded_until

    def _leave(self, client: str) -> None:
        line = self._lines[client]
        while line.waiting:
            place = line.waiting.popleft()
            if not place.done():
                place.set_result(None)
                return
        line.inside -= 1
        if not line.inside:
            del self._lines[client]


def _too_many(most: int) -> BudgetError:
    return BudgetError(
        f"{most} av forespørslene dine venter allerede. Send færre på en gang.",
        f"{most} of your requests are waiting already. Send fewer at once.",
        headers={"Retry-After": "1"},
        members={"limit": "requests_in_line", "value": most},
    )
