"""Pack filled-in sheets as the workbook that ``/upload`` takes, and find rows by their cells."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

import openpyxl

from partnerskap.tables.layout import RECORD
from partnerskap.tables.workbook_writing import put

if TYPE_CHECKING:
    from partnerskap.registers.filling import Filled

__all__ = ["origin", "pack"]

_ROW: Final = re.compile(r"[A-Z]+([0-9]+)")


def pack(filled: Filled) -> bytes:
    """Write the sheets; the first row of each holds the names of its columns."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, lines in filled.lines.items():
        if not any(line.cells.keys() - {RECORD} for line in lines):
            continue  # a mapping may say something of the parts alone
        page = book.create_sheet(title)
        names = dict.fromkeys([RECORD, *(name for line in lines for name in line.cells)])
        for column, name in enumerate(names, start=1):
            put(page.cell(1, column), name)
        for number, line in enumerate(lines, start=2):
            for column, name in enumerate(names, start=1):
                if name in line.cells:
                    put(page.cell(number, column), line.cells[name])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def origin(filled: Filled, sheet: str, cell: str) -> str:
    """Tell where in the source a cell of the workbook comes from; empty when that is not known."""
    match = _ROW.fullmatch(cell)
    lines = filled.lines.get(sheet, [])
    number = int(match[1]) - 2 if match else -1
    return lines[number].place if 0 <= number < len(lines) else ""
