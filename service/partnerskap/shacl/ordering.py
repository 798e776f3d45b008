"""Order literals as SPARQL's ``<`` does (SPARQL 1.1, section 17.3), and dates of all XSD kinds.

Two literals that cannot be ordered give None: other kinds of value, ill-formed ones, a time with
a time zone beside one without when 14 hours may change the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from partnerskap.graph.terms import PREFIXES
from partnerskap.shacl.lexical import INTEGERS, is_well_formed

if TYPE_CHECKING:
    from pyoxigraph import Literal

__all__ = ["compare"]

_XSD: Final = PREFIXES["xsd"]
_DATES: Final = {"date", "dateTime", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"}
_PARTS: Final = re.compile(
    r"(?:(?P<year>-?\d{4,})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?|--(?P<month2>\d\d)"
    r"(?:-(?P<day2>\d\d))?|---(?P<day3>\d\d))?T?(?:(?P<hour>\d\d):(?P<minute>\d\d):"
    r"(?P<second>\d\d(?:\.\d+)?))?(?P<zone>Z|[+-]\d\d:\d\d)?"
)
_LENGTH: Final = re.compile(
    r"(?P<sign>-?)P(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<D>\d+)D)?"
    r"(?:T(?:(?P<H>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<S>[\d.]+)S)?)?"
)
_LONGEST: Final = 1_000
"""No number or date that people write is longer; Python converts much longer ones slowly."""
_FOURTEEN_HOURS: Final = 14 * 3600


@dataclass(frozen=True, slots=True)
class _Value:
    """``kind`` tells what may be compared; ``zoned`` is None where zones do not matter."""

    kind: str
    number: Decimal = Decimal(0)
    text: str = ""
    months: int = 0
    zoned: bool | None = None


def compare(one: Literal, other: Literal) -> int | None:
    """Give -1, 0 or 1 for less, equal and greater; None when there is no order.

    >>> from pyoxigraph import Literal
    >>> compare(Literal(2), Literal(10)), compare(Literal("a"), Literal(1))
    (-1, None)
    """
    left, right = _value(one), _value(other)
    if left is None or right is None or left.kind != right.kind:
        return None
    if left.kind == "duration":
        return _compare_lengths(left, right)
    if left.zoned is not right.zoned and abs(left.number - right.number) <= _FOURTEEN_HOURS:
        return None
    return _sign(left.number, right.number) or _sign(left.text, right.text)


def _sign(left: Decimal | str | int, right: Decimal | str | int) -> int:
    return (left > right) - (left < right)  # type: ignore[operator]  # both are of one kind


def _compare_lengths(left: _Value, right: _Value) -> int | None:
    months = _sign(left.months, right.months)
    seconds = _sign(left.number, right.number)
    if seconds in {months, 0}:
        return months
    return seconds if months == 0 else None


@lru_cache(maxsize=1_000)
def _value(literal: Literal) -> _Value | None:
    text, datatype = literal.value, literal.datatype.value
    name = datatype.removeprefix(_XSD)
    short = len(text) <= _LONGEST or name == "string"
    if literal.language or name == datatype or not (short and is_well_formed(text, datatype)):
        return None
    if datatype in INTEGERS or name == "decimal":
        return _Value("number", Decimal(text))
    if name in {"double", "float"}:
        return None if text == "NaN" else _Value("number", Decimal(float(text)))
    if name in {"string", "boolean"}:
        value = {"1": "true", "0": "false"}.get(text, text) if name == "boolean" else text
        return _Value(name, text=value)
    if name.removesuffix("Stamp") in _DATES:
        return _moment(name.removesuffix("Stamp"), text)
    return _length(text) if name.lower().endswith("duration") else None


def _moment(kind: str, text: str) -> _Value | None:
    match = _PARTS.fullmatch(text)
    if match is None:
        return None
    part = match.groupdict(default="0")
    year = int(part["year"]) if match["year"] else 2000
    month = int(match["month"] or match["month2"] or 1)
    day = int(match["day"] or match["day2"] or match["day3"] or 1)
    seconds = Decimal(_days(year, month, day)) * 86400
    seconds += int(part["hour"]) * 3600 + int(part["minute"]) * 60 + Decimal(part["second"])
    zone = match["zone"]
    if zone and zone != "Z":
        shift = int(zone[1:3]) * 3600 + int(zone[4:]) * 60
        seconds -= shift if zone[0] == "+" else -shift
    return _Value(kind, seconds, zoned=zone is not None)


def _days(year: int, month: int, day: int) -> int:
    """Count days in the Gregorian calendar from the first of March of year 0, for any year."""
    year -= month <= 2
    months = (month + 9) % 12
    return year * 365 + year // 4 - year // 100 + year // 400 + (153 * months + 2) // 5 + day - 1


def _length(text: str) -> _Value | None:
    match = _LENGTH.fullmatch(text)
    if match is None:
        return None
    part = match.groupdict(default="0")
    sign = -1 if match["sign"] else 1
    seconds = int(part["D"]) * 86400 + int(part["H"]) * 3600 + int(part["m"]) * 60
    months = int(part["Y"]) * 12 + int(part["M"])
    return _Value("duration", sign * (seconds + Decimal(part["S"])), months=sign * months)
