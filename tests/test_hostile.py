"""Hostile load in small: the harness of the benchmark, for seconds, against our own endpoint."""

from __future__ import annotations

from pathlib import Path

from bench.generate import generate
from bench.hostile import measure_hostile
from bench.load import run
from bench.peers import OURS, running
from bench.queries import workload


def test_runaway_queries_leave_lookups_answered_and_memory_bounded(tmp_path: Path) -> None:
    data = tmp_path / "graph.nt"
    lookup = next(query for query in workload(generate(data, 10_000)) if query.name == "lookup")
    with running(OURS, data, tmp_path) as server:
        figures = run(measure_hostile(server, lookup, number=10, seconds=2.0))

    assert figures.failures == {}
    assert figures.lookups > 20
    assert figures.hostile_p99 < 2.0
    assert figures.recovery < 5.0
    assert figures.peak_megabytes < 4_096
    assert set(figures.met["5 000 nested groups"]) <= {"400", "running at the end"}
    assert "running at the end" in figures.met["Cartesian product"]
