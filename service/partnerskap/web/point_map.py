"""An answer as a map: its places as points on a grid of degrees, with a scale.

There is no coastline: nothing is fetched, and what is not in the answer is not drawn. Within some
60 degrees the projection is a transverse Mercator on a sphere, as maps of Norway have it (UTM 33);
beyond that, degrees are drawn as they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.web.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from partnerskap.web.columns import Column, Place

__all__ = ["GridLine", "Point", "PointMap", "draw_map"]

WIDTH: Final = 760.0
HEIGHT: Final = 760.0
_RADIUS: Final = 6371.0
_NORWAY: Final = (2.0, 57.0, 33.0, 82.0)
_UTM_33: Final = 15.0
_WIDEST: Final = 60.0
_LEAST_KILOMETRES: Final = 20.0
_MARGIN: Final = 40.0
_SMALL, _LARGE = 5.0, 24.0
_STEPS: Final = (45.0, 30.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05)
_LABELLED: Final = 120
_EDGE: Final = 1 - 1e-9  # a quarter of the globe away there is no end to the plane
_LETTER: Final = 7.2
_LINE: Final = 14.0
_Project = Callable[["Place"], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Point:
    """One place: where it is, how large, what it is called, and what a pointer over it tells.

    ``label`` is the place of its name, None where there is no room.
    """

    x: float
    y: float
    radius: float
    name: str
    told: str
    label: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class GridLine:
    """A line of degrees: its points, what it says, and where that stands."""

    path: str
    degrees: float
    axis: str
    x: float
    y: float

    @property
    def text(self) -> str:
        """The degrees without the letter of the direction, which is the page's own word."""
        return f"{abs(self.degrees):g}°".replace(".", ",")


@dataclass(frozen=True, slots=True)
class PointMap:
    """A map: its size, points, grid and scale bar; ``value`` is what the size of points tells."""

    width: float
    height: float
    points: tuple[Point, ...]
    grid: tuple[GridLine, ...]
    bar_text: str
    bar: float
    by: str
    value: str
    largest: str


@dataclass(slots=True)
class _Spot:
    """What the rows say of one place."""

    place: Place
    names: list[str]
    number: float | None


def draw_map(columns: Sequence[Column]) -> PointMap | None:
    """Draw the first column of places; None where an answer has none."""
    where = next((column for column in columns if column.places is not None), None)
    if where is None:
        return None
    names = next((column for column in columns if column.is_name), None)
    value = next((column for column in columns if column.numbers is not None), None)
    spots = _spots(where, names, value)
    if not spots:
        return None
    project = _projection([spot.place for spot in spots])
    frame = _Frame.around([project(spot.place) for spot in spots])
    most = max((abs(spot.number) for spot in spots if spot.number is not None), default=0.0)
    points = [_point(spot, frame.place(project(spot.place)), most) for spot in spots]
    points.sort(key=lambda point: -point.radius)  # small ones stand on large ones
    return PointMap(
        frame.width,
        frame.height,
        tuple(_label(points, frame)),
        tuple(_grid([spot.place for spot in spots], project, frame)),
        *_bar(frame),
        names.name if names else "",
        value.name if value else "",
        _write(most) if value else "",
    )


def _spots(where: Column, names: Column | None, value: Column | None) -> list[_Spot]:
    """Gather rows of the same place into one point."""
    found: dict[Place, _Spot] = {}
    for row, place in enumerate(where.places or ()):
        if place is None:
            continue
        cell = names.cells[row] if names else None
        number = value.numbers[row] if value and value.numbers else None
        spot = found.setdefault(place, _Spot(place, [], number))
        if cell is not None and cell.value.text not in spot.names:
            spot.names.append(cell.value.text)
        if number is not None:
            spot.number = max(number, spot.number or number, key=abs)
    return list(found.values())


def _projection(places: Sequence[Place]) -> _Project:
    west, east = min(place[0] for place in places), max(place[0] for place in places)
    south, north = min(place[1] for place in places), max(place[1] for place in places)
    if east - west > _WIDEST or max(abs(south), abs(north)) > 84:
        return _plain((south + north) / 2)
    inside = _NORWAY[0] <= west and east <= _NORWAY[2] and _NORWAY[1] <= south
    return _mercator(_UTM_33 if inside else (west + east) / 2)


def _mercator(centre: float) -> _Project:
    """Make a transverse Mercator projection, in kilometres east and north."""

    def project(place: Place) -> tuple[float, float]:
        east, north = math.radians(place[0] - centre), math.radians(place[1])
        x = math.atanh(max(-_EDGE, min(_EDGE, math.cos(north) * math.sin(east))))
        return _RADIUS * x, _RADIUS * math.atan2(math.tan(north), math.cos(east))

    return project


def _plain(middle: float) -> _Project:
    """Make a projection in which degrees are as long as they are at a middle latitude."""
    narrow = max(0.1, math.cos(math.radians(middle)))

    def project(place: Place) -> tuple[float, float]:
        kilometres = _RADIUS * math.pi / 180
        return place[0] * narrow * kilometres, place[1] * kilometres

    return project


@dataclass(frozen=True, slots=True)
class _Frame:
    """From kilometres to the picture: the west and north edge, and units for each kilometre."""

    west: float
    north: float
    scale: float
    width: float
    height: float

    @classmethod
    def around(cls, points: Sequence[tuple[float, float]]) -> _Frame:
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        wide = max(_LEAST_KILOMETRES, max(xs) - min(xs))
        high = max(_LEAST_KILOMETRES, max(ys) - min(ys))
        scale = min((WIDTH - 4 * _MARGIN) / wide, (HEIGHT - 2 * _MARGIN) / high)
        high = max(high, 200 / scale)
        width, height = WIDTH, high * scale + 2 * _MARGIN
        west = (min(xs) + max(xs) - width / scale) / 2
        north = (min(ys) + max(ys) + height / scale) / 2
        return cls(west, north, scale, width, height)

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        """Give where a point stands, in units from the upper left."""
        return (point[0] - self.west) * self.scale, (self.north - point[1]) * self.scale

    def holds(self, x: float, y: float) -> bool:
        return 0 <= x <= self.width and 0 <= y <= self.height


def _point(spot: _Spot, at: tuple[float, float], most: float) -> Point:
    radius = _SMALL
    if spot.number is not None and most:
        radius = max(2.0, _LARGE * math.sqrt(abs(spot.number) / most))  # areas are as the numbers
    name = spot.names[0] if spot.names else ""
    told = ", ".join(spot.names[:8]) + (" …" if len(spot.names) > 8 else "")
    if spot.number is not None:
        told = f"{told}: {_write(spot.number)}"
    return Point(at[0], at[1], radius, name, told)


def _label(points: Sequence[Point], frame: _Frame) -> Iterable[Point]:
    """Write the names of as many points as there is room for, the largest first."""
    taken = [(p.x - p.radius, p.y - p.radius, p.x + p.radius, p.y + p.radius) for p in points]
    for at, point in enumerate(points):
        spot = _room(point, frame, taken) if point.name and at < _LABELLED else None
        if spot is not None:
            taken.append(_box(point, spot))
        yield Point(point.x, point.y, point.radius, point.name, point.told, spot)


def _room(
    point: Point, frame: _Frame, taken: Sequence[tuple[float, float, float, float]]
) -> tuple[float, float] | None:
    length = len(point.name) * _LETTER
    for spot in (
        (point.x + point.radius + 3, point.y + 4),
        (point.x - point.radius - 3 - length, point.y + 4),
        (point.x - length / 2, point.y - point.radius - 4),
        (point.x - length / 2, point.y + point.radius + _LINE),
    ):
        left, top, right, bottom = _box(point, spot)
        free = frame.holds(left, top) and frame.holds(right, bottom)
        if free and not any(
            left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            for other in taken
        ):
            return spot
    return None


def _box(point: Point, spot: tuple[float, float]) -> tuple[float, float, float, float]:
    x, y = spot
    return x, y - _LINE + 2, x + len(point.name) * _LETTER, y + 3


def _grid(places: Sequence[Place], project: _Project, frame: _Frame) -> Iterable[GridLine]:
    """Draw the lines of round degrees across the frame."""
    kilometres = max(frame.width, frame.height) / frame.scale
    north = sum(place[1] for place in places) / len(places)
    east = sum(place[0] for place in places) / len(places)
    reach = kilometres / 111
    wide = min(180.0, reach / max(0.1, math.cos(math.radians(min(80.0, abs(north) + reach / 2)))))
    for axis, centre, span, other, across in (
        ("north", north, reach, east, wide),
        ("east", east, wide, north, reach),
    ):
        step = next((each for each in _STEPS if span / each >= 3), _STEPS[-1])
        first = math.floor((centre - span) / step)
        for at in range(first, math.ceil((centre + span) / step) + 1):
            line = _grid_line(axis, at * step, (other - across, other + across), project, frame)
            if line is not None:
                yield line


def _grid_line(  # noqa: PLR0917 - one line, whole
    axis: str,
    degrees: float,
    ends: tuple[float, float],
    project: _Project,
    frame: _Frame,
) -> GridLine | None:
    """Draw one line where it is inside the frame; None when it is nowhere."""
    if abs(degrees) > (85 if axis == "north" else 180):
        return None
    inside = []
    for part in range(121):
        other = ends[0] + (ends[1] - ends[0]) * part / 120
        other = max(-180.0, min(180.0, other)) if axis == "north" else max(-85.0, min(85.0, other))
        place = (other, degrees) if axis == "north" else (degrees, other)
        x, y = frame.place(project(place))
        if frame.holds(x, y):
            inside.append((x, y))
    if len(inside) < 2:
        return None
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in inside)
    x, y = min(inside) if axis == "north" else max(inside, key=lambda point: point[1])
    return GridLine(path, degrees, axis, x, y)


def _bar(frame: _Frame) -> tuple[str, float]:
    """Choose a round length for the scale: its kilometres in words, and how long it is drawn."""
    most = frame.width / 4 / frame.scale
    power = 10.0 ** math.floor(math.log10(most))
    kilometres = next(power * times for times in (5, 2, 1) if power * times <= most)
    return f"{_write(kilometres)} km", kilometres * frame.scale


def _write(value: float) -> str:
    return number(f"{value:.0f}" if value.is_integer() else f"{value:.6g}")
