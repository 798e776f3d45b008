"""Invitations: links that let one person in, once.

Whoever has the link is taken for the person it was made for: a new one, or one who is known here
already and needs a way in on another machine.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select

from partnerskap.errors import NotFoundError
from partnerskap.people.identity import Role
from partnerskap.people.keys import digest, new_secret
from partnerskap.people.store import Clock, People, Person, person_of
from partnerskap.people.tables import invitations, people
from partnerskap.records.database import reading, writing

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Row

__all__ = ["INVITATION_PATH", "Invitation", "Invitations"]

INVITATION_PATH: Final = "/login/invitation/"


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom a link is for, with which role; ``person`` is the id of somebody known already."""

    name: str
    role: Role | None
    person: str | None = None


class Invitations:
    """The links that have not been used yet."""

    def __init__(self, engine: Engine, clock: Clock = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def create(self, invitation: Invitation, *, days: int) -> str:
        """Make a link's secret; it can be used once, within so many days."""
        secret, now = new_secret(), int(self._clock())
        with writing(self._engine) as connection:
            connection.execute(delete(invitations).where(invitations.c.expires <= now))
            connection.execute(
                insert(invitations).values(
                    digest=digest(secret),
                    name=invitation.name,
                    role=invitation.role or "",
                    person=invitation.person,
                    expires=now + days * 86_400,
                )
            )
        return secret

    def show(self, secret: str) -> Invitation:
        """Tell whom a link is for, without using it; NotFoundError when it is of no use."""
        with reading(self._engine) as connection:
            return _read(self._find(connection, secret))

    def accept(self, secret: str, everyone: People) -> Person:
        """Use a link up and give the person it lets in; NotFoundError when it is of no use."""
        with writing(self._engine) as connection:
            invitation = _read(self._find(connection, secret))
            connection.execute(delete(invitations).where(invitations.c.digest == digest(secret)))
            if invitation.person is None:
                return everyone.create_in(connection, invitation.name, invitation.role)
            known = select(people).where(people.c.id == invitation.person)
            return person_of(connection.execute(known).one())

    def _find(self, connection: Connection, secret: str) -> Row[tuple[object, ...]]:
        query = select(invitations).where(
            invitations.c.digest == digest(secret), invitations.c.expires > int(self._clock())
        )
        row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(
                "Invitasjonen er brukt, utløpt eller skrevet feil. Be om en ny fra den som "
                "inviterte deg.",
                "The invitation was used, has expired or is misspelt. Ask whoever invited you for "
                "a new one.",
            )
        return row


def _read(row: Row[tuple[object, ...]]) -> Invitation:
    return Invitation(row.name, Role(row.role) if row.role else None, row.person)
