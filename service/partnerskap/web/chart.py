"""An answer as a chart: bars for names and numbers, columns or a line for numbers over time.

Gives where everything stands; how it looks is for the template and the style sheet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from partnerskap.web.wording import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerskap.web.columns import Column

__all__ = ["Chart", "Mark", "Tick", "draw_chart"]

MOST_BARS: Final = 60
MOST_COLUMNS: Final = 40
WIDTH: Final = 760.0
_LABELS: Final = 250.0
_VALUES: Final = 90.0
_ROW: Final = 26.0
_HIGH: Final = 300.0
_LEFT: Final = 90.0
_LONGEST: Final = 36
_NAME: Final = 60.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One value: its bar, the name and the number beside it, and where these stand."""

    name: str
    text: str
    x: float
    y: float
    width: float
    height: float
    named: bool = True
    """Whether there is room for its name."""

    @property
    def short_name(self) -> str:
        """The name as it fits beside a bar."""
        return self.name if len(self.name) <= _LONGEST else f"{self.name[: _LONGEST - 1]}…"


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of the scale: where it is and what it says."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of one column by another.

    ``kind`` is ``bars`` (from left to right), ``columns`` (upwards, in the order of time) or
    ``line``; ``zero`` is where the value nought is.
    """

    kind: str
    value: str
    by: str
    width: float
    height: float
    zero: float
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    lowest: Mark
    highest: Mark

    @property
    def path(self) -> str:
        """The points of a line."""
        return " ".join(f"{mark.x + mark.width / 2:.1f},{mark.y:.1f}" for mark in self.marks)


def draw_chart(columns: Sequence[Column]) -> Chart | None:
    """Draw the first column of numbers; None where an answer makes no chart."""
    value = next((column for column in columns if column.numbers is not None), None)
    if value is None:
        return None
    when = next((column for column in columns if column.moments is not None), None)
    if when is not None and columns[0] is when:
        return _over_time(when, value)
    names = next((column for column in columns if column.is_name), when)
    return None if names is None else _by_name(names, value)


def _by_name(names: Column, value: Column) -> Chart | None:
    pairs = _pairs(names, value)
    if not 1 < len(pairs) <= MOST_BARS:
        return None
    low, high, ticks = _scale([number for _, number in pairs])
    room = WIDTH - _LABELS - _VALUES

    def place(number: float) -> float:
        return _LABELS + (number - low) / (high - low) * room

    marks = tuple(
        Mark(
            name,
            _write(number),
            min(place(0), place(number)),
            row * _ROW,
            abs(place(number) - place(0)),
            _ROW - 8,
        )
        for row, (name, number) in enumerate(pairs)
    )
    scale = tuple(Tick(place(tick), _write(tick)) for tick in ticks)
    height = len(pairs) * _ROW
    return _finish("bars", (names, value), marks, scale, (height, place(0)), pairs)


def _over_time(when: Column, value: Column) -> Chart | None:
    rows = zip(when.moments or (), when.cells, value.numbers or (), strict=True)
    found = sorted(
        (moment, cell.value.text, number)
        for moment, cell, number in rows
        if moment is not None and cell is not None and number is not None
    )
    if len(found) < 2 or found[0][0] == found[-1][0]:
        return None
    line = len(found) > MOST_COLUMNS or len({moment for moment, _, _ in found}) < len(found)
    low, high, ticks = _scale([number for _, _, number in found])
    first, last = found[0][0], found[-1][0]
    step = min((b[0] - a[0] for a, b in pairwise(found) if b[0] > a[0]), default=1)
    unit = (WIDTH - _LEFT) / ((last - first) / step + 1)
    width = 0.0 if line else min(64.0, max(1.0, unit * 0.7))
    middles = [_LEFT + ((moment - first) / step + 0.5) * unit for moment, _, _ in found]
    named = _with_room(middles)

    def place(number: float) -> float:
        return _HIGH - (number - low) / (high - low) * _HIGH

    marks = tuple(
        Mark(
            text,
            _write(number),
            middles[at] - width / 2,
            min(place(0), place(number)) if not line else place(number),
            width,
            abs(place(number) - place(0)),
            at in named,
        )
        for at, (_, text, number) in enumerate(found)
    )
    scale = tuple(Tick(place(tick), _write(tick)) for tick in ticks)
    pairs = [(text, number) for _, text, number in found]
    kind = "line" if line else "columns"
    return _finish(kind, (when, value), marks, scale, (_HIGH, place(0)), pairs)


def _with_room(middles: Sequence[float]) -> frozenset[int]:
    """Choose those from left to right whose names do not run into one another.

    >>> sorted(_with_room([0.0, 10.0, 70.0, 75.0, 150.0]))
    [0, 2, 4]
    """
    named: list[int] = []
    for at, middle in enumerate(middles):
        if not named or middle - middles[named[-1]] >= _NAME:
            named.append(at)
    return frozenset(named)


def _finish(  # noqa: PLR0917 - what both kinds of charts end with
    kind: str,
    columns: tuple[Column, Column],
    marks: tuple[Mark, ...],
    ticks: tuple[Tick, ...],
    size: tuple[float, float],
    pairs: Sequence[tuple[str, float]],
) -> Chart:
    order = sorted(range(len(pairs)), key=lambda at: pairs[at][1])
    by, value = columns
    return Chart(
        kind,
        value.name,
        by.name,
        WIDTH,
        size[0],
        size[1],
        marks,
        ticks,
        marks[order[0]],
        marks[order[-1]],
    )


def _pairs(names: Column, value: Column) -> list[tuple[str, float]]:
    return [
        (cell.value.text, number)
        for cell, number in zip(names.cells, value.numbers or (), strict=True)
        if cell is not None and number is not None
    ]


def _scale(values: Sequence[float]) -> tuple[float, float, list[float]]:
    """Choose round lines from below the lowest value to above the highest, nought among them.

    >>> _scale([3.0, 17.0])
    (0.0, 20.0, [0.0, 5.0, 10.0, 15.0, 20.0])
    """
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        high = 1.0
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    if step >= 1 or all(value.is_integer() for value in values):
        step = max(1.0, step)
    first, last = math.floor(low / step), math.ceil(high / step)
    return first * step, last * step, [at * step for at in range(first, last + 1)]


def _write(value: float) -> str:
    """Write a number as people do: at most six digits that count, and no power of ten in sight."""
    text = f"{value:.0f}" if value.is_integer() else f"{value:.6g}"
    return number(text if "e" not in text else f"{value:.8f}".rstrip("0")).replace("-", "\u2212")
