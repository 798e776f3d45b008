"""Back up the files of the data folder while the service runs, and put them back.

SQLite copies its files itself, so that a copy is one state of each; the key that forms are signed
with is copied as it is. Putting back writes into the files in place, in one transaction each: a
running service sees the old or the new, and follows. What tells of people is for its owner alone,
and so are the backup and what was set aside.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from partnerskap.errors import ConflictError, InvalidDataError, StorageError
from partnerskap.records.database import FILE_NAME
from partnerskap.records.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Backup", "back_up", "restore"]

_MANIFEST: Final = "manifest.json"
_PEOPLE: Final = "people.sqlite3"
_KEY: Final = "signing.key"
_NAMES: Final = (FILE_NAME, _PEOPLE, _KEY)
_OURS_ALONE: Final = 0o600
_BUSY_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: the journal's version, and the size of the file in bytes."""

    version: int
    size: int
    files: tuple[str, ...]


def back_up(data_dir: Path, target: Path) -> Backup:
    """Write a backup of a data folder into one file; raise StorageError when that cannot be done.

    The target is there whole or not at all.
    """
    if not (data_dir / FILE_NAME).is_file():
        raise StorageError(
            f"Det er ingen journal i «{data_dir}».", f"There is no journal in {str(data_dir)!r}."
        )
    part = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
            copies = [path for name in _NAMES if (path := _copy(data_dir / name, Path(folder)))]
            with Journal.open(Path(folder)) as journal:
                version = journal.head()
            _pack(part, copies, version)
        size = part.stat().st_size
        part.replace(target)
    except (OSError, sqlite3.Error, zipfile.BadZipFile) as fault:
        raise StorageError(
            f"Sikkerhetskopien «{target}» kan ikke skrives: {fault}.",
            f"The backup {str(target)!r} cannot be written: {fault}.",
        ) from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Backup(version, size, tuple(path.name for path in copies))


def restore(source: Path, data_dir: Path, *, force: bool = False) -> tuple[Backup, list[Path]]:
    """Put a backup back; give what it holds, and the files in which the former state is kept.

    Raises ConflictError when the folder holds a journal and ``force`` is not given, and
    InvalidDataError for a file that is no sound backup; then nothing is changed.
    """
    if (data_dir / FILE_NAME).exists() and not force:
        raise ConflictError(
            f"Det er en journal i «{data_dir}» fra før. Med --force blir den lagt til side og "
            "erstattet.",
            f"There is a journal in {str(data_dir)!r} already. With --force it is kept aside and "
            "replaced.",
        )
    try:
        return _restore(source, data_dir)
    except (OSError, sqlite3.Error) as fault:
        raise StorageError(
            f"Sikkerhetskopien kan ikke legges tilbake i «{data_dir}»: {fault}. Det som var der, "
            "er der fortsatt.",
            f"The backup cannot be put back into {str(data_dir)!r}: {fault}. What was there is "
            "still there.",
        ) from fault


def _restore(source: Path, data_dir: Path) -> tuple[Backup, list[Path]]:
    data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data_dir) as folder:
        backup = _unpack(source, Path(folder))
        kept = [path for name in backup.files if (path := _set_aside(data_dir / name))]
        for name in backup.files:
            _put_back(Path(folder) / name, data_dir / name)
    return backup, kept


def _copy(source: Path, folder: Path) -> Path | None:
    if not source.is_file():
        return None
    target = folder / source.name
    if source.name == _KEY:
        shutil.copyfile(source, target)
        return target
    with (
        closing(sqlite3.connect(source, timeout=_BUSY_SECONDS)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
    return target


def _pack(target: Path, copies: list[Path], version: int) -> None:
    told = {
        "program": "partnerskap",
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": version,
        "files": {path.name: _digest(path) for path in copies},
    }
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OURS_ALONE)
    with (
        os.fdopen(handle, "wb") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr(_MANIFEST, json.dumps(told, indent=2))
        for path in copies:
            archive.write(path, path.name)


def _unpack(source: Path, folder: Path) -> Backup:
    """Take a backup apart and check every file in it, before anything is touched."""
    try:
        with zipfile.ZipFile(source) as archive:
            told = json.loads(archive.read(_MANIFEST))
            digests = {str(name): str(digest) for name, digest in told["files"].items()}
            if FILE_NAME not in digests or not digests.keys() <= set(_NAMES):
                raise _unsound(source, "files")
            for name, digest in digests.items():
                archive.extract(name, folder)
                if _digest(folder / name) != digest:
                    raise _unsound(source, name)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError) as fault:
        raise _unsound(source, str(fault)) from fault
    with Journal.open(folder) as journal:
        faults, version = journal.verify(), journal.head()
    if faults:
        raise _unsound(source, faults[0].en)
    return Backup(version, source.stat().st_size, tuple(sorted(digests)))


def _set_aside(path: Path) -> Path | None:
    if not path.is_file():
        return None
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    kept = path.with_name(f"{path.name}.before-{at}")
    kept.touch(_OURS_ALONE)
    if path.name == _KEY:
        shutil.copyfile(path, kept)
        return kept
    try:
        with (
            closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as old,
            closing(sqlite3.connect(kept)) as new,
        ):
            old.backup(new)
    except sqlite3.DatabaseError:  # broken: kept as it is, byte for byte
        kept.write_bytes(path.read_bytes())
        for beside in _beside(path):
            beside.replace(beside.with_name(beside.name.replace(path.name, kept.name)))
        path.unlink()
    return kept


def _put_back(source: Path, target: Path) -> None:
    if target.name != FILE_NAME:
        target.touch(_OURS_ALONE)
    if target.name == _KEY:
        source.chmod(_OURS_ALONE)
        source.replace(target)
        return
    with (
        closing(sqlite3.connect(source)) as new,
        closing(sqlite3.connect(target, timeout=_BUSY_SECONDS)) as live,
    ):
        live.execute("PRAGMA journal_mode=WAL")
        new.backup(live, pages=-1)
        live.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _beside(path: Path) -> Iterator[Path]:
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            yield beside


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _unsound(source: Path, fault: str) -> InvalidDataError:
    return InvalidDataError(
        f"«{source}» er ikke en hel sikkerhetskopie: {fault}. Ingenting er endret.",
        f"{str(source)!r} is no sound backup: {fault}. Nothing was changed.",
    )
