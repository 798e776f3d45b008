"""Tokens for programs: scoped, expiring, revocable, and shown once.

A token stands for the person it was made for, with no more than their roles; one that was made
for nobody stands for itself.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, select, update

from partnerskap.errors import NotFoundError
from partnerskap.people.identity import Identity, Role
from partnerskap.people.keys import digest, new_id, new_secret
from partnerskap.people.store import Clock, day, person_of
from partnerskap.people.tables import people, tokens
from partnerskap.records.database import reading, writing

if TYPE_CHECKING:
    from sqlalchemy import Engine, Row

__all__ = ["LONGEST_DAYS", "SCOPES", "Token", "Tokens"]

LONGEST_DAYS: Final = 3_650

SCOPES: Final = {
    "submit": Role.SUBMITTER,
    "review": Role.REVIEWER,
    "admin": Role.ADMINISTRATOR,
}
"""What a token may be made for, and the role each scope stands for."""
_MARK: Final = "pkt_"
"""Begins every token, so that people and scanners see what it is."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; never the token itself."""

    id: str
    name: str
    scope: str
    person: str | None
    created: int
    expires: int
    revoked: bool
    used_on: str | None

    def state(self, now: float) -> str:
        """Say ``active``, ``expired`` or ``revoked``."""
        if self.revoked:
            return "revoked"
        return "active" if now < self.expires else "expired"


class Tokens:
    """The tokens of one installation."""

    def __init__(self, engine: Engine, clock: Clock = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def create(
        self, name: str, scope: str, *, days: int, person: str | None = None
    ) -> tuple[str, Token]:
        """Make a token; give it, which nobody can do again, and what is kept of it."""
        secret, now = _MARK + new_secret(), int(self._clock())
        token = Token(
            new_id(), name, scope, person, now, now + days * 86_400, revoked=False, used_on=None
        )
        with writing(self._engine) as connection:
            connection.execute(
                insert(tokens).values(
                    id=token.id,
                    digest=digest(secret),
                    name=name,
                    scope=scope,
                    person=person,
                    created=now,
                    expires=token.expires,
                    revoked=False,
                )
            )
        return secret, token

    def find(self, secret: str) -> Identity | None:
        """Tell for whom a token speaks; None when it no longer speaks for anyone."""
        now = int(self._clock())
        query = select(tokens).where(tokens.c.digest == digest(secret))
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
            if row is None or _token_of(row).state(now) != "active":
                return None
            owner = connection.execute(select(people).where(people.c.id == row.person))
            identity = _identity(_token_of(row), owner.one_or_none())
        if row.used_on != day(now):
            self._note_use(row.id, now)
        return identity

    def listed(self, person: str | None = None) -> list[Token]:
        """Give all tokens, or those of one person, the newest first."""
        query = select(tokens).order_by(tokens.c.created.desc(), tokens.c.id)
        if person is not None:
            query = query.where(tokens.c.person == person)
        with reading(self._engine) as connection:
            return [_token_of(row) for row in connection.execute(query)]

    def revoke(self, key: str, *, person: str | None = None) -> None:
        """End a token for good; NotFoundError when there is none, or none of that person."""
        same = tokens.c.id == key
        if person is not None:
            same &= tokens.c.person == person
        with writing(self._engine) as connection:
            if not connection.execute(update(tokens).where(same).values(revoked=True)).rowcount:
                raise NotFoundError(
                    f"Ingen adgangsnøkkel har id-en «{key[:40]}».",
                    f"No token has the id {key[:40]!r}.",
                )

    def _note_use(self, key: str, now: int) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(tokens).where(tokens.c.id == key).values(used_on=day(now)))


def _token_of(row: Row[tuple[object, ...]]) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        scope=row.scope,
        person=row.person,
        created=row.created,
        expires=row.expires,
        revoked=row.revoked,
        used_on=row.used_on,
    )


def _identity(token: Token, owner: Row[tuple[object, ...]] | None) -> Identity:
    """Speak for the token itself, or for its owner within the roles the owner has now."""
    roles = SCOPES[token.scope].implied
    if owner is None:
        return Identity(token.id, token.name, roles)
    person = person_of(owner).identity
    return Identity(person.id, person.name, frozenset(filter(person.may, roles)))
