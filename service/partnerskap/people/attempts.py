"""Logins under way at the provider: what must be the same when the person comes back.

An attempt can be completed once, by the browser that began it, within ten minutes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, insert, select

from partnerskap.people.keys import digest, new_secret
from partnerskap.people.store import Clock
from partnerskap.people.tables import attempts
from partnerskap.records.database import writing

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["LASTS", "Attempt", "Attempts"]

LASTS: Final = 600
_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was sent to the provider, and where the person wants to go afterwards."""

    state: str
    nonce: str
    verifier: str
    target: str


class Attempts:
    """The logins that have been begun and not completed."""

    def __init__(self, engine: Engine, clock: Clock = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, target: str) -> tuple[str, Attempt]:
        """Begin a login: give the secret for the browser, and what to send to the provider.

        When too many are under way, the oldest must be begun anew.
        """
        secret, now = new_secret(), int(self._clock())
        attempt = Attempt(new_secret(), new_secret(), new_secret(), target)
        with writing(self._engine) as connection:
            connection.execute(delete(attempts).where(attempts.c.expires <= now))
            connection.execute(
                insert(attempts).values(
                    digest=digest(secret),
                    state=attempt.state,
                    nonce=attempt.nonce,
                    verifier=attempt.verifier,
                    target=target,
                    expires=now + LASTS,
                )
            )
            if connection.execute(select(func.count()).select_from(attempts)).scalar_one() > _MOST:
                oldest = select(func.min(attempts.c.expires)).scalar_subquery()
                connection.execute(delete(attempts).where(attempts.c.expires == oldest))
        return secret, attempt

    def take(self, secret: str) -> Attempt | None:
        """Give what a login began with, for the first and last time; None when there is none."""
        same = attempts.c.digest == digest(secret)
        with writing(self._engine) as connection:
            row = connection.execute(
                select(attempts).where(same, attempts.c.expires > int(self._clock()))
            ).one_or_none()
            connection.execute(delete(attempts).where(same))
        return Attempt(row.state, row.nonce, row.verifier, row.target) if row else None
