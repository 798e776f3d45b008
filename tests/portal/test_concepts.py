"""Concepts come as portals of concepts demand: in bokmål and nynorsk, defined, with a publisher."""

from __future__ import annotations

from collections import Counter

import pytest
from pyoxigraph import Literal, NamedNode

from partnerskap.graph.terms import BASE, NS
from partnerskap.portal.concepts import concept_iris, write_concepts
from partnerskap.portal.terms import CONCEPTS
from portal_facts import PUBLISHER, Feed, facts
from worlds import load_release


@pytest.fixture(scope="module")
def feed() -> Feed:
    return Feed(write_concepts(load_release().store, facts()))


def test_the_collection_holds_terms_codes_and_themes_and_nothing_of_others(feed: Feed) -> None:
    members = feed.values(CONCEPTS, "skos:member")

    assert members == concept_iris(load_release().store)
    assert members == feed.instances("skos:Concept")
    assert {f"{NS}Partnership", f"{BASE}/code/role/lead-municipality"} <= set(members)
    assert all(each.startswith(f"{BASE}/") for each in members)


def test_the_collection_tells_what_it_is_and_who_answers_for_it(feed: Feed) -> None:
    assert feed.instances("skos:Collection") == [CONCEPTS]
    assert len(feed.values(CONCEPTS, "dct:title")) == 3
    assert feed.terms(CONCEPTS, "dct:identifier") == [NamedNode(CONCEPTS)]
    assert len(feed.values(CONCEPTS, "dcat:contactPoint")) == 1
    assert feed.values(CONCEPTS, "dct:publisher") == [PUBLISHER.iri]
    assert PUBLISHER.iri in feed.instances("org:Organization")


def test_every_concept_has_one_name_a_language_a_definition_and_its_own_iri(feed: Feed) -> None:
    for iri in feed.instances("skos:Concept"):
        labels = [t for t in feed.terms(iri, "skos:prefLabel") if isinstance(t, Literal)]
        names = Counter(label.language for label in labels)
        assert names == {"nb": 1, "nn": 1, "en": 1}, iri
        definitions = [t for t in feed.terms(iri, "skos:definition") if isinstance(t, Literal)]
        assert {"nb", "nn", "en"} <= {each.language for each in definitions}, iri
        assert feed.terms(iri, "dct:identifier") == [NamedNode(iri)]
        assert feed.values(iri, "dct:publisher") == [PUBLISHER.iri]
        assert len(feed.values(iri, "dcat:contactPoint")) == 1


def test_a_concept_tells_when_the_journal_took_it_in(feed: Feed) -> None:
    term = f"{NS}Partnership"

    assert feed.values(term, "dct:created") == ["2026-01-02"]
    assert feed.values(term, "dct:modified") == ["2026-02-03"]
