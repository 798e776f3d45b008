"""Actors, themes, partnerships and codes as people write them: the right one stands first."""

from __future__ import annotations

from typing import Final

import pytest

from partnerskap.linking.directory import SPACE
from partnerskap.linking.matching import Condition, Types, match_name
from spellings import directory, find, misspelt

KINDS: Final = {
    "institution": 88,
    "county-authority": 17,
    "partnership": 16,
    "theme": 40,
    "scheme": 11,
    "umbrella": 2,
    "agreement": 4,
    "county": 18,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_name_in_every_language_is_right_first(kind: str) -> None:
    entities = directory().kind(kind)
    asked = [
        (entity.id, text)
        for entity in entities
        for text in {*directory().labels.names(entity.iri).values(), *entity.values["other-name"]}
    ]
    wrong = [(text, id_) for id_, text in asked if find(text, kind)[0].entity.id != id_]

    assert len(entities) >= KINDS[kind]
    assert len(wrong) <= 0.05 * len(asked), wrong


@pytest.mark.parametrize("kind", KINDS)
def test_misspelt_names_are_right_first(kind: str) -> None:
    asked = [
        (each.id, misspelt(directory().labels.of(each.iri, "nb"), each.id))
        for each in directory().kind(kind)
    ]
    wrong = [(text, id_) for id_, text in asked if find(text, kind)[0].entity.id != id_]

    assert len(wrong) <= 0.05 * len(asked), wrong


def test_every_code_is_right_first_in_its_list() -> None:
    codes = directory().kind("code")
    wrong = []
    for code in codes:
        name = directory().labels.of(code.iri, "nb")
        lists = Condition("code-list", code.values["code-list"])
        found = match_name(directory(), name, Types(frozenset({"code"})), (lists,))
        if found[0].entity.id != code.id or not found[0].match:
            wrong.append((name, found[0].entity.id))

    assert len(codes) >= 234
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NTNU", "id/actor/ntnu"),
        ("HiOA", "id/actor/oslomet"),
        ("Høgskolen i Oslo og Akershus", "id/actor/oslomet"),
        ("Universitetet i Tromsø", "id/actor/uit"),
        ("Høgskulen på Vestlandet", "id/actor/hvl"),
        ("University of Bergen", "id/actor/uib"),
        ("974 767 880", "id/actor/ntnu"),
        ("id/actor/ntnu", "id/actor/ntnu"),
        ("https://w3id.org/partnerskap/id/actor/ntnu", "id/actor/ntnu"),
        ("Viken fylkeskommune", "id/actor/viken-fylkeskommune"),
        ("Trøndelag county council", "id/actor/trondelag-fylkeskommune"),
        ("Folkehelse", "id/theme/folkehelse"),
        ("Utviklingssenter for sykehjem og hjemmetjenester (Vest)", "id/actor/usht-vest"),
    ],
)
def test_a_name_is_found_for_certain_among_everything(text: str, expected: str) -> None:
    found = find(text)

    assert (found[0].entity.id, found[0].match) == (expected, True)


@pytest.mark.parametrize("text", ["", "   ", "🦌🦌🦌", "qqqqqqqqqq", "0000"])
def test_what_is_like_nothing_finds_nothing(text: str) -> None:
    assert find(text) == []


def test_conditions_alone_find_the_things_that_fulfil_them() -> None:
    where = Condition("county", ("Finnmark",))
    found = match_name(directory(), "", Types(frozenset({"municipality"})), (where,))
    fulfilled = [each for each in found if each.score == 100]

    assert len(fulfilled) == 18
    assert {each.entity.values["county"] for each in fulfilled} == {(f"{SPACE}id/county/finnmark",)}


def test_all_types_must_fit_where_the_query_says_so() -> None:
    both = Types(frozenset({"municipality", "institution"}), "all")
    either = Types(frozenset({"municipality", "institution"}))

    assert match_name(directory(), "Bergen", both) == []
    assert match_name(directory(), "Bergen", either)[0].entity.id == "id/actor/bergen-kommune"


def test_a_number_that_contradicts_the_name_leaves_no_certainty() -> None:
    wrong = Condition("organisation-number", ("974767880",))
    first, second, *_ = match_name(directory(), "Bergen kommune", Types(), (wrong,))

    assert (first.entity.id, first.score, first.match) == ("id/actor/ntnu", 70, False)
    assert (second.entity.id, second.score) == ("id/actor/bergen-kommune", 60)
    assert second.features["property:organisation-number"] is False


def test_a_score_tells_what_it_was_made_of() -> None:
    where = Condition("county", ("Nordland",))
    best = match_name(directory(), "Herøy kommune (Nordland)", Types(), (where,))[0]

    assert dict(best.features) == {
        "name": 100.0,
        "kind": True,
        "county": True,
        "property:county": True,
    }
    assert best.score == 100
