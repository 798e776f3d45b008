"""Check that literals are written as their XSD datatype demands.

RDF libraries take ``"none"^^xsd:boolean`` and ``"2011-01-01"^^xsd:dateTime`` without a word; here
the lexical forms of XSD 1.1 Part 2 are checked one by one. Datatypes outside XSD are not judged.
"""

from __future__ import annotations

import re
from calendar import monthrange
from typing import Final
from urllib.parse import urlsplit

from partnerskap.graph.terms import PREFIXES

__all__ = ["INTEGERS", "XSD_DATATYPES", "is_well_formed"]

_YEAR: Final = r"(?P<year>-?(?:[1-9]\d{3,}|0\d{3}))"
_MONTH: Final = r"(?P<month>0[1-9]|1[0-2])"
_DAY: Final = r"(?P<day>0[1-9]|[12]\d|3[01])"
_TIME: Final = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_ZONE: Final = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_DAYS: Final = r"(?:\d+Y)?(?:\d+M)?(?:\d+D)?"
_HOURS: Final = r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
_INTEGER: Final = r"[+-]?\d+"
_NAME_START: Final = (
    r"[:A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    r"\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]"
)
_NAME_CHAR: Final = _NAME_START[:-1] + r"\-.0-9\u00b7\u0300-\u036f\u203f\u2040]"
_NCNAME: Final = f"(?!:){_NAME_START}(?:(?!:){_NAME_CHAR})*"

_PATTERNS: Final = {
    name: re.compile(pattern, re.ASCII)
    for name, pattern in {
        "boolean": r"true|false|1|0",
        "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
        "float": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
        "double": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
        "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
        "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
        "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}(?=Z|[+-]){_ZONE}",
        "time": f"{_TIME}{_ZONE}",
        "gYear": f"{_YEAR}{_ZONE}",
        "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
        "gMonth": f"--{_MONTH}{_ZONE}",
        "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}",
        "gDay": f"---{_DAY}{_ZONE}",
        "duration": rf"-?P(?=\d|T\d){_DAYS}{_HOURS}",
        "yearMonthDuration": r"-?P(?=\d)(?:\d+Y)?(?:\d+M)?",
        "dayTimeDuration": rf"-?P(?=\d|T\d)(?:\d+D)?{_HOURS}",
        "hexBinary": r"(?:[0-9a-fA-F]{2})*",
        "base64Binary": r"(?:(?:[A-Za-z0-9+/] ?){4})*"
        r"(?:(?:[A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?",
        "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
        "normalizedString": r"[^\t\n\r]*",
        "token": r"(?! )(?:(?!  )[^\t\n\r])*(?<! )",
        "NMTOKEN": f"{_NAME_CHAR}+",
        "Name": f"{_NAME_START}{_NAME_CHAR}*",
        "NCName": _NCNAME,
        "QName": f"(?:{_NCNAME}:)?{_NCNAME}",
    }.items()
}

_RANGES: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "byte": (-(2**7), 2**7 - 1),
    "short": (-(2**15), 2**15 - 1),
    "int": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "unsignedByte": (0, 2**8 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedLong": (0, 2**64 - 1),
}
_INTEGERS: Final = re.compile(_INTEGER, re.ASCII)
_NOT_IN_URI: Final = re.compile(r'[\x00-\x20<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})')
_MAX_DIGITS: Final = 4000  # Python refuses to convert much longer numbers

INTEGERS: Final = frozenset(PREFIXES["xsd"] + name for name in _RANGES)
"""The datatypes of whole numbers."""

XSD_DATATYPES: Final = frozenset(
    PREFIXES["xsd"] + name for name in ("string", "anyURI", *_PATTERNS, *_RANGES)
)
"""The datatypes whose literals are judged."""


def is_well_formed(text: str, datatype: str) -> bool:
    """Tell whether ``text`` is in the lexical space of an XSD datatype; True for other datatypes.

    >>> is_well_formed("2021-02-29", PREFIXES["xsd"] + "date")
    False
    """
    name = datatype.removeprefix(PREFIXES["xsd"])
    if name == datatype or datatype not in XSD_DATATYPES or name == "string":
        return True
    if name in _RANGES:
        return _in_range(text, *_RANGES[name])
    if name == "anyURI":
        return _is_uri(text)
    match = _PATTERNS[name].fullmatch(text)
    return match is not None and _day_exists(match.groupdict())


def _in_range(text: str, least: int | None, greatest: int | None) -> bool:
    if not _INTEGERS.fullmatch(text):
        return False
    if len(text) > _MAX_DIGITS:
        return (greatest is None and text[0] != "-") or (least is None and text[0] == "-")
    number = int(text)
    return (least is None or number >= least) and (greatest is None or number <= greatest)


def _is_uri(text: str) -> bool:
    if _NOT_IN_URI.search(text):
        return False
    try:
        urlsplit(text)
    except ValueError:  # brackets that hold no address
        return False
    return True


def _day_exists(parts: dict[str, str | None]) -> bool:
    """Check the day against its month; a leap year is assumed where no year is given."""
    day, month = parts.get("day"), parts.get("month")
    if not (day and month):
        return True
    digits = (parts.get("year") or "2000")[-4:].lstrip("-")
    year = int(digits) % 400 + 400  # the calendar repeats every 400 years
    return int(day) <= monthrange(year, int(month))[1]
