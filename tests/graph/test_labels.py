from __future__ import annotations

import pytest

from partnerskap.graph.derived import PerVersion
from partnerskap.graph.labels import Labels
from partnerskap.graph.terms import BASE
from worlds import load_world


@pytest.fixture
def labels() -> Labels:
    return Labels(load_world().store)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nb", "Høgskolen ved fjorden"), ("nn", "Høgskulen ved fjorden"), ("en", "Fjord College")],
)
def test_a_thing_is_called_by_its_label_in_the_readers_language(
    labels: Labels, language: str, expected: str
) -> None:
    assert labels.of(f"{BASE}/id/actor/hogskolen", language) == expected


def test_bokmal_stands_in_where_nynorsk_is_missing(labels: Labels) -> None:
    assert labels.tagged(f"{BASE}/id/actor/vestvagoy-kommune", "nn") == ("nb", "Vestvågøy kommune")


def test_a_source_is_called_by_its_title_in_its_own_language(labels: Labels) -> None:
    assert labels.tagged(f"{BASE}/id/source/arsmelding", "en") == ("nn", "Årsmelding frå Fjord")


def test_a_statement_without_label_is_called_by_its_first_words(labels: Labels) -> None:
    iri = f"{BASE}/id/partnership/prove#trigger-1"

    assert labels.of(iri, "en") == "New demands triggered the partnership."


def test_something_unlabelled_is_called_by_words_of_its_iri(labels: Labels) -> None:
    assert labels.of("https://ror.org/05xg72x27", "nb") == "ROR 05xg72x27"
    assert labels.of(f"{BASE}/id/actor/fjord-kommune#place", "nb") == "place"


def test_labels_are_read_once_for_each_version() -> None:
    graph = load_world()
    kept = PerVersion(Labels)

    first = kept.of(graph)
    assert kept.of(graph) is first

    graph.apply([], version=8)
    assert kept.of(graph) is not first
