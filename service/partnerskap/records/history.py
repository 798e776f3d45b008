"""What the journal tells of the past: pages of changes, records and the graph as they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from partnerskap.errors import NotFoundError
from partnerskap.graph.terms import DocumentKey
from partnerskap.records import database as db
from partnerskap.records import schema
from partnerskap.records.patch import Kind, apply
from partnerskap.records.reading import (
    as_credit,
    read_head,
    read_history,
    read_versions,
    stream_documents,
)
from partnerskap.records.record import StoredRecord, content_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from partnerskap.records.chain import Credit, Version

__all__ = [
    "Past",
    "Step",
    "documents_at",
    "find_past",
    "find_version",
    "read_change",
    "read_changes",
    "state_at",
    "stream_documents_at",
]

_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the change list: a version without its patches.

    ``records`` are the first of those it touched, ``total`` how many there were.
    """

    seq: int
    at: str
    credit: Credit
    release: str | None
    hash: str
    records: tuple[tuple[DocumentKey, Kind], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Past:
    """A record as one version left it; ``before`` is the state it had until then."""

    key: DocumentKey
    step: Version
    triples: tuple[str, ...]
    before: tuple[str, ...]


def read_changes(
    engine: Engine, *, before: int | None = None, key: DocumentKey | None = None, limit: int = 50
) -> list[Step]:
    """Give versions, newest first, below a number; only those that touched one record, if given."""
    table = schema.versions
    query = select(table).order_by(table.c.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.seq < before)
    if key is not None:
        touching = select(schema.changes.c.seq).where(schema.changes.c.key == str(key))
        query = query.where(table.c.seq.in_(touching))
    with db.reading(engine) as connection:
        return [
            Step(
                row.seq,
                row.at,
                as_credit(row),
                row.release,
                row.hash,
                *_touched(connection, row.seq, key),
            )
            for row in connection.execute(query).all()
        ]


def read_change(engine: Engine, number: int) -> Version:
    """Give one version with all its patches; raise NotFoundError when there is none."""
    with db.reading(engine) as connection:
        found = read_versions(connection, schema.versions.c.seq == number)
    if not found:
        raise NotFoundError(
            f"Det finnes ingen endring {number}. Se /changes.",
            f"There is no change {number}. See /changes.",
        )
    return found[0]


def find_past(connection: Connection, key: DocumentKey, version: int) -> Past:
    """Give a record as it was at a version, which may lie between two of its own.

    Raises NotFoundError when the record did not exist yet, or never did.
    """
    before: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    last = None
    for step in read_history(connection, key):
        if step.seq > version:
            break
        before, lines, last = lines, apply(step.entries[0].patch, lines), step
    if last is None or version > read_head(connection)[0]:
        raise NotFoundError(
            f"{key} fantes ikke i versjon {version}. Se historikken til oppføringen.",
            f"{key} did not exist at version {version}. See the history of the record.",
        )
    return Past(key, last, lines, before)


def state_at(connection: Connection, key: DocumentKey, version: int) -> tuple[str, ...]:
    """Give the triples of a record as a version left them; none where it did not stand."""
    try:
        return find_past(connection, key, version).triples
    except NotFoundError:
        return ()


def documents_at(engine: Engine, version: int) -> list[StoredRecord]:
    """Give every document that stood at a version; raise NotFoundError for one that never was."""
    with db.reading(engine) as connection:
        head = read_head(connection)[0]
        if not 0 <= version <= head:
            raise NotFoundError(
                f"Det finnes ingen versjon {version}. Den siste er {head}.",
                f"There is no version {version}. The last is {head}.",
            )
        return list(stream_documents_at(connection, version))


def stream_documents_at(connection: Connection, version: int) -> Iterator[StoredRecord]:
    """Give every document that stood at a version, by key, one after the other."""
    for document in stream_documents(connection):
        past = document if document.version <= version else _earlier(connection, document, version)
        if past is not None and not past.deleted:
            yield past


def find_version(connection: Connection, number: int) -> Step | None:
    """Give one version without the records it touched; None when there is none."""
    table = schema.versions
    row = connection.execute(select(table).where(table.c.seq == number)).one_or_none()
    return Step(row.seq, row.at, as_credit(row), row.release, row.hash, (), 0) if row else None


def _earlier(connection: Connection, document: StoredRecord, version: int) -> StoredRecord | None:
    try:
        past = find_past(connection, document.key, version)
    except NotFoundError:
        return None
    return StoredRecord(document.key, past.triples, content_hash(past.triples), past.step.seq)


def _touched(
    connection: Connection, seq: int, asked: DocumentKey | None
) -> tuple[tuple[tuple[DocumentKey, Kind], ...], int]:
    """Give the first records that a version touched, the one asked for foremost; and the count."""
    table = schema.changes
    total = connection.execute(
        select(func.count()).select_from(table).where(table.c.seq == seq)
    ).scalar_one()
    rows = connection.execute(
        select(table.c.key, table.c.kind)
        .where(table.c.seq == seq)
        .order_by(table.c.key != str(asked), table.c.key)
        .limit(_SHOWN)
    )
    return tuple((DocumentKey.parse(row.key), Kind(row.kind)) for row in rows), total
