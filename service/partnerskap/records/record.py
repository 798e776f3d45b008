"""What one document states, in a form that can be compared, hashed and stored.

Pure values: nothing here reads files or databases.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partnerskap.graph.terms import DocumentKey

__all__ = ["Record", "StoredRecord", "content_hash"]


@dataclass(frozen=True, slots=True)
class Record:
    """A document's key and its triples: N-Triples without the final dot, sorted, each once."""

    key: DocumentKey
    triples: tuple[str, ...]

    @property
    def content_hash(self) -> str:
        """SHA-256 of the triples; equal for two records that state the same."""
        return content_hash(self.triples)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it stands: its triples (none when deleted) and the version that left it so.

    ``release_hash`` is the content hash last taken from a release; None when no release holds it.
    """

    key: DocumentKey
    triples: tuple[str, ...]
    content_hash: str
    version: int
    release_hash: str | None = None

    @property
    def deleted(self) -> bool:
        """Whether the record was taken away; a record that stands states something."""
        return not self.triples

    @property
    def changed_locally(self) -> bool:
        """Whether someone here changed, added or deleted it since the release."""
        if self.deleted:
            return self.release_hash is not None
        return self.content_hash != self.release_hash


def content_hash(triples: tuple[str, ...]) -> str:
    """Give the SHA-256 of sorted triples, one line each.

    >>> content_hash(())[:8]
    'e3b0c442'
    """
    return sha256("".join(f"{line}\n" for line in triples).encode()).hexdigest()
