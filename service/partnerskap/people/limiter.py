"""How often one address may try to get in.

Secrets here cannot be guessed; the limit keeps whoever tries from wearing out the database and
the provider. Addresses are kept in memory only, for a minute.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from threading import Lock
from typing import TYPE_CHECKING, Final

from partnerskap.errors import BudgetError

if TYPE_CHECKING:
    from partnerskap.people.store import Clock

__all__ = ["Limiter"]

_WINDOW: Final = 60
_MOST_CLIENTS: Final = 10_000


class Limiter:
    """Counts the tries of each address within a minute.

    >>> limiter = Limiter(1, clock=lambda: 0.0)
    >>> limiter.note("192.0.2.7")
    >>> limiter.check("192.0.2.8")
    """

    def __init__(self, most: int, clock: Clock = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def check(self, client: str) -> None:
        """Raise BudgetError when an address has tried too often."""
        now = self._clock()
        with self._lock:
            tries = self._tries.get(client, deque())
            while tries and tries[0] <= now - _WINDOW:
                tries.popleft()
            if len(tries) < self._most:
                return
            wait = max(1, round(tries[0] + _WINDOW - now))
        raise BudgetError(
            f"Det er prøvd å logge inn mer enn {self._most} ganger det siste minuttet fra "
            f"adressen din. Vent {wait} sekunder.",
            f"There were more than {self._most} tries to log in from your address in the last "
            f"minute. Wait {wait} seconds.",
            headers={"Retry-After": str(wait)},
            members={"limit": "max_login_attempts", "value": self._most},
        )

    def note(self, client: str) -> None:
        """Count a try of an address; whoever has none is not counted."""
        if not client:
            return
        with self._lock:
            self._tries.setdefault(client, deque(maxlen=self._most)).append(self._clock())
            self._tries.move_to_end(client)
            while len(self._tries) > _MOST_CLIENTS:
                self._tries.popitem(last=False)
