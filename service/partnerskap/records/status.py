"""How the journal stands against the release that is installed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partnerskap.graph.loading import Release
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.journal import Journal

__all__ = ["Status", "read_status"]


@dataclass(frozen=True, slots=True)
class Status:
    """The journal's head, documents per type, distinct triples, and what differs.

    ``changed_here`` are records changed since the release they came from; ``waiting`` are files
    of the installed release that are not taken in, or could not be.
    """

    version: int
    triples: int
    counts: dict[str, int]
    changed_here: tuple[DocumentKey, ...]
    waiting: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Give the same as plain JSON values."""
        return {
            "version": self.version,
            "triples": self.triples,
            "documents": self.counts,
            "changedHere": [str(key) for key in self.changed_here],
            "waitingFiles": list(self.waiting),
        }


def read_status(journal: Journal, release: Release) -> Status:
    """Look at the journal without changing it."""
    head, documents = journal.documents()
    standing = [document for document in documents if not document.deleted]
    known = journal.release_files()
    listed = {file.path: (file.key, file.digest) for file in release.files}
    return Status(
        version=head,
        triples=len({line for document in standing for line in document.triples}),
        counts=dict(sorted(Counter(document.key.type for document in standing).items())),
        changed_here=tuple(document.key for document in documents if document.changed_locally),
        waiting=tuple(
            path
            for path in sorted(known.keys() | listed.keys())
            if known.get(path) != listed.get(path)
        ),
    )
