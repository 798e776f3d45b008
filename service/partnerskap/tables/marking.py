"""Give people their own workbook back, with every cell to be mended marked and explained.

Nothing else in it is changed, so that it can be corrected and uploaded again. What was uploaded as
CSV comes back as a workbook.
"""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from partnerskap.records.report import Severity
from partnerskap.records.wording import NOTHING, Wording
from partnerskap.tables.guide import FAULTS
from partnerskap.tables.workbook_reading import open_workbook
from partnerskap.tables.workbook_writing import put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from partnerskap.tables.importing import Imported
    from partnerskap.tables.limits import TableLimits
    from partnerskap.tables.sheets import Cell, Table

__all__ = ["Mark", "as_workbook", "mark_workbook", "marks_of"]

_MOST_COMMENT: Final = 2_000
_AUTHOR: Final = "Partnerskapsgrafen"
_FILLS: Final = {
    Severity.VIOLATION: PatternFill("solid", fgColor="F8CBAD"),
    Severity.WARNING: PatternFill("solid", fgColor="FFE699"),
    Severity.INFO: PatternFill("solid", fgColor="DDEBF7"),
}
_HEADINGS: Final = (
    Wording("Ark", "Sheet", "Ark"),
    Wording("Celle", "Cell", "Celle"),
    Wording("Felt", "Field", "Felt"),
    Wording("Grad", "Severity", "Grad"),
    Wording("Hva som er galt, og hva du gjør", "What is wrong, and what to do"),
)
_WIDTHS: Final = (24, 10, 28, 18, 100)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said about a cell (None: about no one cell): how grave, which field, and what."""

    cell: Cell | None
    severity: Severity
    field: Wording
    text: Wording


def marks_of(imported: Imported) -> list[Mark]:
    """Gather all there is to say about cells: faults of records, and what was not understood."""
    marks = [
        Mark(fault.cell, fault.result.severity, fault.result.name, fault.result.message)
        for fault in imported.faults
    ]
    marks += [
        Mark(remark.cell, Severity.VIOLATION, NOTHING, remark.text)
        for remark in imported.remarks
        if remark.grave
    ]
    return marks


def mark_workbook(body: bytes, marks: Sequence[Mark], limits: TableLimits, language: str) -> bytes:
    """Mark the cells of an uploaded workbook; raises as ``read_workbook`` does."""
    return _marked(open_workbook(body, limits, read_only=False), marks, language)


def as_workbook(table: Table, marks: Sequence[Mark], language: str) -> bytes:
    """Make a marked workbook of a table that was no workbook; its rows are read."""
    book = Workbook()
    page = book.active
    if page is None:
        raise TypeError("A new workbook has no sheet")
    for row, values in ((table.first_row, table.headings), *table.rows):
        for column, value in enumerate(values, start=1):
            put(page.cell(row, column), value)
            page.cell(row, column).number_format = "@"
    return _marked(book, marks, language)


def _marked(book: Workbook, marks: Sequence[Mark], language: str) -> bytes:
    for title in {FAULTS.nb, FAULTS.nn, FAULTS.en} & set(book.sheetnames):
        del book[title]  # of the last time
    pages = {page.title: page for page in book.worksheets}
    by_cell: defaultdict[Cell, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.cell is not None:
            by_cell[mark.cell].append(mark)
    for cell, said in by_cell.items():
        page = pages.get(cell.sheet) or (book.worksheets[0] if not cell.sheet else None)
        if page is not None:
            _mark(page, cell, said, language)
    _list(book.create_sheet(FAULTS.in_language(language), 0), marks, language)
    book.active = 0
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _mark(page: Worksheet, cell: Cell, said: Sequence[Mark], language: str) -> None:
    marked = page.cell(cell.row, cell.column)
    if isinstance(marked, MergedCell):
        return
    gravest = min(said, key=lambda mark: tuple(Severity).index(mark.severity))
    marked.fill = _FILLS[gravest.severity]
    text = "\n".join(dict.fromkeys(mark.text.in_language(language) for mark in said))
    marked.comment = Comment(text[:_MOST_COMMENT], _AUTHOR, width=420, height=160)


def _list(page: Worksheet, marks: Sequence[Mark], language: str) -> None:
    """Write the faults as a list, each with a link to its cell."""
    for column, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True), start=1):
        put(page.cell(1, column), heading.in_language(language))
        page.cell(1, column).font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = width
    for row, mark in enumerate(marks, start=2):
        cell = mark.cell
        told = (
            cell.sheet if cell else "",
            cell.address if cell else "",
            mark.field.in_language(language),
            mark.severity.word.in_language(language),
            mark.text.in_language(language),
        )
        for column, text in enumerate(told, start=1):
            put(page.cell(row, column), text)
        page.cell(row, 4).fill = _FILLS[mark.severity]
        page.cell(row, 5).alignment = Alignment(wrap_text=True, vertical="top")
        if cell and cell.sheet:
            quoted = cell.sheet.replace("'", "''")
            page.cell(row, 2).hyperlink = f"#'{quoted}'!{cell.address}"
    page.freeze_panes = "A2"
