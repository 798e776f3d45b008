from __future__ import annotations

import pytest

from partnerskap.graph.search import SearchIndex
from partnerskap.graph.terms import BASE
from worlds import load_release, load_world


@pytest.fixture(scope="module")
def world() -> SearchIndex:
    return SearchIndex(load_world().store)


@pytest.fixture(scope="module")
def release() -> SearchIndex:
    return SearchIndex(load_release().store)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Vestvågøy", "actor/vestvagoy-kommune"),
        ("vestvagoy", "actor/vestvagoy-kommune"),
        ("Vestvaagoey", "actor/vestvagoy-kommune"),
        ("Vestvagøi", "actor/vestvagoy-kommune"),
        ("Vestvágu", "actor/vestvagoy-kommune"),
        ("fjord college", "actor/hogskolen"),
        ("Høgskulen", "actor/hogskolen"),
        ("folkehelsa", "theme/folkehelse"),
        ("PRV1.0", "partnership/prove"),
        ("942110464", "actor/fjord-kommune"),
        ("5001", "actor/fjord-kommune"),
    ],
)
def test_names_are_found_however_they_are_spelt(
    world: SearchIndex, query: str, expected: str
) -> None:
    assert world.find(query)[0].iri == f"{BASE}/id/{expected}"


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("Trondhjem", "trondheim-kommune"),
        ("Vestvagoy", "vestvagoy-kommune"),
        ("Lillehamer", "lillehammer-kommune"),
        ("Bodo", "bodo-kommune"),
        ("Guovdageaidnu", "kautokeino-kommune"),
        ("Kárášjohka", "karasjok-kommune"),
        ("Karasjohka", "karasjok-kommune"),
        ("Nordre folo", "nordre-follo-kommune"),
    ],
)
def test_the_municipality_is_the_first_party_found(
    release: SearchIndex, query: str, slug: str
) -> None:
    hits = release.find(query, kinds=frozenset({"actor"}))

    assert hits[0].iri == f"{BASE}/id/actor/{slug}"


def test_the_very_name_scores_100_and_stands_before_texts(world: SearchIndex) -> None:
    hits = world.find("Fjord")

    assert (hits[0].iri, hits[0].kind, hits[0].score) == (
        f"{BASE}/id/actor/fjord-kommune",
        "actor",
        100,
    )
    assert hits[-1].score < 100


def test_a_text_is_found_and_shown_in_the_readers_language(world: SearchIndex) -> None:
    hit = world.find("utløste", "en")[0]

    assert hit.iri == f"{BASE}/id/partnership/prove#trigger-1"
    assert (hit.kind, hit.snippet, hit.snippet_language) == (
        "insight",
        "Nye krav utløste samarbeidet.",
        "nb",
    )
    assert world.find("demands", "en")[0].snippet_language == "en"


def test_every_word_must_fit(world: SearchIndex) -> None:
    assert world.find("krav utløste")
    assert not world.find("krav xyzzyq")


def test_a_kind_can_be_asked_for(world: SearchIndex) -> None:
    kinds = {hit.kind for hit in world.find("prøvesamarbeidet", kinds=frozenset({"source"}))}

    assert kinds == {"source"}


@pytest.mark.parametrize("query", ["", "  ", '"*^:()', "-", "\x00", "' OR 1=1 --"])
def test_no_spelling_of_a_query_breaks_the_index(world: SearchIndex, query: str) -> None:
    assert isinstance(world.find(query), list)
