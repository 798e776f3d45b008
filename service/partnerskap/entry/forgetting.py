"""What a person left behind with their submissions, and how it is forgotten with them.

The submissions stay, with the person's opaque id; the names and addresses given with them go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from partnerskap.entry.submission import now
from partnerskap.records.database import reading, truncate_log, writing
from partnerskap.records.schema import contacts, submissions

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["forget_contacts", "list_contacts"]


def list_contacts(engine: Engine, person: str) -> list[dict[str, str]]:
    """Give what a person left with each submission: its id, a name, an e-mail address."""
    query = (
        select(submissions.c.id, contacts.c.name, contacts.c.email)
        .join(contacts, contacts.c.id == submissions.c.contact)
        .where(submissions.c.submitter == person, contacts.c.erased.is_(None))
        .order_by(submissions.c.created)
    )
    with reading(engine) as connection:
        return [
            {"submission": row.id, "name": row.name, "email": row.email}
            for row in connection.execute(query)
        ]


def forget_contacts(engine: Engine, person: str) -> None:
    """Erase the names and addresses a person left, and leave no trace in the file."""
    theirs = select(submissions.c.contact).where(submissions.c.submitter == person)
    with writing(engine) as connection:
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
        connection.execute(
            update(contacts)
            .where(contacts.c.id.in_(theirs), contacts.c.erased.is_(None))
            .values(name="", email="", erased=now())
        )
    truncate_log(engine)
