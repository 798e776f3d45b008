"""The information model says of the data what the shapes say, in the words of ModellDCAT-AP-NO."""

from __future__ import annotations

import pytest

from partnerskap.entry.forms import released_forms
from partnerskap.graph.terms import BASE, NS
from partnerskap.portal.models import MODEL, write_models
from partnerskap.portal.terms import MODELS
from portal_facts import Feed, facts
from worlds import load_release

KINDS = ("Attribute", "Association", "Composition", "Choice")


@pytest.fixture(scope="module")
def feed() -> Feed:
    return Feed(write_models(released_forms(), load_release().store, facts()))


def test_the_catalogue_has_one_model_with_a_publisher_and_every_element(feed: Feed) -> None:
    assert feed.values(MODELS, "modelldcatno:model") == [MODEL]
    assert len(feed.values(MODEL, "dct:publisher")) == 1
    contained = feed.values(MODEL, "modelldcatno:containsModelElement")
    assert contained == feed.instances("modelldcatno:ModelElement")
    for element in contained:
        assert feed.values(element, "dct:title"), element


def test_every_record_type_and_every_part_is_an_object_type(feed: Feed) -> None:
    types = {iri.partition("#")[2] for iri in feed.instances("modelldcatno:ObjectType")}

    assert types >= set(released_forms())
    assert types >= {"membership", "period", "figure", "amount", "statement"}


def test_a_property_says_how_many_values_it_has_as_the_shapes_do(feed: Feed) -> None:
    def counts(slug: str) -> tuple[list[str], list[str]]:
        iri = f"{MODELS}#{slug}"
        bounds = ("modelldcatno:minOccurs", "modelldcatno:maxOccurs")
        return feed.values(iri, bounds[0]), feed.values(iri, bounds[1])

    assert counts("partnership.members") == (["2"], ["*"])
    assert counts("membership.role") == (["1"], ["1"])
    assert counts("partnership.founded") == (["0"], ["1"])


@pytest.mark.parametrize(
    ("slug", "kind", "leads"),
    [
        ("membership.actor", "Association", ("refersTo", "actor")),
        ("membership.role", "Attribute", ("hasValueFrom", "list-role")),
        ("partnership.members", "Composition", ("contains", "membership")),
        ("partnership.founded", "Attribute", ("hasSimpleType", "type-date")),
    ],
)
def test_a_property_is_of_the_kind_its_values_ask_for(
    feed: Feed, slug: str, kind: str, leads: tuple[str, str]
) -> None:
    iri = f"{MODELS}#{slug}"
    link, target = leads

    assert iri in feed.instances(f"modelldcatno:{kind}")
    assert feed.values(iri, f"modelldcatno:{link}") == [f"{MODELS}#{target}"]


def test_every_property_is_of_one_kind_and_leads_to_elements_only(feed: Feed) -> None:
    elements = set(feed.instances("modelldcatno:ModelElement"))
    kinds = {kind: set(feed.instances(f"modelldcatno:{kind}")) for kind in KINDS}
    links = ("contains", "refersTo", "hasSome", "hasValueFrom", "hasSimpleType")

    properties = feed.instances("modelldcatno:Property")
    assert len(properties) > 200
    for iri in properties:
        assert sum(iri in members for members in kinds.values()) == 1, iri
        targets = {t for link in links for t in feed.values(iri, f"modelldcatno:{link}")}
        assert targets <= elements, iri


def test_each_code_stands_in_a_list_with_its_notation_and_the_concept_it_means(feed: Feed) -> None:
    codes = feed.instances("modelldcatno:CodeElement")
    lists = set(feed.instances("modelldcatno:CodeList"))

    assert f"{MODELS}#list-role.lead-municipality" in codes
    assert feed.values(f"{MODELS}#list-role.lead-municipality", "dct:subject") == [
        f"{BASE}/code/role/lead-municipality"
    ]
    for code in codes:
        assert len(feed.values(code, "skos:notation")) == 1, code
        assert set(feed.values(code, "skos:inScheme")) <= lists, code
        assert feed.values(code, "skos:prefLabel"), code


def test_what_our_vocabulary_names_is_described_as_a_concept(feed: Feed) -> None:
    subjects = feed.all("dct:subject")

    assert f"{NS}Partnership" in subjects
    assert subjects <= set(feed.instances("skos:Concept"))
