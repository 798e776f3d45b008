"""Read workbooks and CSV as they come to be checked: rows of records, laid over what is published.

Which type of record the rows are about is found from the headings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.utils.cell import coordinate_to_tuple
from pyoxigraph import Literal, NamedNode, Store

from partnerskap.entry.choices import Choices
from partnerskap.entry.finding import Finding
from partnerskap.entry.forms import released_forms
from partnerskap.errors import InvalidDataError
from partnerskap.errors import Text as Told
from partnerskap.graph.labels import Labels
from partnerskap.graph.search import SearchIndex
from partnerskap.incoming.reading import Incoming, Note
from partnerskap.incoming.text import Text
from partnerskap.records.places import Place
from partnerskap.records.report import Report, Severity
from partnerskap.records.wording import NOTHING, Wording
from partnerskap.tables.csv_reading import read_csv
from partnerskap.tables.guide import OWN_SHEETS
from partnerskap.tables.importing import Ground, lay_tables
from partnerskap.tables.layout import lay_out
from partnerskap.tables.limits import TableLimits
from partnerskap.tables.marking import Mark, as_workbook, mark_workbook
from partnerskap.tables.sheets import Cell, match_tables
from partnerskap.tables.uploading import is_workbook
from partnerskap.tables.workbook_reading import read_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerskap.graph.terms import DocumentKey
    from partnerskap.incoming.limits import Limits
    from partnerskap.incoming.reading import Options, Sent
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.report import Result
    from partnerskap.tables.importing import Draft
    from partnerskap.tables.layout import Layout
    from partnerskap.tables.sheets import Remark, Table

__all__ = ["TableReader", "mark_sent"]

_MOST_NOTES = 1_000


@dataclass(frozen=True, slots=True)
class TableReader:
    """Reads tables against one graph, whose names of things the cells may hold."""

    graph: Store

    def __call__(self, sent: Sent, options: Options) -> Incoming:
        """Read a workbook or CSV; what was assumed and not understood stands in the notes.

        Raises BadRequestError and TooLargeError for what is no such file or is over a limit, and
        InvalidDataError when no headings are known.
        """
        limits = _limits(options.limits)
        tables, noticed = _tables(sent, limits)
        layout = _layout(sent.name, tables)
        tables, _ = _tables(sent, limits)  # the rows of a table can be read once
        choices = Choices(self.graph, Labels(self.graph), SearchIndex(self.graph))
        finding = Finding(choices, self.graph)
        ground = Ground(self.graph, self._published, finding, choices, _nothing_wrong)
        drafts, remarks = lay_tables(layout, tables, ground)
        return Incoming(
            tuple(triple for draft in drafts for triple in draft.read.triples),
            _Places(sent.name, tuple(drafts)),
            tuple(_note(sent.name, each) for each in (*noticed, *remarks))[:_MOST_NOTES],
            (Text(sent.name, ""),),  # columns of a table are no columns of a text to be shown
            problems=tuple(problem for draft in drafts for problem in draft.read.problems),
        )

    def _published(self, key: DocumentKey) -> tuple[Sequence[Triple], int]:
        """Give a record as it stands in its graph; where there are no such graphs, all is new."""
        found: list[Triple] = []
        for quad in self.graph.quads_for_pattern(None, None, None, NamedNode(key.graph)):
            value = quad.object
            if isinstance(quad.subject, NamedNode) and isinstance(value, NamedNode | Literal):
                found.append((quad.subject, quad.predicate, value))
        return found, int(bool(found))


def mark_sent(sent: Sent, incoming: Incoming, results: Sequence[Result], language: str) -> bytes:
    """Give what was sent back as a workbook, with the cells of results and notes marked."""
    marks = [
        Mark(_cell(incoming.places.find(each)), each.severity, each.name, each.message)
        for each in results
    ]
    marks += [
        Mark(_cell(note.place), Severity.WARNING, NOTHING, Wording(note.text.nb, note.text.en))
        for note in incoming.notes
    ]
    limits = TableLimits()
    if is_workbook(sent.body):
        return mark_workbook(sent.body, marks, limits, language)
    return as_workbook(read_csv(sent.body, limits)[0], marks, language)


class _Places:
    """The places of a table: cells, and for CSV lines and columns."""

    def __init__(self, name: str, drafts: tuple[Draft, ...]) -> None:
        self._name = name
        self._drafts: dict[str, Draft] = {draft.key.iri: draft for draft in drafts}

    def holds(self, focus: str) -> bool:
        """Tell whether a node stands in one of the rows."""
        return focus.partition("#")[0] in self._drafts

    def find(self, result: Result) -> Place | None:
        """Find the cell of a result."""
        draft = self._drafts.get(result.focus.partition("#")[0])
        cell = draft.cell(result) if draft is not None else None
        return None if cell is None else _place(self._name, cell)


def _tables(sent: Sent, limits: TableLimits) -> tuple[list[Table], list[Remark]]:
    if is_workbook(sent.body):
        return read_workbook(sent.body, limits, skip=OWN_SHEETS), []
    table, remarks = read_csv(sent.body, limits)
    return [table], remarks


def _layout(name: str, tables: Sequence[Table]) -> Layout:
    """Find the type of record whose sheets know most of the headings."""
    layouts = [lay_out(form) for form in released_forms().values()]
    known = [
        sum(len(match.columns) for match in match_tables(layout, tables)[0]) for layout in layouts
    ]
    best = max(range(len(layouts)), key=known.__getitem__)
    if not known[best]:
        raise InvalidDataError(
            f"«{name}» har ingen overskrifter vi kjenner. Bruk en mal fra /template, for eksempel "
            "/template/partnership.xlsx.",
            f"{name!r} has no headings that we know. Use a template from /template, for example "
            "/template/partnership.xlsx.",
        )
    return layouts[best]


def _limits(limits: Limits) -> TableLimits:
    return TableLimits(bytes=limits.sent_bytes)


def _nothing_wrong(_record: Sequence[Triple], _graph: Store) -> Report:
    return Report()


def _note(name: str, remark: Remark) -> Note:
    place = _place(name, remark.cell) if remark.cell else None
    return Note(Told(remark.text.nb, remark.text.en), place)


def _place(name: str, cell: Cell) -> Place:
    if cell.sheet:
        return Place(name, sheet=cell.sheet, cell=cell.address)
    return Place(name, line=cell.row, column=cell.column)


def _cell(place: Place | None) -> Cell | None:
    if place is None:
        return None
    if place.cell is not None:
        row, column = coordinate_to_tuple(place.cell)
        return Cell(place.sheet or "", row, column)
    return Cell("", place.line or 1, place.column or 1)
