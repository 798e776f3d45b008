"""The graph describes itself in the form that query editors ask for, SIB's above all."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions

from partnerskap.graph.descriptions import PREFIX_KEY, VOID_KEY, describe_graph
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import BASE, NS, PREFIXES, DocumentKey
from partnerskap.records.record import Record

ORG = "http://www.w3.org/ns/org#"
QUESTION = DocumentKey("question", "x")
EXECUTABLE = "http://www.w3.org/ns/shacl#SPARQLExecutable"
EXAMPLE = f"<urn:x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{EXECUTABLE}>"
PREFIXES_ASKED = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?short ?long WHERE { ?declared sh:prefix ?short ; sh:namespace ?long }
"""
EXAMPLES_ASKED = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?example ?words ?text WHERE {
  ?example a sh:SPARQLExecutable ; rdfs:comment ?words .
  ?example sh:select|sh:ask|sh:construct|sh:describe ?text
}
"""
PARTITIONS_ASKED = """
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?of ?property ?class ?datatype WHERE {
  {
    ?whole void:class ?of ; void:propertyPartition ?part .
    ?part void:property ?property
    OPTIONAL {
      { ?part void:classPartition/void:class ?class }
      UNION
      { ?part void-ext:datatypePartition/void-ext:datatype ?datatype }
    }
  } UNION {
    ?links void:linkPredicate ?property .
    ?links void:subjectsTarget/void:class ?of .
    ?links void:objectsTarget/void:class ?class
  }
}
"""


def rows(graph: GraphStore, query: str) -> list[QuerySolution]:
    solutions = graph.store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return list(solutions)


def value(row: QuerySolution, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, NamedNode | Literal) else ""


def test_an_editor_that_asks_for_prefixes_gets_all_of_them(released_graph: GraphStore) -> None:
    found = {
        value(row, "short"): value(row, "long") for row in rows(released_graph, PREFIXES_ASKED)
    }

    assert found == PREFIXES
    assert found["partnership"] == "https://w3id.org/partnerskap/id/partnership/"


def test_an_editor_that_asks_for_examples_gets_each_in_two_languages(
    released_graph: GraphStore,
) -> None:
    found = rows(released_graph, EXAMPLES_ASKED)

    assert len({value(row, "example") for row in found}) >= 60
    assert len(found) == 2 * len({value(row, "example") for row in found})


def test_an_editor_that_asks_for_classes_learns_what_a_partnership_may_have(
    released_graph: GraphStore,
) -> None:
    found = {
        (value(row, "property"), value(row, "class") or value(row, "datatype"))
        for row in rows(released_graph, PARTITIONS_ASKED)
        if value(row, "of") == f"{NS}Partnership"
    }

    assert (f"{NS}hasAgreement", f"{NS}Agreement") in found
    assert (
        "http://www.w3.org/ns/org#hasMembership",
        "http://www.w3.org/ns/org#Membership",
    ) in found
    assert ("https://schema.org/foundingDate", "http://www.w3.org/2001/XMLSchema#gYear") in found


def test_every_example_points_to_the_prefixes_of_its_endpoint(released_graph: GraphStore) -> None:
    lacking = rows(
        released_graph,
        """PREFIX sh: <http://www.w3.org/ns/shacl#>
        PREFIX schema: <https://schema.org/>
        SELECT ?example {
          ?example a sh:SPARQLExecutable ; schema:target ?endpoint
          FILTER NOT EXISTS { ?example sh:prefixes ?endpoint . ?endpoint sh:declare ?any }
        }""",
    )

    assert lacking == []


@pytest.mark.parametrize("key", [VOID_KEY, PREFIX_KEY])
def test_each_description_has_a_named_graph_of_its_own(
    released_graph: GraphStore, key: DocumentKey
) -> None:
    assert key.graph.startswith(f"{BASE}/graph/catalogue/")
    assert released_graph.store.contains_named_graph(NamedNode(key.graph))
    assert key not in released_graph.keys


def test_descriptions_follow_the_version_and_are_not_counted_themselves() -> None:
    graph = GraphStore(
        [Record(QUESTION, (EXAMPLE,))], describe=lambda store, _: describe_graph(store)
    )
    bare = GraphStore([Record(QUESTION, (EXAMPLE,))])
    before = dict(graph.descriptions)

    graph.apply([Record(QUESTION, ())], version=1)
    emptied = graph.descriptions[VOID_KEY]
    graph.apply([Record(QUESTION, (EXAMPLE,))], version=2)

    assert any('#triples> "0"' in line for line in emptied)
    assert any('#triples> "1"' in line for line in before[VOID_KEY])
    assert graph.descriptions == before
    assert graph.content_hash == bare.content_hash
    assert (
        f"{EXAMPLE[:7]} <http://www.w3.org/ns/shacl#prefixes> <{BASE}/sparql>"
        in (before[PREFIX_KEY])
    )
