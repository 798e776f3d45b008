"""The vocabulary of our own is small, explained in three languages, and stands on others'."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from partnerskap.graph.terms import BASE, NS, expand

CLASSES = {"Agreement", "Appropriation", "Insight", "Partnership"}
PROPERTIES = {
    "appropriationOf",
    "basis",
    "budgetYear",
    "contradicts",
    "extentRead",
    "filledBy",
    "form",
    "formerMunicipalityNumber",
    "hasAgreement",
    "hasFigure",
    "instrument",
    "municipalityNumber",
    "purpose",
    "scope",
    "signedOn",
    "stage",
    "unit",
}
OWN = sorted(CLASSES | PROPERTIES)
DOCUMENT = NamedNode(NS.removesuffix("#"))
LANGUAGES = ["en", "nb", "nn"]


def values(triples: frozenset[Triple], subject: NamedNode, predicate: str) -> list[str]:
    wanted = NamedNode(expand(predicate))
    return [
        item.object.value
        for item in triples
        if item.subject == subject
        and item.predicate == wanted
        and isinstance(item.object, NamedNode | Literal)
    ]


def languages(triples: frozenset[Triple], subject: NamedNode, predicate: str) -> list[str]:
    wanted = NamedNode(expand(predicate))
    return sorted(
        item.object.language or ""
        for item in triples
        if item.subject == subject and item.predicate == wanted and isinstance(item.object, Literal)
    )


def used_terms(triples: frozenset[Triple]) -> dict[str, int]:
    """Count each predicate and each class that something is an instance of."""
    counts: dict[str, int] = defaultdict(int)
    rdf_type = NamedNode(expand("rdf:type"))
    for item in triples:
        counts[item.predicate.value] += 1
        if item.predicate == rdf_type and isinstance(item.object, NamedNode):
            counts[item.object.value] += 1
    return counts


def test_it_defines_the_agreed_classes_and_properties_and_no_others(
    ontology: frozenset[Triple],
) -> None:
    own = {item.subject.value for item in ontology if isinstance(item.subject, NamedNode)}
    assert own - {DOCUMENT.value, BASE} == {f"{NS}{name}" for name in OWN}


def test_classes_and_properties_are_of_the_right_kind(ontology: frozenset[Triple]) -> None:
    classes = {
        name
        for name in OWN
        if expand("owl:Class") in values(ontology, NamedNode(NS + name), "rdf:type")
    }
    assert classes == CLASSES


@pytest.mark.parametrize("predicate", ["rdfs:label", "skos:definition", "skos:example"])
@pytest.mark.parametrize("name", OWN)
def test_every_own_term_is_named_defined_and_shown_in_three_languages(
    ontology: frozenset[Triple], name: str, predicate: str
) -> None:
    assert languages(ontology, NamedNode(NS + name), predicate) == LANGUAGES


@pytest.mark.parametrize("name", OWN)
def test_every_own_term_says_which_vocabulary_defines_it(
    ontology: frozenset[Triple], name: str
) -> None:
    assert values(ontology, NamedNode(NS + name), "rdfs:isDefinedBy") == [DOCUMENT.value]


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_every_own_class_stands_below_another_vocabularys_class_and_is_mapped(
    ontology: frozenset[Triple], name: str
) -> None:
    term = NamedNode(NS + name)
    assert values(ontology, term, "rdfs:subClassOf")
    assert values(ontology, term, "skos:closeMatch") + values(ontology, term, "skos:relatedMatch")
    assert languages(ontology, term, "skos:editorialNote") == ["en"]


def test_no_two_own_terms_share_a_label(ontology: frozenset[Triple]) -> None:
    for language in LANGUAGES:
        labels = [
            item.object.value
            for item in ontology
            if item.predicate.value == expand("rdfs:label")
            and isinstance(item.object, Literal)
            and item.object.language == language
        ]
        assert len(labels) == len(set(labels)) == len(OWN)


@pytest.mark.parametrize("predicate", ["dct:title", "dct:description"])
def test_the_vocabulary_tells_what_it_is_in_three_languages(
    ontology: frozenset[Triple], predicate: str
) -> None:
    assert languages(ontology, DOCUMENT, predicate) == LANGUAGES


def test_the_version_is_in_its_own_address(ontology: frozenset[Triple]) -> None:
    (version,) = values(ontology, DOCUMENT, "owl:versionInfo")
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert values(ontology, DOCUMENT, "owl:versionIRI") == [f"{DOCUMENT.value}/{version}"]


def test_the_vocabulary_states_licence_maker_dates_and_prefix(
    ontology: frozenset[Triple],
) -> None:
    stated = {
        predicate: values(ontology, DOCUMENT, predicate)
        for predicate in ("dct:license", "dct:creator", "vann:preferredNamespacePrefix")
    }
    assert stated == {
        "dct:license": ["http://creativecommons.org/licenses/by/4.0/"],
        "dct:creator": [BASE],
        "vann:preferredNamespacePrefix": ["pk"],
    }
    assert values(ontology, DOCUMENT, "vann:preferredNamespaceUri") == [NS]
    (issued,), (modified,) = (
        values(ontology, DOCUMENT, "dct:issued"),
        values(ontology, DOCUMENT, "dct:modified"),
    )
    assert issued <= modified


def test_everything_that_is_used_of_ours_is_defined(released: frozenset[Triple]) -> None:
    ours = {term for term in used_terms(released) if term.startswith(NS)}
    assert ours <= {f"{NS}{name}" for name in OWN}


def test_everything_that_is_used_of_others_exists_there(
    released: frozenset[Triple], known_terms: frozenset[str]
) -> None:
    others = {term for term in used_terms(released) if not term.startswith(NS)}
    assert others - known_terms == set()


def test_every_term_we_build_on_or_map_to_exists(
    ontology: frozenset[Triple], known_terms: frozenset[str]
) -> None:
    links = ["rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range"]
    links += ["skos:closeMatch", "skos:relatedMatch"]
    targets = {
        target
        for name in OWN
        for link in links
        for target in values(ontology, NamedNode(NS + name), link)
    }
    assert {target for target in targets if not target.startswith(NS)} - known_terms == set()


def test_every_datatype_in_use_is_known(
    released: frozenset[Triple], known_terms: frozenset[str]
) -> None:
    used = {item.object.datatype.value for item in released if isinstance(item.object, Literal)}
    assert used - known_terms == set()


def test_the_list_of_known_terms_is_sorted_and_has_no_doubles(
    known_terms: frozenset[str], pytestconfig: pytest.Config
) -> None:
    file = pytestconfig.rootpath / "tests" / "ontology" / "external_terms.txt"
    lines = file.read_text(encoding="utf-8").split()
    assert lines == sorted(known_terms)


def test_nine_triples_of_ten_use_other_peoples_properties(released: frozenset[Triple]) -> None:
    own = sum(item.predicate.value.startswith(NS) for item in released)
    assert own / len(released) <= 0.10


def test_nothing_in_the_vocabulary_or_the_records_is_nameless(
    released: frozenset[Triple],
) -> None:
    nameless = [
        item
        for item in released
        if not isinstance(item.subject, NamedNode)
        or not isinstance(item.object, NamedNode | Literal)
    ]
    assert nameless == []
