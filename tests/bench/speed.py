"""Measure our endpoint against its peers, side by side in one run, and tell the ratios.

Prints a Markdown report; with ``--publish`` it also goes to ``docs/benchmarks.md`` with a plot.
A missed target is told, not punished: machines differ. A wrong answer ends with exit code 1.

Run: ``make bench SIZE=100000``, or ``PYTHONPATH=tests .venv/bin/python -m bench.speed --help``.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.answers import WrongAnswerError, count_rows
from bench.generate import SEED, generate
from bench.load import Limit, run
from bench.measure import MODES, NOT_MODIFIED, Cell, Mode, ask_once, measure, middle
from bench.peers import ONE_CLIENT, OURS, PEERS, Server, UnavailableError, running
from bench.plot import Bar, draw
from bench.processes import memory_megabytes
from bench.queries import Query, workload
from bench.report import between_markers, judge, ratio, ratio_table

DOCS: Final = Path(__file__).parents[2] / "docs"
CHECKED_VARIANTS: Final = 5
ROUNDS: Final = 3


@dataclass(slots=True)
class Run:
    """One run as it grows: who takes part, what was measured, and what is to be told besides."""

    size: int
    seconds: float
    servers: dict[str, Server] = field(default_factory=dict)
    figures: dict[tuple[str, str, Mode], Cell] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def peers(self) -> list[str]:
        return [name for name in self.servers if name != OURS]

    def fail(self, name: str, text: str) -> None:
        """Note a failure; only our own counts as wrong, a peer's is told."""
        (self.wrong if name == OURS else self.notes).append(f"{name}: {text}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


async def _rows(server: Server, query: Query) -> tuple[list[int], float]:
    """Count the rows of the first variants, and the seconds of the slowest."""
    counts, slowest = [], 0.0
    for text in query.texts[:CHECKED_VARIANTS]:
        answer, seconds = await ask_once(server, text, query.accept)
        counts.append(count_rows(answer))
        slowest = max(slowest, seconds)
    return counts, slowest


async def _compare(state: Run, query: Query) -> dict[str, float]:
    """Check that all count alike; give the seconds of those that can be measured."""
    counts: dict[str, list[int]] = {}
    seconds: dict[str, float] = {}
    for name, server in state.servers.items():
        try:
            counts[name], seconds[name] = await _rows(server, query)
        except (WrongAnswerError, ConnectionError) as error:
            state.fail(name, f"{query.name}: {error}")
    if query.comparable and len({tuple(rows) for rows in counts.values()}) > 1:
        told = ", ".join(f"{name} {rows}" for name, rows in counts.items())
        state.wrong.append(f"{query.name}: rows differ: {told}")
    return seconds


async def _measure_query(state: Run, query: Query) -> None:
    once = await _compare(state, query)
    for mode in MODES:
        await _measure_mode(state, _able(state, query, mode, once), query, mode)
    if query.name == "listing-100" and OURS in once:
        await _measure_mode(state, [OURS], query, NOT_MODIFIED)


def _able(state: Run, query: Query, mode: Mode, once: dict[str, float]) -> list[str]:
    """List the servers fast enough for so many clients at once; note the others."""
    most = (5 * state.seconds + 2) / mode.connections
    able = [name for name in once if mode.connections == 1 or once[name] <= most]
    state.notes += [
        f"{name}: {query.name} takes {seconds:.1f} s; not asked by {mode.connections} clients at "
        "once, ratios use one client"
        for name, seconds in once.items()
        if name not in able
    ]
    return able


async def _measure_mode(state: Run, names: list[str], query: Query, mode: Mode) -> None:
    """Measure all servers in turn, several times over, so that what else runs here hits all."""
    limit = Limit(requests=20_000, seconds=state.seconds / ROUNDS)
    seen: dict[str, list[Cell]] = {name: [] for name in names}
    for name in names * ROUNDS:
        try:
            seen[name].append(await measure(state.servers[name], query, mode, limit))
        except (WrongAnswerError, ConnectionError) as error:
            state.fail(name, f"{query.name}, {mode}: {error}")
    for name, cells in seen.items():
        if cells:
            _keep(state, name, (query, mode), middle(cells))


def _keep(state: Run, name: str, asked: tuple[Query, Mode], cell: Cell) -> None:
    query, mode = asked
    state.figures[name, query.name, mode] = cell
    _say(f"  {query.name:18} {mode!s:22} {name:16} {cell.per_second:10,.1f}/s {cell.p50:9.2f} ms")
    if cell.failure:
        state.fail(name, f"{query.name}, {mode}: {cell.failure}")


def _start(state: Run, name: str, data: Path, stack: ExitStack) -> None:
    place = data.parent / name
    place.mkdir()
    try:
        server = stack.enter_context(running(name, data, place, settings=ONE_CLIENT))
    except UnavailableError as error:
        state.notes.append(f"{name}: not measured: {error}")
        return
    state.servers[name] = server
    state.notes.append(f"{name}: {memory_megabytes(server.process_id):,.0f} MB after loading")


def measure_all(size: int, seconds: float, names: list[str], wanted: list[str]) -> Run:
    """Start every server that can be had on one graph and put every query to each."""
    state = Run(size, seconds)
    with tempfile.TemporaryDirectory(prefix="partnerskap-bench-") as name, ExitStack() as stack:
        data = Path(name) / "graph.nt"
        census = generate(data, size)
        for peer in names:
            _start(state, peer, data, stack)
        for note in state.notes:
            _say(note)
        for query in workload(census):
            if query.name in wanted or not wanted:
                run(_measure_query(state, query))
    return state


def _report(state: Run) -> str:
    queries = list(dict.fromkeys(query for _, query, _ in state.figures))
    made = (
        f"{state.size:,} generated triples (seed {SEED}), {state.seconds:g} s a measurement in "
        f"{ROUNDS} rounds (the middle one counts), {os.cpu_count()} cores shared by server and "
        f"load, Python {platform.python_version()}. Ratios are answers a second, ours divided by "
        "theirs."
    )
    parts = [made]
    parts += [
        f"### {str(mode).capitalize()}\n\n{ratio_table(state.figures, mode, queries, state.peers)}"
        for mode in MODES
    ]
    parts.append("### Targets\n\n" + "\n".join(judge(state.figures, queries)))
    notes = dict.fromkeys([*state.notes, *(f"WRONG: {text}" for text in state.wrong)])
    parts.append("### Notes\n\n" + "\n".join(f"- {note}" for note in notes))
    return "\n\n".join(parts)


def _bars(state: Run) -> list[Bar]:
    queries = dict.fromkeys(query for _, query, _ in state.figures)
    found = [
        (query, f"{mode.state} ÷ {peer}", ratio(state.figures, query, mode, peer))
        for query in queries
        for peer in state.peers
        if peer not in {"oxigraph-disk", "virtuoso"}  # in the tables; four bars are enough
        for mode in MODES[:2]
    ]
    return [Bar(query, series, value) for query, series, value in found if value is not None]


def _publish(state: Run, report: str) -> None:
    page = DOCS / "benchmarks.md"
    document = page.read_text(encoding="utf-8") if page.exists() else "# Benchmarks\n"
    title = f"Answers a second against peers, {state.size:,} triples, 16 connections"
    section = f"![{title}; every figure is in the tables](benchmarks.svg)\n\n{report}"
    page.write_text(between_markers(document, section), encoding="utf-8")
    (DOCS / "benchmarks.svg").write_text(draw(title, _bars(state)), encoding="utf-8")


def main() -> int:
    """Measure what the command line asks and tell it."""
    parser = argparse.ArgumentParser(description="Measure our endpoint against its peers.")
    parser.add_argument("--size", type=int, default=100_000, help="triples (10000 to 10000000)")
    parser.add_argument("--quick", action="store_true", help="a third of a second a measurement")
    parser.add_argument("--peer", action="append", choices=list(PEERS), help="only these")
    parser.add_argument("--query", action="append", help="only these")
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md and .svg")
    asked = parser.parse_args()
    seconds = 0.3 if asked.quick else 1.5
    state = measure_all(asked.size, seconds, asked.peer or list(PEERS), asked.query or [])
    report = _report(state)
    print(report)
    if asked.publish:
        _publish(state, report)
    return 1 if state.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
