"""Lay a form out as sheets: one for the records, one for each kind of part that may be many.

The layout follows the form, which follows the shapes; nothing about a record type is written here.
A part that a node has at most one of is laid out as columns of its node, any other part as rows of
a sheet of its own, which name the record and, where they lie deeper, the part they belong to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from partnerskap.entry.fields import Field, Form, Kind
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "ID",
    "RECORD",
    "SOURCED",
    "VALUE",
    "WITHIN",
    "Column",
    "Layout",
    "Sheet",
    "lay_out",
    "sheet_title",
]

_LANGUAGES: Final = {
    "nb": Wording("bokmål", "bokmål", "bokmål"),
    "nn": Wording("nynorsk", "nynorsk", "nynorsk"),
    "en": Wording("engelsk", "English", "engelsk"),
    "se": Wording("nordsamisk", "Northern Sámi", "nordsamisk"),
    "sma": Wording("sørsamisk", "Southern Sámi", "sørsamisk"),
    "smj": Wording("lulesamisk", "Lule Sámi", "lulesamisk"),
    "fkv": Wording("kvensk", "Kven", "kvensk"),
    "fi": Wording("finsk", "Finnish", "finsk"),
}
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
_MOST_TITLE: Final = 31
RECORD: Final = "record"
WITHIN: Final = "within"
ID: Final = "id"
SOURCED: Final = "field"
VALUE: Final = "value"
"""Columns that no field stands behind: the record, the part above, the part; and of a source, the
field it is about and, where that has several values, which."""

_ROLES: Final = {
    RECORD: (
        Wording("Nøkkel", "Key", "Nøkkel"),
        Wording(
            "Oppføringens navn i adressen: små bokstaver, tall og bindestrek. Samme nøkkel igjen "
            "endrer den samme oppføringen.",
            "The record's name in its address: lower-case letters, digits and hyphens. The same "
            "key again changes the same record.",
            "Namnet til oppføringa i adressa: små bokstavar, tal og bindestrek. Same nøkkel igjen "
            "endrar den same oppføringa.",
        ),
    ),
    WITHIN: (
        Wording("Hører til rad", "Belongs to row", "Høyrer til rad"),
        Wording(
            "Delen i arket over som denne raden hører til: det som står i kolonnen «Id» der.",
            "The part in the sheet above that this row belongs to: what its column “Id” says.",
            "Delen i arket over som denne rada høyrer til: det som står i kolonnen «Id» der.",
        ),
    ),
    ID: (
        Wording("Id", "Id", "Id"),
        Wording(
            "Rør den ikke på rader som er her fra før. For en ny rad kan den stå tom, eller være "
            "et kort navn som rader i andre ark viser til.",
            "Do not touch it on rows that were here before. For a new row it may be empty, or a "
            "short name that rows of other sheets refer to.",
            "Ikkje rør han på rader som er her frå før. For ei ny rad kan han stå tom, eller vere "
            "eit kort namn som rader i andre ark viser til.",
        ),
    ),
    SOURCED: (
        Wording("Felt", "Field", "Felt"),
        Wording(
            "Feltet i oppføringen som kilden gjelder.",
            "The field of the record that the source is about.",
            "Feltet i oppføringa som kjelda gjeld.",
        ),
    ),
    VALUE: (
        Wording("Verdi", "Value", "Verdi"),
        Wording(
            "Hvilken av verdiene, når feltet har flere. Tom: alle.",
            "Which of the values, when the field has several. Empty: all.",
            "Kva for ein av verdiane, når feltet har fleire. Tom: alle.",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its values stand in plain JSON, and what people read above them.

    ``keys`` lead from the node of the row to the value, past parts that are laid out as columns.
    ``language`` is set for texts, which have a column for each language. ``field`` is None for a
    column that only leads to its row; then ``role`` says which.
    """

    keys: tuple[str, ...]
    heading: Wording
    help: Wording
    field: Field | None = None
    language: str = ""
    role: str = ""

    @property
    def name(self) -> str:
        """The heading for programs: keys with points between."""
        return ".".join((*self.keys, self.language)) if self.language else ".".join(self.keys)

    @property
    def pointer(self) -> str:
        """The way from the node of the row to the value, keys with ``/`` between."""
        return "/".join((*self.keys, self.language)) if self.language else "/".join(self.keys)

    @property
    def required(self) -> bool:
        """Whether a row without a value here is refused."""
        if self.field is None:
            return self.role in {RECORD, WITHIN}
        if self.language:
            return self.language in self.field.required_languages
        return bool(self.field.min)

    @property
    def many(self) -> bool:
        """Whether several values may stand in one cell."""
        if self.field is None:
            return False
        return not self.field.one_per_language if self.language else self.field.many


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of one kind of node.

    ``keys`` lead from the record to the list the rows make up; none for the records themselves.
    ``sources`` marks the sheet of what single values of the record rest on.
    """

    keys: tuple[str, ...]
    title: Wording
    columns: tuple[Column, ...]
    sources: bool = False

    def column(self, role: str) -> Column | None:
        """Find the column with a role."""
        return next((column for column in self.columns if column.role == role), None)


@dataclass(frozen=True, slots=True)
class Layout:
    """All sheets of a record type, the records first."""

    form: Form
    sheets: tuple[Sheet, ...]

    def sheet(self, keys: tuple[str, ...]) -> Sheet | None:
        """Find the sheet whose rows stand under these keys."""
        return next((each for each in self.sheets if each.keys == keys and not each.sources), None)

    def above(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Give the keys of the sheet whose rows the rows of another belong to.

        Parts that are laid out as columns have no sheet and are passed over.
        """
        shorter = keys[:-1]
        while shorter and self.sheet(shorter) is None:
            shorter = shorter[:-1]
        return shorter


@cache
def lay_out(form: Form) -> Layout:
    """Make the sheets of a form."""
    records = (_role(RECORD), *_columns(form, (), Wording("", "")))
    sheets = [Sheet((), form.label, records), *_part_sheets(form, (), None)]
    sourced = [field for field in form.fields if field.statement]
    if sourced and sourced[0].statement:
        statement = _columns(sourced[0].statement, (), Wording("", ""))
        title = Wording("Kilder til felt", "Sources of fields", "Kjelder til felt")
        leading = (_role(RECORD), _role(SOURCED), _role(VALUE))
        sheets.append(Sheet((), title, (*leading, *statement), sources=True))
    return Layout(form, tuple(sheets))


def _role(role: str) -> Column:
    heading, advice = _ROLES[role]
    return Column((role,), heading, advice, role=role)


def _single_part(field: Field) -> Form | None:
    return field.part if field.max == 1 else None


def _columns(form: Form, above: tuple[str, ...], prefix: Wording) -> tuple[Column, ...]:
    return tuple(column for field in form.fields for column in _of_field(field, above, prefix))


def _of_field(field: Field, above: tuple[str, ...], prefix: Wording) -> Iterator[Column]:
    keys = (*above, field.key)
    heading = prefix + field.label
    part = _single_part(field)
    if part is not None:
        yield from _columns(part, keys, heading + Wording(": ", ": "))
    elif field.part is not None or field.fixed is not None:
        return
    elif field.kind is Kind.LANGUAGE_TEXT:
        for language in field.languages:
            name = _LANGUAGES.get(language, Wording(language, language))
            told = heading + Wording(" (", " (") + name + Wording(")", ")")
            yield Column(keys, told, field.help, field, language)
    else:
        yield Column(keys, heading, field.help, field)


def _part_sheets(form: Form, above: tuple[str, ...], within: Wording | None) -> Iterator[Sheet]:
    """Make the sheets of a form's parts; ``within`` is the title of the sheet they lie under."""
    for field in form.fields:
        part = field.part
        if part is None:
            continue
        keys = (*above, field.key)
        if _single_part(field):
            yield from _part_sheets(part, keys, within)
            continue
        leading = [_role(RECORD), *([_role(WITHIN)] if within else []), _role(ID)]
        title = within + Wording(" – ", " – ") + field.label if within else field.label
        yield Sheet(keys, title, (*leading, *_columns(part, (), Wording("", ""))))
        yield from _part_sheets(part, keys, field.label)


def sheet_title(layout: Layout, sheet: Sheet, language: str) -> str:
    """Name a sheet as spreadsheets allow: 31 characters, no brackets, one of each."""
    title = _FORBIDDEN.sub(" ", sheet.title.in_language(language))[:_MOST_TITLE]
    before = layout.sheets[: layout.sheets.index(sheet)]
    taken = {_FORBIDDEN.sub(" ", s.title.in_language(language))[:_MOST_TITLE] for s in before}
    number = 2
    unique = title
    while unique in taken:
        unique = f"{title[: _MOST_TITLE - 3]} {number}"
        number += 1
    return unique
