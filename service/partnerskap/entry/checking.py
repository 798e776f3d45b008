"""Put together what reading plain JSON and judging its triples have found, each fault once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerskap.records.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.entry.plain import PlainRead
    from partnerskap.records.report import Result

__all__ = ["full_report"]


def full_report(read: PlainRead, judged: Iterable[Result]) -> Report:
    """Give all results for one input.

    A value that could not be read is told as such; that it is then missing as well is not told.
    """
    unread = {read.place_of(problem) for problem in read.problems}
    found = tuple(
        result
        for result in judged
        if not (result.value is None and _is_unread(read, result, unread))
    )
    return Report.of(read.problems, found)


def _is_unread(read: PlainRead, result: Result, unread: set[str | None]) -> bool:
    """Tell whether what a result misses was there and could not be read."""
    if not result.path:
        return False
    place = read.place_of(result)
    return place is not None and any(
        at is not None and (at == place or at.startswith(f"{place}/")) for at in unread
    )
