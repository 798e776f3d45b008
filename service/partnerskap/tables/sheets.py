"""A table as it came, cell by cell, and which sheet of the layout each column is meant for.

Nothing is dropped in silence: a table or a column that no sheet knows becomes a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from partnerskap.graph.labels import LANGUAGES
from partnerskap.records.wording import Wording
from partnerskap.tables.layout import RECORD, sheet_title

if TYPE_CHECKING:
    from partnerskap.entry.typed import Typed
    from partnerskap.tables.layout import Column, Layout, Sheet

__all__ = ["HELP_MARK", "Cell", "Matched", "Remark", "Table", "match_tables"]

HELP_MARK: Final = "ⓘ"
"""A row whose first cell begins so explains the columns and is no data."""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Where something stands: the sheet (empty in CSV), the row and the column, from 1."""

    sheet: str
    row: int
    column: int
    heading: str = ""

    @property
    def address(self) -> str:
        """The cell as a spreadsheet names it.

        >>> Cell("Deltakere", 3, 28).address
        'AB3'
        """
        letters, rest = "", self.column
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return f"{letters}{self.row}"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the reader of a table noticed, assumed or could not use; where, if anywhere.

    ``grave`` marks what was not understood: a person must look at it.
    """

    text: Wording
    cell: Cell | None = None
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a workbook or one CSV file: headings, and rows with their numbers from 1.

    The rows may be read once only.
    """

    title: str
    headings: Sequence[Typed]
    rows: Iterable[tuple[int, Sequence[Typed]]]
    first_row: int = 1


@dataclass(frozen=True, slots=True)
class Matched:
    """A table whose columns are known.

    ``columns`` is by position from 0; ``positions``, from 1, by the keys with ``/`` between.
    """

    sheet: Sheet
    table: Table
    columns: dict[int, Column] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)


def match_tables(layout: Layout, tables: Iterable[Table]) -> tuple[list[Matched], list[Remark]]:
    """Find what each table is; tell of the tables and columns that nothing is known of."""
    found: list[Matched] = []
    remarks: list[Remark] = []
    for table in tables:
        best = max(
            (_match(sheet, table) for sheet in layout.sheets),
            key=lambda match: _rank(layout, match),
        )
        if not any(column.field for column in best.columns.values()):
            remarks.append(_unknown_table(layout, table))
            continue
        found.append(best)
        remarks += _unknown_columns(best)
    return found, remarks


def _match(sheet: Sheet, table: Table) -> Matched:
    known: dict[str, Column] = {}
    for column in sheet.columns:
        for name in (*_names(column.heading), column.name):
            known.setdefault(_fold(name), column)
    columns: dict[int, Column] = {}
    for index, heading in enumerate(table.headings):
        found = known.get(_fold(str(heading or "")))
        if found is not None and found not in columns.values():
            columns[index] = found
    positions = {column.pointer: index + 1 for index, column in columns.items()}
    return Matched(sheet, table, columns, positions)


def _rank(layout: Layout, match: Matched) -> tuple[bool, int, bool]:
    """Prefer the sheet of the same name, then the one that knows most columns."""
    titles = {_fold(sheet_title(layout, match.sheet, code)) for code in LANGUAGES}
    return _fold(match.table.title) in titles, len(match.columns), not match.sheet.keys


def _names(wording: Wording) -> tuple[str, ...]:
    return tuple(dict.fromkeys((wording.nb, wording.nn or wording.nb, wording.en)))


def _fold(text: str) -> str:
    """Read a heading as people mean it: no case, no star, no space at the ends.

    >>> _fold(" Navn (bokmål) *")
    'navn (bokmål)'
    """
    return re.sub(r"\s+", " ", text.replace("*", "")).strip().casefold()


def _unknown_table(layout: Layout, table: Table) -> Remark:
    sheets = Wording(
        ", ".join(f"«{sheet.title.nb}»" for sheet in layout.sheets),
        ", ".join(f"“{sheet.title.en}”" for sheet in layout.sheets),
    )
    name_nb = f"Arket «{table.title}»" if table.title else "Tabellen"
    name_en = f"The sheet “{table.title}”" if table.title else "The table"
    return Remark(
        Wording(
            f"{name_nb} har ingen overskrifter vi kjenner, og er ikke lest. Arkene vi leser er "
            f"{sheets.nb}; overskriftene skal stå i første rad.",
            f"{name_en} has no headings that we know and was not read. The sheets we read are "
            f"{sheets.en}; the headings must stand in the first row.",
        ),
        Cell(table.title, table.first_row, 1),
        grave=True,
    )


def _unknown_columns(match: Matched) -> list[Remark]:
    remarks = []
    for index, heading in enumerate(match.table.headings):
        if index in match.columns or heading in {None, ""}:
            continue
        cell = Cell(match.table.title, match.table.first_row, index + 1, str(heading))
        remarks.append(
            Remark(
                Wording(
                    f"Kolonnen «{heading}» kjenner vi ikke, og den er ikke lest. Bruk "
                    "overskriftene fra malen.",
                    f"We do not know the column “{heading}”, and it was not read. Use the "
                    "headings of the template.",
                ),
                cell,
                grave=True,
            )
        )
    if not any(column.role == RECORD for column in match.columns.values()):
        remarks.append(_no_key(match))
    return remarks


def _no_key(match: Matched) -> Remark:
    grave = bool(match.sheet.keys) or match.sheet.sources
    text = (
        Wording(
            "Kolonnen «Nøkkel» mangler, så vi vet ikke hvilken oppføring radene hører til.",
            "The column “Key” is missing, so we do not know which record the rows belong to.",
        )
        if grave
        else Wording(
            "Kolonnen «Nøkkel» mangler. Nøklene er laget av navnene.",
            "The column “Key” is missing. The keys were made of the names.",
        )
    )
    return Remark(text, Cell(match.table.title, match.table.first_row, 1), grave=grave)
