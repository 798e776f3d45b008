"""Arrange one submission for those who have a part in it: what it does, what to look at, what next.

Words only, as on every page; what is proposed by strangers never becomes a link that it should not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, RdfFormat, parse

from partnerskap.entry.differences import describe, describe_three
from partnerskap.entry.states import Act, Part, State
from partnerskap.entry.submission import Intent
from partnerskap.records.document import Document
from partnerskap.web.case_lines import (
    case_line,
    fault_lines,
    kept_fault_lines,
    like_line,
    remark_lines,
    source_line,
    step_lines,
    title_in,
)
from partnerskap.web.change_lines import in_words, when
from partnerskap.web.links import document_path
from partnerskap.web.record_page import make_page

if TYPE_CHECKING:
    from partnerskap.entry.appraisal import Appraisal
    from partnerskap.entry.cited import Address
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.web.case_lines import (
        CaseLine,
        FaultLine,
        LikeLine,
        People,
        SourceLine,
        StepLine,
    )
    from partnerskap.web.change_lines import DifferenceLine
    from partnerskap.web.model import Card, Row, Value
    from partnerskap.web.record_page import RecordPage

__all__ = ["CasePage", "make_case_page"]

_VERDICTS: Final = frozenset({Act.REQUEST_CHANGES, Act.REJECT})


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything a submission's page shows, in words.

    ``verdict`` is why the last reviewer wants changes or turned it down. ``record`` leads to what
    is published, ``version`` to the change that published it. ``theirs`` is what others did
    meanwhile, ``clashes`` where that and the proposal collide. ``alike`` are published records
    that may be the same, ``rivals`` other open submissions.
    """

    title: str
    kind: str
    type: str
    state: str
    state_name: str
    next: str
    verdict: str
    who: str
    created: str
    changed: str
    reason: str
    record: str
    version: int | None
    reverts: int | None
    replaced_by: Value | None
    readable: bool
    fits: bool
    lines: tuple[DifferenceLine, ...]
    theirs: tuple[DifferenceLine, ...]
    clashes: tuple[DifferenceLine, ...]
    whole: RecordPage | None
    faults: tuple[FaultLine, ...]
    referring: tuple[Value, ...]
    alike: tuple[LikeLine, ...]
    rivals: tuple[CaseLine, ...]
    sources: tuple[SourceLine, ...]
    rest: tuple[SourceLine, ...]
    addresses: tuple[tuple[str, Address], ...]
    remarks: tuple[StepLine, ...]
    steps: tuple[StepLine, ...]

    @property
    def grave(self) -> int:
        """How many faults must be corrected."""
        return sum(fault.grave for fault in self.faults)


def make_case_page(people: People, found: Appraisal) -> CasePage:
    """Put a submission and what was found about it into the reader's language."""
    words, case = people.words, people.case
    submission = case.submission
    draft, state = submission.draft, submission.state
    theirs, clashes = _meanwhile(found, people) if not state.is_final else ((), ())
    lines = describe(draft.key, found.three.base, found.three.yours, words.labels)
    return CasePage(
        title=title_in(submission, words) or str(draft.key),
        kind=words.say(f"case_{draft.intent.value}"),
        type=words.say(f"type_{draft.key.type}"),
        state=state.value,
        state_name=words.say(f"state_{state.value}"),
        next=words.say(f"next_{state.value}_{_side(people)}"),
        verdict=_verdict(people),
        who=people.call(submission.submitter),
        created=when(submission.created, words),
        changed=when(submission.changed, words),
        reason=draft.reason,
        record=_record_href(people, found),
        version=submission.version,
        reverts=draft.reverts,
        replaced_by=words.link(draft.replaced_by) if draft.replaced_by else None,
        readable=found.readable,
        fits=found.fits or state.is_final,
        lines=tuple(in_words(lines, words.language)) if found.readable else (),
        theirs=theirs,
        clashes=clashes,
        whole=_preview(people, found),
        faults=_faults(people, found),
        referring=tuple(words.link(key.iri) for key in found.referring),
        alike=tuple(like_line(each, words) for each in found.duplicates),
        rivals=_rivals(people, found) if people.reviews else (),
        sources=tuple(source_line(each, words) for each in found.citations),
        rest=tuple(source_line(each, words) for each in found.further),
        addresses=tuple((words.property(each.field), each) for each in found.addresses),
        remarks=remark_lines(people),
        steps=step_lines(people),
    )


def _rivals(people: People, found: Appraisal) -> tuple[CaseLine, ...]:
    words = people.words
    return tuple(
        case_line(each, words, words.here(f"/submissions/{each.id}"), people.names)
        for each in (*found.rivals, *found.alike)
    )


def _side(people: People) -> str:
    """Tell whom the page should speak to: whose turn it is for, the submitter or the reviewer."""
    if Act.ACCEPT in people.case.acts:
        return "reviewer"
    return "submitter" if Part.SUBMITTER in people.case.parts else "reviewer"


def _verdict(people: People) -> str:
    if people.case.submission.state not in {State.CHANGES_REQUESTED, State.REJECTED}:
        return ""
    given = [event.why for event in people.case.events if event.act in _VERDICTS]
    return given[-1] if given else ""


def _record_href(people: People, found: Appraisal) -> str:
    """Lead to the published record; empty when none stands."""
    key = people.case.submission.draft.key
    path = document_path(key)
    return people.words.here(path) if path and found.three.theirs else ""


def _meanwhile(
    found: Appraisal, people: People
) -> tuple[tuple[DifferenceLine, ...], tuple[DifferenceLine, ...]]:
    if not found.moved or people.case.submission.draft.intent is Intent.CREATE:
        return (), ()
    words = people.words
    told = describe_three(found.three, words.labels)
    return (
        tuple(in_words(told["theirs"], words.language)),
        tuple(in_words(told["clashes"], words.language)) if not found.fits else (),
    )


def _faults(people: People, found: Appraisal) -> tuple[FaultLine, ...]:
    """Tell what is wrong now; of what is decided, what was said when it was handed in."""
    submission, language = people.case.submission, people.words.language
    if not submission.state.is_final:
        return fault_lines(found.report, language)
    return kept_fault_lines(submission.report, language) if submission.report else ()


def _preview(people: People, found: Appraisal) -> RecordPage | None:
    """Show the whole record as the proposal wants it; None for one that is to go."""
    draft = people.case.submission.draft
    if draft.intent is Intent.DELETE or not draft.triples:
        return None
    text = "".join(f"{line} .\n" for line in found.three.yours)
    triples = tuple(quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES))
    page = make_page(Document(draft.key, NamedNode(draft.key.iri), triples), people.words)
    own = _own_places(draft.key, people)
    return replace(
        page,
        rows=tuple(_unlinked_row(row, own) for row in page.rows),
        sections=tuple(
            replace(section, cards=tuple(_unlinked(card, own) for card in section.cards))
            for section in page.sections
        ),
    )


def _own_places(key: DocumentKey, people: People) -> _Own:
    root = people.words.root
    return _Own(f"{root}{document_path(key)}", f"{root}/insights/{key.type}--{key.slug}--")


@dataclass(frozen=True, slots=True)
class _Own:
    """Where a record and its statements will be shown once they are published."""

    page: str
    insights: str

    def holds(self, href: str) -> bool:
        bare = href.partition("#")[0].partition("?")[0]
        return bare == self.page or bare.startswith(self.insights)


def _unlinked(card: Card, own: _Own) -> Card:
    """Take away ids and the links to what is not published yet."""
    return replace(
        card,
        anchor="",
        href="",
        title=_unlinked_value(card.title, own) if card.title else None,
        rows=tuple(_unlinked_row(row, own) for row in card.rows),
        parts=tuple(_unlinked(part, own) for part in card.parts),
        contradicts=tuple(_unlinked_value(value, own) for value in card.contradicts),
    )


def _unlinked_row(row: Row, own: _Own) -> Row:
    return replace(row, values=tuple(_unlinked_value(value, own) for value in row.values))


def _unlinked_value(value: Value, own: _Own) -> Value:
    statement = _unlinked(value.statement, own) if value.statement else None
    return replace(value, href="" if own.holds(value.href) else value.href, statement=statement)
