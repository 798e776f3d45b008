from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph

import partnerskap.web
from partnerskap.errors import BadRequestError
from partnerskap.graph.labels import Labels
from partnerskap.graph.search import KINDS
from partnerskap.graph.terms import PREFIXES
from partnerskap.records.lists import LISTS
from partnerskap.web.i18n import choose_language, load_catalogue
from partnerskap.web.record_page import SECTIONS
from worlds import load_release

TEMPLATES = Path(partnerskap.web.__file__).parent / "templates"


def test_every_message_stands_in_all_three_languages() -> None:
    catalogue = load_catalogue()
    entries = {**catalogue.messages, **catalogue.things}

    assert [key for key, texts in entries.items() if set(texts) != {"nb", "nn", "en"}] == []
    assert [key for key, texts in entries.items() if not all(texts.values())] == []


def test_every_message_the_templates_ask_for_exists() -> None:
    asked = {
        key
        for path in TEMPLATES.glob("*.html")
        for key in re.findall(r't\("([^"~]+)"\)', path.read_text("utf-8"))
    }

    assert len(asked) > 60
    assert asked - set(load_catalogue().messages) == set()


def test_every_list_filter_column_kind_and_section_has_a_name() -> None:
    needed = {f"list_{name}" for name in LISTS} | {f"type_{kind}" for kind in KINDS}
    needed |= {f"section_{name}" for name in SECTIONS}
    for spec in LISTS.values():
        names = {entry.name for entry in spec.filters} | {"name", *spec.sorts, *spec.values}
        needed |= {f"field_{name}" for name in names}

    assert needed - set(load_catalogue().messages) == set()


@pytest.mark.parametrize(
    ("asked", "accepted", "expected"),
    [
        (None, "", "nb"),
        (None, "nn", "nn"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "no", "nb"),
        (None, "sv, nn;q=0.5, en;q=0.7", "en"),
        (None, "de", "nb"),
        (None, "en;q=0, nn;q=0.1", "nn"),
        ("nn", "en", "nn"),
    ],
)
def test_the_readers_language_is_found(asked: str | None, accepted: str, expected: str) -> None:
    assert choose_language(asked, accepted, "nb") == expected


def test_a_language_without_pages_is_refused() -> None:
    with pytest.raises(BadRequestError, match="nb, nn, en"):
        choose_language("de", "", "nb")


def test_every_property_of_the_released_data_has_a_name() -> None:
    graph = load_release()
    catalogue, labels = load_catalogue(), Labels(graph.store)
    used = {
        quad.predicate.value
        for quad in graph.store.quads_for_pattern(None, None, None, None)
        if "/graph/shapes/" not in str(quad.graph_name) and quad.graph_name != DefaultGraph()
    }

    unnamed = {iri for iri in used if iri not in labels and not catalogue.name(iri, "nb")}
    assert {iri for iri in unnamed if not iri.startswith(PREFIXES["rdf"])} == set()
