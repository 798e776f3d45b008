"""What a cell means for its column: plain values, and what was assumed on the way.

Accepts what Norwegian spreadsheets write: ``28.03.2021``, ``1 234,5``, ``ja``, labels in place of
codes. What is rewritten is told; what cannot be understood is handed on as it stands, so that the
checks after this one can say what is wrong with it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Protocol

from partnerskap.entry.fields import Kind
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from partnerskap.entry.fields import Field
    from partnerskap.tables.layout import Column
    from partnerskap.tables.sheets import Value

__all__ = ["CLEAR", "Finder", "Read", "join", "read_cell", "split"]

CLEAR: Final = ("(slett)", "(delete)")
"""A cell that says so empties the field; an empty cell leaves it as it is."""

_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_NUMBER: Final = re.compile(r"[-+]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|[-+]?\d+,\d+")
_PLAIN: Final = re.compile(r"[-+]?\d{1,18}(?:\.\d{1,18})?")
_MOST_DIGITS: Final = 40
_SPACES: Final = re.compile(r"[ \u00a0\u202f]")
_TRUTH: Final = {"ja": True, "yes": True, "sann": True, "true": True, "1": True}
_FALSITY: Final = {"nei": False, "no": False, "usann": False, "false": False, "0": False}
_ESCAPED: Final = re.compile(r"(?<!\\)\|")


class Finder(Protocol):
    """Finds the word that plain JSON has for what a person wrote of a code or a record."""

    def find(self, field: Field, text: str) -> str | None:
        """Give the word for a label, a number or a key; None when nothing or too much fits."""
        ...


@dataclass(frozen=True, slots=True)
class Read:
    """The values of one cell, and what was assumed (none: they stand as they were written)."""

    values: tuple[object, ...]
    assumed: Wording | None = None
    clear: bool = False


def split(text: str) -> list[str]:
    r"""Take a cell with several values apart at ``|``; ``\|`` is a bar in a value.

    >>> split(r"Helse | Skole|a\|b")
    ['Helse', 'Skole', 'a|b']
    """
    parts = (part.replace("\\|", "|").strip() for part in _ESCAPED.split(text))
    return [part for part in parts if part]


def join(values: list[str]) -> str:
    """Put several values into one cell, so that ``split`` finds them again."""
    return " | ".join(value.replace("|", "\\|") for value in values)


def read_cell(column: Column, value: Value, finder: Finder) -> Read:
    """Read a cell that is not empty."""
    field = column.field
    if isinstance(value, str) and value.strip().casefold() in CLEAR:
        return Read((), clear=True)
    if field is None:
        return Read((_text(value),))
    if isinstance(value, str):
        parts: list[Value] = [*split(value)] if column.many else [value.strip()]
    else:
        parts = [value]
    read = [_read(field, part, finder) for part in parts]
    assumed = [each for _, each in read if each is not None]
    return Read(tuple(found for found, _ in read), assumed[0] if assumed else None)


def _read(field: Field, value: Value, finder: Finder) -> tuple[object, Wording | None]:
    match field.kind:
        case Kind.DATE:
            return _date(value)
        case Kind.NUMBER:
            return _number(value)
        case Kind.BOOLEAN:
            return _truth(value)
        case Kind.CODE | Kind.REFERENCE:
            text = _text(value)
            return finder.find(field, text) or text, None
        case _:
            return _text(value), None


def _text(value: Value) -> str:
    """Write a value as the spreadsheet shows it; a whole number without its decimals.

    >>> _text(301.0)
    '301'
    """
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _date(value: Value) -> tuple[object, Wording | None]:
    """Read a day, a month or a year.

    >>> _date("28.3.2021")[0], _date(2021)[0]
    ('2021-03-28', '2021')
    """
    text = _text(value).strip()
    match = _DAY.fullmatch(text)
    if match is None:
        return text, None
    day, month, year = map(int, match.groups())
    try:
        found = date(year, month, day).isoformat()
    except ValueError:
        return text, None
    return found, _assumed(text, found)


def _number(value: Value) -> tuple[object, Wording | None]:
    """Read a number written by a program or by a Norwegian.

    >>> _number("1 234,5")[0], _number(12.0)[0]
    (1234.5, 12)
    """
    if isinstance(value, float) and math.isfinite(value):
        return int(value) if value.is_integer() else value, None
    if isinstance(value, int) and not isinstance(value, bool):
        return value, None
    text = _text(value).strip()
    if _PLAIN.fullmatch(text):
        return float(text) if "." in text else int(text), None
    if _NUMBER.fullmatch(text) and len(text) <= _MOST_DIGITS:
        written = _SPACES.sub("", text).replace(",", ".")
        return float(written) if "." in written else int(written), _assumed(text, written)
    return text, None


def _truth(value: Value) -> tuple[object, Wording | None]:
    if isinstance(value, bool):
        return value, None
    text = _text(value).strip()
    found = {**_TRUTH, **_FALSITY}.get(text.casefold())
    return (text, None) if found is None else (found, None)


def _assumed(text: str, found: str) -> Wording:
    return Wording(f"«{text}» er lest som {found}.", f"“{text}” was read as {found}.")
