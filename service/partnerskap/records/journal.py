"""The append-only log of accepted changes: the source of truth that the graph is built from.

Each version is one transaction: who, when, why, a patch for every record it touches, and the
state those records are left in. Versions are chained by hash, so that a changed row shows.
Nothing here knows of files, HTTP or the graph.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Self

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from partnerskap.errors import ConflictError, Text
from partnerskap.graph.terms import DocumentKey
from partnerskap.records import database as db
from partnerskap.records import schema
from partnerskap.records.chain import (
    GENESIS,
    Credit,
    Entry,
    Version,
    check_chain,
    check_replay,
    seal,
)
from partnerskap.records.patch import Change, Kind, Patch, apply
from partnerskap.records.record import StoredRecord, content_hash

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import ColumnElement, Connection, Engine, Row

__all__ = ["Journal", "Taken", "append_version", "read_document"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What is to be remembered of a release beside its changes.

    ``files`` gives key and digest of each path read, ``dropped`` are paths that are gone,
    ``hashes`` the content hash the release gives a record (None: it gives the record up).
    """

    release: str
    files: dict[str, tuple[DocumentKey, str]] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    hashes: dict[DocumentKey, str | None] = field(default_factory=dict)


class Journal:
    """The journal of one installation. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, data_dir: Path) -> Self:
        """Open the journal in a folder, made when there is none; StorageError when it cannot."""
        return cls(db.open_engine(data_dir))

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def head(self) -> int:
        """Give the number of the last version; 0 while the journal is empty."""
        with db.reading(self._engine) as connection:
            return _head(connection)[0]

    def append(
        self, changes: Iterable[Change], *, author: str, reason: str, taken: Taken | None = None
    ) -> int:
        """Write changes as one version and give its number; the head when there are none.

        Raises ConflictError, and keeps nothing, when a change was made from another state of its
        record than the present one.
        """
        with db.writing(self._engine) as connection:
            head = append_version(connection, changes, Credit(author, reason), taken)
            if taken is not None:
                _remember(connection, taken)
            return head

    def document(self, key: DocumentKey) -> StoredRecord | None:
        """Give a record as it stands, also when deleted; None when it never was."""
        with db.reading(self._engine) as connection:
            return read_document(connection, key)

    def documents(self, *, since: int = 0) -> tuple[int, list[StoredRecord]]:
        """Give the head and all records touched after a version, deleted ones too, by key."""
        table = schema.documents
        query = select(table).where(table.c.seq > since).order_by(table.c.key)
        with db.reading(self._engine) as connection:
            return _head(connection)[0], [_as_document(row) for row in connection.execute(query)]

    def history(self, key: DocumentKey) -> list[Version]:
        """Give the versions that touched a record, oldest first, each with that entry alone.

        An entry left out cannot be sealed again: only ``changes_since`` gives whole versions.
        """
        with db.reading(self._engine) as connection:
            return _versions(connection, schema.changes.c.key == str(key))

    def changes_since(self, version: int) -> list[Version]:
        """Give the versions after a number, oldest first."""
        with db.reading(self._engine) as connection:
            return _versions(connection, schema.versions.c.seq > version)

    def release_files(self) -> dict[str, tuple[DocumentKey, str]]:
        """Give key and digest of each release file taken in, by path."""
        with db.reading(self._engine) as connection:
            rows = connection.execute(select(schema.files))
            return {row.path: (DocumentKey.parse(row.key), row.digest) for row in rows}

    def verify(self) -> list[Text]:
        """Check the file, the chain, and that each record is what its patches give.

        Gives one text per fault; none when all is sound.
        """
        with db.reading(self._engine) as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            history = _versions(connection, schema.versions.c.seq > 0)
            documents = [_as_document(row) for row in connection.execute(select(schema.documents))]
        file = [Text(f"Filen: {line}", f"The file: {line}") for line in found if line != "ok"]
        return file + check_chain(history) + check_replay(history, documents)


def append_version(
    connection: Connection, changes: Iterable[Change], credit: Credit, taken: Taken | None = None
) -> int:
    """Write changes as one version within a transaction of the caller's, and give its number.

    Gives the head when there are no changes. Raises ConflictError as ``Journal.append`` does.
    """
    head, prev = _head(connection)
    ordered = sorted((change for change in changes if change.patch), key=_key_of)
    settled = [_settle(connection, change, head + 1) for change in ordered]
    if not settled:
        return head
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    release = taken.release if taken else None
    entries = tuple(entry for entry, _ in settled)
    version = seal(Version(head + 1, at, credit, release, prev, entries))
    _write(connection, version, [document for _, document in settled])
    return version.seq


def read_document(connection: Connection, key: DocumentKey) -> StoredRecord | None:
    """Give a record as it stands within a transaction of the caller's."""
    query = select(schema.documents).where(schema.documents.c.key == str(key))
    row = connection.execute(query).one_or_none()
    return _as_document(row) if row else None


def _key_of(change: Change) -> str:
    return str(change.key)


def _head(connection: Connection) -> tuple[int, str]:
    table = schema.versions
    query = select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return (row.seq, row.hash) if row else (0, GENESIS)


def _as_document(row: Row[*tuple[object, ...]]) -> StoredRecord:
    triples = tuple(row.triples.split("\n")) if row.triples else ()
    return StoredRecord(DocumentKey.parse(row.key), triples, row.hash, row.seq, row.release_hash)


def _versions(connection: Connection, where: ColumnElement[bool]) -> list[Version]:
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
        found.append(Version(seq, row.at, _credit(row), row.release, row.prev, entries, row.hash))
    return found


def _credit(row: Row[*tuple[object, ...]]) -> Credit:
    return Credit(row.author, row.reason, row.reviewer, row.submission, row.shapes, row.reverts)


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


def _remember(connection: Connection, taken: Taken) -> None:
    if taken.files:
        connection.execute(
            insert_or(schema.files).prefix_with("OR REPLACE"),
            [
                {"path": path, "key": str(key), "digest": digest}
                for path, (key, digest) in taken.files.items()
            ],
        )
    if taken.dropped:
        connection.execute(delete(schema.files).where(schema.files.c.path.in_(taken.dropped)))
    if taken.hashes:
        connection.execute(
            update(schema.documents)
            .where(schema.documents.c.key == bindparam("of"))
            .values(release_hash=bindparam("given")),
            [{"of": str(key), "given": given} for key, given in taken.hashes.items()],
        )
