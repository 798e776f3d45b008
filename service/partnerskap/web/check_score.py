"""The score of a data catalogue as the page of ``/validate`` shows it.

Made from the plain JSON of a report, as all of that page is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from partnerskap.web.result_page import printable

__all__ = ["Line", "Score", "view_score"]

_Json: TypeAlias = "Mapping[str, _Json] | list[_Json] | str | int | float | bool | None"


@dataclass(frozen=True, slots=True)
class Line:
    """One metric, or one repair: its points, its name, and the reason or what to do."""

    points: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """What a portal would give: in one sentence, by repair, and by metric."""

    headline: str
    gains: tuple[Line, ...]
    metrics: tuple[Line, ...]


def view_score(report: Mapping[str, _Json], language: str) -> Score | None:
    """Make the view of a report's score; None when it has none."""
    told = report.get("score")
    if not isinstance(told, Mapping):
        return None
    return Score(
        _words(told, "headline", language),
        tuple(
            Line(
                f"+{_number(gain['points'], language)}",
                _words(gain, "name", language),
                _words(gain, "do", language),
            )
            for gain in _objects(told, "gains")
        ),
        tuple(
            Line(
                f"{_number(metric['points'], language)}/{metric['weight']}",
                _words(metric, "name", language),
                _words(metric, "reason", language),
            )
            for metric in _objects(told, "metrics")
        ),
    )


def _objects(holder: Mapping[str, _Json], name: str) -> list[Mapping[str, _Json]]:
    found = holder[name]
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _words(holder: Mapping[str, _Json], name: str, language: str) -> str:
    texts = holder.get(name)
    if not isinstance(texts, Mapping):
        return ""
    return printable(str(texts.get(language) or texts["nb"]))


def _number(value: _Json, language: str) -> str:
    text = f"{float(str(value)):.1f}".removesuffix(".0")
    return text if language == "en" else text.replace(".", ",")
