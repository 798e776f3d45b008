"""Take an accepted change back, as a new change.

The inverse is published at once where the record still holds what the change did; where later
changes touched the same, it becomes a submission that someone must look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from partnerskap.entry.judging import (
    check_unreferenced,
    judge_lines,
    require_sound,
    shapes_mark,
)
from partnerskap.entry.publishing import check_head
from partnerskap.entry.submission import Draft, Intent
from partnerskap.errors import BadRequestError, ConflictError, ForbiddenError
from partnerskap.records import database as db
from partnerskap.records.appending import append_version
from partnerskap.records.chain import Credit
from partnerskap.records.history import read_change
from partnerskap.records.patch import Change, apply
from partnerskap.records.reading import read_document, read_history
from partnerskap.records.release import RELEASE_AUTHOR

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from partnerskap.entry.desk import Desk
    from partnerskap.entry.submission import Actor
    from partnerskap.graph.store import GraphStore
    from partnerskap.records.chain import Entry, Version

__all__ = ["Reversal", "revert", "revert_draft"]


@dataclass(frozen=True, slots=True)
class Reversal:
    """Which version is to be taken back, by whom and why."""

    number: int
    actor: Actor
    reason: str = ""


def revert(desk: Desk, asked: Reversal, graph: GraphStore) -> int:
    """Publish the inverse of a version, and give the new version's number.

    Raises BehindError as ``publishing.accept`` does, ForbiddenError for all but reviewers,
    ConflictError when later changes touched the same or others refer to what would vanish,
    FaultyRecordError when what comes out breaks the rules, and BadRequestError for a release.
    """
    _require_reviewer(asked.actor)
    version = read_change(desk.engine, asked.number)
    _refuse_release(version)
    reason = asked.reason.strip() or f"Endring {asked.number} er angret."
    with db.writing(desk.engine) as connection:
        check_head(connection, graph)
        changes = []
        for entry in version.entries:
            change, lines = _inverse(connection, entry, version)
            if lines:
                require_sound(entry.key, judge_lines(desk.judge, lines, graph.store))
            else:
                check_unreferenced(entry.key, graph.store)
            changes.append(change)
        who = asked.actor.identity.id
        credit = Credit(who, reason, reviewer=who, shapes=shapes_mark(), reverts=asked.number)
        return append_version(connection, changes, credit)


def revert_draft(desk: Desk, asked: Reversal) -> Draft:
    """Make a draft that takes back of a version what can still be taken back."""
    version = read_change(desk.engine, asked.number)
    _refuse_release(version)
    entry = version.entries[0]
    with db.reading(desk.engine) as connection:
        current = read_document(connection, entry.key)
    lines = set(current.triples if current else ())
    left = tuple(sorted((lines - set(entry.patch.added)) | set(entry.patch.removed)))
    return Draft(
        entry.key,
        Intent.UPDATE if left else Intent.DELETE,
        current.version if current else 0,
        content="".join(f"{line} .\n" for line in left).encode(),
        media_type="application/n-triples",
        triples=left,
        reason=asked.reason.strip() or f"Endring {asked.number} er angret.",
        reverts=asked.number,
    )


def _inverse(
    connection: Connection, entry: Entry, version: Version
) -> tuple[Change, tuple[str, ...]]:
    current = read_document(connection, entry.key)
    patch = entry.patch.inverse()
    try:
        lines = apply(patch, current.triples if current else ())
    except ConflictError:
        raise _touched_again(connection, entry, version) from None
    return Change(entry.key, patch, base=current.version if current else 0), lines


def _touched_again(connection: Connection, entry: Entry, version: Version) -> ConflictError:
    mine = set(entry.patch.added) | set(entry.patch.removed)
    later = [
        step.seq
        for step in read_history(connection, entry.key)
        if step.seq > version.seq
        and mine & {*step.entries[0].patch.added, *step.entries[0].patch.removed}
    ]
    listed = ", ".join(map(str, later))
    return ConflictError(
        f"Endring {version.seq} kan ikke angres rett fram: endring {listed} har siden rørt det "
        f"samme i {entry.key}. Lag et forslag i stedet, og se over det.",
        f"Change {version.seq} cannot be reverted as it is: change {listed} touched the same in "
        f"{entry.key} since. Make a submission instead, and look it over.",
        members={
            "laterChanges": later,
            "submission": f"/changes/{version.seq}/revert?as=submission",
        },
    )


def _require_reviewer(actor: Actor) -> None:
    if not actor.reviews:
        raise ForbiddenError(
            "Bare saksbehandlere kan angre en publisert endring. Foreslå en endring i stedet.",
            "Only reviewers can revert a published change. Propose a change instead.",
        )


def _refuse_release(version: Version) -> None:
    if version.author == RELEASE_AUTHOR:
        raise BadRequestError(
            f"Endring {version.seq} er en utgivelse av dataene. Installer en annen utgivelse om "
            "den skal bort.",
            f"Change {version.seq} is a release of the data. Install another release to be rid of "
            "it.",
        )
