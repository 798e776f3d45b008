"""The JSON-LD context gives every property one readable key, and loses nothing on the way."""

from __future__ import annotations

import json
from collections import Counter
from typing import TypeAlias

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from partnerskap.graph.terms import NS, expand
from partnerskap.resources import ontology_dir

Term: TypeAlias = dict[str, str | list[str]]
KEYWORDS = {"@id", "@type"}
RDF_TYPE = expand("rdf:type")


def _no_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    doubles = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    assert doubles == []
    return dict(pairs)


@pytest.fixture(scope="module")
def context() -> dict[str, object]:
    text = (ontology_dir() / "context.jsonld").read_text(encoding="utf-8")
    document = json.loads(text, object_pairs_hook=_no_doubles)
    inner = document["@context"]
    assert isinstance(inner, dict)
    return inner


@pytest.fixture(scope="module")
def terms(context: dict[str, object]) -> dict[str, Term]:
    """Each key with its expanded definition; keyword aliases left out."""
    found: dict[str, Term] = {}
    for key, value in context.items():
        if key.startswith("@"):
            continue
        if isinstance(value, str):
            found |= {} if value in KEYWORDS else {key: {"@id": value}}
        else:
            assert isinstance(value, dict)
            found[key] = value
    return found


def forward(terms: dict[str, Term]) -> dict[str, Term]:
    return {str(term["@id"]): term for term in terms.values() if "@id" in term}


def containers(term: Term) -> set[str]:
    value = term.get("@container", [])
    return {value} if isinstance(value, str) else set(value)


def test_it_guesses_no_meaning_for_unknown_keys(context: dict[str, object]) -> None:
    assert context["@version"] == 1.1
    assert {key for key in context if key.startswith("@")} == {"@version"}


def test_identity_and_type_have_keys_without_at_signs(context: dict[str, object]) -> None:
    assert (context["id"], context["type"]) == ("@id", "@type")


def test_no_two_keys_stand_for_the_same_thing(terms: dict[str, Term]) -> None:
    meanings = Counter(
        ("@reverse" in term, term.get("@reverse", term.get("@id"))) for term in terms.values()
    )
    assert [meaning for meaning, count in meanings.items() if count > 1] == []


def test_every_key_stands_for_a_term_that_exists(
    terms: dict[str, Term], ontology: frozenset[Triple], known_terms: frozenset[str]
) -> None:
    own = {
        item.subject.value
        for item in ontology
        if isinstance(item.subject, NamedNode) and item.subject.value.startswith(NS)
    }
    meant = {str(term.get("@id", term.get("@reverse"))) for term in terms.values()}
    assert meant - known_terms - own == set()


def test_keys_are_plain_words(terms: dict[str, Term]) -> None:
    assert [key for key in terms if not key.isalpha() or not key.isascii()] == []


def test_every_property_and_class_in_use_has_a_key(
    terms: dict[str, Term], released: frozenset[Triple]
) -> None:
    used = {item.predicate.value for item in released} - {RDF_TYPE}
    used |= {
        item.object.value
        for item in released
        if item.predicate.value == RDF_TYPE and isinstance(item.object, NamedNode)
    }
    assert used - set(forward(terms)) == set()


def test_every_own_term_has_a_key(terms: dict[str, Term], ontology: frozenset[Triple]) -> None:
    own = {
        item.subject.value
        for item in ontology
        if isinstance(item.subject, NamedNode) and item.subject.value.startswith(NS)
    }
    assert own - set(forward(terms)) == set()


def _fits(term: Term, value: object) -> bool:
    """Say whether a value can be written under its key without falling back to a full IRI."""
    if "@language" in containers(term):
        return isinstance(value, Literal) and value.language is not None
    wanted = term.get("@type")
    if wanted == "@id":
        return isinstance(value, NamedNode)
    if wanted is not None:
        return isinstance(value, Literal) and value.datatype.value == wanted
    return True


def test_every_value_in_use_fits_its_key(
    terms: dict[str, Term], released: frozenset[Triple]
) -> None:
    by_property = forward(terms)
    misfits = {
        (item.predicate.value, str(item.object))
        for item in released
        if item.predicate.value in by_property
        and not _fits(by_property[item.predicate.value], item.object)
    }
    assert misfits == set()


def test_json_written_with_the_keys_means_what_the_turtle_says(
    context: dict[str, object],
) -> None:
    page = "https://w3id.org/partnerskap/id/partnership/prove"
    document = {
        "@context": context,
        "id": page,
        "type": ["Partnership", "OrganizationalCollaboration"],
        "name": {"nb": "Prøvesamarbeidet", "en": "The trial"},
        "altName": {"nb": ["Prøven", "Prøve 1.0"]},
        "founded": {"@value": "2018", "@type": "http://www.w3.org/2001/XMLSchema#gYear"},
        "subjects": ["https://w3id.org/partnerskap/id/theme/helse"],
        "figures": [
            {"id": f"{page}#size-1", "value": 207595},
            {
                "id": f"{page}#size-2",
                "value": {
                    "@value": "2274.12",
                    "@type": "http://www.w3.org/2001/XMLSchema#decimal",
                },
            },
        ],
        "members": [
            {
                "id": f"{page}#member-ntnu",
                "type": "Membership",
                "member": "https://w3id.org/partnerskap/id/actor/ntnu",
            }
        ],
        "statements": [
            {
                "id": f"{page}#form",
                "statementProperty": "https://w3id.org/partnerskap/ns#form",
                "statementValue": {"id": "https://w3id.org/partnerskap/code/form/toparts"},
            }
        ],
    }
    expected = f"""
        @base <{page}> .
        @prefix pk: <https://w3id.org/partnerskap/ns#> .
        @prefix org: <http://www.w3.org/ns/org#> .
        @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix schema: <https://schema.org/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <> a pk:Partnership, org:OrganizationalCollaboration ;
            skos:prefLabel "Prøvesamarbeidet"@nb, "The trial"@en ;
            skos:altLabel "Prøven"@nb, "Prøve 1.0"@nb ;
            schema:foundingDate "2018"^^xsd:gYear ;
            <http://purl.org/dc/terms/subject> <https://w3id.org/partnerskap/id/theme/helse> ;
            pk:hasFigure <#size-1>, <#size-2> .
        <#size-1> schema:value 207595 .
        <#size-2> schema:value 2274.12 .
        <#member-ntnu> a org:Membership ;
            org:organization <> ;
            org:member <https://w3id.org/partnerskap/id/actor/ntnu> .
        <#form> rdf:subject <> ;
            rdf:predicate pk:form ;
            rdf:object <https://w3id.org/partnerskap/code/form/toparts> .
    """
    written = parse(json.dumps(document), format=RdfFormat.JSON_LD)
    meant = parse(expected, format=RdfFormat.TURTLE)
    assert {quad.triple for quad in written} == {quad.triple for quad in meant}
