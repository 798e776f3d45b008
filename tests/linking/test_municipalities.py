"""All municipalities as people write them in lists: the right one stands first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from partnerskap.linking.directory import Entity
from spellings import directory, find, misspelt

WAYS: Final = (
    "name",
    "suffix",
    "english",
    "nynorsk",
    "upper",
    "old number",
    "typo",
    "typo in all",
    "other name",
)
KIND: Final = "municipality"


def municipalities() -> list[Entity]:
    return directory().kind(KIND)


def name_of(iri: str) -> str:
    return directory().labels.of(iri, "nb")


def written(entity: Entity) -> Iterator[tuple[str, str]]:
    """Write a municipality in every way of the list; namesakes with their county."""
    label, _, county = name_of(entity.iri).partition(" (")
    name = label.rpartition(" ")[0]
    where = f" ({county}" if county else ""
    (number,) = entity.values["former-municipality-number"]
    yield "name", name + where
    yield "suffix", f"{label}{where}"
    yield "english", f"{name} municipality{where}"
    yield "nynorsk", f"{name} heradet{where}"
    yield "upper", f"{label}{where}".upper()
    if number != "1507":  # it was split
        yield "old number", number.lstrip("0")
    yield "typo", misspelt(name, entity.id) + where
    yield "typo in all", misspelt(label, entity.id) + where
    others = entity.values["other-name"]
    yield from (("other name", other + where) for other in others if "(" not in other)


def test_the_list_holds_every_municipality() -> None:
    assert len(municipalities()) == 357


@pytest.mark.parametrize("way", WAYS)
def test_at_least_95_of_100_are_right_first_however_they_are_written(way: str) -> None:
    asked = [(e.id, text) for e in municipalities() for w, text in written(e) if w == way]
    firsts = [(id_, text, find(text, KIND)) for id_, text in asked]
    wrong = [(text, id_) for id_, text, found in firsts if not found or found[0].entity.id != id_]

    assert len(asked) >= 355  # all but the two that were one
    assert len(wrong) <= 0.05 * len(asked), wrong


def test_no_other_municipality_is_ever_called_a_match() -> None:
    wrong = [
        (text, found[0].entity.id)
        for entity in municipalities()
        for _, text in written(entity)
        for found in [find(text, KIND)]
        if found and found[0].match and found[0].entity.id != entity.id
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kárášjohka", "karasjok-kommune"),
        ("Karasjok – Kárášjohka", "karasjok-kommune"),
        ("Kárášjoga gielda", "karasjok-kommune"),
        ("Deatnu-Tana", "tana-kommune"),
        ("Guovdageaidnu suohkan", "kautokeino-kommune"),
        ("Snåase", "snasa-kommune"),
        ("Porsanki", "porsanger-kommune"),
        ("Ivgu", "lyngen-kommune"),
        ("301 Oslo", "oslo-kommune"),
        ("kommune 4601", "bergen-kommune"),
        ("K-5501 Tromsø", "tromso-kommune"),
        ("Bergen komune", "bergen-kommune"),
        ("Herøy (Nordland)", "heroy-kommune-nordland"),
        ("Herøy, Møre og Romsdal", "heroy-kommune-more-og-romsdal"),
        ("Våler i Østfold", "valer-kommune-ostfold"),
        ("Voss kommune", "voss-herad"),
        ("Vestvaagoey", "vestvagoy-kommune"),
        ("Nore & Uvdal", "nore-og-uvdal-kommune"),
        ("Aurskog Høland", "aurskog-holand-kommune"),
        ("SØR-VARANGER KOMMUNE", "sor-varanger-kommune"),
        ("Å\u030as", "as-kommune"),
        ("Ål kommune", "al-kommune"),
        ("964 338 531", "bergen-kommune"),
    ],
)
def test_a_name_is_found_for_certain(text: str, expected: str) -> None:
    found = find(text, KIND)

    assert found[0].entity.id == f"id/actor/{expected}"
    assert found[0].match


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tronheim", "trondheim-kommune"),
        ("Trondhjem", "trondheim-kommune"),
        ("Kristiansnad", "kristiansand-kommune"),
        ("Lillestøm kommune", "lillestrom-kommune"),
        ("Bærum kommune - FoU", "baerum-kommune"),
    ],
)
def test_what_is_only_alike_stands_first_and_is_never_called_a_match(
    text: str, expected: str
) -> None:
    found = find(text, KIND)

    assert found[0].entity.id == f"id/actor/{expected}"
    assert not found[0].match


@pytest.mark.parametrize("text", ["Herøy kommune", "Våler", "1507", "Oslo eller Bergen"])
def test_what_may_be_several_is_no_match(text: str) -> None:
    assert not find(text, KIND)[0].match


def test_a_number_that_was_split_gives_both() -> None:
    assert [each.entity.id for each in find("1507", KIND)] == [
        "id/actor/alesund-kommune",
        "id/actor/haram-kommune",
    ]
