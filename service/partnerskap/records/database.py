"""The way to the SQLite files of the data folder.

Every write is one ``BEGIN IMMEDIATE`` transaction that is on disk when it returns. The tables of
the journal's file stand in ``schema``; nothing here knows of RDF. What must be erasable, people,
lies in a file of its own with the same promises: its ``Layout`` is in
``partnerskap.people.tables``.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError

from partnerskap.errors import StorageError
from partnerskap.records.schema import METADATA, STEPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, MetaData

__all__ = ["FILE_NAME", "JOURNAL", "Layout", "open_engine", "reading", "truncate_log", "writing"]

FILE_NAME: Final = "journal.sqlite3"


@dataclass(frozen=True, slots=True)
class Layout:
    """One SQLite file: its name, its tables, and the number that grows whenever they change.

    ``steps[n]`` brings tables of schema ``n + 1`` to the next; tables that are new need none.
    """

    file_name: str
    tables: MetaData
    schema: int
    steps: tuple[Callable[[Connection], None], ...] = ()


_PRAGMAS: Final = (
    "busy_timeout=10000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",  # what was erased is not to be read from free pages
)
JOURNAL: Final = Layout(FILE_NAME, METADATA, len(STEPS) + 1, STEPS)


class _Cursor(Protocol):
    def execute(self, sql: str, /) -> object: ...

    def close(self) -> None: ...


class _DriverConnection(Protocol):
    isolation_level: str | None

    def cursor(self) -> _Cursor: ...


def open_engine(data_dir: Path, layout: Layout = JOURNAL) -> Engine:
    """Open a file with its tables, made with its folder when there is none.

    Raises StorageError when the folder cannot be written, or when the file is no database or one
    that a newer program wrote.
    """
    path = data_dir / layout.file_name
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise _unusable(path, fault) from fault
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        with writing(engine) as connection:
            _lay_out(connection, path, layout)
    except StorageError:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the file; faults become StorageError."""
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    except DatabaseError as fault:
        raise _unusable(engine.url.database, fault.orig) from fault


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give the one connection that may write; all or nothing of its work is kept."""
    with reading(engine.execution_options(immediate=True)) as connection:
        yield connection


def truncate_log(engine: Engine) -> None:
    """Move what was written into the file itself, so that the log holds nothing erased."""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except DatabaseError as fault:
        raise _unusable(engine.url.database, fault.orig) from fault


def _lay_out(connection: Connection, path: Path, layout: Layout) -> None:
    found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if found > layout.schema:
        raise StorageError(
            f"Filen «{path}» er skrevet av et nyere program. Oppgrader programmet.",
            f"The file {str(path)!r} was written by a newer program. Upgrade the program.",
        )
    if found < layout.schema:
        for step in layout.steps[found - 1 :] if found else ():
            step(connection)
        layout.tables.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {layout.schema}")


def _prepare(connection: _DriverConnection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin, not by the driver
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _unusable(path: Path | str | None, fault: BaseException | None) -> StorageError:
    return StorageError(
        f"Filen «{path}» kan ikke brukes: {fault}. Se etter at mappen kan skrives til, at "
        "disken har plass, og at filen er hel; PARTNERSKAP_DATA_DIR velger en annen mappe.",
        f"The file {str(path)!r} cannot be used: {fault}. Check that the folder can be written, "
        "that the disk has room and that the file is whole; PARTNERSKAP_DATA_DIR picks another "
        "folder.",
    )
