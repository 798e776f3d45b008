"""Who is logged in: the browser holds a secret, the file its digest and how long it lasts.

A session ends when it was not used for a while, or when it has lasted as long as it may.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select, update

from partnerskap.people.keys import digest, new_secret, seal, unseal
from partnerskap.people.store import Clock, Person, day, person_of
from partnerskap.people.tables import people, sessions
from partnerskap.records.database import reading, writing

if TYPE_CHECKING:
    from sqlalchemy import Engine, Row

__all__ = ["Lifetime", "Sessions"]

_TOUCH: Final = 60
"""Seconds after which it is written down that a session was used."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How many seconds a session lasts unused, and at most."""

    idle: int
    longest: int


class Sessions:
    """The sessions of everyone who is logged in."""

    def __init__(self, engine: Engine, clock: Clock = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def start(
        self, person: str, lifetime: Lifetime, *, id_token: str = "", instead_of: str = ""
    ) -> str:
        """Log a person in and give the secret for their browser.

        The session that the browser had before ends; so do all whose time is up.
        """
        secret, now = new_secret(), int(self._clock())
        with writing(self._engine) as connection:
            old = (sessions.c.expires <= now) | (sessions.c.seen + sessions.c.idle <= now)
            connection.execute(
                delete(sessions).where(old | (sessions.c.digest == digest(instead_of)))
            )
            connection.execute(
                insert(sessions).values(
                    digest=digest(secret),
                    person=person,
                    created=now,
                    seen=now,
                    idle=lifetime.idle,
                    expires=now + lifetime.longest,
                    id_token=seal(id_token, secret),
                )
            )
        return secret

    def find(self, secret: str) -> Person | None:
        """Tell whose session a secret stands for; None when it has ended or never was."""
        now = int(self._clock())
        query = (
            select(people, sessions.c.seen)
            .join(sessions)
            .where(
                sessions.c.digest == digest(secret),
                sessions.c.expires > now,
                sessions.c.seen + sessions.c.idle > now,
            )
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if now - row.seen >= _TOUCH:
            self._touch(secret, row, now)
        return person_of(row)

    def end(self, secret: str) -> str:
        """End one session, and give what its provider wants to see at logout, if anything."""
        same = sessions.c.digest == digest(secret)
        with writing(self._engine) as connection:
            id_token = connection.execute(select(sessions.c.id_token).where(same)).scalar()
            connection.execute(delete(sessions).where(same))
        return unseal(id_token or "", secret)

    def end_all(self, person: str) -> int:
        """End every session of a person and tell how many there were."""
        with writing(self._engine) as connection:
            return connection.execute(delete(sessions).where(sessions.c.person == person)).rowcount

    def times(self, person: str) -> list[tuple[int, int]]:
        """Tell when each session of a person began and was last used."""
        query = select(sessions.c.created, sessions.c.seen).where(sessions.c.person == person)
        with reading(self._engine) as connection:
            return [(row.created, row.seen) for row in connection.execute(query)]

    def _touch(self, secret: str, row: Row[tuple[object, ...]], now: int) -> None:
        with writing(self._engine) as connection:
            same = sessions.c.digest == digest(secret)
            connection.execute(update(sessions).where(same).values(seen=now))
            if row.seen_on != day(now):
                mine = people.c.id == row.id
                connection.execute(update(people).where(mine).values(seen_on=day(now)))
