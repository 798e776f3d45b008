"""All that a person should see of a proposal before deciding on it. Nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.entry import store
from partnerskap.entry.cited import find_addresses, find_citations
from partnerskap.entry.duplicates import find_duplicates, profile_of, profiles_in
from partnerskap.entry.intake import read_content
from partnerskap.entry.judging import find_referring, judge_lines
from partnerskap.entry.merging import merge
from partnerskap.entry.proposing import three_way
from partnerskap.entry.states import State
from partnerskap.entry.store import Filter
from partnerskap.entry.submission import Intent
from partnerskap.errors import StaleError
from partnerskap.records import database as db
from partnerskap.records.report import Report

if TYPE_CHECKING:
    from pyoxigraph import Store
    from sqlalchemy import Connection

    from partnerskap.entry.cited import Address, Citation
    from partnerskap.entry.desk import Desk
    from partnerskap.entry.duplicates import Duplicate
    from partnerskap.entry.merging import ThreeWay
    from partnerskap.entry.submission import Draft, Submission
    from partnerskap.graph.terms import DocumentKey

__all__ = ["Appraisal", "appraise"]

_OPEN: Final = tuple(state for state in State if not state.is_final)
_WAITING: Final = (State.SUBMITTED, State.CHANGES_REQUESTED)
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What a proposal amounts to on the graph as it stands.

    ``readable`` is False while something in the content cannot be read; then there is a report
    and little else. ``fits`` tells whether it can be brought up to what others changed meanwhile.
    ``referring`` are the records that a deletion would leave pointing at nothing, ``rivals`` the
    other open proposals about the same record, ``alike`` those about one that may be the same.
    ``citations`` are the sources of what is changed, ``further`` those of the rest of the record.
    """

    three: ThreeWay
    readable: bool
    fits: bool
    report: Report
    referring: tuple[DocumentKey, ...]
    duplicates: tuple[Duplicate, ...]
    citations: tuple[Citation, ...]
    further: tuple[Citation, ...]
    addresses: tuple[Address, ...]
    rivals: tuple[Submission, ...]
    alike: tuple[Submission, ...]

    @property
    def moved(self) -> bool:
        """Whether others have changed the record since the proposal was made."""
        return self.three.base != self.three.theirs


def appraise(desk: Desk, submission: Submission, graph: Store) -> Appraisal:
    """Judge a proposal and gather what to look at; ``graph`` is what is published."""
    draft = submission.draft
    reading = None
    if draft.triples is None:
        reading = read_content(draft.content, draft.media_type, draft.key)
    problems = reading.problems if reading else ()
    with db.reading(desk.engine) as connection:
        three = three_way(connection, draft)
        rivals, alike = _others(connection, submission)
    lines, fits = _brought_up(three, draft)
    changed, rest = _touched(three, lines)
    judged = judge_lines(desk.judge, lines, graph) if draft.triples is not None else Report()
    gone = draft.intent is Intent.DELETE and not draft.triples
    published = [] if draft.intent is Intent.DELETE else profiles_in(graph, draft.key.type)
    return Appraisal(
        three,
        draft.triples is not None,
        fits,
        Report.of(problems, judged.results),
        tuple(find_referring(draft.key, graph)) if gone else (),
        tuple(find_duplicates(profile_of(draft.key, lines), published)),
        tuple(find_citations(changed, graph)),
        tuple(find_citations(rest, graph)),
        tuple(find_addresses(changed)),
        rivals,
        alike,
    )


def _brought_up(three: ThreeWay, draft: Draft) -> tuple[tuple[str, ...], bool]:
    """Give the lines that would be published, else those proposed, and whether they fit."""
    if draft.intent is Intent.CREATE:
        return three.yours, True
    try:
        return merge(three), True
    except StaleError:
        return three.yours, False


def _touched(three: ThreeWay, lines: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Part the lines of nodes that the proposal changes from those of all others."""
    patch = three.your_patch
    nodes = {line.partition(" ")[0] for line in (*patch.removed, *patch.added)}
    changed = [line for line in lines if line.partition(" ")[0] in nodes]
    rest = [line for line in lines if line.partition(" ")[0] not in nodes]
    return changed, rest


def _others(
    connection: Connection, submission: Submission
) -> tuple[tuple[Submission, ...], tuple[Submission, ...]]:
    """Find other open proposals: about the same record, and about one that may be the same."""
    draft = submission.draft
    same = store.list_submissions(connection, Filter(_OPEN, key=draft.key))
    rivals = tuple(each for each in same if each.id != submission.id)
    if draft.intent is not Intent.CREATE or not draft.triples:
        return rivals, ()
    waiting = store.list_submissions(connection, Filter(_WAITING, limit=_MOST))
    by_key = {
        each.draft.key: each
        for each in waiting
        if each.draft.intent is Intent.CREATE and each.draft.key.type == draft.key.type
    }
    profiles = [profile_of(key, each.draft.triples or ()) for key, each in by_key.items()]
    found = find_duplicates(profile_of(draft.key, draft.triples), profiles)
    return rivals, tuple(by_key[each.key] for each in found)
