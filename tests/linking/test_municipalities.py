"""All municipalities as people write them in lists: the right one stands first."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import Final

import pytest

from partnerskap.graph.labels import Labels
from partnerskap.linking.directory import Directory, Entity
from partnerskap.linking.matching import Types, match_name
from partnerskap.records.tables import Tables
from worlds import load_release

MUNICIPALITY: Final = Types(frozenset({"municipality"}))
WAYS: Final = ("name", "suffix", "english", "nynorsk", "upper", "old number", "typo", "other name")


@cache
def directory() -> Directory:
    graph = load_release()
    return Directory(graph.store, Labels(graph.store), Tables(graph.store))


def municipalities() -> list[Entity]:
    return directory().kind("municipality")


def county(entity: Entity) -> str:
    return directory().labels.of(entity.values["county"][0], "nb")


def misspelt(name: str, seed: str) -> str:
    """Swap, drop, double or change one letter; names of fewer than five letters stay."""
    chance = random.Random(seed)  # noqa: S311 - a list that is the same each time
    if len(name) < 5:
        return name
    at = chance.randrange(1, len(name) - 1)
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return chance.choice(
        [swapped, name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:], _other(name, at)]
    )


def _other(name: str, at: int) -> str:
    return name[:at] + ("a" if name[at] != "a" else "e") + name[at + 1 :]


def written(entity: Entity) -> Iterator[tuple[str, str]]:
    """Write a municipality in every way of the list; namesakes with their county."""
    label = directory().labels.of(entity.iri, "nb")
    name = label.rpartition(" ")[0]
    shared = sum(directory().labels.of(e.iri, "nb") == label for e in municipalities()) > 1
    where = f" ({county(entity)})" if shared else ""
    (number,) = entity.values["former-municipality-number"]
    yield "name", name + where
    yield "suffix", f"{label}{where}"
    yield "english", f"{name} municipality{where}"
    yield "nynorsk", f"{name} heradet{where}"
    yield "upper", f"{label}{where}".upper()
    if number != "1507":  # it was split
        yield "old number", number.lstrip("0")
    yield "typo", misspelt(name, entity.id) + where
    yield from (("other name", f"{other}{where}") for other in entity.values["other-name"])


def test_the_list_holds_every_municipality() -> None:
    assert len(municipalities()) == 357


@pytest.mark.parametrize("way", WAYS)
def test_at_least_95_of_100_are_right_first_however_they_are_written(way: str) -> None:
    asked = [(e.id, text) for e in municipalities() for w, text in written(e) if w == way]
    firsts = [(id_, text, match_name(directory(), text, MUNICIPALITY)) for id_, text in asked]
    wrong = [(text, id_) for id_, text, found in firsts if not found or found[0].entity.id != id_]

    assert len(asked) >= 355  # all but the two that were one
    assert len(wrong) <= 0.05 * len(asked), wrong


def test_no_other_municipality_is_ever_called_a_match() -> None:
    wrong = [
        (text, found[0].entity.id)
        for entity in municipalities()
        for way, text in written(entity)
        for found in [match_name(directory(), text, MUNICIPALITY)]
        if way != "typo" and found and found[0].match and found[0].entity.id != entity.id
    ]

    assert wrong == []


def test_a_misspelling_is_never_called_a_match() -> None:
    found = match_name(directory(), "Tronheim", MUNICIPALITY)

    assert found[0].entity.id == "id/actor/trondheim-kommune"
    assert not found[0].match


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kárášjohka", "id/actor/karasjok-kommune"),
        ("Karasjok – Kárášjohka", "id/actor/karasjok-kommune"),
        ("Deatnu-Tana", "id/actor/tana-kommune"),
        ("Guovdageaidnu suohkan", "id/actor/kautokeino-kommune"),
        ("Snåase", "id/actor/snasa-kommune"),
        ("301 Oslo", "id/actor/oslo-kommune"),
        ("Herøy (Nordland)", "id/actor/heroy-kommune-nordland"),
        ("Voss kommune", "id/actor/voss-herad"),
        ("Vestvaagoey", "id/actor/vestvagoy-kommune"),
    ],
)
def test_a_name_is_found_for_certain(text: str, expected: str) -> None:
    found = match_name(directory(), text, MUNICIPALITY)

    assert found[0].entity.id == expected
    assert found[0].match


def test_a_number_that_was_split_is_no_match() -> None:
    found = match_name(directory(), "1507", MUNICIPALITY)

    assert [(each.entity.id, each.match) for each in found] == [
        ("id/actor/alesund-kommune", False),
        ("id/actor/haram-kommune", False),
    ]
