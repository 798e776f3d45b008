"""What people type for single values, in forms and in spreadsheets, and what was made of it.

Accepts what Norwegians write: ``28.03.2021``, ``1 234,5``, ``ja``, names in place of codes. What
is rewritten is told; what cannot be understood is handed on as it stands, so that the checks after
this one can say what is wrong with it.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Protocol

from partnerskap.entry.fields import Kind
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from partnerskap.entry.fields import Field

__all__ = ["Finder", "Typed", "as_text", "read_typed"]

Typed = str | int | float | bool | date | None
"""What a field or a cell holds; None and the empty text are the same."""

_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_NUMBER: Final = re.compile(r"[-+]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|[-+]?\d+,\d+")
_PLAIN: Final = re.compile(r"[-+]?\d{1,18}(?:\.\d{1,18})?")
_MOST_DIGITS: Final = 40
_SPACES: Final = re.compile(r"[ \u00a0\u202f]")
_TRUTH: Final = {"ja": True, "yes": True, "sann": True, "true": True, "1": True}
_FALSITY: Final = {"nei": False, "no": False, "usann": False, "false": False, "0": False}


class Finder(Protocol):
    """Finds the word that plain JSON has for what a person wrote of a code or a record."""

    def find(self, field: Field, text: str) -> str | None:
        """Give the word for a label, a number or a key; None when nothing or too much fits."""
        ...


def read_typed(field: Field, value: Typed, finder: Finder) -> tuple[object, Wording | None]:
    """Give the value for plain JSON, and what was assumed (None: it stands as it was written).

    Of a code or record the word is given that ``finder`` knows for it.
    """
    match field.kind:
        case Kind.DATE:
            return _date(value)
        case Kind.NUMBER:
            return _number(value)
        case Kind.BOOLEAN:
            return _truth(value)
        case Kind.CODE | Kind.REFERENCE:
            text = as_text(value)
            return finder.find(field, text) or text, None
        case _:
            return as_text(value), None


def as_text(value: Typed) -> str:
    """Write a value as the spreadsheet shows it; a whole number without its decimals.

    >>> as_text(301.0)
    '301'
    """
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _date(value: Typed) -> tuple[object, Wording | None]:
    """Read a day, a month or a year.

    >>> _date("28.3.2021")[0], _date(2021)[0]
    ('2021-03-28', '2021')
    """
    text = as_text(value).strip()
    match = _DAY.fullmatch(text)
    if match is None:
        return text, None
    day, month, year = map(int, match.groups())
    try:
        found = date(year, month, day).isoformat()
    except ValueError:
        return text, None
    return found, _assumed(text, found)


def _number(value: Typed) -> tuple[object, Wording | None]:
    """Read a number written by a program or by a Norwegian.

    >>> _number("1 234,5")[0], _number(12.0)[0]
    (1234.5, 12)
    """
    if isinstance(value, float) and math.isfinite(value):
        return int(value) if value.is_integer() else value, None
    if isinstance(value, int) and not isinstance(value, bool):
        return value, None
    text = as_text(value).strip()
    if _PLAIN.fullmatch(text):
        return float(text) if "." in text else int(text), None
    if _NUMBER.fullmatch(text) and len(text) <= _MOST_DIGITS:
        written = _SPACES.sub("", text).replace(",", ".")
        return float(written) if "." in written else int(written), _assumed(text, written)
    return text, None


def _truth(value: Typed) -> tuple[object, Wording | None]:
    if isinstance(value, bool):
        return value, None
    text = as_text(value).strip()
    found = {**_TRUTH, **_FALSITY}.get(text.casefold())
    return (text, None) if found is None else (found, None)


def _assumed(text: str, found: str) -> Wording:
    return Wording(f"«{text}» er lest som {found}.", f"“{text}” was read as {found}.")
