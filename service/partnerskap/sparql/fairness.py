"""Who is next: one turn for each client in rotation, however many turns a client waits for."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import Final, Generic, TypeVar

from partnerskap.errors import LimitError

__all__ = ["FairQueue", "Turns", "no_turn"]

T = TypeVar("T")
_RETRY_SECONDS: Final = 2


class FairQueue(Generic[T]):
    """A queue in which clients take turns; what one client puts in comes out in its order.

    >>> queue = FairQueue[int]()
    >>> for number, client in enumerate("aaab"):
    ...     queue.push(client, number)
    >>> [queue.pop() for _ in range(4)]
    [0, 3, 1, 2]
    """

    def __init__(self) -> None:
        self._lines: OrderedDict[str, deque[T]] = OrderedDict()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def push(self, client: str, item: T) -> None:
        """Put an item last in its client's line; a new client comes last in the rotation."""
        self._lines.setdefault(client, deque()).append(item)
        self._length += 1

    def pop(self) -> T | None:
        """Take the first item of the client whose turn it is; None when all lines are empty."""
        if not self._lines:
            return None
        client, line = self._lines.popitem(last=False)
        item = line.popleft()
        if line:
            self._lines[client] = line  # last in the rotation
        self._length -= 1
        return item

    def remove(self, client: str, item: T) -> None:
        """Take an item out of its line; nothing happens when it is not there."""
        line = self._lines.get(client)
        if line is None or item not in line:
            return
        line.remove(item)
        self._length -= 1
        if not line:
            del self._lines[client]


class Turns(Generic[T]):
    """Things that clients take turns to have; belongs to one event loop."""

    def __init__(self) -> None:
        self._free: deque[T] = deque()
        self._waiting: FairQueue[asyncio.Future[T]] = FairQueue()

    def __iter__(self) -> Iterator[T]:
        """Go through what nobody has."""
        return iter(self._free)

    @property
    def waiting(self) -> int:
        """How many turns are waited for."""
        return len(self._waiting)

    def offer(self, thing: T) -> None:
        """Give a thing to whoever is next, or keep it until someone comes."""
        while (turn := self._waiting.pop()) is not None:
            if not turn.done():
                turn.set_result(thing)
                return
        self._free.append(thing)

    def take_free(self) -> T | None:
        """Take what was given back last, which is the warmest; None when there is none."""
        return self._free.pop() if self._free else None

    def take_this(self, thing: T) -> bool:
        """Take a certain thing; False when somebody has it."""
        if thing not in self._free:
            return False
        self._free.remove(thing)
        return True

    def queue(self, client: str) -> asyncio.Future[T]:
        """Begin to wait in a client's turn."""
        turn: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.push(client, turn)
        return turn

    def give_up(self, client: str, turn: asyncio.Future[T]) -> None:
        """Wait no longer; what came in the moment of leaving goes to the next."""
        self._waiting.remove(client, turn)
        if turn.done() and not turn.cancelled() and turn.exception() is None:
            self.offer(turn.result())
        turn.cancel()

    async def take(self, client: str, seconds: float, turn: asyncio.Future[T] | None = None) -> T:
        """Wait for a thing in a client's turn; TimeoutError when none came in time.

        ``turn`` is one that was waited for before.
        """
        turn = self.queue(client) if turn is None else turn
        alarm = asyncio.get_running_loop().call_later(seconds, _expire, turn)
        try:
            return await turn
        except asyncio.CancelledError:
            self.give_up(client, turn)
            raise
        finally:
            alarm.cancel()
            self._waiting.remove(client, turn)


def _expire(turn: asyncio.Future[T]) -> None:
    if not turn.done():
        turn.set_exception(TimeoutError())


def no_turn(workers: int, waiting: int, *, most: int) -> LimitError:
    """Say that so many workers are taken and so many wait already, of ``most`` that may."""
    return LimitError(
        f"Alle {workers} plassene er opptatt og {waiting} venter. Prøv igjen om litt.",
        f"All {workers} places are taken and {waiting} wait. Try again in a moment.",
        headers={"Retry-After": str(_RETRY_SECONDS)},
        members={"limit": "max_waiting_queries", "value": most},
    )
