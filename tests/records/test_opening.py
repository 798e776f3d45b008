"""From settings to a graph: the same each time."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from partnerskap.graph import descriptions
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


def test_descriptions_are_worked_out_once_for_each_content(monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_installation(Settings())

    def refuse(_: Store) -> dict[DocumentKey, tuple[str, ...]]:
        raise AssertionError("The descriptions should have been remembered")

    monkeypatch.setattr(descriptions, "describe_graph", refuse)
    again = open_installation(Settings())

    assert again.graph.descriptions == first.graph.descriptions
    assert len(again.graph) == len(first.graph)


@pytest.mark.parametrize("torn", ["", "{", "[]", '{"mark": 1}', '{"mark": "other", "graphs": {}}'])
def test_a_memory_that_cannot_be_believed_is_made_anew(torn: str) -> None:
    settings = Settings()
    first = open_installation(settings)
    (settings.data_dir / "descriptions.json").write_text(torn)

    again = open_installation(settings)

    assert again.graph.descriptions == first.graph.descriptions
    assert sorted(path.suffix for path in settings.data_dir.glob("descriptions*")) == [".json"]
