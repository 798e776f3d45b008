"""Uploads that wait for a yes: kept byte for byte in the data folder for a day.

Whoever knows the name of an upload may look at it; the name cannot be guessed, and only its hash
is on disk.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from partnerskap.entry.submission import Upload
from partnerskap.errors import NotFoundError, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["KeptUploads", "Waiting"]

_SECONDS: Final = 86_400
_MOST_BYTES: Final = 268_435_456


@dataclass(frozen=True, slots=True)
class Waiting:
    """An upload and the type of record that its rows are about."""

    type: str
    upload: Upload


class KeptUploads:
    """The waiting uploads of one installation. The oldest give way when there are too many."""

    def __init__(
        self,
        folder: Path,
        *,
        most_bytes: int = _MOST_BYTES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._most = most_bytes
        self._clock = clock

    def keep(self, waiting: Waiting) -> str:
        """Keep an upload and give its name; StorageError when the folder cannot be written."""
        name = secrets.token_urlsafe(24)
        upload = waiting.upload
        head = {"type": waiting.type, "name": upload.name, "media_type": upload.media_type}
        content = json.dumps(head).encode() + b"\n" + upload.body
        path = self._path(name)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_room(len(content))
            draft = path.with_suffix(f".{os.getpid()}")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as to:
                to.write(content)
            draft.replace(path)
        except OSError as fault:
            raise StorageError(
                f"Filen kan ikke tas vare på i «{self._folder}»: {fault.strerror}.",
                f"The file cannot be kept in {str(self._folder)!r}: {fault.strerror}.",
            ) from fault
        return name

    def find(self, name: str) -> Waiting:
        """Give an upload; NotFoundError when there is none or its day is over."""
        path = self._path(name)
        try:
            too_old = path.stat().st_mtime < self._clock() - _SECONDS
            content = b"" if too_old else path.read_bytes()
        except OSError:
            content = b""
        if not content:
            raise NotFoundError(
                "Opplastingen finnes ikke lenger; den blir tatt vare på i ett døgn. Last opp filen "
                "på nytt.",
                "The upload is no longer here; it is kept for a day. Upload the file again.",
            )
        line, _, body = content.partition(b"\n")
        head = json.loads(line)
        return Waiting(head["type"], Upload(head["name"], head["media_type"], body))

    def _path(self, name: str) -> Path:
        return self._folder / sha256(name.encode()).hexdigest()

    def _make_room(self, size: int) -> None:
        """Let go of what is too old, and of the oldest until there is room for ``size`` bytes."""
        kept = sorted(self._listed())
        total = size + sum(length for _, length, _ in kept)
        for changed, length, path in kept:
            if changed >= self._clock() - _SECONDS and total <= self._most:
                return
            path.unlink(missing_ok=True)
            total -= length

    def _listed(self) -> Iterator[tuple[float, int, Path]]:
        for path in self._folder.iterdir():
            try:
                found = path.stat()
            except FileNotFoundError:  # another process made room meanwhile
                continue
            yield found.st_mtime, found.st_size, path
