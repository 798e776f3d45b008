from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.errors import InvalidDataError
from partnerskap.graph.reading import Object, read_turtle
from partnerskap.records.shapes import read_shapes
from partnerskap.resources import shapes_dir
from partnerskap.shacl.index import Index
from partnerskap.shacl.queries import Query, parse_query
from partnerskap.shacl.shape import Run
from partnerskap.shacl.vocabulary import sh

EX = "http://example.org/"
A, B = NamedNode(f"{EX}a"), NamedNode(f"{EX}b")
HEAD = f"PREFIX ex: <{EX}>\n"
DATA = "@prefix ex: <http://example.org/> . ex:a ex:p 1, 2 ; ex:q ex:b . ex:b ex:p 1 . _:c ex:p 3 ."


def parsed(text: str) -> Query:
    return parse_query(HEAD + text, bound=("this",))


def asked(text: str, this: Object) -> list[str]:
    """Give the values a query finds for a node, or ``found`` for solutions without one."""
    run = Run(Index(read_turtle(DATA).triples), Index(()))
    solutions = parsed(text).solutions(run, {"this": this})
    return sorted(s["value"].value if "value" in s else "found" for s in solutions)


@pytest.mark.parametrize(
    ("query", "together"),
    [
        ("SELECT $this ?value { $this ex:p ?value }", True),
        ("SELECT $this ?value { ?value ex:q $this FILTER(isIRI($this)) }", True),
        ("SELECT $this { $this ex:p ?v BIND(?v + 1 AS ?w) FILTER(?w > 2) }", True),
        ("SELECT $this { { $this ex:p ?v } UNION { $this ex:q ?v } FILTER(?v = 1) }", True),
        ("SELECT $this { $this ex:p ?v OPTIONAL { ?v ex:q ?w FILTER($this = ?w) } }", True),
        ("SELECT $this { $this ex:p ?v FILTER NOT EXISTS { $this ex:q ?v } }", True),
        ("SELECT ?value { $this ex:p ?value }", False),
        ("SELECT $this { FILTER(isIRI($this)) }", False),
        ("SELECT $this { ex:a ex:p ?v . $this ex:p ?v }", False),
        ("SELECT $this { $this ex:p ?v { FILTER(bound($this)) } }", False),
        ("SELECT $this { $this ex:p ?v OPTIONAL { BIND($this AS ?w) } }", False),
        ("SELECT $this (COUNT(?v) AS ?n) { $this ex:p ?v } GROUP BY $this", False),
        ("SELECT $this { $this ex:p ?v } LIMIT 1", False),
        ("SELECT $this { { $this ex:p ?v } UNION { ?v ex:q ex:b } }", False),
        ("SELECT $this { $this ex:p ?v { SELECT $this { $this ex:q ?w } } }", False),
    ],
)
def test_a_query_is_asked_for_all_nodes_at_once_only_where_that_means_the_same(
    query: str,
    together: bool,  # noqa: FBT001  # a case of the table
) -> None:
    assert parsed(query).together is together


@pytest.mark.parametrize("this", [A, B, NamedNode(f"{EX}none")], ids=str)
@pytest.mark.parametrize(
    "where",
    [
        "{ $this ex:p ?value }",
        "{ $this ex:p ?value FILTER(?value > 1) }",
        "{ ?o ex:q $this . $this ex:p ?value }",
        "{ { $this ex:p ?value } UNION { $this ex:q ?value } }",
        "{ $this ex:p ?value FILTER NOT EXISTS { $this ex:q ?other } }",
    ],
)
def test_asked_at_once_or_node_by_node_the_answers_are_the_same(where: str, this: Object) -> None:
    together = f"SELECT DISTINCT $this ?value {where}"
    apart = f"SELECT DISTINCT $this ?value {where} LIMIT 1000"

    assert parsed(together).together
    assert not parsed(apart).together
    assert asked(together, this) == asked(apart, this)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT $this { FILTER(bound($this)) }", ["found"]),
        ("SELECT $this ?value { BIND(STR($this) AS ?value) }", [f"{EX}a"]),
        ("SELECT (STR($this) AS ?value) { $this ex:q ?o }", [f"{EX}a"]),
        ("SELECT $this ?value { { SELECT $this (MAX(?v) AS ?value) { $this ex:p ?v } } }", ["2"]),
        ("SELECT $this (MAX(?v) AS ?value) { $this ex:p ?v } GROUP BY $this", ["2"]),
        ("SELECT ?value { $this ex:p ?value } ORDER BY $this ?value LIMIT 1", ["1"]),
    ],
)
def test_this_is_bound_wherever_it_stands(query: str, found: list[str]) -> None:
    assert asked(query, A) == found


def test_a_blank_node_and_a_literal_can_be_bound_too() -> None:
    run = Run(Index(read_turtle(DATA).triples), Index(()))
    (blank,) = (s for s in run.data.subjects if isinstance(s, BlankNode))
    query = parsed("SELECT $this ?value { $this ex:p ?value } LIMIT 9")

    assert [s["value"].value for s in query.solutions(run, {"this": blank})] == ["3"]
    assert query.solutions(run, {"this": Literal("x")}) == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this { $this ex:p ?v MINUS { $this ex:q ?w } }",
        "SELECT $this { VALUES ?v { 1 } $this ex:p ?v }",
        "SELECT $this { SERVICE <http://127.0.0.1/> { $this ex:p ?v } }",
        "SELECT $this { BIND(1 AS $this) }",
        "SELECT $this { $this ex:p ?v { SELECT ?v { ?w ex:p ?v } } }",
    ],
)
def test_what_cannot_be_bound_beforehand_is_refused(query: str) -> None:
    with pytest.raises(InvalidDataError, match="cannot be used when"):
        parsed(query)


def test_every_rule_of_ours_is_asked_for_all_nodes_at_once() -> None:
    shapes = Index(read_shapes(shapes_dir()).triples)
    texts = [text for node in shapes.subjects for text in shapes.texts(node, sh("select"))]

    assert len(texts) > 30
    assert all(parse_query(t.value, bound=("this",)).together for t in texts if "$this" in t.value)
