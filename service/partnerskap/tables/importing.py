"""From uploaded tables to records: what would be new, changed and unchanged, and what is wrong.

Nothing is saved here. The same table read twice against the same graph gives the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from partnerskap.entry.checking import full_report
from partnerskap.entry.plain import from_plain, to_plain
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.wording import Wording
from partnerskap.tables.collect import collect
from partnerskap.tables.overlay import lay_over
from partnerskap.tables.sheets import Remark, match_tables

if TYPE_CHECKING:
    from pyoxigraph import Store

    from partnerskap.entry.finding import Finding
    from partnerskap.entry.plain import Json, PlainRead
    from partnerskap.entry.values import Known
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.report import Report, Result
    from partnerskap.tables.layout import Layout
    from partnerskap.tables.overlay import Overlaid
    from partnerskap.tables.sheets import Cell, Table

    Judge = Callable[[Sequence[Triple], Store], Report]

__all__ = ["Fault", "Ground", "Imported", "Proposed", "Status", "read_tables"]


class Status(StrEnum):
    """What an upload would do to a record."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"

    @property
    def word(self) -> Wording:
        """The status for people."""
        return _WORDS[self]


_WORDS = {
    Status.CREATED: Wording("ny", "new", "ny"),
    Status.CHANGED: Wording("endret", "changed", "endra"),
    Status.UNCHANGED: Wording("uendret", "unchanged", "uendra"),
    Status.WRONG: Wording("må rettes", "to be corrected", "må rettast"),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What an upload is read against: the published graph, records by key, and who judges."""

    graph: Store
    published: Callable[[DocumentKey], tuple[Sequence[Triple], int]]
    finding: Finding
    known: Known
    judge: Judge


@dataclass(frozen=True, slots=True)
class Fault:
    """One result of the checks, and the cell it is about."""

    result: Result
    cell: Cell | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """One record as the tables would have it. ``base`` is the version it was laid over (0: none).

    ``faults`` are of every severity; the status is ``wrong`` when one of them must be mended.
    """

    key: DocumentKey
    status: Status
    base: int
    data: dict[str, Json]
    triples: tuple[Triple, ...]
    faults: tuple[Fault, ...]
    cell: Cell | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an upload holds: its records in the order of the rows, and what was noticed."""

    records: tuple[Proposed, ...]
    remarks: tuple[Remark, ...]

    def count(self, status: Status) -> int:
        """Tell how many records have a status."""
        return sum(record.status is status for record in self.records)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults of all records."""
        return tuple(fault for record in self.records for fault in record.faults)


def read_tables(layout: Layout, tables: Sequence[Table], ground: Ground) -> Imported:
    """Read every record of some tables and judge it; records of one upload may refer to each other.

    Raises BadRequestError and TooLargeError from the rows of the tables.
    """
    matches, remarks = match_tables(layout, tables)
    rows, more = collect(layout, matches, ground.finding)
    remarks += more
    drafts = []
    for slug, record in rows.items():
        try:
            key = DocumentKey(layout.form.type, slug)
        except ValueError:
            remarks.append(_bad_key(slug, record.cell))
            continue
        triples, base = ground.published(key)
        before = to_plain(layout.form, key, triples) if triples else {}
        laid = lay_over(layout, record, before)
        remarks += laid.remarks
        drafts.append(_Draft(key, tuple(triples), base, laid))
    known = _Extended(ground.known, {draft.key.iri for draft in drafts})
    reads: dict[str, PlainRead] = {
        draft.key.iri: from_plain(layout.form, draft.key, draft.laid.data, known=known)
        for draft in drafts
    }
    proposed = tuple(_judge(each, reads, ground) for each in drafts)
    return Imported(proposed, tuple(remarks))


@dataclass(frozen=True, slots=True)
class _Draft:
    key: DocumentKey
    before: tuple[Triple, ...]
    base: int
    laid: Overlaid


class _Extended:
    """What is known once the records of this upload count as published too."""

    def __init__(self, known: Known, more: set[str]) -> None:
        self._known = known
        self._more = more
        self.suggest = known.suggest

    def __contains__(self, iri: object) -> bool:
        return iri in self._more or iri in self._known


def _judge(draft: _Draft, reads: Mapping[str, PlainRead], ground: Ground) -> Proposed:
    read = reads[draft.key.iri]
    company = _company(draft.key.iri, reads)
    judged = ground.judge([*read.triples, *company], ground.graph).results
    own = tuple(result for result in judged if _is_own(result.focus, draft.key.iri))
    report = full_report(read, own if company else judged)
    faults = tuple(
        Fault(result, _cell(draft.laid, read.place_of(result))) for result in report.results
    )
    return Proposed(
        draft.key,
        _status(draft, set(read.triples), conforms=report.conforms),
        draft.base,
        draft.laid.data,
        read.triples,
        faults,
        draft.laid.cell(""),
    )


def _company(iri: str, reads: Mapping[str, PlainRead]) -> list[Triple]:
    """Give the records of the same upload that a record refers to: no one has them yet."""
    named = {
        value.value.partition("#")[0]
        for _, _, value in reads[iri].triples
        if isinstance(value, NamedNode)
    }
    return [
        triple for each in sorted((named - {iri}) & reads.keys()) for triple in reads[each].triples
    ]


def _is_own(focus: str, iri: str) -> bool:
    return focus.partition("#")[0] == iri or focus.startswith("_:")


def _status(draft: _Draft, triples: set[Triple], *, conforms: bool) -> Status:
    if triples == set(draft.before):
        return Status.UNCHANGED  # also of a record that breaks a rule as it stands
    if not conforms:
        return Status.WRONG
    return Status.CHANGED if draft.before else Status.CREATED


def _cell(laid: Overlaid, pointer: str | None) -> Cell | None:
    return None if pointer is None else laid.cell(pointer)


def _bad_key(slug: str, cell: Cell) -> Remark:
    return Remark(
        Wording(
            f"«{slug}» kan ikke være en nøkkel. Bruk små bokstaver a–z, tall, bindestrek og "
            "punktum, for eksempel «universitetskommunen-levanger».",
            f"“{slug}” cannot be a key. Use lower-case letters a–z, digits, hyphens and full "
            "stops, for example “universitetskommunen-levanger”.",
        ),
        cell,
        grave=True,
    )
