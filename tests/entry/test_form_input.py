"""A posted form becomes plain JSON, and nothing that was typed is lost on the way."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerskap.entry.form_input import read_form_input
from partnerskap.entry.forms import released_forms
from partnerskap.entry.plain import Json, from_plain, to_plain
from partnerskap.errors import BadRequestError
from partnerskap.web.entry_model import FieldView, GroupView
from partnerskap.web.entry_view import make_view
from table_ground import documents, ground, triples_of

FORM = released_forms()["partnership"]


def read(*pairs: tuple[str, str]) -> dict[str, Json]:
    return read_form_input(FORM, pairs, ground().finding)


def pairs_of(groups: tuple[GroupView, ...]) -> list[tuple[str, str]]:
    """Give what a browser would send of a form that nobody touched."""
    return [pair for group in groups for field in group.fields for pair in _of_field(field)]


def _of_field(field: FieldView) -> list[tuple[str, str]]:
    pairs = [(each.name, each.value) for each in field.inputs]
    for each in field.inputs:
        pairs += [pair for inner in each.source for pair in _of_field(inner)]
        pairs += [(f"{each.row}/id", each.source_id)] if each.source_id else []
    for part in field.parts:
        if part.reference:
            pairs.append((part.name, part.reference))
        elif part.part_id:
            pairs.append((f"{part.name}/id", part.part_id))
        pairs += pairs_of(part.groups)
    return pairs


@pytest.mark.parametrize("kind", ["partnership", "actor", "theme", "scheme", "source", "county"])
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_form_sent_as_it_was_shown_says_what_the_record_says(kind: str, language: str) -> None:
    form = released_forms()[kind]
    for document in documents(kind):
        data = to_plain(form, document.key, triples_of(document))
        view = make_view(form, data, ground().finding, language)

        again = read_form_input(form, pairs_of(view.groups), ground().finding)

        again |= {"other": data["other"]} if "other" in data else {}
        read = from_plain(form, document.key, again, known=ground().known)
        assert set(read.triples) == set(triples_of(document)), document.key


def test_an_empty_form_says_no_more_than_the_usual() -> None:
    for form in released_forms().values():
        view = make_view(form, {}, ground().finding, "nb")

        said = read_form_input(form, pairs_of(view.groups), ground().finding)

        assert said in ({}, {"basis": "stated"}), form.type


def test_what_norwegians_type_is_read() -> None:
    data = read(
        ("/name/nb", "  Nytt samarbeid "),
        ("/founded/value", "28.03.2021"),
        ("/form/0/value", "to parter"),
        ("/members/0/actor", "5001"),
        ("/members/0/role", "vertskommune"),
        ("/figures/0/value", "1 234,5"),
    )

    assert data == {
        "name": {"nb": "Nytt samarbeid"},
        "founded": "2021-03-28",
        "form": ["toparts"],
        "members": [{"actor": "fjord-kommune", "role": "lead-municipality"}],
        "figures": [{"value": 1234.5}],
    }


def test_what_cannot_be_understood_stays_as_it_was_typed() -> None:
    data = read(("/members/0/actor", "Nord universitett"), ("/founded/value", "snart"))

    assert data == {"members": [{"actor": "Nord universitett"}], "founded": "snart"}


def test_rows_keep_their_order_also_past_the_ninth_and_past_gaps() -> None:
    pairs = [(f"/subjects/{n}", word) for n, word in [(10, "klima"), (2, "helse"), (7, "x")]]

    assert read(*pairs)["subjects"] == ["helse", "x", "klima"]


def test_a_part_with_no_more_than_the_usual_values_is_none() -> None:
    data = read(("/members/0/basis", "stated"), ("/members/0/actor", ""), ("/members/1/role", "x"))

    assert data == {"members": [{"role": "x"}]}


def test_a_source_without_a_value_is_kept() -> None:
    data = read(("/founded/value", ""), ("/founded/sources/0", "omtale"), ("/founded/basis", ""))

    assert data == {}

    data = read(
        ("/founded/value", ""),
        ("/founded/sources/0", "omtale"),
        ("/founded/note/nb", "usikkert"),
    )
    assert data["founded"] == {"value": None, "sources": ["omtale"], "note": {"nb": ["usikkert"]}}


@pytest.mark.parametrize(
    "pairs",
    [
        [("/a/b", "1"), ("/a", "2")],
        [("/a", "1"), ("/a/b", "2")],
        [("/" + "/".join("abcdefghijkl"), "1")],
    ],
)
def test_names_that_no_form_has_are_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(BadRequestError, match="Load the form again"):
        read(*pairs)


@given(st.lists(st.tuples(st.from_regex(r"\A(/[a-z0-9~]{0,9}){1,4}\Z"), st.text(max_size=20))))
def test_any_names_and_values_are_read_or_refused(pairs: list[tuple[str, str]]) -> None:
    with suppress(BadRequestError):
        assert isinstance(read(*pairs), dict)
