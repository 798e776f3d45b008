"""How often one address may submit without being logged in. Kept in memory only, for an hour."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Final

from partnerskap.errors import BudgetError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Newcomers"]

_WINDOW: Final = 3600
_MOST_CLIENTS: Final = 10_000


class Newcomers:
    """Counts the submissions of each address within an hour; for the event loop alone."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._made: OrderedDict[str, deque[float]] = OrderedDict()

    def admit(self, client: str) -> None:
        """Count a submission; raise BudgetError when the address has made too many."""
        now = self._clock()
        made = self._made.setdefault(client, deque())
        self._made.move_to_end(client)
        while made and made[0] <= now - _WINDOW:
            made.popleft()
        if len(made) >= self._most:
            wait = max(1, round(made[0] + _WINDOW - now))
            raise BudgetError(
                f"Det er sendt inn {self._most} forslag fra adressen din den siste timen. Vent "
                f"{wait // 60 + 1} minutter, eller logg inn.",
                f"{self._most} submissions came from your address in the last hour. Wait "
                f"{wait // 60 + 1} minutes, or log in.",
                headers={"Retry-After": str(wait)},
                members={"limit": "max_anonymous_submissions", "value": self._most},
            )
        made.append(now)
        while len(self._made) > _MOST_CLIENTS:
            self._made.popitem(last=False)
