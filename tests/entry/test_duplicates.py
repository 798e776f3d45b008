from __future__ import annotations

import pytest

from partnerskap.entry.duplicates import Profile, find_duplicates, profile_of, profiles_in
from partnerskap.graph.folding import words
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import BASE, DocumentKey, expand
from worlds import load_world

NEW = DocumentKey("partnership", "ny")
FJORD = f"{BASE}/id/actor/fjord-kommune"
COLLEGE = f"{BASE}/id/actor/hogskolen"


def proposed(*names: str, members: tuple[str, ...] = (), key: DocumentKey = NEW) -> Profile:
    return Profile(key, frozenset(frozenset(words(name)) for name in names), frozenset(members))


def found(wanted: Profile, graph: GraphStore) -> list[tuple[str, int, int]]:
    others = profiles_in(graph.store, wanted.key.type)
    return [
        (each.key.slug, each.likeness, len(each.members))
        for each in find_duplicates(wanted, others)
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Universitetskommunen Trondhjem TRD3.0",
        "trd 3.0",
        "University Municipality Trondheim TRD3.0",
        "TRD3.0, Universitetskommunen Trondheim",
    ],
)
def test_a_name_spelt_or_ordered_otherwise_is_found(released_graph: GraphStore, name: str) -> None:
    assert found(proposed(name), released_graph) == [("trd3", 100, 0)]


@pytest.mark.parametrize("name", ["Universitetskommunen Hamar", "Samarbeid i Oslo", "Kommunen"])
def test_words_that_many_names_have_make_nothing_alike(
    released_graph: GraphStore, name: str
) -> None:
    assert found(proposed(name), released_graph) == []


def test_the_same_actors_under_another_name_are_found(released_graph: GraphStore) -> None:
    others = profiles_in(released_graph.store, "partnership")
    members = next(each.members for each in others if each.key.slug == "trd3")

    assert found(proposed("Noe nytt", members=tuple(members)), released_graph) == [("trd3", 0, 3)]
    assert found(proposed("Noe nytt", members=(min(members),)), released_graph) == []


def test_a_published_record_is_no_duplicate_of_itself() -> None:
    prove = DocumentKey("partnership", "prove")
    wanted = proposed("Prøvesamarbeidet", members=(FJORD, COLLEGE), key=prove)

    assert found(wanted, load_world()) == []


def test_few_actors_in_the_release_are_taken_for_each_other(released_graph: GraphStore) -> None:
    actors = profiles_in(released_graph.store, "actor")
    pairs = {
        frozenset({actor.key.slug, other.key.slug})
        for actor in actors
        for other in find_duplicates(actor, actors)
    }

    assert len(actors) > 400
    assert pairs == {
        frozenset({"heroy-kommune-nordland", "heroy-kommune-more-og-romsdal"}),
        frozenset({"valer-kommune-ostfold", "valer-kommune-innlandet"}),
        frozenset({"sintef", "sintef-as"}),
        frozenset({"usht-nordland", "usht-vest"}),
    }


def test_a_record_is_told_by_names_members_and_numbers() -> None:
    lines = (
        f'<{NEW.iri}> <{expand("skos:prefLabel")}> "Ås og Bø"@nb',
        f'<{NEW.iri}> <{expand("org:identifier")}> "942 110 464"',
        f"<{NEW.iri}> <{expand('schema:url')}> <https://www.bo.example/Om/#del>",
        f"<{NEW.iri}#member-1> <{expand('org:member')}> <{FJORD}>",
        f'<{NEW.iri}#agreement-1> <{expand("skos:prefLabel")}> "Avtalen"@nb',
    )

    assert profile_of(NEW, lines) == Profile(
        NEW,
        frozenset({frozenset({"as", "og", "bo"})}),
        frozenset({FJORD}),
        frozenset({"942110464", "bo.example/om"}),
    )


def test_the_same_number_goes_before_a_like_name() -> None:
    new, one, two = (DocumentKey("actor", name) for name in ("ny", "a", "b"))
    name = frozenset({frozenset({"fjord"})})
    wanted = Profile(new, name, marks=frozenset({"942110464"}))
    others = [Profile(one, name), Profile(two, marks=frozenset({"942110464"}))]

    listed = find_duplicates(wanted, others)

    assert [each.key.slug for each in listed] == ["b", "a"]
    assert listed[0].marks == ("942110464",)
