"""Put the rows of all sheets together to records, in the form of plain JSON.

Each value remembers its cell, by JSON Pointer (RFC 6901) into the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from partnerskap.entry.fields import Kind
from partnerskap.entry.keys import slug_of
from partnerskap.records.wording import Wording
from partnerskap.tables.cells import Read, read_cell
from partnerskap.tables.layout import ID, RECORD, SOURCED, VALUE, WITHIN
from partnerskap.tables.sheets import HELP_MARK, Cell, Matched, Remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerskap.entry.typed import Finder, Typed
    from partnerskap.tables.layout import Column, Layout, Sheet

__all__ = ["Collected", "Filled", "Row", "collect"]


@dataclass(frozen=True, slots=True)
class Filled:
    """One cell that was filled in: its column, what was read, and where it stands."""

    column: Column
    read: Read
    cell: Cell


@dataclass(frozen=True, slots=True)
class Row:
    """The filled cells of one row, the leading columns apart (the rest).

    ``positions`` tells where each column of the table stands, from 1, by its keys with ``/``
    between; empty cells have a position too.
    """

    cell: Cell
    filled: tuple[Filled, ...]
    positions: Mapping[str, int]
    id: str = ""
    within: str = ""
    sourced: str = ""
    value: str = ""


@dataclass(slots=True)
class Collected:
    """The rows of one record, by the keys of their sheet; ``sources`` are those about fields."""

    key: str
    cell: Cell
    rows: dict[tuple[str, ...], list[Row]] = field(default_factory=dict)
    sources: list[Row] = field(default_factory=list)


def collect(
    layout: Layout, matches: Sequence[Matched], finder: Finder
) -> tuple[dict[str, Collected], list[Remark]]:
    """Read every row; give the records by key, in the order they were met, and what was noticed."""
    reader = _Reader(layout, finder)
    for match in sorted(matches, key=lambda each: layout.sheets.index(each.sheet)):
        for row in _rows(match):
            reader.take(match, row)
    return reader.records, reader.remarks


@dataclass(frozen=True, slots=True)
class _Raw:
    cell: Cell
    values: tuple[tuple[Column, Typed, Cell], ...]


def _rows(match: Matched) -> Iterator[_Raw]:
    title = match.table.title
    for number, values in match.table.rows:
        first = values[0] if values else None
        if isinstance(first, str) and first.startswith(HELP_MARK):
            continue
        found = tuple(
            (column, values[at], Cell(title, number, at + 1, str(match.table.headings[at])))
            for at, column in match.columns.items()
            if at < len(values) and not _is_empty(values[at])
        )
        if found:
            yield _Raw(Cell(title, number, 1), found)


def _is_empty(value: Typed) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


class _Reader:
    def __init__(self, layout: Layout, finder: Finder) -> None:
        self._layout = layout
        self._finder = finder
        self.records: dict[str, Collected] = {}
        self.remarks: list[Remark] = []

    def take(self, match: Matched, raw: _Raw) -> None:
        sheet = match.sheet
        leading: dict[str, str] = {}
        filled: list[Filled] = []
        for column, value, cell in raw.values:
            read = read_cell(column, value, self._finder)
            if column.field is None:
                leading[column.role] = str(read.values[0]).strip() if read.values else ""
                continue
            if read.assumed is not None:
                self.remarks.append(Remark(read.assumed, cell))
            filled.append(Filled(column, read, cell))
        row = Row(
            raw.cell,
            tuple(filled),
            match.positions,
            leading.get(ID, ""),
            leading.get(WITHIN, ""),
            leading.get(SOURCED, ""),
            leading.get(VALUE, ""),
        )
        record = self._record(sheet, row, leading.get(RECORD, ""))
        if record is None:
            return
        if sheet.sources:
            record.sources.append(row)
        else:
            record.rows.setdefault(sheet.keys, []).append(row)

    def _record(self, sheet: Sheet, row: Row, key: str) -> Collected | None:
        own = not sheet.keys and not sheet.sources
        key = key or (self._key_of_name(row) if own else "")
        if not key:
            self.remarks.append(_without_key(row.cell))
            return None
        found = self.records.get(key)
        if found is None:
            found = self.records[key] = Collected(key, row.cell)
        elif own and () in found.rows:
            self.remarks.append(_twice(key, row.cell, found.rows[()][0].cell))
            return None
        return found

    def _key_of_name(self, row: Row) -> str:
        """Make a key of the name in the first language that has one."""
        names = [
            each
            for each in row.filled
            if each.column.field is not None
            and each.column.field.kind is Kind.LANGUAGE_TEXT
            and each.column.field.required_languages
            and each.read.values
        ]
        if not names:
            return ""
        key = slug_of(str(names[0].read.values[0]))
        if key:
            text = Wording(
                f"Raden har ingen nøkkel; av navnet ble den «{key}».",
                f"The row has no key; from the name it became “{key}”.",
            )
            self.remarks.append(Remark(text, row.cell))
        return key


def _without_key(cell: Cell) -> Remark:
    return Remark(
        Wording(
            "Raden har ingen nøkkel og er ikke lest. Skriv nøkkelen til oppføringen den hører til.",
            "The row has no key and was not read. Give the key of the record it belongs to.",
        ),
        cell,
        grave=True,
    )


def _twice(key: str, cell: Cell, first: Cell) -> Remark:
    return Remark(
        Wording(
            f"Nøkkelen «{key}» står også i rad {first.row}. Bare den første raden er lest; gi den "
            "andre en annen nøkkel, eller slå radene sammen.",
            f"The key “{key}” stands in row {first.row} too. Only the first row was read; give "
            "the other another key, or merge the rows.",
        ),
        cell,
        grave=True,
    )
