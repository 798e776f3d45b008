"""What the columns of an answer hold: numbers, moments in time, places, or names.

Decides by what every cell of a column is, never by a guess about one of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from partnerskap.web.result_page import Cell, ResultTable

__all__ = ["Column", "Place", "read_columns"]

Found = TypeVar("Found")
_NUMBERS: Final = frozenset(
    f"xsd:{name}"
    for name in (
        *("integer", "decimal", "double", "float", "int", "long", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "negativeInteger", "nonPositiveInteger"),
        *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
)
_TIMES: Final = frozenset(f"xsd:{name}" for name in ("gYear", "gYearMonth", "date", "dateTime"))
_TINY, _HUGE = 1e-9, 1e15  # beyond these a scale says nothing
_WKT: Final = "geo:wktLiteral"
_YEARS: Final = frozenset({"year", "aar", "år"})
_NORTH: Final = frozenset({"lat", "latitude", "breddegrad", "nord", "north"})
_EAST: Final = frozenset({"lon", "long", "lng", "longitude", "lengdegrad", "øst", "east"})
_NUMBER: Final = re.compile(
    r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,3})?"
)
_MOMENT: Final = re.compile(
    r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-3][0-9]))?)?(?:T[0-9:.]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_POINT: Final = re.compile(
    r"(?:<http://www\.opengis\.net/def/crs/OGC/1\.3/CRS84>\s*)?"
    r"POINT\s*\(\s*(-?[0-9]{1,3}(?:\.[0-9]{1,20})?)\s+(-?[0-9]{1,2}(?:\.[0-9]{1,20})?)\s*\)"
)

Place = tuple[float, float]
"""Degrees east and north."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its cells, and what these are when all are the same.

    ``numbers``, ``moments`` (years and parts of years) and ``places`` are as long as the rows,
    None where a cell is empty; the whole is None when a cell is something else.
    """

    name: str
    cells: tuple[Cell | None, ...]
    numbers: tuple[float | None, ...] | None = None
    moments: tuple[float | None, ...] | None = None
    places: tuple[Place | None, ...] | None = None

    @property
    def is_name(self) -> bool:
        """Tell whether its cells can name what the other columns tell of."""
        return self.numbers is None and self.moments is None and self.places is None

    def is_called(self, names: frozenset[str]) -> bool:
        """Tell whether its name is one of some."""
        return self.name.lower() in names


def read_columns(table: ResultTable) -> tuple[Column, ...]:
    """Read every column, and make one of places out of two of degrees."""
    columns = tuple(
        _read(name, tuple(row[place] for row in table.rows))
        for place, name in enumerate(table.columns)
    )
    north = next((column for column in columns if _is_degrees(column, _NORTH, 90)), None)
    east = next((column for column in columns if _is_degrees(column, _EAST, 180)), None)
    if north is None or east is None:
        return columns
    places = tuple(
        None if x is None or y is None else (x, y)
        for x, y in zip(east.numbers or (), north.numbers or (), strict=True)
    )
    rest = tuple(column for column in columns if column not in {north, east})
    return (*rest, Column(f"{north.name}, {east.name}", north.cells, places=places))


def _read(name: str, cells: tuple[Cell | None, ...]) -> Column:
    moments = _all(cells, _moment)
    numbers = _all(cells, _number)
    if numbers is not None and name.lower() in _YEARS and _are_years(numbers):
        moments, numbers = numbers, None
    return Column(name, cells, numbers, moments, _all(cells, _place))


def _all(
    cells: Sequence[Cell | None], read: Callable[[Cell], Found | None]
) -> tuple[Found | None, ...] | None:
    """Read every cell; None when one cannot be read, or when all are empty."""
    found = tuple(None if cell is None else read(cell) for cell in cells)
    filled = [value for value, cell in zip(found, cells, strict=True) if cell is not None]
    return found if filled and None not in filled else None


def _number(cell: Cell) -> float | None:
    if cell.kind not in _NUMBERS or not _NUMBER.fullmatch(cell.value.text):
        return None
    value = float(cell.value.text)
    return value if value == 0 or _TINY <= abs(value) <= _HUGE else None


def _moment(cell: Cell) -> float | None:
    """Read a year, month or day as years and their parts; nothing before our era."""
    found = _MOMENT.fullmatch(cell.value.text) if cell.kind in _TIMES else None
    if found is None:
        return None
    year, month, day = (int(part or 1) for part in found.groups())
    return year + (month - 1) / 12 + (day - 1) / 372


def _place(cell: Cell) -> Place | None:
    found = _POINT.fullmatch(cell.value.text.strip()) if cell.kind == _WKT else None
    if found is None:
        return None
    east, north = float(found[1]), float(found[2])
    return (east, north) if abs(east) <= 180 and abs(north) <= 90 else None


def _are_years(numbers: Sequence[float | None]) -> bool:
    return all(value is None or (value.is_integer() and 0 < value < 10_000) for value in numbers)


def _is_degrees(column: Column, names: frozenset[str], most: int) -> bool:
    numbers = column.numbers
    return (
        numbers is not None
        and column.is_called(names)
        and all(value is None or abs(value) <= most for value in numbers)
    )
