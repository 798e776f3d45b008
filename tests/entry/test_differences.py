"""What a change does, as people read it: parts by what they are about, nothing that follows."""

from __future__ import annotations

from functools import cache

import pytest

from partnerskap.entry.choices import Choices
from partnerskap.entry.differences import Line, describe
from partnerskap.entry.forms import released_forms
from partnerskap.entry.plain_reading import from_plain
from partnerskap.graph.labels import Labels
from partnerskap.graph.search import SearchIndex
from partnerskap.graph.terms import DocumentKey, expand
from partnerskap.web.change_lines import in_words
from worlds import load_world

KEY = DocumentKey("partnership", "ny")
SOURCE = {"basis": "stated", "sources": ["omtale"]}
RECORD: dict[str, object] = {
    "name": {"nb": "Nytt samarbeid"},
    "founded": {"value": "2021-03", **SOURCE},
    "members": [
        {"actor": "fjord-kommune", "role": "lead-municipality", **SOURCE},
        {"actor": "hogskolen", "role": "academic", **SOURCE},
    ],
}


@cache
def choices() -> Choices:
    graph = load_world().store
    return Choices(graph, Labels(graph), SearchIndex(graph))


def lines_of(data: dict[str, object]) -> tuple[str, ...]:
    read = from_plain(released_forms()["partnership"], KEY, data, known=choices())
    assert read.problems == ()
    return tuple(" ".join(map(str, triple)) for triple in read.triples)


@pytest.fixture(scope="module")
def labels() -> Labels:
    return Labels(load_world().store)


def shown(lines: list[Line]) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    return [
        (each.about, each.field, each.removed, each.added)
        for each in sorted(in_words(lines, "nb"), key=lambda each: (each.about, each.field))
    ]


def test_a_new_record_is_told_by_its_fields_and_what_its_parts_are_about(labels: Labels) -> None:
    assert shown(describe(KEY, (), lines_of(RECORD), labels)) == [
        ("Deltakelse: Fjord kommune", "Aktør", (), ("Fjord kommune",)),
        ("Deltakelse: Fjord kommune", "Grunnlag", (), ("sagt i kilden",)),
        ("Deltakelse: Fjord kommune", "Kilde", (), ("Om Prøvesamarbeidet",)),
        ("Deltakelse: Fjord kommune", "Rolle", (), ("vertskommune",)),
        ("Deltakelse: Høgskolen ved fjorden", "Aktør", (), ("Høgskolen ved fjorden",)),
        ("Deltakelse: Høgskolen ved fjorden", "Grunnlag", (), ("sagt i kilden",)),
        ("Deltakelse: Høgskolen ved fjorden", "Kilde", (), ("Om Prøvesamarbeidet",)),
        ("Deltakelse: Høgskolen ved fjorden", "Rolle", (), ("akademisk part",)),
        (
            "Nytt samarbeid",
            "Deltakere",
            (),
            ("Deltakelse: Fjord kommune", "Deltakelse: Høgskolen ved fjorden"),
        ),
        ("Nytt samarbeid", "Navn", (), ("Nytt samarbeid (nb)",)),
        ("Nytt samarbeid", "Startet", (), ("2021-03",)),
        ("Startet: 2021-03", "Grunnlag", (), ("sagt i kilden",)),
        ("Startet: 2021-03", "Kilde", (), ("Om Prøvesamarbeidet",)),
    ]


def test_a_changed_value_is_told_once_and_not_again_in_its_statement(labels: Labels) -> None:
    later = RECORD | {"founded": {"value": "2022", **SOURCE}}

    told = shown(describe(KEY, lines_of(RECORD), lines_of(later), labels))

    assert told == [("Nytt samarbeid", "Startet", ("2021-03",), ("2022",))]


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("rdf:type", "https://example.org/Annet", "Annet (example.org)"),
        ("org:organization", "https://example.org/enAnnen", "enAnnen (example.org)"),
    ],
)
def test_what_no_form_would_write_is_never_left_out(
    labels: Labels, name: str, value: str, text: str
) -> None:
    before = lines_of(RECORD)
    odd = f"<{KEY.iri}#member-hogskolen> <{expand(name)}> <{value}>"

    ((about, _, _, added),) = shown(describe(KEY, before, (*before, odd), labels))

    assert (about, added) == ("Deltakelse: Høgskolen ved fjorden", (text,))


def test_programs_get_also_what_follows(labels: Labels) -> None:
    told = {line.property for line in describe(KEY, (), lines_of(RECORD), labels)}

    assert {expand("rdf:type"), expand("rdf:object"), expand("org:organization")} <= told
