"""Say what was measured: a table of ratios, the targets met or missed, and a section for the docs.

Pure text from figures; measures nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.measure import MODES, NOT_MODIFIED, Cell, Mode
from bench.peers import OURS
from bench.queries import LOOKUPS

__all__ = ["Figures", "Target", "between_markers", "judge", "ratio", "ratio_table", "targets"]

Figures = Mapping[tuple[str, str, Mode], Cell]
"""Cells by server, query name and mode."""

START: Final = "<!-- bench:start -->"
END: Final = "<!-- bench:end -->"
MORE_MILLISECONDS: Final = 0.5
COLD_16, WARM_16, COLD_1, _WARM_1 = MODES


@dataclass(frozen=True, slots=True)
class Target:
    """A ratio to reach: ours against a peer (or another mode of ours), for one query."""

    query: str
    mode: Mode
    peer: str
    least: float


def targets(queries: Sequence[str]) -> list[Target]:
    """List what we hold ourselves to, for the queries of a run."""
    aims = [
        Target("lookup", COLD_16, "oxigraph", 0.4),
        Target("listing-100", COLD_16, "oxigraph", 0.8),
        Target("rows-10k", COLD_16, "oxigraph", 1.0),
        Target("lookup", WARM_16, "oxigraph", 1.4),
        Target("listing-100", WARM_16, "oxigraph", 8.0),
        Target("rows-10k", WARM_16, "oxigraph", 15.0),
    ]
    aims += [
        Target(query, COLD_16, "rdflib-endpoint", 7.0 if query in LOOKUPS else 50.0)
        for query in queries
    ]
    return [aim for aim in aims if aim.query in queries]


def ratio(figures: Figures, query: str, mode: Mode, peer: str) -> float | None:
    """Divide our answers a second by the peer's; None where either has no clean figure.

    A peer too slow for sixteen clients is taken at one, where it does no worse.
    """
    ours = figures.get((OURS, query, mode))
    theirs = figures.get((peer, query, mode)) or figures.get((peer, query, Mode(mode.state, 1)))
    if ours is None or theirs is None or not ours.answers or not theirs.answers:
        return None
    return ours.per_second / theirs.per_second


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} ×" if value < 10 else f"{value:.0f} ×"


def ratio_table(figures: Figures, mode: Mode, queries: Sequence[str], peers: Sequence[str]) -> str:
    """Draw one mode as a Markdown table: our figures, then our ratio to each peer.

    A dash stands where there is no figure; a star where answers failed (listed elsewhere).
    """
    heads = ["query", "answers/s", "p50 ms", "p95 ms", "p99 ms", *(f"÷ {peer}" for peer in peers)]
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1)]
    for query in queries:
        cell = figures.get((OURS, query, mode))
        own = ["–"] * 4
        if cell and cell.answers:
            star = "*" if cell.failure else ""
            own = [f"{cell.per_second:,.0f}{star}"]
            own += [f"{value:.2f}" for value in (cell.p50, cell.p95, cell.p99)]
        lines.append([query, *own, *(_shown(ratio(figures, query, mode, peer)) for peer in peers)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def judge(figures: Figures, queries: Sequence[str]) -> list[str]:
    """Hold the figures against every target: one Markdown line each, "met", "missed" or why not."""
    lines = []
    for aim in targets(queries):
        reached = ratio(figures, aim.query, aim.mode, aim.peer)
        text = f"{aim.query}, {aim.mode}: at least {aim.least:g} × {aim.peer}"
        lines.append(
            _verdict(text, _shown(reached), met=None if reached is None else reached >= aim.least)
        )
    lines += [_added(figures, query) for query in queries]
    return [*lines, _not_modified(figures)]


def _verdict(text: str, reached: str, *, met: bool | None) -> str:
    word = {True: "met", False: "**missed**", None: "not measured"}[met]
    return f"- {text}: {reached}, {word}"


def _added(figures: Figures, query: str) -> str:
    ours = figures.get((OURS, query, COLD_1))
    theirs = figures.get(("oxigraph", query, COLD_1))
    text = f"{query}, {COLD_1}: at most {MORE_MILLISECONDS} ms above oxigraph"
    if ours is None or theirs is None or not ours.answers or not theirs.answers:
        return _verdict(text, "–", met=None)
    added = ours.p50 - theirs.p50
    return _verdict(text, f"{added:+.2f} ms", met=added <= MORE_MILLISECONDS)


def _not_modified(figures: Figures) -> str:
    """Compare the cheapest answers of all with warm ones, a tenth allowed for noise."""
    cell = figures.get((OURS, "listing-100", NOT_MODIFIED))
    warm = figures.get((OURS, "listing-100", WARM_16))
    text = "listing-100: a 304 costs no more than a warm answer"
    if cell is None or warm is None or not warm.answers or not cell.answers:
        return _verdict(text, "–", met=None)
    reached = cell.per_second / warm.per_second
    return _verdict(text, _shown(reached), met=reached >= 0.9)


def between_markers(document: str, section: str) -> str:
    """Put a section between the markers of a document; at its end when it has none."""
    before, found, rest = document.partition(START)
    after = rest.partition(END)[2] if found else ""
    before = before if found else f"{document.rstrip()}\n\n"
    return f"{before}{START}\n\n{section.strip()}\n\n{END}{after or chr(10)}"
