"""Read CSV as Norwegian spreadsheets write it, and say what was assumed.

Knows ``;``, tabulator and ``,`` between the columns, UTF-8 with and without a mark, UTF-16 with
one, and Windows-1252 for all else. Follows RFC 4180 where the file does.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from partnerskap.errors import BadRequestError, TooLargeError
from partnerskap.records.wording import Wording
from partnerskap.tables.sheets import Remark, Table

if TYPE_CHECKING:
    from partnerskap.entry.typed import Typed
    from partnerskap.tables.limits import TableLimits

__all__ = ["read_csv"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SEPARATORS: Final = {
    ";": Wording("semikolon", "semicolons"),
    "\t": Wording("tabulator", "tabs"),
    ",": Wording("komma", "commas"),
}
_SAID: Final = "sep="


def read_csv(body: bytes, limits: TableLimits, *, name: str = "") -> tuple[Table, list[Remark]]:
    """Read one file as one table; its first row holds the headings.

    Raises BadRequestError for a file that is no table and TooLargeError for one over a limit.
    """
    if len(body) > limits.bytes:
        raise _too_large(limits)
    text, encoding = _decode(body)
    lines = text.splitlines()
    skip = bool(lines) and lines[0].lower().startswith(_SAID)
    separator = lines[0][len(_SAID) :][:1] if skip else _separator(lines[0] if lines else "")
    if separator not in _SEPARATORS:
        separator = ";"
    rows = _rows(text, separator, limits)
    if skip:
        next(rows, None)
    headings = next((row for row in rows if any(row[1])), None)
    if headings is None:
        raise BadRequestError(
            "Filen er tom: første rad skal ha overskriftene fra malen.",
            "The file is empty: its first row must have the headings of the template.",
        )
    said = _SEPARATORS[separator]
    remark = Remark(
        Wording(
            f"Filen er lest som {encoding} med {said.nb} mellom kolonnene.",
            f"The file was read as {encoding} with {said.en} between the columns.",
        )
    )
    return Table(name, headings[1], rows, headings[0]), [remark]


def _decode(body: bytes) -> tuple[str, str]:
    for mark, codec, name in _MARKS:
        if body.startswith(mark):
            try:
                return body.decode(codec), name
            except UnicodeDecodeError as fault:
                raise _unreadable(name) from fault
    if b"\x00" in body:
        raise _unreadable("UTF-8")
    try:
        return body.decode(), "UTF-8"
    except UnicodeDecodeError:  # what Excel writes when it is not told otherwise
        return body.decode("cp1252", errors="replace"), "Windows-1252"


def _separator(line: str) -> str:
    """Find what stands between the headings, quoted parts aside."""
    outside = "".join(part for n, part in enumerate(line.split('"')) if n % 2 == 0)
    counts = Counter(letter for letter in outside if letter in _SEPARATORS)
    return max(_SEPARATORS, key=lambda each: counts[each])


def _rows(text: str, separator: str, limits: TableLimits) -> Iterator[tuple[int, list[Typed]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for count, row in enumerate(reader):
            if count > limits.rows or len(row) > limits.columns:
                raise _too_large(limits)
            number, before = before + 1, reader.line_num
            yield number, list(row)
    except csv.Error as fault:
        raise BadRequestError(
            f"Linje {reader.line_num} kan ikke leses: {fault}. Se etter et hermetegn som ikke er "
            "lukket.",
            f"Line {reader.line_num} cannot be read: {fault}. Look for a quotation mark that is "
            "not closed.",
        ) from fault


def _unreadable(encoding: str) -> BadRequestError:
    return BadRequestError(
        f"Filen er ikke tekst i {encoding}. Lagre den som «CSV UTF-8» i regnearket, eller send "
        "arbeidsboken (.xlsx).",
        f"The file is not text in {encoding}. Save it as “CSV UTF-8” in the spreadsheet, or send "
        "the workbook (.xlsx).",
    )


def _too_large(limits: TableLimits) -> TooLargeError:
    return TooLargeError(
        f"Tabellen er for stor: høyst {limits.rows} rader, {limits.columns} kolonner og "
        f"{limits.bytes // 1_000_000} MB. Del den opp.",
        f"The table is too large: at most {limits.rows} rows, {limits.columns} columns and "
        f"{limits.bytes // 1_000_000} MB. Split it.",
        members={"limit": "table_rows", "value": limits.rows},
    )
