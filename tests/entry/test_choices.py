"""People choose by words: codes by their labels, records by any name or number they go by."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from partnerskap.entry.choices import Choices, find_field
from partnerskap.entry.forms import released_forms
from partnerskap.entry.plain import from_plain
from partnerskap.errors import NotFoundError
from partnerskap.graph.terms import DocumentKey, expand


def found(choices: Choices, name: str, text: str, language: str = "nb") -> list[str]:
    field = find_field(released_forms(), name)
    return [choice.word for choice in choices.find(field, text, language)]


def meant(choices: Choices, name: str, text: str) -> list[str]:
    field = find_field(released_forms(), name)
    return [term.value.rpartition("/")[2] for term, _ in choices.suggest(field, text)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("trondhjem", "trondheim-kommune"),
        ("Trondheim komune", "trondheim-kommune"),
        ("trondheim-komune", "trondheim-kommune"),
        ("Snåase", "snasa-kommune"),
        ("Kárášjohka", "karasjok-kommune"),
        ("938 801 363", "sarpsborg-kommune"),
        ("3105", "sarpsborg-kommune"),
        ("3003", "sarpsborg-kommune"),
        ("301", "oslo-kommune"),
        ("NTNU", "ntnu"),
    ],
)
def test_an_actor_is_found_by_any_name_or_number(choices: Choices, text: str, word: str) -> None:
    assert found(choices, "partnership.members.actor", text)[0] == word
    assert meant(choices, "partnership.members.actor", text)[0] == word


def test_a_code_is_found_by_its_label_in_any_language(choices: Choices) -> None:
    for text in ("to-partssamarbeid", "toparts", "toparst", "To parter"):
        assert found(choices, "form", text)[0] == "toparts"
    assert found(choices, "role", "academic party")[0] == "academic"


def test_without_a_text_every_choice_is_listed_by_label(choices: Choices) -> None:
    listed = found(choices, "stage", "")

    assert set(listed) == {"uk10", "uk20", "uk30"}
    by_label = choices.entries(find_field(released_forms(), "basis"), "en")
    labels = [choice.label.en for choice in by_label]
    assert labels == sorted(labels, key=str.casefold)
    assert all(choice.definition.en for choice in by_label)


def test_values_that_a_shape_lists_can_be_chosen(choices: Choices) -> None:
    assert found(choices, "source.language", "Bokmål")[0] == "NOB"
    assert found(choices, "scheme.appropriations.amount.currency", "") == ["NOK"]


def test_choices_of_several_lists_or_types_say_which(choices: Choices) -> None:
    assert found(choices, "partnership.insights.subjects", "Helse og velferd")[0] == "theme/helse"
    assert found(choices, "partnership.isPartOf", "erfaringssamling")[0] == (
        "collection/ks-erfaringssamling"
    )


def test_records_with_like_names_are_told_apart(choices: Choices) -> None:
    (first, second, *_) = choices.find(find_field(released_forms(), "actor"), "Herøy kommune")

    assert {first.detail.nb, second.detail.nb} == {"kommune 1515", "kommune 1818"}


def test_nothing_is_meant_by_what_is_like_nothing(choices: Choices) -> None:
    assert meant(choices, "role", "xyzzy") == []
    assert meant(choices, "actor", "   ") == []
    assert meant(choices, "partnership.members.actor", "qqqqqqq") == []


@pytest.mark.parametrize("name", ["", "nei", "partnership", "partnership.name", "partnership.x.y"])
def test_only_what_has_choices_can_be_asked(name: str) -> None:
    if name == "partnership":
        assert find_field(released_forms(), name).record_types == ("partnership",)
        return
    with pytest.raises(NotFoundError):
        find_field(released_forms(), name)


def test_an_unknown_code_or_record_is_told_with_what_was_probably_meant(choices: Choices) -> None:
    key = DocumentKey("partnership", "prove")
    data = {
        "form": "topart",
        "members": [{"actor": "trondheim-komune", "role": "academic"}, {"actor": "qqqqqqq"}],
    }

    read = from_plain(released_forms()["partnership"], key, data, known=choices)

    told = {read.place_of(problem): problem for problem in read.problems}
    assert set(told) == {"/form", "/members/0/actor", "/members/1/actor"}
    actor = told["/members/0/actor"]
    assert actor.message.nb.startswith(
        "Aktør: «trondheim-komune» finnes ikke. Mente du «Trondheim kommune»"
    )
    assert actor.proposals[0].added == (
        (
            NamedNode(actor.focus),
            NamedNode(expand("org:member")),
            NamedNode(expand("actor:trondheim-kommune")),
        ),
    )
    assert told["/members/1/actor"].proposals == ()
    assert told["/members/1/actor"].message.nb == (
        "Aktør: «qqqqqqq» finnes ikke. Velg en oppføring som finnes. Mangler den, så registrer "
        "den først."
    )
