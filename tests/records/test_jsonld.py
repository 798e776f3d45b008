from __future__ import annotations

import json

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from partnerskap.graph.labels import Labels
from partnerskap.graph.terms import BASE, DocumentKey, expand
from partnerskap.records.context import Context, load_context
from partnerskap.records.document import Document, find_document, find_insight
from partnerskap.records.jsonld import to_tree
from partnerskap.records.view import as_json, as_jsonld, as_ntriples, as_rdfxml, as_turtle
from partnerskap.resources import ontology_dir
from worlds import load_world

PROVE = f"{BASE}/id/partnership/prove"


@pytest.fixture(scope="module")
def context() -> Context:
    return load_context(ontology_dir() / "context.jsonld")


@pytest.fixture(scope="module")
def document() -> Document:
    return find_document(load_world().store, DocumentKey("partnership", "prove"))


def test_nodes_of_a_record_hang_where_they_are_linked(document: Document, context: Context) -> None:
    tree = to_tree(document, context)

    assert tree["id"] == PROVE
    assert tree["type"] == ["OrganizationalCollaboration", "Partnership"]
    assert tree["name"] == {
        "nb": "Prøvesamarbeidet",
        "nn": "Prøvesamarbeidet",
        "en": "The trial partnership",
    }
    agreements = tree["agreements"]
    assert isinstance(agreements, list)
    assert isinstance(agreements[0], dict)
    assert agreements[0]["id"] == f"{PROVE}#agreement-2018"
    assert agreements[0]["period"] == {
        "id": f"{PROVE}#agreement-2018-period",
        "type": "PeriodOfTime",
        "startDate": {
            "@type": "http://www.w3.org/2001/XMLSchema#date",
            "@value": "2018-02-01",
        },
        "endDate": {"@type": "http://www.w3.org/2001/XMLSchema#date", "@value": "2021-12-31"},
    }


def test_statements_about_the_record_hang_under_it_backwards(
    document: Document, context: Context
) -> None:
    insights = to_tree(document, context)["insights"]

    assert isinstance(insights, list)
    first = insights[0]
    assert isinstance(first, dict)
    assert first["id"] == f"{PROVE}#result-1"
    assert "about" not in first
    assert first["figures"] == [
        {
            "id": f"{PROVE}#result-1-figure",
            "type": "QuantitativeValue",
            "unit": f"{BASE}/code/unit/student-assignments",
            "value": 96,
        }
    ]


def test_nodes_nobody_links_stand_beside_the_record(context: Context) -> None:
    root, other = NamedNode("urn:a"), NamedNode("urn:b")
    label = NamedNode(expand("skos:prefLabel"))
    document = Document(
        DocumentKey("actor", "a"),
        root,
        (
            Triple(root, label, Literal("A", language="nb")),
            Triple(other, label, Literal("B", language="nb")),
        ),
    )

    assert to_tree(document, context) == {
        "id": "urn:a",
        "name": {"nb": "A"},
        "@included": [{"id": "urn:b", "name": {"nb": "B"}}],
    }


@pytest.mark.parametrize(
    "literal",
    [
        Literal("007", datatype=NamedNode(expand("xsd:integer"))),
        Literal("12345678901234567890", datatype=NamedNode(expand("xsd:integer"))),
        Literal("1.50", datatype=NamedNode(expand("xsd:decimal"))),
        Literal("true", datatype=NamedNode(expand("xsd:boolean"))),
        Literal("1", datatype=NamedNode(expand("xsd:boolean"))),
        Literal("2021", datatype=NamedNode(expand("xsd:gYear"))),
        Literal("uten språk"),
        Literal("på bokmål", language="nb"),
    ],
)
@pytest.mark.parametrize("name", ["skos:prefLabel", "schema:value", "dct:date", "foaf:made"])
def test_every_literal_survives_under_every_kind_of_key(
    context: Context, literal: Literal, name: str
) -> None:
    triple = Triple(NamedNode("urn:a"), NamedNode(expand(name)), literal)
    document = Document(DocumentKey("actor", "a"), NamedNode("urn:a"), (triple,))

    read = {quad.triple for quad in parse(as_jsonld(document, context), format=RdfFormat.JSON_LD)}

    assert read == {triple}


def test_plain_json_is_the_same_tree_with_labels_and_without_context(
    document: Document, context: Context
) -> None:
    labels = Labels(load_world().store)

    plain = json.loads(as_json(document, context, labels))
    full = json.loads(as_jsonld(document, context))

    assert plain.pop("labels")[f"{BASE}/id/actor/hogskolen"] == {
        "en": "Fjord College",
        "nb": "Høgskolen ved fjorden",
        "nn": "Høgskulen ved fjorden",
    }
    del full["@context"]
    assert plain == full


def test_turtle_is_the_canonical_text(document: Document) -> None:
    text = as_turtle(document).decode()

    assert text.startswith(f"@base <{PROVE}> .\n@prefix ")
    assert "<> a pk:Partnership, org:OrganizationalCollaboration ;\n" in text


@pytest.mark.parametrize(
    ("written", "form"),
    [
        (as_turtle, RdfFormat.TURTLE),
        (as_ntriples, RdfFormat.N_TRIPLES),
        (as_rdfxml, RdfFormat.RDF_XML),
    ],
)
def test_each_form_holds_the_same_triples(
    document: Document, written: object, form: RdfFormat
) -> None:
    assert callable(written)
    read = {quad.triple for quad in parse(written(document), format=form)}

    assert read == set(document.triples)


def test_an_insight_is_its_node_and_its_parts() -> None:
    insight = find_insight(load_world().store, "partnership--prove--result-1")

    assert {triple.subject for triple in insight.triples} == {
        NamedNode(f"{PROVE}#result-1"),
        NamedNode(f"{PROVE}#result-1-figure"),
    }
