"""What a person left behind with their submissions, and how it is forgotten with them.

The submissions stay, with the person's opaque id. The names and addresses given with them go, and
so do the files that were uploaded, since office programs write names into them. Where somebody has
written the name or the address in a remark, a reason or a message, it is blotted out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sqlalchemy import Column, select, update

from partnerskap.entry.submission import now
from partnerskap.records.database import reading, truncate_log, writing
from partnerskap.records.schema import comments, contacts, events, outbox, submissions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Engine

__all__ = ["BLOT", "Called", "blot_out", "forget_person", "forget_submitter", "list_contacts"]

BLOT: Final = "[slettet]"
_SAID: Final[tuple[Column[str], ...]] = (
    comments.c.text,
    events.c.why,
    outbox.c.text,
    outbox.c.fault,
    submissions.c.reason,
)

Called = tuple[str, str]
"""What somebody is called: a name and an e-mail address, each perhaps empty."""


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


def forget_person(engine: Engine, person: str, called: Called = ("", "")) -> None:
    """Erase what a person left, and leave no trace in the file.

    ``called`` is how their account calls them. The reasons of what is published stand in the
    journal, which nobody changes.
    """
    with writing(engine) as connection:
        query = select(submissions.c.id).where(submissions.c.submitter == person)
        _forget(connection, set(connection.execute(query).scalars()), called)
    truncate_log(engine)


def forget_submitter(connection: Connection, name: str) -> None:
    """Erase what whoever made a submission left with it, within a transaction of the caller's."""
    _forget(connection, {name}, ("", ""))


def blot_out(text: str, called: Iterable[Called], *, parts: bool = False) -> str:
    """Write a text without what people are called; with ``parts`` also without each name alone.

    A name of one word is too common to be looked for, except as a part.

    >>> blot_out("Hei Kari! Svar kari@x.no.", [("Kari Vik", "Kari@x.no")])
    'Hei Kari! Svar [slettet].'
    >>> blot_out("Hei Kari! Karianne spør.", [("Kari Vik", "")], parts=True)
    'Hei [slettet]! Karianne spør.'
    """
    marks = set()
    for name, email in called:
        given = name.split()
        marks |= {email} | ({" ".join(given)} if len(given) > 1 else set())
        marks |= {each for each in given if len(each) > 1} if parts else set()
    wanted = sorted(marks - {""}, key=len, reverse=True)
    if not wanted:
        return text
    return re.sub(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, wanted))})(?!\w)", BLOT, text, flags=re.IGNORECASE
    )


def _forget(connection: Connection, own: set[str], called: Called) -> None:
    """Forget whoever made the submissions ``own``, and is called so."""
    connection.exec_driver_sql("PRAGMA secure_delete=ON")
    theirs = select(submissions.c.contact).where(submissions.c.id.in_(own))
    query = select(contacts.c.name, contacts.c.email).where(contacts.c.id.in_(theirs))
    known = [called, *((row.name, row.email) for row in connection.execute(query))]
    connection.execute(
        update(contacts)
        .where(contacts.c.id.in_(theirs), contacts.c.erased.is_(None))
        .values(name="", email="", erased=now())
    )
    connection.execute(
        update(submissions)
        .where(submissions.c.id.in_(own), submissions.c.upload.is_not(None))
        .values(upload=None, upload_name=None)
    )
    for column in _SAID:
        _blot_out(connection, column, own, known)


def _blot_out(
    connection: Connection, column: Column[str], own: set[str], known: list[Called]
) -> None:
    table = column.table
    is_reason = table is submissions
    about = table.c.id if is_reason else table.c.submission
    query = select(table.c.id, about.label("about"), column.label("text")).where(column > "")
    if is_reason:  # that of a published one stands in the journal too
        query = query.where(submissions.c.version.is_(None))
    for row in connection.execute(query).all():
        clean = blot_out(row.text, known, parts=row.about in own)
        if clean != row.text:
            change = update(table).where(table.c.id == row.id)
            connection.execute(change.values({column.name: clean}))
