from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import DefaultGraph, Quad, QuerySolutions, RdfFormat, Store, parse

from partnerskap.graph.descriptions import VOID_KEY
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import BASE
from partnerskap.graph.void import DATASET, void_description

NODES = f"{BASE}/.well-known/void#"
PREFIXES = """
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
PREFIX dct: <http://purl.org/dc/terms/>
"""
SMALL = f"""
@prefix pk: <{BASE}/ns#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix partnership: <{BASE}/id/partnership/> .
@prefix actor: <{BASE}/id/actor/> .

partnership:b a pk:Partnership, org:OrganizationalCollaboration ;
    skos:prefLabel "B"@nb, "B"@en ;
    schema:foundingDate "2018"^^xsd:gYear ;
    org:member actor:x, actor:y .
partnership:a a pk:Partnership ; skos:prefLabel "A"@nb .
actor:x a org:Organization ;
    schema:sameAs <http://www.wikidata.org/entity/Q1>, <https://ror.org/1> ;
    schema:sameAs <https://example.org/1> .
actor:y a org:Organization ; schema:sameAs <http://www.wikidata.org/entity/Q2> .
<http://eurovoc.europa.eu/1> skos:exactMatch <http://www.wikidata.org/entity/Q3> .
"""


@pytest.fixture
def described() -> Store:
    """The description of the small graph, alone in a store."""
    data = Store()
    data.load(SMALL, format=RdfFormat.TURTLE)
    return loaded(void_description(data))


def loaded(lines: tuple[str, ...]) -> Store:
    store = Store()
    store.load("".join(f"{line} .\n" for line in lines), format=RdfFormat.N_TRIPLES)
    return store


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    solutions = store.query(PREFIXES + query)
    assert isinstance(solutions, QuerySolutions)
    return sorted(tuple(str(getattr(value, "value", "")) for value in row) for row in solutions)


def counts(store: Store) -> dict[str, int]:
    found = rows(store, f"SELECT ?p ?n {{ <{DATASET}> ?p ?n FILTER(isNumeric(?n)) }}")
    return {name.partition("#")[2]: int(number) for name, number in found}


def test_the_whole_dataset_is_counted(described: Store) -> None:
    assert counts(described) == {
        "triples": 16,
        "entities": 4,
        "distinctSubjects": 5,
        "distinctObjects": 14,
        "properties": 6,
        "classes": 3,
    }


def test_each_property_has_its_count(described: Store) -> None:
    query = f"""SELECT ?part ?property ?n {{
      <{DATASET}> void:propertyPartition ?part . ?part void:property ?property ; void:triples ?n
    }}"""

    assert ("#property/org-member", "2") in [
        (part.removeprefix(NODES[:-1]), n) for part, _, n in rows(described, query)
    ]
    assert sum(int(n) for *_, n in rows(described, query)) == 16


def test_each_class_has_its_entities(described: Store) -> None:
    query = f"""SELECT ?class ?n {{
      <{DATASET}> void:classPartition [ void:class ?class ; void:entities ?n ]
    }}"""

    assert rows(described, query) == [
        ("http://www.w3.org/ns/org#Organization", "2"),
        ("http://www.w3.org/ns/org#OrganizationalCollaboration", "1"),
        (f"{BASE}/ns#Partnership", "2"),
    ]


def test_a_class_tells_its_properties_and_what_their_values_are(described: Store) -> None:
    query = f"""SELECT ?p ?n ?kind ?k {{
      ?class void:class <{BASE}/ns#Partnership> ; void:propertyPartition ?part .
      ?part void:property ?p ; void:triples ?n .
      OPTIONAL {{
        {{ ?part void:classPartition [ void:class ?kind ; void:triples ?k ] }}
        UNION
        {{ ?part void-ext:datatypePartition [ void-ext:datatype ?kind ; void:triples ?k ] }}
      }}
    }}"""

    assert rows(described, query) == [
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "3", "", ""),
        (
            "http://www.w3.org/2004/02/skos/core#prefLabel",
            "3",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
            "3",
        ),
        (
            "http://www.w3.org/ns/org#member",
            "2",
            "http://www.w3.org/ns/org#Organization",
            "2",
        ),
        ("https://schema.org/foundingDate", "1", "http://www.w3.org/2001/XMLSchema#gYear", "1"),
    ]


def test_links_out_of_our_own_things_make_linksets(described: Store) -> None:
    query = """SELECT ?links ?target ?predicate ?n {
      ?links a void:Linkset ; void:objectsTarget/dct:title ?target ;
             void:subjectsTarget ?ours ; void:linkPredicate ?predicate ; void:triples ?n .
      ?ours void:subset ?links .
    }"""

    assert rows(described, query) == [
        (
            f"{NODES}links/ror/schema-sameAs",
            "Research Organization Registry",
            "https://schema.org/sameAs",
            "1",
        ),
        (f"{NODES}links/wikidata/schema-sameAs", "Wikidata", "https://schema.org/sameAs", "2"),
    ]


def test_examples_and_vocabularies_are_named(described: Store) -> None:
    examples = rows(described, f"SELECT ?x {{ <{DATASET}> void:exampleResource ?x }}")
    vocabularies = rows(described, f"SELECT ?x {{ <{DATASET}> void:vocabulary ?x }}")

    assert examples == [(f"{BASE}/id/actor/x",), (f"{BASE}/id/partnership/a",)]
    assert vocabularies == [
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#",),
        ("http://www.w3.org/2004/02/skos/core#",),
        ("http://www.w3.org/ns/org#",),
        ("https://schema.org/",),
        (f"{BASE}/ns#",),
    ]


def test_a_term_without_a_prefix_still_gets_a_name_that_stays() -> None:
    data = Store()
    data.load("<urn:a> <urn:p/q#> <urn:b> .", format=RdfFormat.TURTLE)

    nodes = rows(loaded(void_description(data)), "SELECT ?x { ?x void:property <urn:p/q#> }")

    assert nodes == [(f"{NODES}property/444cf9eb60261b19",)]
    assert void_description(data) == void_description(data)


def test_a_dataset_of_nothing_is_described_as_empty() -> None:
    assert set(counts(loaded(void_description(Store()))).values()) == {0}


def documents_of(graph: GraphStore) -> Iterator[Quad]:
    own = {key.graph for key in graph.keys}
    for name in graph.store.named_graphs():
        if name.value in own:
            yield from graph.store.quads_for_pattern(None, None, None, name)


def test_the_counts_of_the_released_data_are_true(released_graph: GraphStore) -> None:
    triples = {quad.triple for quad in documents_of(released_graph)}
    described = counts(released_graph.store)

    assert described["triples"] == len(triples)
    assert described["distinctSubjects"] == len({triple.subject for triple in triples})
    assert described["distinctObjects"] == len({triple.object for triple in triples})
    assert described["properties"] == len({triple.predicate for triple in triples})


def test_all_links_we_promise_are_there(released_graph: GraphStore) -> None:
    found = rows(
        released_graph.store,
        """SELECT ?title (SUM(?n) AS ?links) {
          ?links a void:Linkset ; void:triples ?n ; void:objectsTarget/dct:title ?title
        } GROUP BY ?title""",
    )
    links = {title: int(count) for title, count in found}

    assert {title for title, count in links.items() if count >= 50} >= {
        "Enhetsregisteret",
        "EuroVoc",
        "GeoNames",
        "Geonorge: Administrative enheter",
        "Los",
        "Research Organization Registry",
        "Wikidata",
    }


def test_the_description_has_no_blank_nodes_and_stands_in_the_merge(
    released_graph: GraphStore,
) -> None:
    lines = released_graph.descriptions[VOID_KEY]
    quads = list(parse("".join(f"{line} .\n" for line in lines), format=RdfFormat.N_TRIPLES))
    merged = set(released_graph.store.quads_for_pattern(None, None, None, DefaultGraph()))

    assert not [line for line in lines if "_:" in line]
    assert [quad for quad in quads if quad not in merged] == []
