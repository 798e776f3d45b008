"""What one client may use within a minute: seconds of work and failed queries.

Addresses are kept in memory only, and no longer than a minute after they were last seen. The
headers follow draft-ietf-httpapi-ratelimit-headers-10.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from partnerskap.errors import BudgetError

__all__ = ["Budget", "Share"]

WINDOW: Final = 60
_CLIENTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Share:
    """What a client may use: seconds of work and failures within a minute, and queries at once."""

    seconds: float = 60.0
    failures: int = 30
    at_once: int = 16


@dataclass(slots=True)
class _Account:
    """What a client has used, second by second: the second, work, failures."""

    slots: deque[tuple[int, float, int]] = field(default_factory=deque)
    seconds: float = 0.0
    failures: int = 0

    def add(self, now: int, seconds: float, failures: int) -> None:
        self.seconds += seconds
        self.failures += failures
        if self.slots and self.slots[-1][0] == now:
            _, before, failed = self.slots.pop()
            seconds, failures = seconds + before, failures + failed
        self.slots.append((now, seconds, failures))

    def forget(self, now: int) -> None:
        while self.slots and self.slots[0][0] <= now - WINDOW:
            _, seconds, failures = self.slots.popleft()
            self.seconds -= seconds
            self.failures -= failures
        if not self.slots:
            self.seconds = 0.0

    def wait(self, now: int, share: Share) -> int:
        """Tell the seconds until something may be asked again."""
        seconds, failures = self.seconds, self.failures
        for at, worked, failed in self.slots:
            if seconds < share.seconds and failures < share.failures:
                break
            seconds, failures = seconds - worked, failures - failed
            until = at + WINDOW - now
            if seconds < share.seconds and failures < share.failures:
                return max(1, until)
        return WINDOW


class Budget:
    """Keeps account of what clients use; who has no name is not counted."""

    def __init__(self, share: Share, clock: Callable[[], float] = time.monotonic) -> None:
        self.share = share
        self._clock = clock
        self._accounts: OrderedDict[str, _Account] = OrderedDict()

    def __len__(self) -> int:
        return len(self._accounts)

    def check(self, client: str) -> None:
        """Raise BudgetError when a client has used up its share."""
        account, now = self._account(client)
        if account is None:
            return
        if account.seconds >= self.share.seconds:
            raise _over_work(self.share.seconds, account.wait(now, self.share))
        if account.failures >= self.share.failures:
            raise _over_failures(self.share.failures, account.wait(now, self.share))

    def spend(self, client: str, seconds: float) -> None:
        """Charge a client for work done."""
        self._charge(client, seconds, 0)

    def fail(self, client: str) -> None:
        """Count a query that failed."""
        self._charge(client, 0.0, 1)

    def headers(self, client: str) -> dict[str, str]:
        """Tell a client what it may use and what is left of it."""
        if not client:
            return {}
        account, now = self._account(client)
        seconds, failures = (account.seconds, account.failures) if account else (0.0, 0)
        left = max(0, math.floor(self.share.seconds - seconds))
        reset = account.slots[0][0] + WINDOW - now if account and account.slots else WINDOW
        tries = max(0, self.share.failures - failures)
        return {
            "RateLimit-Policy": f'"work";q={self.share.seconds:.0f};w={WINDOW};qu="seconds", '
            f'"failures";q={self.share.failures};w={WINDOW}',
            "RateLimit": f'"work";r={left};t={reset}, "failures";r={tries};t={reset}',
        }

    def _account(self, client: str) -> tuple[_Account | None, int]:
        now = int(self._clock())
        account = self._accounts.get(client)
        if account is not None:
            account.forget(now)
        return account, now

    def _charge(self, client: str, seconds: float, failures: int) -> None:
        if not client:
            return
        account, now = self._account(client)
        if account is None:
            account = self._accounts[client] = _Account()
        account.add(now, seconds, failures)
        self._accounts.move_to_end(client)
        self._sweep(now)

    def _sweep(self, now: int) -> None:
        """Forget who was not seen for a minute, and the longest unseen when there are too many."""
        while self._accounts:
            client, account = next(iter(self._accounts.items()))
            if len(self._accounts) <= _CLIENTS and account.slots[-1][0] > now - WINDOW:
                return
            del self._accounts[client]


def _over_work(seconds: float, wait: int) -> BudgetError:
    return BudgetError(
        f"Spørringene dine har arbeidet mer enn {seconds:g} sekunder det siste minuttet. Vent "
        f"{wait} sekunder, eller gjør dem smalere.",
        f"Your queries have worked for more than {seconds:g} seconds in the last minute. Wait "
        f"{wait} seconds, or make them narrower.",
        headers={"Retry-After": str(wait)},
        members={"limit": "max_client_seconds", "value": seconds},
    )


def _over_failures(failures: int, wait: int) -> BudgetError:
    return BudgetError(
        f"Mer enn {failures} av spørringene dine har feilet det siste minuttet. Vent {wait} "
        "sekunder, og rett spørringen før du sender den igjen.",
        f"More than {failures} of your queries have failed in the last minute. Wait {wait} "
        "seconds, and correct the query before you send it again.",
        headers={"Retry-After": str(wait)},
        members={"limit": "max_client_failures", "value": failures},
    )
