"""The queries that are under way: to be counted, listed, stopped, charged for and, if slow, logged.

The log holds nothing of persons: no address, and of a query only what kind it was, a digest of
its text, how long it took and how it ended.
"""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final

from partnerskap.errors import LimitError

__all__ = ["Register", "Running", "State", "new_id", "was_stopped"]

_LOG: Final = logging.getLogger(__name__)
_NOBODY: Final[Callable[[str, float], None]] = lambda client, seconds: None  # noqa: E731, ARG005


class State(StrEnum):
    """Where a query stands."""

    WAITING = "waiting"
    RUNNING = "running"
    SLOW = "slow"
    STREAMING = "streaming"


@dataclass(slots=True, eq=False)
class Running:
    """One query under way; ``worked`` is the time workers have spent on it so far."""

    id: str
    client: str
    form: str
    text: str
    began: float = field(default_factory=time.monotonic)
    state: State = State.WAITING
    worked: float = 0.0
    bytes: int = 0
    stopped: bool = False
    halt: Callable[[], object] | None = None


class Register:
    """Knows every query that is under way.

    ``slow_seconds`` is the working time from which a query is logged. ``charge`` is told who
    used how much when a query ends.
    """

    def __init__(
        self, slow_seconds: float = 0.0, charge: Callable[[str, float], None] = _NOBODY
    ) -> None:
        self._slow_seconds = slow_seconds
        self._charge = charge
        self._running: dict[str, Running] = {}
        self._clients: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._running)

    def begin(self, running: Running) -> None:
        """Note that a query begins; its ``halt`` is what stops it."""
        self._running[running.id] = running
        self._clients[running.client] += 1

    def end(self, running: Running, outcome: str) -> None:
        """Note how a query ended; only the first time counts."""
        if self._running.pop(running.id, None) is None:
            return
        running.halt = None
        self._clients[running.client] -= 1
        if not self._clients[running.client]:
            del self._clients[running.client]
        self._charge(running.client, running.worked)
        if self._slow_seconds and running.worked >= self._slow_seconds:
            _LOG.warning(
                "Slow query %s: %s, text %s, worked %.3f s of %.3f s, %d bytes, %s",
                running.id,
                running.form,
                sha256(running.text.encode()).hexdigest()[:16],
                running.worked,
                time.monotonic() - running.began,
                running.bytes,
                outcome,
            )

    def count(self, client: str) -> int:
        """Tell how many queries of a client are under way."""
        return self._clients.get(client, 0)

    def listed(self) -> list[Running]:
        """List what is under way, the oldest first."""
        return sorted(self._running.values(), key=lambda running: running.began)

    def stop(self, name: str) -> bool:
        """Stop a query; False when it is not under way."""
        running = self._running.get(name)
        if running is None or running.halt is None:
            return False
        running.stopped = True
        with suppress(ProcessLookupError):
            running.halt()
        return True


def new_id() -> str:
    """Make an id that tells nothing.

    >>> len(new_id())
    16
    """
    return f"{random.getrandbits(64):016x}"


def was_stopped() -> LimitError:
    """Say that an administrator stopped a query."""
    return LimitError(
        "Spørringen ble stoppet av den som driver tjenesten. Gjør den smalere før du prøver igjen.",
        "The query was stopped by whoever runs the service. Make it narrower before you try again.",
        headers={"Retry-After": "60"},
        members={"limit": "administrator"},
    )
