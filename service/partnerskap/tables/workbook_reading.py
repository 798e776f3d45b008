"""Read a workbook as tables.

Formulas are never worked out: what the program that saved the file made of them stands. A workbook
is a zip of XML, so its size is looked at before it is opened, and its XML is read by defusedxml,
which openpyxl uses where it is installed.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, time
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from partnerskap.errors import BadRequestError, ServiceError, TooLargeError
from partnerskap.tables.sheets import Table

if TYPE_CHECKING:
    from openpyxl import Workbook

    from partnerskap.entry.typed import Typed
    from partnerskap.tables.limits import TableLimits

__all__ = ["check_package", "open_workbook", "read_workbook"]

_MARK: Final = b"PK\x03\x04"
_OLD: Final = b"\xd0\xcf\x11\xe0"
_MOST_RATIO: Final = 200
_IGNORED_RATIO_BYTES: Final = 1_000_000
_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    DefusedXmlException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
"""What openpyxl raises for a file that is not what it says; it has no error of its own for that."""


def read_workbook(
    body: bytes, limits: TableLimits, *, skip: frozenset[str] = frozenset()
) -> list[Table]:
    """Give the sheets of a workbook that hold something; ``skip`` names those left alone.

    The rows of a table must be read before those of the next. Raises BadRequestError for a file
    that is no workbook and TooLargeError for one over a limit, also while rows are read.
    """
    book = open_workbook(body, limits, read_only=True)
    budget = _Budget(limits)
    tables = []
    for sheet in book.worksheets:
        if sheet.title in skip or sheet.sheet_state != "visible":
            continue
        rows = _rows(sheet, budget)
        headings = next((row for row in rows if any(v not in {None, ""} for v in row[1])), None)
        if headings is not None:
            tables.append(Table(sheet.title, headings[1], rows, headings[0]))
    return tables


def open_workbook(body: bytes, limits: TableLimits, *, read_only: bool) -> Workbook:
    """Open a workbook whose package was looked at first; raises as ``read_workbook``."""
    check_package(body, limits)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(body), read_only=read_only, data_only=read_only, keep_links=False
        )
    except _FAULTS as fault:
        raise _unreadable() from fault
    if len(book.sheetnames) > limits.sheets:
        raise _too_large(limits)
    return book


def check_package(body: bytes, limits: TableLimits) -> None:
    """Look at the zip before anything in it is unpacked: size, growth, number and names of files.

    Raises BadRequestError or TooLargeError.
    """
    if len(body) > limits.bytes:
        raise _too_large(limits)
    if body.startswith(_OLD):
        raise BadRequestError(
            "Filen er i det gamle Excel-formatet (.xls) eller har passord. Lagre den som .xlsx "
            "uten passord.",
            "The file is in the old Excel format (.xls) or has a password. Save it as .xlsx "
            "without a password.",
        )
    if not body.startswith(_MARK):
        raise _unreadable()
    try:
        entries = zipfile.ZipFile(io.BytesIO(body)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise _unreadable() from fault
    if len(entries) > limits.files or sum(entry.file_size for entry in entries) > limits.unpacked:
        raise _too_large(limits)
    if any(_is_bomb(entry) for entry in entries):
        raise _too_large(limits)
    paths = [PurePosixPath(entry.filename.replace("\\", "/")) for entry in entries]
    if any(path.is_absolute() or ".." in path.parts for path in paths):
        raise _unreadable()


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    grown = entry.file_size > _MOST_RATIO * max(1, entry.compress_size)
    return grown and entry.file_size > _IGNORED_RATIO_BYTES


class _Budget:
    """Counts rows and cells over all sheets of a workbook."""

    def __init__(self, limits: TableLimits) -> None:
        self._limits = limits
        self._rows = 0
        self._cells = 0

    def spend(self, row: int, cells: int) -> None:
        """Count a row; raise TooLargeError beyond the limits, its number counting as a row too."""
        self._rows += 1
        self._cells += cells
        limits = self._limits
        over = self._rows > limits.rows or self._cells > limits.cells
        if over or row > limits.rows or cells > limits.columns:
            raise _too_large(limits)


def _rows(sheet: object, budget: _Budget) -> Iterator[tuple[int, list[Typed]]]:
    iterate = getattr(sheet, "iter_rows", None)
    if iterate is None:  # a sheet that is only a chart
        return
    try:
        for number, cells in enumerate(iterate(values_only=True), start=1):
            values = [_value(cell) for cell in cells]
            while values and values[-1] is None:
                values.pop()
            budget.spend(number, len(values))
            yield number, values
    except ServiceError:
        raise
    except _FAULTS as fault:
        raise _unreadable() from fault


def _value(cell: object) -> Typed:
    if cell is None or isinstance(cell, str | int | float | date):
        return cell
    return cell.isoformat() if isinstance(cell, time) else str(cell)


def _unreadable() -> BadRequestError:
    return BadRequestError(
        "Filen er ikke en arbeidsbok vi kan lese. Last ned malen på nytt, lim inn radene og lagre "
        "som .xlsx.",
        "The file is not a workbook that we can read. Download the template anew, paste the rows "
        "and save as .xlsx.",
    )


def _too_large(limits: TableLimits) -> TooLargeError:
    return TooLargeError(
        f"Arbeidsboken er for stor: høyst {limits.rows} rader, {limits.columns} kolonner, "
        f"{limits.sheets} ark og {limits.bytes // 1_000_000} MB. Del den opp, og slett tomme rader "
        "nederst i arkene.",
        f"The workbook is too large: at most {limits.rows} rows, {limits.columns} columns, "
        f"{limits.sheets} sheets and {limits.bytes // 1_000_000} MB. Split it, and delete empty "
        "rows at the bottom of the sheets.",
        members={"limit": "table_rows", "value": limits.rows},
    )
