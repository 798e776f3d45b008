"""When the kinds of documents first came into the journal, and when they last changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from partnerskap.records import schema

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["Span", "read_moments", "read_spans"]


@dataclass(frozen=True, slots=True)
class Span:
    """The times, UTC in ISO 8601, of the first and the last version that touched something."""

    first: str
    last: str


def read_spans(connection: Connection) -> dict[str, Span]:
    """Give the times of each kind of document, such as ``actor``."""
    change, version = schema.changes, schema.versions
    kind = func.substr(change.c.key, 1, func.instr(change.c.key, "/") - 1)
    query = (
        select(kind, func.min(version.c.at), func.max(version.c.at))
        .join_from(change, version)
        .group_by(kind)
    )
    return {row[0]: Span(row[1], row[2]) for row in connection.execute(query)}


def read_moments(connection: Connection) -> dict[str, str]:
    """Give the time of the version that last touched each document, by its key."""
    document, version = schema.documents, schema.versions
    query = select(document.c.key, version.c.at).join_from(document, version)
    return {row.key: row.at for row in connection.execute(query)}
