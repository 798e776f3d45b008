"""Write the workbook that people fill in: made from the form, so from the shapes.

Text stays text: codes keep their leading zeros, dates are not rewritten by the spreadsheet, and
nothing that begins like a formula becomes one.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from partnerskap.entry.fields import Kind
from partnerskap.tables.flatten import flatten
from partnerskap.tables.guide import GUIDE, LISTS, advice, guide_lines
from partnerskap.tables.layout import sheet_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openpyxl.cell.cell import Cell as XlsxCell
    from openpyxl.worksheet.worksheet import Worksheet

    from partnerskap.entry.finding import Finding
    from partnerskap.entry.values import Json
    from partnerskap.tables.layout import Column, Layout, Sheet

__all__ = ["FIRST_ROW", "put", "write_workbook"]

FIRST_ROW: Final = 3
"""The first row for people's own data; above it headings and advice."""

_LAST_ROW: Final = 5_000
_MOST_TEXT: Final = 32_767  # of a spreadsheet's cell
_HEAD: Final = PatternFill("solid", fgColor="1E2B3C")
_MUST: Final = PatternFill("solid", fgColor="0B5394")
_ADVICE: Final = PatternFill("solid", fgColor="EEF2F6")
_WIDTHS: Final = {Kind.LANGUAGE_TEXT: 40, Kind.TEXT: 24, Kind.ADDRESS: 40, Kind.REFERENCE: 32}


def write_workbook(
    layout: Layout, finding: Finding, language: str, records: Iterable[Mapping[str, Json]] = ()
) -> bytes:
    """Write the template of a record type; ``records`` in plain JSON fill it."""
    book = Workbook()
    guide = book.active
    if guide is None:
        raise TypeError("A new workbook has no sheet")
    guide.title = GUIDE.in_language(language)
    _write_guide(guide, layout, language)
    lists = _Lists(finding, language)
    rows = flatten(layout, finding, language, records)
    for number, sheet in enumerate(layout.sheets):
        page = book.create_sheet(sheet_title(layout, sheet, language))
        _write_sheet(page, sheet, lists, rows[number])
    lists.write(book.create_sheet(LISTS.in_language(language)))
    book.active = 1
    book.properties.title = f"Partnerskapsgrafen: {layout.form.label.in_language(language)}"
    book.properties.subject = layout.form.type
    book.properties.language = language
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def put(cell: XlsxCell | MergedCell, value: object) -> None:
    """Put a value into a cell; a text that begins like a formula stays a text."""
    if isinstance(cell, MergedCell):
        return
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)[:_MOST_TEXT]
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in {"=", "+", "-", "@", "\t", "\r"}
    elif isinstance(value, int | float):
        cell.value = value


class _Lists:
    """The sheet of all that can be chosen: one column for each set of choices."""

    def __init__(self, finding: Finding, language: str) -> None:
        self._finding = finding
        self.language = language
        self._columns: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}

    def range_for(self, column: Column) -> str:
        """Give the range of a column's choices; empty when there are none."""
        field = column.field
        if field is None or field.kind not in {Kind.CODE, Kind.REFERENCE}:
            return ""
        key = field.lists or field.record_types or tuple(option.word for option in field.options)
        if not key:
            return ""
        if key not in self._columns:
            shown = tuple(c.shown for c in self._finding.options(field, self.language))
            self._columns[key] = column.heading.in_language(self.language), shown
        shown = self._columns[key][1]
        if not shown:
            return ""
        letter = get_column_letter(list(self._columns).index(key) + 1)
        title = LISTS.in_language(self.language)
        return f"='{title}'!${letter}$2:${letter}${len(shown) + 1}"

    def write(self, page: Worksheet) -> None:
        for number, (heading, shown) in enumerate(self._columns.values(), start=1):
            put(page.cell(1, number), heading)
            page.cell(1, number).font = Font(bold=True)
            page.column_dimensions[get_column_letter(number)].width = 40
            for row, text in enumerate(shown, start=2):
                put(page.cell(row, number), text)
        page.freeze_panes = "A2"


def _write_guide(page: Worksheet, layout: Layout, language: str) -> None:
    page.column_dimensions["A"].width = 100
    for row, line in enumerate(guide_lines(layout), start=1):
        cell = page.cell(row, 1)
        put(cell, line.in_language(language))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if row == 1:
            cell.font = Font(bold=True, size=16)


def _write_sheet(
    page: Worksheet, sheet: Sheet, lists: _Lists, rows: Sequence[Sequence[object]]
) -> None:
    language = lists.language
    for number, column in enumerate(sheet.columns, start=1):
        _write_head(page, number, column, language)
        if choices := lists.range_for(column):
            _offer(page, number, column, choices)
    page.row_dimensions[2].height = 75
    page.freeze_panes = "B3"
    for row, values in enumerate(rows, start=FIRST_ROW):
        for number, value in enumerate(values, start=1):
            if value is not None:
                put(page.cell(row, number), value)
                page.cell(row, number).number_format = _format(sheet.columns[number - 1])


def _write_head(page: Worksheet, number: int, column: Column, language: str) -> None:
    letter = get_column_letter(number)
    head, told = page.cell(1, number), page.cell(2, number)
    star = " *" if column.required else ""
    put(head, column.heading.in_language(language) + star)
    head.font = Font(bold=True, color="FFFFFF")
    head.fill = _MUST if column.required else _HEAD
    head.alignment = Alignment(wrap_text=True, vertical="top")
    put(told, advice(column, first=number == 1).in_language(language))
    told.font = Font(italic=True, size=9)
    told.fill = _ADVICE
    told.alignment = Alignment(wrap_text=True, vertical="top")
    width = 18 if column.field is None else _WIDTHS.get(column.field.kind, 20)
    dimension = page.column_dimensions[letter]
    dimension.width = width
    dimension.number_format = _format(column)


def _format(column: Column) -> str:
    """Text for everything but numbers, so that 0301 and 2021-03 stay as they are written."""
    return "General" if column.field and column.field.kind is Kind.NUMBER else "@"


def _offer(page: Worksheet, number: int, column: Column, choices: str) -> None:
    """Offer choices; other text is let through, since it may be a key or several values."""
    letter = get_column_letter(number)
    offer = DataValidation(
        type="list", formula1=choices, allow_blank=True, showErrorMessage=not column.many
    )
    offer.errorStyle = "warning"
    offer.add(f"{letter}{FIRST_ROW}:{letter}{_LAST_ROW}")
    page.add_data_validation(offer)
