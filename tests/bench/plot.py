"""Draw ratios as a bar chart in SVG, on a logarithmic scale, without any library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

__all__ = ["Bar", "draw"]

COLOURS: Final = ("#1b5e79", "#c8742b", "#6a8f3c", "#8c4a7f")
LEFT, WIDTH, BAR, GAP, TOP = 150, 720, 11, 9, 64
LOW, HIGH = -2.0, 4.0  # powers of ten


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the group it stands in, the series that colours it, and its ratio."""

    group: str
    series: str
    ratio: float


def _across(ratio: float) -> float:
    power = min(HIGH, max(LOW, math.log10(max(ratio, 1e-9))))
    return LEFT + (power - LOW) / (HIGH - LOW) * (WIDTH - LEFT - 70)


def _text(across: float, down: float, text: str, *, anchor: str = "start") -> str:
    return f'<text x="{across:.1f}" y="{down:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _grid(height: float) -> list[str]:
    parts = []
    for power in range(int(LOW), int(HIGH) + 1):
        across = _across(10.0**power)
        colour = "#333" if power == 0 else "#ddd"
        parts.append(f'<path d="M{across:.1f} {TOP}V{height}" stroke="{colour}"/>')
        parts.append(_text(across, TOP - 6, f"{10.0**power:g} ×", anchor="middle"))
    return parts


def draw(title: str, bars: Sequence[Bar]) -> str:
    """Draw bars from the line of equal speed outward: right is faster, left slower.

    The picture tells its title and every figure to those who do not see it.
    """
    groups = list(dict.fromkeys(bar.group for bar in bars))
    series = list(dict.fromkeys(bar.series for bar in bars))
    step = len(series) * BAR + GAP
    height = TOP + 8 + len(groups) * step
    parts = _grid(height)
    for place, group in enumerate(groups):
        parts.append(
            _text(LEFT - 8, TOP + 8 + place * step + len(series) * BAR / 2 + 4, group, anchor="end")
        )
    for bar in bars:
        down = TOP + 8 + groups.index(bar.group) * step + series.index(bar.series) * BAR
        one, end = _across(1.0), _across(bar.ratio)
        colour = COLOURS[series.index(bar.series) % len(COLOURS)]
        parts.append(
            f'<rect x="{min(one, end):.1f}" y="{down}" width="{abs(end - one):.1f}" '
            f'height="{BAR - 2}" fill="{colour}"/>'
        )
        parts.append(
            _text(
                max(one, end) + 4,
                down + 8,
                f"{bar.ratio:.2g}" if bar.ratio < 10 else f"{bar.ratio:.0f}",
            )
        )
    for place, name in enumerate(series):
        across = 8 + place * (WIDTH - 8) / len(series)
        parts.append(
            f'<rect x="{across:.0f}" y="28" width="10" height="10" fill="{COLOURS[place % 4]}"/>'
        )
        parts.append(_text(across + 14, 37, name))
    spoken = "; ".join(f"{bar.group}, {bar.series}: {bar.ratio:.2g}" for bar in bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height + 8}" role="img" '
        f'aria-labelledby="title figures" font-family="sans-serif" font-size="10">'
        f'<title id="title">{escape(title)}</title><desc id="figures">{escape(spoken)}</desc>'
        f'<rect width="100%" height="100%" fill="#fff"/>'
        f'<g font-size="13" font-weight="bold">{_text(8, 16, title)}</g>{"".join(parts)}</svg>\n'
    )
