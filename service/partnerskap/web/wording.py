"""Dates, numbers, amounts and periods in words a reader knows."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from pyoxigraph import Literal

from partnerskap.graph.terms import expand

if TYPE_CHECKING:
    from collections.abc import Callable

    from partnerskap.records.tree import Node

__all__ = ["amount", "date", "literal", "moment", "number", "period"]

_NORWAY: Final = ZoneInfo("Europe/Oslo")
_DATES: Final = {expand(f"xsd:{name}") for name in ("date", "gYearMonth", "gYear")}
_NUMBERS: Final = {expand(f"xsd:{name}") for name in ("integer", "decimal")}
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_POINT: Final = re.compile(r"POINT ?\(([0-9.]+) ([0-9.]+)\)")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")


def literal(value: Literal, say: Callable[[str], str]) -> str:
    """Write a literal: dates and numbers as people do, text as it stands."""
    kind = value.datatype.value
    if kind in _DATES:
        return date(value.value, say)
    if kind in _NUMBERS:
        return number(value.value)
    if point := _POINT.fullmatch(value.value):
        return f"{point[2]}° N, {point[1]}° {say('east')}"
    return value.value


def moment(at: str, say: Callable[[str], str]) -> str:
    """Write a time, given in ISO 8601, as calendars and clocks in Norway show it.

    >>> words = {"month_7": "juli", "day": "{day}.", "clock": "kl. {hour}.{minute}"}
    >>> moment("2026-06-30T22:05:00Z", words.__getitem__)
    '1. juli 2026 kl. 00.05'
    """
    there = datetime.fromisoformat(at).astimezone(_NORWAY)
    clock = say("clock").format(hour=f"{there:%H}", minute=f"{there:%M}")
    return f"{date(f'{there:%Y-%m-%d}', say)} {clock}"


def number(text: str) -> str:
    """Group the digits of a number with spaces that do not break.

    >>> [number(text).replace(chr(160), "_") for text in ("1250000", "2018.5")]
    ['1_250_000', '2_018,5']
    """
    if not _NUMBER.fullmatch(text):
        return text
    whole, _, rest = text.partition(".")
    grouped = f"{int(whole):,}".replace(",", "\xa0")
    return f"{grouped},{rest}" if rest else grouped


def period(node: Node, say: Callable[[str], str]) -> str:
    """Write a period; open ends say which end is known."""
    start = _first(node, "dcat:startDate", say)
    end = _first(node, "dcat:endDate", say)
    if start and end:
        return f"{start} – {end}"
    if start:
        return f"{say('since')} {start}"
    return f"{say('until')} {end}" if end else ""


def amount(node: Node, unit: str, say: Callable[[str], str]) -> str:
    """Write a quantity or a sum of money with its unit."""
    value = _first(node, "schema:value", say)
    if not value:
        ends = (_first(node, f"schema:{name}Value", say) for name in ("min", "max"))
        value = "–".join(end for end in ends if end)
    words = [value, unit or _first(node, "schema:currency", say)]
    if _first(node, "schema:duration", say) == "P1Y":
        words.append(say("per_year"))
    return " ".join(word for word in words if word)


def date(text: str, say: Callable[[str], str]) -> str:
    """Write a day, a month or a year; other text as it stands."""
    found = _DATE.fullmatch(text)
    if found is None:
        return text
    year, month, day = found.groups()
    words = [year]
    if month and 1 <= int(month) <= 12:
        words.insert(0, say(f"month_{int(month)}"))
    if day:
        words.insert(0, say("day").format(day=int(day)))
    return " ".join(words)


def _first(node: Node, name: str, say: Callable[[str], str]) -> str:
    values = sorted(
        literal(value, say) for value in node.values(name) if isinstance(value, Literal)
    )
    return values[0] if values else ""
