"""Hostile load in small: the harness of the benchmark, for seconds, against our own endpoint."""

from __future__ import annotations

from pathlib import Path

from bench.generate import generate
from bench.hostile import measure_hostile
from bench.load import run
from bench.peers import OURS, running
from bench.queries import workload
from bench.sharing import Plan, bare_server, measure


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


def test_nobody_is_refused_beside_one_who_asks_a_hundred_times_as_often(tmp_path: Path) -> None:
    data = tmp_path / "graph.nt"
    lookup = next(query for query in workload(generate(data, 10_000)) if query.name == "lookup")
    with running(OURS, data, tmp_path) as server, bare_server(tmp_path) as bare:
        found, met = run(measure(Plan(server, bare, lookup, rounds=1)))

    assert [latencies.failures for latencies in found.values()] == [{}, {}, {}, {}]
    assert min(len(latencies.seconds) for latencies in found.values()) > 10
    assert [set(seen) for seen in met.values()] == [{"200"}, {"200"}, {"404"}]
