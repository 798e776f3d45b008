"""From settings to a graph: the same each time."""

from __future__ import annotations

from partnerskap.graph.terms import DocumentKey
from partnerskap.records.opening import open_installation
from partnerskap.settings import Settings


def test_the_released_data_open_to_the_same_graph_each_time() -> None:
    first, again = open_installation(Settings()), open_installation(Settings())

    assert first.report.changed
    assert not again.report.changed
    assert first.graph.version == again.graph.version == 1
    assert first.graph.content_hash == again.graph.content_hash
    assert set(first.graph.store) == set(again.graph.store)
    assert DocumentKey("partnership", "trd3") in first.graph.keys
