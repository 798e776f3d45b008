"""The people: who they are, what they may do, and how they are forgotten.

The rest of the program knows a person by an opaque id. Erasing a person takes away everything
that id could be traced to; what the journal says of the id stays true and says nothing of anyone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import delete, insert, select, update

from partnerskap.errors import NotFoundError
from partnerskap.people.identity import Identity, Role
from partnerskap.people.keys import new_id
from partnerskap.people.tables import people
from partnerskap.records.database import reading, truncate_log, writing

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Row

__all__ = ["Account", "Clock", "People", "Person", "day", "person_of"]

Clock: TypeAlias = Callable[[], float]
"""Tells the seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who a provider says that someone is: its own name for them, and the role they have there."""

    issuer: str
    subject: str
    name: str
    email: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class Person:
    """All that is kept of a person: ``granted`` is the role given here, ``provided`` elsewhere."""

    id: str
    name: str
    email: str
    issuer: str | None
    subject: str | None
    granted: Role | None
    provided: Role | None
    locked: bool
    created: int
    seen_on: str | None

    @property
    def roles(self) -> frozenset[Role]:
        """The roles the person has now; none while locked out."""
        held = frozenset(role for role in (self.granted, self.provided) if role)
        return frozenset() if self.locked else held

    @property
    def identity(self) -> Identity:
        """The person as the rest of the program sees them."""
        return Identity(self.id, self.name, self.roles)


class People:
    """Everyone who may log in. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine, clock: Clock = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def listed(self) -> list[Person]:
        """Give everyone, by name."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(people).order_by(people.c.name, people.c.id))
            return [person_of(row) for row in rows]

    def get(self, key: str) -> Person:
        """Give a person; NotFoundError when nobody has the id."""
        with reading(self._engine) as connection:
            row = connection.execute(select(people).where(people.c.id == key)).one_or_none()
        if row is None:
            raise _unknown(key)
        return person_of(row)

    def names(self, keys: Iterable[str]) -> dict[str, str]:
        """Give the names of those ids that still belong to someone."""
        with reading(self._engine) as connection:
            query = select(people.c.id, people.c.name).where(people.c.id.in_(set(keys)))
            return {row.id: row.name for row in connection.execute(query)}

    def create(self, name: str, role: Role | None) -> Person:
        """Take in a person who is known by name only."""
        with writing(self._engine) as connection:
            return self.create_in(connection, name, role)

    def create_in(self, connection: Connection, name: str, role: Role | None) -> Person:
        """Take in a person as part of a larger change."""
        now = int(self._clock())
        person = Person(new_id(), name, "", None, None, role, None, False, now, day(now))  # noqa: FBT003 - in the order of the fields
        connection.execute(insert(people).values(_columns(person)))
        return person

    def welcome(self, account: Account) -> Person:
        """Take in whoever a provider vouches for, or bring what is kept of them up to date."""
        now = int(self._clock())
        same = (people.c.issuer == account.issuer) & (people.c.subject == account.subject)
        told = {"email": account.email, "provided": account.role or "", "seen_on": day(now)}
        named = (
            {"name": account.name} if account.name else {}
        )  # else keep what they call themselves
        with writing(self._engine) as connection:
            if not connection.execute(update(people).where(same).values(told | named)).rowcount:
                connection.execute(
                    insert(people).values(
                        **told,
                        name=account.name,
                        id=new_id(),
                        issuer=account.issuer,
                        subject=account.subject,
                        granted="",
                        locked=False,
                        created=now,
                    )
                )
            return person_of(connection.execute(select(people).where(same)).one())

    def rename(self, key: str, name: str) -> None:
        """Call a person something else; NotFoundError when nobody has the id."""
        with writing(self._engine) as connection:
            change = update(people).where(people.c.id == key).values(name=name)
            if not connection.execute(change).rowcount:
                raise _unknown(key)

    def set_role(self, key: str, role: Role | None, *, locked: bool = False) -> None:
        """Give a person a role here, none, or lock them out; NotFoundError when nobody has the id.

        A role that the provider gives stays, until the person is locked out.
        """
        change = update(people).where(people.c.id == key)
        with writing(self._engine) as connection:
            if not connection.execute(change.values(granted=role or "", locked=locked)).rowcount:
                raise _unknown(key)

    def erase(self, key: str) -> None:
        """Forget a person with sessions, tokens and invitations, and leave no trace in the file.

        Raises NotFoundError when nobody has the id.
        """
        with writing(self._engine) as connection:
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
            if not connection.execute(delete(people).where(people.c.id == key)).rowcount:
                raise _unknown(key)
        truncate_log(self._engine)


def person_of(row: Row[tuple[object, ...]]) -> Person:
    """Read a person from a row that has the columns of the table."""
    return Person(
        id=row.id,
        name=row.name,
        email=row.email,
        issuer=row.issuer,
        subject=row.subject,
        granted=Role(row.granted) if row.granted else None,
        provided=Role(row.provided) if row.provided else None,
        locked=row.locked,
        created=row.created,
        seen_on=row.seen_on,
    )


def day(seconds: float) -> str:
    """Give the day of a time, in UTC.

    >>> day(0)
    '1970-01-01'
    """
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _columns(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "issuer": person.issuer,
        "subject": person.subject,
        "granted": person.granted or "",
        "provided": person.provided or "",
        "locked": person.locked,
        "created": person.created,
        "seen_on": person.seen_on,
    }


def _unknown(key: str) -> NotFoundError:
    return NotFoundError(
        f"Ingen person har id-en «{key[:40]}». Se «partnerskap person list».",
        f"No person has the id {key[:40]!r}. See 'partnerskap person list'.",
    )
