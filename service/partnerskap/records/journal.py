"""The append-only log of accepted changes: the source of truth that the graph is built from.

Each version is one transaction: who, when, why, a patch for every record it touches, and the
state those records are left in. Versions are chained by hash, so that a changed row shows.
Nothing here knows of files, HTTP or the graph.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from partnerskap.errors import Text
from partnerskap.graph.terms import DocumentKey
from partnerskap.records import database as db
from partnerskap.records import schema
from partnerskap.records.appending import append_version
from partnerskap.records.chain import Credit, Version, check_chain, check_replay
from partnerskap.records.reading import (
    read_document,
    read_documents,
    read_head,
    read_history,
    read_versions,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import Connection, Engine

    from partnerskap.records.patch import Change
    from partnerskap.records.record import StoredRecord

__all__ = ["Journal", "Taken"]


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

    @property
    def engine(self) -> Engine:
        """The way to the journal's file, for those who keep their own tables in it."""
        return self._engine

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
            return read_head(connection)[0]

    def append(
        self, changes: Iterable[Change], *, author: str, reason: str, taken: Taken | None = None
    ) -> int:
        """Write changes as one version and give its number; the head when there are none.

        Raises ConflictError, and keeps nothing, when a change was made from another state of its
        record than the present one.
        """
        with db.writing(self._engine) as connection:
            head = append_version(
                connection, changes, Credit(author, reason), taken.release if taken else None
            )
            if taken is not None:
                _remember(connection, taken)
            return head

    def document(self, key: DocumentKey) -> StoredRecord | None:
        """Give a record as it stands, also when deleted; None when it never was."""
        with db.reading(self._engine) as connection:
            return read_document(connection, key)

    def documents(self, *, since: int = 0) -> tuple[int, list[StoredRecord]]:
        """Give the head and all records touched after a version, deleted ones too, by key."""
        with db.reading(self._engine) as connection:
            return read_head(connection)[0], read_documents(connection, since=since)

    def history(self, key: DocumentKey) -> list[Version]:
        """Give the versions that touched a record, oldest first, each with that entry alone.

        An entry left out cannot be sealed again: only ``changes_since`` gives whole versions.
        """
        with db.reading(self._engine) as connection:
            return read_history(connection, key)

    def changes_since(self, version: int) -> list[Version]:
        """Give the versions after a number, oldest first."""
        with db.reading(self._engine) as connection:
            return read_versions(connection, schema.versions.c.seq > version)

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
            history = read_versions(connection, schema.versions.c.seq > 0)
            documents = read_documents(connection)
        file = [Text(f"Filen: {line}", f"The file: {line}") for line in found if line != "ok"]
        return file + check_chain(history) + check_replay(history, documents)


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
