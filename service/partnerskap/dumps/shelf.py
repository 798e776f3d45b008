"""Make the files of a version once, keep those of some versions, and find them again.

Files lie in ``dumps/`` of the data folder and can be thrown away: the journal gives every version
again, to the same bytes. One version is made at a time, in a folder that gets its name when all
files are whole.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import contextmanager
from tempfile import mkdtemp
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Final

from partnerskap.dumps.files import FORMS, TABLES, Dumped, describe_file
from partnerskap.dumps.graphs import GraphWriter
from partnerskap.dumps.tables import TableWriter
from partnerskap.errors import LimitError, NotFoundError, StorageError
from partnerskap.records import database as db
from partnerskap.records.history import find_version, stream_documents_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from partnerskap.records.history import Step

__all__ = ["Shelf"]

_LAYOUT: Final = 1
"""Grows when the program writes other files for the same version, so that old ones are not used."""

_MANIFEST: Final = "manifest.json"
_WAITING: Final = 4
_PATIENCE: Final = 60.0
_STALE: Final = 86_400.0
_PART: Final = ".part-"


class Shelf:
    """The files of the versions of one journal; ``kept`` versions at most lie on disk.

    Safe to use from several threads; another process may make the same files beside this one.
    """

    def __init__(self, engine: Engine, folder: Path, kept: int) -> None:
        self._engine = engine
        self._folder = folder
        self._kept = kept
        self._making = Lock()
        self._waiting = BoundedSemaphore(_WAITING)

    def at(self, version: int) -> Dumped:
        """Give the files of a version, made now where they are not there.

        Raises NotFoundError for a version that never was, LimitError while others are being made,
        StorageError when the folder cannot be written.
        """
        with db.reading(self._engine) as connection:
            step = find_version(connection, version)
        if step is None:
            raise NotFoundError(
                f"Det finnes ingen versjon {version}. Den nyeste er på /dumps/latest/.",
                f"There is no version {version}. The newest is at /dumps/latest/.",
            )
        with _storing(self._folder):
            return self._find(step) or self._make_in_turn(step)

    def path(self, dumped: Dumped, name: str) -> Path:
        """Tell where a file of a version lies."""
        return self._place(dumped.version, dumped.hash) / name

    def _place(self, version: int, mark: str) -> Path:
        return self._folder / f"{version}-{mark[:16]}-{_LAYOUT}"

    def _find(self, step: Step) -> Dumped | None:
        place = self._place(step.seq, step.hash)
        try:
            found = Dumped.read((place / _MANIFEST).read_bytes())
            os.utime(place)  # what was used last is thrown away last
        except FileNotFoundError:
            return None
        return found

    def _make_in_turn(self, step: Step) -> Dumped:
        if not self._waiting.acquire(blocking=False):
            raise _busy(step.seq)
        try:
            if not self._making.acquire(timeout=_PATIENCE):
                raise _busy(step.seq)
            try:
                return self._find(step) or self._make(step)
            finally:
                self._making.release()
        finally:
            self._waiting.release()

    def _make(self, step: Step) -> Dumped:
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / mkdtemp(prefix=_PART, dir=self._folder)
        try:
            dumped = self._write(step, part)
            place = self._place(step.seq, step.hash)
            if not place.exists():
                part.rename(place)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        self._prune(keep=place)
        return dumped

    def _write(self, step: Step, part: Path) -> Dumped:
        tables = TableWriter(part, step.seq, step.at)
        with db.reading(self._engine) as connection:
            documents = stream_documents_at(connection, step.seq)
            for document in GraphWriter(part).write(documents):
                tables.take(document)
        tables.close(part / TABLES)
        files = tuple(describe_file(form, part / form.name) for form in FORMS)
        dumped = Dumped(step.seq, step.at, step.hash, files)
        (part / _MANIFEST).write_bytes(dumped.as_json())
        return dumped

    def _prune(self, keep: Path) -> None:
        """Throw away the versions used longest ago, and what a process that ended left unmade."""
        long_ago = time.time() - _STALE
        made: list[tuple[float, Path]] = []
        for each in self._folder.iterdir():
            touched = each.stat().st_mtime
            if each.name.startswith(_PART) and touched < long_ago:
                shutil.rmtree(each, ignore_errors=True)
            elif each.is_dir() and not each.name.startswith(_PART) and each != keep:
                made.append((touched, each))
        made.sort(reverse=True)
        for _, each in made[self._kept - 1 :]:
            shutil.rmtree(each, ignore_errors=True)


@contextmanager
def _storing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise StorageError(
            f"Filene kan ikke skrives i «{folder}»: {fault}. Se etter at disken har plass.",
            f"The files cannot be written in {str(folder)!r}: {fault}. Check that the disk "
            "has room.",
        ) from fault


def _busy(version: int) -> LimitError:
    return LimitError(
        f"Filene for versjon {version} lages ikke ennå; andre er foran i køen. Prøv igjen om litt.",
        f"The files of version {version} are not made yet; others come first. Try again soon.",
        headers={"Retry-After": "30"},
    )
