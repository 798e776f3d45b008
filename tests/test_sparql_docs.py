"""What the page about the endpoint promises: its queries run, its lists are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from desks import open_office
from partnerskap.functions import FUNCTIONS
from partnerskap.graph.store import GraphStore
from partnerskap.records.provenance import history_quads
from partnerskap.sparql.description import GEO_FUNCTIONS
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS
from partnerskap.sparql.functions import load_calls

PAGE = (Path(__file__).parents[1] / "docs" / "sparql.md").read_text("utf-8")
QUERIES = re.findall(r"```sparql\n(.*?)```", PAGE, re.DOTALL)


def test_there_are_examples() -> None:
    assert len(QUERIES) == 3


@pytest.mark.parametrize("query", QUERIES[1:], ids=["text search", "distance"])
def test_every_example_finds_something_in_what_is_released(
    released_graph: GraphStore, query: str
) -> None:
    found = released_graph.store.query(query, custom_functions=load_calls("partnerskap.functions"))

    assert isinstance(found, QuerySolutions)
    assert len(list(found)) >= 5


def test_the_example_about_the_history_finds_every_record(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    graph = Store()
    lines = "".join(history_quads(office.desk.engine, until=1))
    graph.bulk_load(lines, format=RdfFormat.N_QUADS)

    found = graph.query(QUERIES[0])

    assert isinstance(found, QuerySolutions)
    assert len(list(found)) == len(office.journal.documents()[1])
    office.journal.close()


def test_every_function_is_named() -> None:
    for function in FUNCTIONS:
        assert f"`{function.signature.partition(' →')[0]}`" in PAGE
    for name in GEO_FUNCTIONS:
        family = next((each for each in ("sf", "eh", "rcc8") if name.startswith(each)), name)
        assert f"geof:{family}…`" in PAGE or f"`{name}`" in PAGE or f"`geof:{name}`" in PAGE


def test_every_format_is_named() -> None:
    for form in (*ROW_FORMATS, *GRAPH_FORMATS):
        assert f"`{form.names[0]}`" in PAGE
