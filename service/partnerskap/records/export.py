"""Write the published records as the canonical Turtle files of ``data/``.

Taking such files in as a release changes nothing, so that the data can be versioned with git.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from partnerskap.errors import StorageError
from partnerskap.graph.loading import document_place
from partnerskap.records.dumping import DumpFormat, write_documents

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from partnerskap.records.record import StoredRecord

__all__ = ["Exported", "export"]


@dataclass(frozen=True, slots=True)
class Exported:
    """How many files were written anew, left as they were, and removed with their records."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


def export(documents: Iterable[StoredRecord], folder: Path) -> Exported:
    """Bring a folder up to the records; files of records that were deleted are removed.

    Files that are none of ours are left alone. Raises StorageError when the folder cannot be
    written.
    """
    written = unchanged = removed = 0
    for document in documents:
        place = document_place(document.key)
        if place is None or place.parts[0] != "data":
            continue
        path = folder.joinpath(*place.parts[1:])
        try:
            if document.deleted:
                removed += path.is_file()
                path.unlink(missing_ok=True)
            elif _write(path, write_documents([document], DumpFormat.TURTLE)):
                written += 1
            else:
                unchanged += 1
        except OSError as fault:
            raise StorageError(
                f"«{path}» kan ikke skrives: {fault}. Det som er skrevet før den, er helt.",
                f"{str(path)!r} cannot be written: {fault}. What was written before it is whole.",
            ) from fault
    return Exported(written, unchanged, removed)


def _write(path: Path, content: bytes) -> bool:
    """Write a file whole or not at all; tell whether it changed."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return True
