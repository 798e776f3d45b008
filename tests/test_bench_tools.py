from __future__ import annotations

import asyncio
import hashlib
import xml.etree.ElementTree as ET
from pathlib import Path

import pyoxigraph
import pytest

from bench.bombs import NESTED_GROUPS, VALUES_BYTES, bombs
from bench.generate import generate, iri_of
from bench.hostile import Figures, verdicts
from bench.measure import MODES, Cell, Mode
from bench.plot import Bar, draw
from bench.processes import memory_megabytes, tree
from bench.queries import workload
from bench.report import between_markers, judge, ratio, ratio_table

SIZE = 10_000
COLD_16, WARM_16 = MODES[0], MODES[1]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "graph.nt"
    generate(path, SIZE)
    return path


class TestGenerator:
    def test_same_seed_gives_the_same_bytes(self, graph: Path, tmp_path: Path) -> None:
        generate(tmp_path / "again.nt", SIZE)

        assert digest(tmp_path / "again.nt") == digest(graph)

    def test_another_seed_gives_other_bytes(self, graph: Path, tmp_path: Path) -> None:
        generate(tmp_path / "other.nt", SIZE, seed=1)

        assert digest(tmp_path / "other.nt") != digest(graph)

    def test_graph_has_the_size_asked_for_in_distinct_triples(self, graph: Path) -> None:
        store = pyoxigraph.Store()
        store.bulk_load(graph.read_bytes(), pyoxigraph.RdfFormat.N_TRIPLES)

        assert len(store) == SIZE

    def test_census_counts_the_whole_records(self, tmp_path: Path) -> None:
        census = generate(tmp_path / "graph.nt", SIZE)
        text = (tmp_path / "graph.nt").read_text()

        last, beyond = (iri_of("partnership", census.partnerships + n) for n in (-1, 1))
        assert f"<{last}#size>" in text
        assert f"<{beyond}>" not in text
        assert f"<{iri_of('actor', census.actors - 1)}>" in text

    def test_quads_are_the_same_triples_by_document(self, graph: Path, tmp_path: Path) -> None:
        generate(tmp_path / "graph.nq", SIZE, quads=True)
        lines = (tmp_path / "graph.nq").read_text().splitlines()

        triples = [line.rpartition(" <")[0] + " ." for line in lines]
        assert triples == graph.read_text().splitlines()
        assert lines[-1].rpartition(" <")[2].startswith("https://w3id.org/partnerskap/graph/")


class TestWorkload:
    def test_every_query_finds_something(self, graph: Path, tmp_path: Path) -> None:
        store = pyoxigraph.Store()
        store.bulk_load(graph.read_bytes(), pyoxigraph.RdfFormat.N_TRIPLES)
        census = generate(tmp_path / "graph.nt", SIZE)

        empty = [
            query.name
            for query in workload(census)
            if not any(_found(store, text) for text in query.texts)
        ]
        assert empty == []

    def test_lookups_come_in_many_texts_and_scans_in_one(self, tmp_path: Path) -> None:
        queries = workload(generate(tmp_path / "graph.nt", SIZE))
        texts = {query.name: len(query.texts) for query in queries}

        assert len(texts) == 16
        assert texts["lookup"] > 20
        assert texts["classes"] == 1

    def test_no_placeholder_is_sent(self, tmp_path: Path) -> None:
        queries = workload(generate(tmp_path / "graph.nt", SIZE))

        assert [text for query in queries for text in query.texts if "urn:bench" in text] == []


def _found(store: pyoxigraph.Store, text: str) -> bool:
    result = store.query(text)
    if isinstance(result, pyoxigraph.QueryBoolean):
        return bool(result)
    return next(iter(result), None) is not None


def cell(per_second: float, p50: float = 1.0) -> Cell:
    return Cell(per_second, p50, p50, p50, answers=10)


FIGURES = {
    ("partnerskap", "lookup", COLD_16): cell(500.0),
    ("oxigraph", "lookup", COLD_16): cell(1000.0),
    ("partnerskap", "lookup", WARM_16): cell(1300.0),
    ("oxigraph", "lookup", WARM_16): cell(1000.0),
    ("partnerskap", "lookup", Mode("cold", 1)): cell(400.0, p50=2.5),
    ("oxigraph", "lookup", Mode("cold", 1)): cell(700.0, p50=1.5),
    ("rdflib-endpoint", "lookup", Mode("cold", 1)): cell(10.0),
}


class TestReport:
    def test_table_divides_ours_by_each_peer(self) -> None:
        table = ratio_table(FIGURES, COLD_16, ["lookup", "ask"], ["oxigraph", "virtuoso"])

        assert table.splitlines() == [
            "| query | answers/s | p50 ms | p95 ms | p99 ms | ÷ oxigraph | ÷ virtuoso |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
            "| lookup | 500 | 1.00 | 1.00 | 1.00 | 0.50 × | – |",
            "| ask | – | – | – | – | – | – |",
        ]

    def test_a_peer_too_slow_for_sixteen_clients_is_taken_at_one(self) -> None:
        assert ratio(FIGURES, "lookup", COLD_16, "rdflib-endpoint") == 50.0

    def test_every_target_is_met_missed_or_said_not_to_be_measured(self) -> None:
        lines = judge(FIGURES, ["lookup"])

        assert lines == [
            "- lookup, cold, 16 connections: at least 0.4 × oxigraph: 0.50 ×, met",
            "- lookup, warm, 16 connections: at least 1.4 × oxigraph: 1.30 ×, **missed**",
            "- lookup, cold, 16 connections: at least 7 × rdflib-endpoint: 50 ×, met",
            "- lookup, cold, 1 connection: at most 0.5 ms above oxigraph: +1.00 ms, **missed**",
            "- listing-100: a 304 costs no more than a warm answer: –, not measured",
        ]

    def test_section_replaces_only_what_stands_between_its_markers(self) -> None:
        page = between_markers("# Speed\n", "old") + "After.\n"

        assert between_markers(page, "new") == page.replace("old", "new")
        assert page.startswith("# Speed\n\n<!-- bench:start -->")

    def test_plot_is_sound_xml_that_tells_its_figures(self) -> None:
        picture = ET.fromstring(  # noqa: S314 - our own drawing
            draw("A < B", [Bar("lookup", "cold", 0.5), Bar("ask", "cold", 20)])
        )

        texts = [element.text for element in picture.iter() if element.text]
        assert "A < B" in texts
        assert "lookup, cold: 0.5; ask, cold: 20" in texts


class TestHostile:
    def test_bombs_are_of_every_kind_and_as_large_as_they_say(self) -> None:
        chosen = {bomb.name: bomb for bomb in bombs(20)}
        values, nested = chosen["100 MB of VALUES"], chosen["5 000 nested groups"]

        assert len(chosen) == 10
        assert sum(map(len, values.body())) == VALUES_BYTES
        assert nested.text.count("{") == nested.text.count("}") == NESTED_GROUPS

    def test_verdict_names_each_target_that_is_missed(self) -> None:
        figures = Figures(
            idle_p99=0.002,
            hostile_p99=0.021,
            lookups=99,
            idle_megabytes=100.0,
            peak_megabytes=500.0,
            recovery=1.5,
            after_p99=0.002,
            failures={"status 503": 1},
        )

        assert [met for _, met in verdicts(figures, budget=499.0)] == [False] * 4
        assert [met for _, met in verdicts(figures, budget=500.0)] == [False, False, True, False]


def test_memory_is_read_of_a_whole_process_tree() -> None:
    async def work() -> tuple[int, float]:
        sleeper = await asyncio.create_subprocess_exec("sleep", "5")
        try:
            return len(tree(sleeper.pid)), memory_megabytes(sleeper.pid)
        finally:
            sleeper.kill()
            await sleeper.wait()

    members, megabytes = asyncio.run(work())
    assert members == 1
    assert 0.0 < megabytes < 100.0
