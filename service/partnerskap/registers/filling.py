"""Fill in the sheets of the template from the rows of a source, and remember where each came from.

What a mapping cannot make of a value is noted and the value handed on as it stands: the service
says what is wrong with it, in the words it has for everybody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from partnerskap.entry.keys import slug_of
from partnerskap.records.wording import Wording
from partnerskap.registers.rows import ITSELF, TextRow
from partnerskap.tables.cells import join
from partnerskap.tables.layout import RECORD, SOURCED, sheet_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from partnerskap.registers.plan import PartPlan, Plan, Rule
    from partnerskap.registers.rows import Row
    from partnerskap.tables.layout import Sheet

__all__ = ["Filled", "Line", "Note", "fill"]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: its record, its cells by the name of their column, and its origin."""

    record: str
    cells: dict[str, str]
    place: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something that could not be used as the mapping says, and where it stands."""

    place: str
    text: Wording


@dataclass(slots=True)
class Filled:
    """The lines of each sheet by its title, and what was noted."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    @property
    def records(self) -> list[str]:
        """The keys of the records, in the order of the source."""
        first = next(iter(self.lines.values()), [])
        return [line.record for line in first]

    def digests(self) -> dict[str, str]:
        """Give a hash of everything that is said of each record."""
        said: dict[str, list[object]] = {}
        for title, lines in self.lines.items():
            for line in lines:
                said.setdefault(line.record, []).append([title, sorted(line.cells.items())])
        return {
            record: sha256(json.dumps(each, ensure_ascii=False).encode()).hexdigest()
            for record, each in said.items()
        }

    def without(self, records: Iterable[str]) -> Filled:
        """Leave records out."""
        left = frozenset(records)
        kept = {
            title: [line for line in lines if line.record not in left]
            for title, lines in self.lines.items()
        }
        return Filled(kept, self.notes)


def fill(plan: Plan, rows: Iterable[Row]) -> Filled:
    """Fill in the sheets; raises BadRequestError for a path that the source cannot have."""
    filler = _Filler(plan, Filled())
    filler.filled.lines[filler.title(plan.layout.sheets[0])] = []
    for row in rows:
        filler.take(row)
    return filler.filled


@dataclass(slots=True)
class _Filler:
    plan: Plan
    filled: Filled
    _taken: set[str] = field(default_factory=set)

    def title(self, sheet: Sheet) -> str:
        return sheet_title(self.plan.layout, sheet, "en")

    def take(self, row: Row) -> None:
        record = self._key(row)
        if not record:
            return
        first = self.plan.layout.sheets[0]
        cells = self._cells(row, self.plan.fields, first)
        self._add(first, Line(record, cells, row.place))
        for part in self.plan.parts:
            self._part(record, row, part)
        self._sourced(record, row, cells)

    def _key(self, row: Row) -> str:
        key = self.plan.key
        found = row.texts(key.path)
        slug = slug_of(f"{key.prefix}{found[0]}") if found else ""
        if not slug:
            self._note(
                row.place,
                f"«{key.path}» er tom, så raden har ingen nøkkel og er ikke lest.",
                f"“{key.path}” is empty, so the row has no key and was not read.",
            )
        elif slug in self._taken:
            self._note(
                row.place,
                f"Nøkkelen «{slug}» står på en rad til. Bare den første er lest.",
                f"The key “{slug}” stands on another row. Only the first was read.",
            )
            return ""
        self._taken.add(slug)
        return slug

    def _part(self, record: str, row: Row, part: PartPlan) -> None:
        sheet = self.plan.sheet_of(part)
        for each in self._rows(row, part):
            cells = self._cells(each, part.fields, sheet)
            told = [name for name, rule in part.fields.items() if rule.path]
            if any(name in cells for name in told) or not told:
                self._add(sheet, Line(record, cells, each.place))

    @staticmethod
    def _rows(row: Row, part: PartPlan) -> list[Row]:
        if part.each is None:
            return [row]
        found = row.inner(part.each.path)
        if not part.each.split:
            return found
        pieces = [
            piece.strip()
            for each in found
            for text in each.texts(ITSELF)
            for piece in text.split(part.each.split)
        ]
        return [TextRow(row.place, piece) for piece in pieces if piece]

    def _sourced(self, record: str, row: Row, cells: Mapping[str, str]) -> None:
        """Write what fields rest on, for those that have a value."""
        sourced = self.plan.sourced
        if sourced is None:
            return
        sheet = next(sheet for sheet in self.plan.layout.sheets if sheet.sources)
        for name in sourced.fields:
            if any(each.partition(".")[0] == name for each in cells):
                said = {SOURCED: name, "sources": join(sourced.sources)}
                basis = {"basis": sourced.basis} if sourced.basis else {}
                self._add(sheet, Line(record, said | basis, row.place))

    def _add(self, sheet: Sheet, line: Line) -> None:
        line.cells[RECORD] = line.record
        self.filled.lines.setdefault(self.title(sheet), []).append(line)

    def _cells(self, row: Row, rules: Mapping[str, Rule], sheet: Sheet) -> dict[str, str]:
        many = {column.name for column in sheet.columns if column.many}
        cells = {}
        for name, rule in rules.items():
            values = [rule.value] if rule.value else self._values(row, rule)
            if values:
                cells[name] = join(values) if name in many or len(values) > 1 else values[0]
        return cells

    def _values(self, row: Row, rule: Rule) -> list[str]:
        texts = row.texts(rule.path)
        if rule.split:
            texts = [piece.strip() for text in texts for piece in text.split(rule.split)]
        table = self.plan.table_of(rule)
        found = []
        for text in filter(None, texts):
            if table and text not in table:
                self._note(
                    row.place,
                    f"«{text}» ({rule.path}) står ikke i tabellen over verdier. Den er brukt som "
                    "den står; legg den til i tabellen.",
                    f"“{text}” ({rule.path}) is not in the table of values. It was used as it "
                    "stands; add it to the table.",
                )
            found.append(self._date(row, rule, table.get(text, text)))
        return [text for text in found if text]

    def _date(self, row: Row, rule: Rule, text: str) -> str:
        if not rule.date or not text:
            return text
        try:
            return datetime.strptime(text, rule.date).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            self._note(
                row.place,
                f"«{text}» ({rule.path}) er ikke en dato på formen «{rule.date}». Den er brukt som "
                "den står.",
                f"“{text}” ({rule.path}) is no date of the form “{rule.date}”. It was used as it "
                "stands.",
            )
            return text

    def _note(self, place: str, nb: str, en: str) -> None:
        self.filled.notes.append(Note(place, Wording(nb, en)))
