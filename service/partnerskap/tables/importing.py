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

__all__ = [
    "Draft",
    "Fault",
    "Ground",
    "Imported",
    "Proposed",
    "Status",
    "lay_tables",
    "read_tables",
]


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


@dataclass(frozen=True, slots=True)
class Draft:
    """A record laid over what is published (none: it is new), and what was read of it."""

    key: DocumentKey
    before: tuple[Triple, ...]
    base: int
    laid: Overlaid
    read: PlainRead

    def cell(self, result: Result) -> Cell | None:
        """Find the cell that a result is about; None when it is about another record."""
        pointer = self.read.place_of(result)
        return None if pointer is None else self.laid.cell(pointer)


def read_tables(layout: Layout, tables: Sequence[Table], ground: Ground) -> Imported:
    """Read every record of some tables and judge it; records of one upload may refer to each other.

    Raises BadRequestError and TooLargeError from the rows of the tables.
    """
    drafts, remarks = lay_tables(layout, tables, ground)
    by_iri: dict[str, Draft] = {draft.key.iri: draft for draft in drafts}
    return Imported(tuple(_judge(each, by_iri, ground) for each in drafts), tuple(remarks))


def lay_tables(
    layout: Layout, tables: Sequence[Table], ground: Ground
) -> tuple[list[Draft], list[Remark]]:
    """Read every record of some tables, without judging; raises as ``read_tables`` does."""
    matches, remarks = match_tables(layout, tables)
    rows, more = collect(layout, matches, ground.finding)
    remarks += more
    laid: list[tuple[DocumentKey, tuple[Triple, ...], int, Overlaid]] = []
    for slug, record in rows.items():
        try:
            key = DocumentKey(layout.form.type, slug)
        except ValueError:
            remarks.append(_bad_key(slug, record.cell))
            continue
        triples, base = ground.published(key)
        before = to_plain(layout.form, key, triples) if triples else {}
        over = lay_over(layout, record, before)
        remarks += over.remarks
        laid.append((key, tuple(triples), base, over))
    known = _Extended(ground.known, {key.iri for key, *_ in laid})
    drafts = [
        Draft(key, before, base, over, from_plain(layout.form, key, over.data, known=known))
        for key, before, base, over in laid
    ]
    return drafts, remarks


class _Extended:
    """What is known once the records of this upload count as published too."""

    def __init__(self, known: Known, more: set[str]) -> None:
        self._known = known
        self._more = more
        self.suggest = known.suggest

    def __contains__(self, iri: object) -> bool:
        return iri in self._more or iri in self._known


def _judge(draft: Draft, drafts: Mapping[str, Draft], ground: Ground) -> Proposed:
    read = draft.read
    company = _company(draft, drafts)
    judged = ground.judge([*read.triples, *company], ground.graph).results
    own = tuple(result for result in judged if _is_own(result.focus, draft.key.iri))
    report = full_report(read, own if company else judged)
    return Proposed(
        draft.key,
        _status(draft, set(read.triples), conforms=report.conforms),
        draft.base,
        draft.laid.data,
        read.triples,
        tuple(Fault(result, draft.cell(result)) for result in report.results),
        draft.laid.cell(""),
    )


def _company(draft: Draft, drafts: Mapping[str, Draft]) -> list[Triple]:
    """Give the records of the same upload that a record refers to: no one has them yet."""
    named = {
        value.value.partition("#")[0]
        for _, _, value in draft.read.triples
        if isinstance(value, NamedNode)
    }
    others = sorted((named - {draft.key.iri}) & drafts.keys())
    return [triple for each in others for triple in drafts[each].read.triples]


def _is_own(focus: str, iri: str) -> bool:
    return focus.partition("#")[0] == iri or focus.startswith("_:")


def _status(draft: Draft, triples: set[Triple], *, conforms: bool) -> Status:
    if triples == set(draft.before):
        return Status.UNCHANGED  # also of a record that breaks a rule as it stands
    if not conforms:
        return Status.WRONG
    return Status.CHANGED if draft.before else Status.CREATED


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
