"""What stands on a submission's page besides the change itself, in the reader's language.

Who did what, what may be the same, what it rests on, and what is wrong with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from partnerskap.entry.differences import title_of
from partnerskap.entry.intake import is_plain
from partnerskap.entry.states import Part
from partnerskap.records.report import Severity
from partnerskap.web.change_lines import when
from partnerskap.web.model import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from partnerskap.entry.cited import Citation
    from partnerskap.entry.desk import Case
    from partnerskap.entry.duplicates import Duplicate
    from partnerskap.entry.submission import Submission
    from partnerskap.records.report import Proposal, Report
    from partnerskap.web.words import Words

__all__ = [
    "CaseLine",
    "FaultLine",
    "LikeLine",
    "People",
    "SourceLine",
    "StepLine",
    "case_line",
    "fault_lines",
    "kept_fault_lines",
    "like_line",
    "remark_lines",
    "source_line",
    "step_lines",
    "title_in",
]

_MOST_PROPOSALS = 4


@dataclass(frozen=True, slots=True)
class People:
    """How people are called to one reader: by name where they may see it, else by their part."""

    case: Case
    reader: str
    names: Mapping[str, str]
    words: Words
    reviews: bool = False

    def call(self, who: str) -> str:
        """Call whoever has an id."""
        submission = self.case.submission
        own = Part.SUBMITTER in self.case.parts
        if who == self.reader or (own and who == submission.submitter):
            return self.words.say("case_you")
        if who == submission.submitter:
            contact = self.case.contact
            given = contact.name if contact else ""
            return self.names.get(who) or given or self.words.say("role_submitter")
        return self.names.get(who) or self.words.say("role_reviewer")


@dataclass(frozen=True, slots=True)
class StepLine:
    """Something somebody did or said: when, who, what, and in what words."""

    at: str
    when: str
    who: str
    what: str
    text: str
    revision: int = 0


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One thing that must or should be corrected, with what may be put in its place."""

    grave: bool
    weight: str
    message: str
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LikeLine:
    """Something that may be the same: where it is, how alike, and what both have."""

    what: Value
    likeness: int
    members: tuple[Value, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A cited source. ``address`` is what it gives, ``href`` the same where it can be followed."""

    what: Value
    stands: bool
    statements: int
    address: str
    href: str
    read: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A submission in a list."""

    href: str
    title: str
    kind: str
    type: str
    state: str
    state_name: str
    at: str
    when: str
    who: str
    reason: str


def title_in(submission: Submission, words: Words) -> str:
    """Name what a submission is about: as it does itself, else as what is published does."""
    draft = submission.draft
    if draft.triples:
        return title_of(draft.key, draft.triples, words.language)
    if draft.key.iri in words.labels:
        return words.name(draft.key.iri)
    return _typed_name(draft.content, words.language) if is_plain(draft.media_type) else ""


def case_line(
    submission: Submission, words: Words, href: str, names: Mapping[str, str]
) -> CaseLine:
    """Put a submission into words for a list."""
    draft = submission.draft
    return CaseLine(
        href,
        title_in(submission, words) or str(draft.key),
        words.say(f"case_{draft.intent.value}"),
        words.say(f"type_{draft.key.type}"),
        submission.state.value,
        words.say(f"state_{submission.state.value}"),
        submission.changed,
        when(submission.changed, words),
        names.get(submission.submitter, ""),
        draft.reason,
    )


def step_lines(people: People) -> tuple[StepLine, ...]:
    """Tell what happened to a submission, the first first."""
    words = people.words
    return tuple(
        StepLine(
            event.at,
            when(event.at, words),
            people.call(event.who),
            words.say(f"event_{event.act.value}"),
            event.why,
            event.revision,
        )
        for event in people.case.events
    )


def remark_lines(people: People) -> tuple[StepLine, ...]:
    """Tell what was said about a submission, the first first."""
    return tuple(
        StepLine(each.at, when(each.at, people.words), people.call(each.who), "", each.text)
        for each in people.case.comments
    )


def fault_lines(report: Report, language: str) -> tuple[FaultLine, ...]:
    """Tell what a report found, the gravest first."""
    return tuple(
        FaultLine(
            result.severity is Severity.VIOLATION,
            result.severity.value,
            result.message.in_language(language),
            tuple(dict.fromkeys(_offers(result.proposals, language)))[:_MOST_PROPOSALS],
        )
        for result in report.results
    )


def kept_fault_lines(report: str, language: str) -> tuple[FaultLine, ...]:
    """Tell what the report found that was kept when a submission was handed in."""
    return tuple(
        FaultLine(
            each["severity"] == Severity.VIOLATION, each["severity"], str(each["message"][language])
        )
        for each in json.loads(report)["results"]
    )


def like_line(found: Duplicate, words: Words) -> LikeLine:
    """Name a published record that may be the same."""
    return LikeLine(
        words.link(found.key.iri),
        found.likeness,
        tuple(words.link(iri) for iri in found.members),
        found.marks,
    )


def source_line(found: Citation, words: Words) -> SourceLine:
    """Name a source, and say what is known of it."""
    what = words.link(found.iri)
    return SourceLine(
        what if found.stands else Value(what.text),
        found.stands,
        found.statements,
        _host(found.address) if found.has_web_address else found.address,
        found.address if found.has_web_address else "",
        words.name(found.read) if found.read else "",
    )


def _offers(proposals: Iterable[Proposal], language: str) -> Iterable[str]:
    for each in proposals:
        yield from (choice.label.in_language(language) for choice in each.choices or (each,))


def _host(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.hostname}{parts.path.rstrip('/')}"


def _typed_name(content: bytes, language: str) -> str:
    """Find the name in plain JSON that cannot be read whole yet; empty when there is none."""
    try:
        data = json.loads(content or b"{}")
    except ValueError:  # a draft may be unfinished
        return ""
    name = data.get("name") or data.get("title") if isinstance(data, dict) else None
    if isinstance(name, dict) and name:
        name = name.get(language) or next(iter(name.values()))
    return name if isinstance(name, str) else ""
