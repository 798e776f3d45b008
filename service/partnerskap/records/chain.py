"""The chain of versions: how each is sealed to the one before, and how a break is found.

Pure functions over what the journal holds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from partnerskap.errors import ConflictError, Text
from partnerskap.records.patch import Kind, Patch, apply
from partnerskap.records.record import content_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.record import StoredRecord

__all__ = ["GENESIS", "Credit", "Entry", "Version", "check_chain", "check_replay", "seal"]

GENESIS: Final = ""
"""What the first version names as the hash before it."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom and what a version goes back to. People stand here by opaque ids, never by name.

    ``submission`` is what was reviewed, ``shapes`` the mark of the shapes it was judged by,
    ``reverts`` the version it takes back.
    """

    author: str
    reason: str
    reviewer: str | None = None
    submission: str | None = None
    shapes: str | None = None
    reverts: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one version did to one record."""

    key: DocumentKey
    kind: Kind
    patch: Patch


@dataclass(frozen=True, slots=True)
class Version:
    """One line of the log and its entries, ordered by key. ``at`` is UTC in ISO 8601."""

    seq: int
    at: str
    credit: Credit
    release: str | None
    prev: str
    entries: tuple[Entry, ...]
    hash: str = ""

    @property
    def author(self) -> str:
        """Who made the change."""
        return self.credit.author

    @property
    def reason(self) -> str:
        """Why it was made."""
        return self.credit.reason


def seal(version: Version) -> Version:
    """Give the version with the hash of all it says, the hash before it included.

    What a version does not tell has no part in its hash, so that those written before reviewers
    were noted keep theirs.
    """
    content: list[object] = [
        version.prev,
        version.seq,
        version.at,
        version.author,
        version.reason,
        version.release,
        [[str(entry.key), entry.kind, str(entry.patch)] for entry in version.entries],
    ]
    further = {
        name: value
        for name in ("reviewer", "submission", "shapes", "reverts")
        if (value := getattr(version.credit, name)) is not None
    }
    if further:
        content.append(further)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return replace(version, hash=sha256(text.encode()).hexdigest())


def check_chain(history: Iterable[Version]) -> list[Text]:
    """Say which versions are not what was sealed, or do not follow the one before."""
    faults: list[Text] = []
    seq, prev = 0, GENESIS
    for version in history:
        if version.seq != seq + 1 or version.prev != prev:
            faults.append(
                Text(
                    f"Versjon {version.seq} følger ikke etter versjon {seq}.",
                    f"Version {version.seq} does not follow version {seq}.",
                )
            )
        if seal(version).hash != version.hash:
            faults.append(
                Text(
                    f"Versjon {version.seq} er endret etter at den ble skrevet.",
                    f"Version {version.seq} was changed after it was written.",
                )
            )
        seq, prev = version.seq, version.hash
    return faults


def check_replay(history: Iterable[Version], documents: Iterable[StoredRecord]) -> list[Text]:
    """Say which records are not what the patches, applied in order, lead to."""
    states: dict[DocumentKey, tuple[tuple[str, ...], int]] = {}
    faults: list[Text] = []
    for version in history:
        for entry in version.entries:
            before = states[entry.key][0] if entry.key in states else ()
            try:
                states[entry.key] = apply(entry.patch, before), version.seq
            except ConflictError:
                faults.append(
                    Text(
                        f"Endringen av {entry.key} i versjon {version.seq} passer ikke.",
                        f"The change of {entry.key} in version {version.seq} does not apply.",
                    )
                )
    stored = {
        document.key: (document.triples, document.version)
        for document in documents
        if document.content_hash == content_hash(document.triples)
    }
    differing = [key for key in states.keys() | stored.keys() if states.get(key) != stored.get(key)]
    return faults + [
        Text(
            f"{key} er ikke det endringene i journalen gir.",
            f"{key} is not what the changes in the journal lead to.",
        )
        for key in sorted(differing)
    ]
