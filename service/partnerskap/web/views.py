"""The ways an answer can be seen: always as a table, and as a chart or a map where that fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.web.chart import Chart, draw_chart
from partnerskap.web.columns import read_columns
from partnerskap.web.point_map import PointMap, draw_map
from partnerskap.web.query import lenient_pairs

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from partnerskap.web.result_page import ResultTable

__all__ = ["VIEW", "View", "choose_view", "wanted_view"]

VIEW: Final = "view"
"""The field of an address that says how an answer is to be seen."""
_FIGURES: Final = ("chart", "map")


@dataclass(frozen=True, slots=True)
class View:
    """How an answer is seen: the links to each way there is, and the figure, if any.

    ``links`` are the name of a way, its address and whether it is the present one. ``missed``
    tells that a figure was asked for that cannot be drawn.
    """

    links: tuple[tuple[str, str, bool], ...] = ()
    chart: Chart | None = None
    map: PointMap | None = None
    missed: bool = False


def wanted_view(request: Request) -> str:
    """Read how the answer is to be seen."""
    return dict(lenient_pairs(request)).get(VIEW, "")


def choose_view(table: ResultTable, wanted: str, address: Callable[[str], str]) -> View:
    """Draw the figure asked for, or another when an answer makes no such figure.

    ``address`` writes the address of the same answer seen in another way.
    """
    columns = read_columns(table)
    chart, points = draw_chart(columns), draw_map(columns)
    found = {"chart": chart is not None, "map": points is not None}
    possible = [name for name in _FIGURES if found[name]]
    present = "table"
    if wanted in _FIGURES and possible:
        present = wanted if wanted in possible else possible[0]
    ways = ["table", *possible] if possible else []
    return View(
        tuple((way, address(way), way == present) for way in ways),
        chart if present == "chart" else None,
        points if present == "map" else None,
        missed=wanted in _FIGURES and wanted != present,
    )
