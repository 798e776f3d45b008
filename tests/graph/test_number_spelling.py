"""What the engine does to the spelling of a value, and that nothing we publish is touched by it.

The engine keeps a number, date or duration by its value and gives it back in one spelling, and
every kind of integer as ``xsd:integer``. The value stays the same; the text may not. Files,
journal and dumps keep the text as it was written.
"""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from partnerskap.graph.loading import Release, read_document
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import PREFIXES, DocumentKey
from partnerskap.records.record import Record

KEY = DocumentKey("theme", "helse")


def literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(PREFIXES["xsd"] + datatype))


def stored(value: Literal) -> str:
    graph = GraphStore([Record(KEY, (f"<urn:a> <urn:p> {value}",))])
    (quad,) = graph.store.quads_for_pattern(None, None, None, NamedNode(KEY.graph))
    assert isinstance(quad.object, Literal)
    assert quad.object.datatype == value.datatype
    return quad.object.value


@pytest.mark.parametrize(
    ("datatype", "written", "given_back"),
    [
        ("double", "1.0e6", "1000000"),
        ("double", "1E6", "1000000"),
        ("double", "+INF", "INF"),
        ("float", "1.50", "1.5"),
        ("decimal", "1.50", "1.5"),
        ("decimal", "1.0", "1"),
        ("decimal", ".5", "0.5"),
        ("integer", "01", "1"),
        ("integer", "+1", "1"),
        ("integer", "-0", "0"),
        ("boolean", "1", "true"),
        ("dateTime", "2018-01-01T00:00:00.0Z", "2018-01-01T00:00:00Z"),
        ("dateTime", "2018-01-01T00:00:00+00:00", "2018-01-01T00:00:00Z"),
        ("date", "2018-01-01+00:00", "2018-01-01Z"),
        ("time", "10:00:00.00", "10:00:00"),
        ("duration", "P12M", "P1Y"),
        ("duration", "PT3600S", "PT1H"),
        ("dayTimeDuration", "P1DT24H", "P2D"),
    ],
)
def test_the_engine_gives_a_value_back_in_its_own_spelling(
    datatype: str, written: str, given_back: str
) -> None:
    assert stored(literal(written, datatype)) == given_back


@pytest.mark.parametrize(
    ("datatype", "text"),
    [
        ("double", "1000000"),
        ("decimal", "2274.12"),
        ("decimal", "1.12345678901234567890123"),  # more digits than the engine can hold
        ("integer", "207595"),
        ("integer", "99999999999999999999"),
        ("integer", "none"),  # no integer at all
        ("boolean", "true"),
        ("date", "2018-01-18"),
        ("date", "2018-02-30"),  # no day at all
        ("gYear", "2018"),
        ("gYearMonth", "2018-01"),
        ("duration", "P1Y"),
        ("string", "01"),
        ("anyURI", "HTTPS://example.org/%7e"),
    ],
)
def test_the_engine_keeps_a_value_that_is_spelt_its_way_or_means_nothing_to_it(
    datatype: str, text: str
) -> None:
    assert stored(literal(text, datatype)) == text


@pytest.mark.parametrize(
    "datatype", ["byte", "int", "long", "nonNegativeInteger", "positiveInteger", "unsignedInt"]
)
def test_the_engine_makes_every_narrower_kind_of_integer_an_integer(datatype: str) -> None:
    graph = GraphStore([Record(KEY, (f"<urn:a> <urn:p> {literal('1', datatype)}",))])
    (quad,) = graph.store.quads_for_pattern(None, None, None, NamedNode(KEY.graph))

    assert quad.object == literal("1", "integer")


def test_every_value_we_release_comes_back_as_it_was_written(released_graph: GraphStore) -> None:
    release = Release.open()
    written = {
        file.key.graph: set(read_document(release, file))
        for file in release.files
        if file.key.type != "shapes"  # their blank nodes get new labels; they are seen to below
    }
    given_back = {
        graph: {as_line(quad) for quad in quads(released_graph.store, graph)} for graph in written
    }

    assert len(written) > 700
    assert [graph for graph in written if written[graph] != given_back[graph]] == []


def test_every_value_in_the_shapes_comes_back_as_it_was_written(
    released_graph: GraphStore,
) -> None:
    release = Release.open()
    for file in release.files:
        if file.key.type == "shapes":
            ends = sorted(line.split(" ", 2)[2] for line in read_document(release, file))
            found = quads(released_graph.store, file.key.graph)

            assert [end for end in ends if end.startswith('"')] == sorted(
                str(quad.object) for quad in found if isinstance(quad.object, Literal)
            )


def quads(store: Store, graph: str) -> list[Quad]:
    return list(store.quads_for_pattern(None, None, None, NamedNode(graph)))


def as_line(quad: Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object}"
