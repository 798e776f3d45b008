"""The journal as a stream of events, one for each record that a version touched, page by page.

Pages are cut by count and in order, so a page that is full never changes again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from partnerskap.graph.terms import DocumentKey
from partnerskap.records import schema
from partnerskap.records.patch import Kind, apply
from partnerskap.records.reading import read_history

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

__all__ = ["PAGE", "Event", "Page", "read_events", "read_pages"]

PAGE: Final = 200
"""Events on a page. Another number would change pages that were promised not to change."""


@dataclass(frozen=True, slots=True)
class Event:
    """What a version did to one record, and the triples it left it with (none: it was deleted).

    ``at`` grows with every version, also where two were written within a millisecond.
    """

    seq: int
    at: str
    key: DocumentKey
    kind: Kind
    triples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page, counted from 1: how many events it has, and the times of the first and last."""

    number: int
    count: int
    first: str
    last: str

    @property
    def full(self) -> bool:
        """Whether nothing will be added to it."""
        return self.count == PAGE


def read_pages(connection: Connection) -> list[Page]:
    """Tell which pages there are; the last may still grow."""
    version, change = schema.versions, schema.changes
    place = func.row_number().over(order_by=(change.c.seq, change.c.key)) - 1
    rows = select(version.c.at, (place // PAGE).label("page")).join_from(change, version).subquery()
    number = rows.c.page
    query = (
        select(number, func.count(), func.min(rows.c.at), func.max(rows.c.at))
        .group_by(number)
        .order_by(number)
    )
    return [
        Page(row[0] + 1, row[1], _moment(row[2], 0), _moment(row[3], 999))
        for row in connection.execute(query)
    ]


def read_events(connection: Connection, page: int) -> list[Event]:
    """Give the events of a page, in the order of the journal; none where there is no such page."""
    version, change = schema.versions, schema.changes
    query = (
        select(change.c.seq, change.c.key, change.c.kind, version.c.at)
        .join_from(change, version)
        .order_by(change.c.seq, change.c.key)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    rows = connection.execute(query).all()
    begun = _first_of(connection, {row.at for row in rows})
    wanted: dict[str, list[int]] = {}
    for row in rows:
        wanted.setdefault(row.key, []).append(row.seq)
    states = {key: _states(connection, DocumentKey.parse(key), wanted[key]) for key in wanted}
    return [
        Event(
            row.seq,
            _moment(row.at, row.seq - begun[row.at]),
            DocumentKey.parse(row.key),
            Kind(row.kind),
            states[row.key][row.seq],
        )
        for row in rows
    ]


def _first_of(connection: Connection, times: set[str]) -> dict[str, int]:
    """Give the first version of each time."""
    table = schema.versions
    query = select(table.c.at, func.min(table.c.seq)).where(table.c.at.in_(times))
    return {row[0]: row[1] for row in connection.execute(query.group_by(table.c.at))}


def _states(
    connection: Connection, key: DocumentKey, wanted: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Give a record's triples as each of some versions left them."""
    found: dict[int, tuple[str, ...]] = {}
    lines: tuple[str, ...] = ()
    for step in read_history(connection, key):
        lines = apply(step.entries[0].patch, lines)
        if step.seq in wanted:
            found[step.seq] = lines
        if step.seq >= wanted[-1]:
            break
    return found


def _moment(at: str, micro: int) -> str:
    """Give a time with microseconds, which tell versions of one millisecond apart.

    >>> _moment("2026-11-26T08:00:00.120+00:00", 3)
    '2026-11-26T08:00:00.120003+00:00'
    """
    moment = datetime.fromisoformat(at) + timedelta(microseconds=micro)
    return moment.isoformat(timespec="microseconds")
