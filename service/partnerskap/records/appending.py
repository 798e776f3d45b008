"""Write one version into the journal within a transaction of the caller's."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert
from sqlalchemy.dialects.sqlite import insert as insert_or

from partnerskap.errors import ConflictError
from partnerskap.records import schema
from partnerskap.records.chain import Credit, Entry, Version, seal
from partnerskap.records.patch import Change, Kind, apply
from partnerskap.records.reading import read_document, read_head
from partnerskap.records.record import StoredRecord, content_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

__all__ = ["append_version"]


def append_version(
    connection: Connection, changes: Iterable[Change], credit: Credit, release: str | None = None
) -> int:
    """Write changes as one version within a transaction of the caller's, and give its number.

    Gives the head when there are no changes. Raises ConflictError as ``Journal.append`` does.
    """
    head, prev = read_head(connection)
    ordered = sorted((change for change in changes if change.patch), key=_key_of)
    settled = [_settle(connection, change, head + 1) for change in ordered]
    if not settled:
        return head
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    entries = tuple(entry for entry, _ in settled)
    version = seal(Version(head + 1, at, credit, release, prev, entries))
    _write(connection, version, [document for _, document in settled])
    return version.seq


def _key_of(change: Change) -> str:
    return str(change.key)


def _settle(connection: Connection, change: Change, seq: int) -> tuple[Entry, StoredRecord]:
    """Work out what a change does to the record as it stands."""
    current = read_document(connection, change.key)
    if change.base != (current.version if current else 0):
        raise ConflictError(
            f"{change.key} er endret av noen andre. Last den inn på nytt og gjør endringen igjen.",
            f"{change.key} was changed by someone else. Load it again and redo the change.",
        )
    before = current.triples if current else ()
    after = apply(change.patch, before)
    kind = Kind.UPDATED
    if not before or not after:
        kind = Kind.DELETED if before else Kind.CREATED
    release_hash = current.release_hash if current else None
    document = StoredRecord(change.key, after, content_hash(after), seq, release_hash)
    return Entry(change.key, kind, change.patch), document


def _write(connection: Connection, version: Version, documents: list[StoredRecord]) -> None:
    fields = {name: getattr(version, name) for name in ("seq", "at", "release", "prev", "hash")}
    connection.execute(insert(schema.versions), {**fields, **asdict(version.credit)})
    connection.execute(
        insert(schema.changes),
        [
            {"seq": version.seq, "key": str(e.key), "kind": e.kind.value, "patch": str(e.patch)}
            for e in version.entries
        ],
    )
    connection.execute(
        insert_or(schema.documents).prefix_with("OR REPLACE"),
        [
            {
                "key": str(document.key),
                "triples": "\n".join(document.triples),
                "hash": document.content_hash,
                "seq": document.version,
                "release_hash": document.release_hash,
            }
            for document in documents
        ],
    )
