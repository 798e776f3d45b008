"""Take a release of the data into the journal, record by record.

A record that someone here changed since the last release is reported and kept, never
overwritten. Only files whose bytes changed since the last time are parsed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from partnerskap.errors import ConflictError
from partnerskap.graph.loading import read_document
from partnerskap.records.journal import Taken
from partnerskap.records.patch import Change, diff
from partnerskap.records.record import content_hash

if TYPE_CHECKING:
    from partnerskap.graph.loading import Release
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.journal import Journal
    from partnerskap.records.record import StoredRecord

__all__ = ["RELEASE_AUTHOR", "ReleaseReport", "take_in"]

RELEASE_AUTHOR: Final = "release"
"""Who the journal names as author of what a release brings."""


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """What a release did: the version after it, and the keys it touched or left alone.

    ``kept`` are records changed here that the release also changes: they stay as they are here,
    and are reported each time until the two agree.
    """

    version: int
    parsed: int
    created: tuple[DocumentKey, ...] = ()
    updated: tuple[DocumentKey, ...] = ()
    removed: tuple[DocumentKey, ...] = ()
    kept: tuple[DocumentKey, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the release wrote a new version."""
        return bool(self.created or self.updated or self.removed)


@dataclass(slots=True)
class _Plan:
    """What is found out on the way through a release."""

    taken: Taken
    changes: list[Change] = field(default_factory=list)
    created: list[DocumentKey] = field(default_factory=list)
    updated: list[DocumentKey] = field(default_factory=list)
    removed: list[DocumentKey] = field(default_factory=list)
    kept: list[DocumentKey] = field(default_factory=list)
    parsed: int = 0


def take_in(journal: Journal, release: Release) -> ReleaseReport:
    """Bring the journal up to a release in one version; nothing is written when nothing differs.

    Raises InvalidDataError for a file that cannot be read; then nothing is taken in.
    """
    try:
        return _take_in(journal, release)
    except ConflictError:  # another process took the same release in meanwhile
        return _take_in(journal, release)


def _take_in(journal: Journal, release: Release) -> ReleaseReport:
    known = journal.release_files()
    listed = {file.path: (file.key, file.digest) for file in release.files}
    if known == listed:
        return ReleaseReport(journal.head(), parsed=0)
    standing = {document.key: document for document in journal.documents()[1]}
    plan = _Plan(Taken(release.name))
    for file in release.files:
        if known.get(file.path) == (file.key, file.digest):
            continue
        plan.parsed += 1
        if _plan_record(plan, file.key, standing.get(file.key), read_document(release, file)):
            plan.taken.files[file.path] = (file.key, file.digest)
    gone = {path: key for path, (key, _) in known.items() if path not in listed}
    given = {file.key for file in release.files}
    dropped = tuple(
        path
        for path, key in sorted(gone.items())
        if key in given or _plan_record(plan, key, standing.get(key), ())
    )
    return _carry_out(journal, release, plan, dropped)


def _plan_record(
    plan: _Plan, key: DocumentKey, standing: StoredRecord | None, given: tuple[str, ...]
) -> bool:
    """Plan what a release's triples (none: it gave the record up) do; False when kept as it is."""
    given_hash = content_hash(given) if given else None
    triples = standing.triples if standing else ()
    settled = triples == given
    unchanged_by_release = standing is not None and standing.release_hash == given_hash
    if not settled and not unchanged_by_release:
        if standing is not None and standing.changed_locally:
            plan.kept.append(key)
            return False
        base = standing.version if standing else 0
        plan.changes.append(Change(key, diff(triples, given), base))
        kind = plan.updated if triples and given else plan.created if given else plan.removed
        kind.append(key)
    plan.taken.hashes[key] = given_hash
    return True


def _carry_out(
    journal: Journal, release: Release, plan: _Plan, dropped: tuple[str, ...]
) -> ReleaseReport:
    taken = Taken(release.name, plan.taken.files, dropped, plan.taken.hashes)
    version = journal.append(
        plan.changes,
        author=RELEASE_AUTHOR,
        reason=f"Data release {release.name}",
        taken=taken,
    )
    return ReleaseReport(
        version,
        plan.parsed,
        created=tuple(sorted(plan.created)),
        updated=tuple(sorted(plan.updated)),
        removed=tuple(sorted(plan.removed)),
        kept=tuple(sorted(plan.kept)),
    )
