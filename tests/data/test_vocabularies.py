"""The concept schemes that travel with the program: complete, labelled, and mapped as proposed."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Final

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from partnerskap.graph.terms import BASE, PREFIXES, expand
from partnerskap.resources import data_dir, ontology_dir

SKOS: Final = PREFIXES["skos"]
EU: Final = "http://publications.europa.eu/resource/authority/"
LOS: Final = "https://psi.norge.no/los/"
MATCHES: Final = ("skos:closeMatch", "skos:broadMatch", "skos:relatedMatch")

CONCEPTS: Final = {
    "stage": 3,
    "form": 8,
    "trigger": 10,
    "expectation": 11,
    "orgform": 13,
    "resourceform": 10,
    "resultkind": 10,
    "lesson": 9,
    "barrier": 8,
    "recommendation": 6,
    "theme": 40,
}
NARROWER: Final = {
    "form": 2,
    "trigger": 2,
    "expectation": 1,
    "orgform": 4,
    "resourceform": 2,
    "resultkind": 4,
    "lesson": 2,
    "recommendation": 1,
    "theme": 14,
}


@cache
def vocabularies() -> Store:
    """Load code lists, themes and reference vocabularies into one default graph."""
    store = Store()
    for path in sorted((data_dir() / "themes").glob("*.ttl")):
        iri = f"{BASE}/id/theme/{path.stem}"
        store.load(path=str(path), format=RdfFormat.TURTLE, base_iri=iri)
    for folder in (ontology_dir() / "schemes", data_dir() / "reference"):
        for path in sorted(folder.glob("*.ttl")):
            store.load(path=str(path), format=RdfFormat.TURTLE)
    return store


@cache
def pairs(predicate: str) -> frozenset[tuple[str, str]]:
    """List subject and object, as plain text, of every triple with this predicate."""
    found = vocabularies().quads_for_pattern(None, NamedNode(expand(predicate)), None)
    return frozenset((_text(quad.subject), _text(quad.object)) for quad in found)


def literals(subject: str, predicate: str) -> list[Literal]:
    """List the literals a subject has for a predicate."""
    found = vocabularies().quads_for_pattern(NamedNode(subject), NamedNode(expand(predicate)), None)
    return [quad.object for quad in found if isinstance(quad.object, Literal)]


def languages(subject: str, predicate: str) -> list[str]:
    """Sort the languages in which a subject has a text."""
    return sorted(literal.language or "" for literal in literals(subject, predicate))


def members(scheme: str) -> set[str]:
    """List the concepts of a scheme."""
    return {concept for concept, named in pairs("skos:inScheme") if named == scheme}


@cache
def own_concepts() -> frozenset[str]:
    """List the concepts of the synthesis vocabulary and the themes."""
    return frozenset().union(*(members(f"{BASE}/code/{name}") for name in CONCEPTS))


def mappings() -> list[tuple[str, str, str]]:
    """List subject, relation and target of every mapping of these concepts."""
    own = own_concepts()
    return [(s, expand(match), o) for match in MATCHES for s, o in pairs(match) if s in own]


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


@pytest.mark.parametrize(("name", "count"), CONCEPTS.items())
def test_each_list_has_all_its_concepts(name: str, count: int) -> None:
    assert len(members(f"{BASE}/code/{name}")) == count


def test_narrower_concepts_stand_under_a_broader_one_in_the_same_list() -> None:
    scheme = dict(pairs("skos:inScheme"))
    ours = own_concepts()
    own = [(narrow, broad) for narrow, broad in pairs("skos:broader") if narrow in ours]

    assert Counter(scheme[narrow].rsplit("/", 1)[1] for narrow, _ in own) == NARROWER
    assert [pair for pair in own if scheme[pair[0]] != scheme[pair[1]]] == []


def test_a_concept_is_either_on_top_or_below_another() -> None:
    top = {concept for concept, _ in pairs("skos:topConceptOf")}
    below = {concept for concept, _ in pairs("skos:broader")}

    assert {
        concept for concept in own_concepts() if (concept in top) == (concept in below)
    } == set()


def test_schemes_and_their_top_concepts_name_each_other() -> None:
    assert {(top, scheme) for scheme, top in pairs("skos:hasTopConcept")} == pairs(
        "skos:topConceptOf"
    )


def test_no_concept_is_broader_than_itself() -> None:
    parents: dict[str, set[str]] = {}
    for narrow, broad in pairs("skos:broader"):
        parents.setdefault(narrow, set()).add(broad)
    for start, direct in parents.items():
        above = set(direct)
        while more := {p for c in above for p in parents.get(c, ())} - above:
            above |= more
        assert start not in above


@pytest.mark.parametrize("predicate", ["skos:prefLabel", "skos:definition"])
def test_own_concepts_have_one_label_and_definition_in_each_language(predicate: str) -> None:
    wrong = {c for c in own_concepts() if languages(c, predicate) != ["en", "nb", "nn"]}

    assert wrong == set()


def test_labels_in_one_list_are_not_repeated() -> None:
    for name in CONCEPTS:
        for language in ("nb", "nn", "en"):
            labels = [
                label.value
                for concept in members(f"{BASE}/code/{name}")
                for label in literals(concept, "skos:prefLabel")
                if label.language == language
            ]
            assert len(labels) == len(set(labels))


def test_own_concepts_name_their_source() -> None:
    sourced = {concept for concept, _ in pairs("prov:hadPrimarySource")}

    assert own_concepts() - sourced == set()


def test_all_proposed_mappings_are_there() -> None:
    relations = Counter(relation.removeprefix(SKOS) for _, relation, _ in mappings())
    targets = Counter(
        next(name for name in ("los", "eurovoc", "data-theme", "sdg") if name in target)
        for _, _, target in mappings()
    )

    assert relations == {"closeMatch": 65, "broadMatch": 40, "relatedMatch": 102}
    assert targets == {"los": 56, "eurovoc": 75, "data-theme": 39, "sdg": 37}


def test_every_mapping_target_is_a_concept_we_carry() -> None:
    concepts = {concept for concept, _ in pairs("skos:inScheme")}

    assert {target for _, _, target in mappings()} - concepts == set()


def test_every_mapping_is_a_proposal_with_its_source() -> None:
    query = """
        SELECT ?subject ?relation ?target WHERE {
          ?node a rdf:Statement ; rdf:subject ?subject ; rdf:predicate ?relation ;
            rdf:object ?target ; pk:basis basis:proposal ;
            prov:hadPrimarySource source:theme-crosswalk .
          FILTER(STRSTARTS(STR(?node), CONCAT(STR(?subject), "#mapping-")))
        }"""
    found = vocabularies().query(query, prefixes=PREFIXES)
    stated = sorted(tuple(_text(term) for term in row) for row in found)  # type: ignore[union-attr]  # a SELECT

    assert stated == sorted(mappings())


def test_readers_are_told_that_the_mappings_await_review() -> None:
    notes = {note.language: note.value for note in literals(f"{BASE}/code/theme", "skos:note")}

    assert "ikke gjennomgått" in notes["nb"]
    assert "await review" in notes["en"]


def test_health_is_mapped_to_the_nearest_concept_of_each_vocabulary() -> None:
    health = f"{BASE}/id/theme/helse"

    assert {target for concept, target in pairs("skos:closeMatch") if concept == health} == {
        "https://psi.norge.no/los/tema/helse-og-omsorg",
        "http://eurovoc.europa.eu/5899",
        "https://metadata.un.org/sdg/3",
    }


def test_the_whole_of_los_is_there() -> None:
    counts = {kind: len(members(f"{LOS}ontologi/{kind}")) for kind in ("tema", "ord", "hendelse")}
    top = [c for c, scheme in pairs("skos:topConceptOf") if scheme == f"{LOS}struktur"]

    assert counts == {"tema": 92, "ord": 427, "hendelse": 7}
    assert sum(counts.values()) == 526
    assert len(top) == 14


def test_los_has_its_labels_search_words_and_hierarchy() -> None:
    concepts = set().union(*(members(f"{LOS}ontologi/{k}") for k in ("tema", "ord", "hendelse")))
    spoken = Counter(lang for c in concepts for lang in languages(c, "skos:prefLabel"))
    age = f"{LOS}ord/alderspensjon"

    assert spoken == {"nb": 526, "nn": 526, "en": 521}
    assert {broad for c, broad in pairs("skos:broader") if c in concepts} <= concepts
    assert (age, f"{LOS}tema/inntektssikring") in pairs("skos:broader")
    assert Literal("Tidligpensjon", language="nb") in literals(age, "skos:hiddenLabel")
    assert len(literals(age, "skos:hiddenLabel")) == 13


def test_the_one_los_name_outside_ascii_is_kept_as_it_is() -> None:
    odd = {concept for concept in members(f"{LOS}ontologi/ord") if not concept.isascii()}

    assert odd == {f"{LOS}ord/hørselshjelpemidler"}


@pytest.mark.parametrize(
    ("scheme", "count", "labels"),
    [
        ("https://metadata.un.org/sdg", 17, {"nb": 17, "nn": 14, "en": 17}),
        (f"{EU}data-theme", 13, {"nb": 13, "nn": 13, "en": 13}),
        ("http://eurovoc.europa.eu/100141", 73, {"en": 73}),
        (f"{EU}frequency", 38, {"nb": 38, "nn": 38, "en": 38}),
        (f"{EU}licence", 3, {"nb": 3, "en": 3}),
        (f"{EU}file-type", 20, {}),
        ("http://purl.org/adms/publishertype/1.0", 11, {"nb": 11, "nn": 11, "en": 11}),
    ],
)
def test_reference_lists_hold_what_their_source_gave(
    scheme: str, count: int, labels: dict[str, int]
) -> None:
    concepts = members(scheme)

    assert len(concepts) == count
    assert Counter(lang for c in concepts for lang in languages(c, "skos:prefLabel")) == labels


def test_every_reference_scheme_says_where_it_is_from_and_on_what_terms() -> None:
    schemes = {
        scheme for _, scheme in pairs("skos:inScheme") if not scheme.startswith(f"{BASE}/code/")
    }

    assert len(schemes) == 15
    assert schemes <= {scheme for scheme, _ in pairs("dct:source")}
    assert schemes <= {scheme for scheme, _ in pairs("dct:rights")}


def test_sources_of_the_vocabularies_are_records() -> None:
    named = {
        source
        for subject, source in pairs("prov:hadPrimarySource")
        if subject not in own_concepts()
    }
    missing = [s for s in named if not (data_dir() / f"sources/{s.rsplit('/', 1)[1]}.ttl").exists()]

    assert missing == []
