"""Read the journal's rows within a transaction of the caller's."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from partnerskap.graph.terms import DocumentKey
from partnerskap.records import schema
from partnerskap.records.chain import GENESIS, Credit, Entry, Version
from partnerskap.records.patch import Kind, Patch
from partnerskap.records.record import StoredRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Connection, Row

__all__ = [
    "as_credit",
    "read_document",
    "read_documents",
    "read_hash",
    "read_head",
    "read_history",
    "read_versions",
    "stream_documents",
]

_AT_A_TIME: Final = 200


def read_head(connection: Connection) -> tuple[int, str]:
    """Give number and hash of the last version."""
    table = schema.versions
    query = select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return (row.seq, row.hash) if row else (0, GENESIS)


def read_hash(connection: Connection, version: int) -> str | None:
    """Give the hash of one version; None when there is no such version."""
    if version == 0:
        return GENESIS
    table = schema.versions
    found = connection.execute(select(table.c.hash).where(table.c.seq == version))
    return found.scalar_one_or_none()


def read_document(connection: Connection, key: DocumentKey) -> StoredRecord | None:
    """Give a record as it stands within a transaction of the caller's."""
    query = select(schema.documents).where(schema.documents.c.key == str(key))
    row = connection.execute(query).one_or_none()
    return _as_document(row) if row else None


def read_documents(connection: Connection, *, since: int = 0) -> list[StoredRecord]:
    """Give all records touched after a version, deleted ones too, by key."""
    table = schema.documents
    query = select(table).where(table.c.seq > since).order_by(table.c.key)
    return [_as_document(row) for row in connection.execute(query)]


def stream_documents(connection: Connection) -> Iterator[StoredRecord]:
    """Give all records, deleted ones too, by key, some at a time from the file."""
    query = select(schema.documents).order_by(schema.documents.c.key)
    rows = connection.execute(query, execution_options={"yield_per": _AT_A_TIME})
    yield from map(_as_document, rows)


def read_history(connection: Connection, key: DocumentKey) -> list[Version]:
    """Give the versions that touched a record, oldest first, each with that entry alone."""
    return read_versions(connection, schema.changes.c.key == str(key))


def read_versions(connection: Connection, where: ColumnElement[bool]) -> list[Version]:
    """Give the versions and entries that a condition lets through, oldest first."""
    head, change = schema.versions, schema.changes
    query = (
        select(head, change.c.key, change.c.kind, change.c.patch)
        .join_from(head, change, isouter=True)
        .where(where)
        .order_by(head.c.seq, change.c.key)
    )
    found: list[Version] = []
    for seq, group in groupby(connection.execute(query), key=lambda row: row.seq):
        rows = list(group)
        row = rows[0]
        entries = tuple(
            Entry(DocumentKey.parse(each.key), Kind(each.kind), Patch.parse(each.patch))
            for each in rows
            if each.key is not None
        )
        found.append(Version(seq, row.at, as_credit(row), row.release, row.prev, entries, row.hash))
    return found


def _as_document(row: Row[*tuple[object, ...]]) -> StoredRecord:
    triples = tuple(row.triples.split("\n")) if row.triples else ()
    return StoredRecord(DocumentKey.parse(row.key), triples, row.hash, row.seq, row.release_hash)


def as_credit(row: Row[*tuple[object, ...]]) -> Credit:
    """Give whom and what a row of versions goes back to."""
    return Credit(row.author, row.reason, row.reviewer, row.submission, row.shapes, row.reverts)
