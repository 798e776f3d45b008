"""News for submitters, written in the same transaction as what they tell of.

An item is claimed before it is sent and marked afterwards, so that two processes never send the
same. A process that dies between the two leaves a claim, which falls after a while: then the item
is sent again under the same name, by which mail servers and programs know it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, or_, select, update

from partnerskap.entry.states import Act
from partnerskap.entry.submission import now
from partnerskap.records import schema

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from partnerskap.entry.submission import Submission

__all__ = ["NEWS", "Item", "claim", "fail", "finish", "list_items", "tell"]

NEWS: Final = frozenset({Act.REQUEST_CHANGES, Act.PUBLISH, Act.REJECT, Act.COMMENT})
"""The acts that a submitter is told of."""
MOST_ATTEMPTS: Final = 8
_LEASE: Final = timedelta(minutes=5)
_TOO_OLD: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news: of which submission, what happened, and what was said."""

    id: int
    submission: str
    act: Act
    text: str
    created: str
    attempts: int


def tell(connection: Connection, submission: Submission, act: Act, text: str) -> None:
    """Put news of a submission in the outbox."""
    connection.execute(
        insert(schema.outbox),
        {
            "submission": submission.id,
            "news": act.value,
            "text": text,
            "created": now(),
            "attempts": 0,
        },
    )


def claim(connection: Connection) -> Item | None:
    """Take the oldest item that nobody is sending; None when there is none.

    What failed is taken again after a time that doubles; what is older than a week is let be.
    """
    table = schema.outbox
    moment = datetime.now(UTC)
    query = (
        select(table)
        .where(
            table.c.sent.is_(None),
            table.c.created > _written(moment - _TOO_OLD),
            table.c.attempts < MOST_ATTEMPTS,
            or_(table.c.claimed.is_(None), table.c.claimed < _written(moment)),
        )
        .order_by(table.c.id)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    attempts = row.attempts + 1
    until = _written(moment + _LEASE * 2 ** (attempts - 1))
    connection.execute(
        update(table).where(table.c.id == row.id).values(claimed=until, attempts=attempts)
    )
    return Item(row.id, row.submission, Act(row.news), row.text, row.created, attempts)


def finish(connection: Connection, item: Item, fault: str | None = None) -> None:
    """Mark an item as done with; ``fault`` says why it could not be sent to anyone."""
    table = schema.outbox
    connection.execute(update(table).where(table.c.id == item.id).values(sent=now(), fault=fault))


def fail(connection: Connection, item: Item, fault: str) -> None:
    """Note why an item could not be sent this time."""
    table = schema.outbox
    connection.execute(update(table).where(table.c.id == item.id).values(fault=fault))


def list_items(connection: Connection, name: str) -> list[Item]:
    """Give all news of a submission, oldest first."""
    table = schema.outbox
    query = select(table).where(table.c.submission == name).order_by(table.c.id)
    return [
        Item(row.id, row.submission, Act(row.news), row.text, row.created, row.attempts)
        for row in connection.execute(query)
    ]


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
