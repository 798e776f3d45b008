from __future__ import annotations

import pytest

from partnerskap.errors import BadRequestError
from partnerskap.graph.labels import Labels
from partnerskap.graph.terms import BASE
from partnerskap.records.listing import ListPage, active_in, allowed_values, find_page
from partnerskap.records.lists import LISTS
from partnerskap.records.selection import read_selection
from partnerskap.records.tables import Row, Tables
from worlds import load_world

STORE = load_world().store
TABLES = Tables(STORE)
LABELS = Labels(STORE)


def _find(name: str, *pairs: tuple[str, str], language: str = "nb") -> ListPage:
    spec = LISTS[name]
    selection = read_selection(
        spec,
        pairs,
        values=lambda entry: allowed_values(TABLES, spec, entry, LABELS),
        limit=50,
    )
    return find_page(TABLES, spec, selection, labels=LABELS, language=language)


def _slugs(page: ListPage) -> list[str]:
    return [row.iri.rpartition("/")[2] for row in page.rows]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], ["prove", "orkester"]),
        ([("theme", "helse")], ["prove", "orkester"]),
        ([("theme", "folkehelse")], ["prove"]),
        ([("theme", "klima")], []),
        ([("actor", "hogskolen")], ["prove"]),
        ([("county", "nordland")], ["orkester"]),
        ([("county", "nordland"), ("county", "trondelag")], ["prove", "orkester"]),
        ([("form", "toparts"), ("county", "nordland")], []),
        ([("stage", "uk10")], []),
        ([("scope", "health-and-care")], ["orkester"]),
        ([("part-of", "collection/samling")], ["prove", "orkester"]),
        ([("actor", f"{BASE}/id/actor/hogskolen")], ["prove"]),
        ([("year", "2017")], []),
        ([("year", "2018")], ["prove"]),
        ([("year", "2020")], ["prove", "orkester"]),
        ([("q", "prv1")], ["prove"]),
        ([("q", "AAS")], ["orkester"]),
        ([("q", "finnes ikke")], []),
        ([("sort", "-name")], ["orkester", "prove"]),
        ([("sort", "start")], ["prove", "orkester"]),
        ([("sort", "-start")], ["prove", "orkester"]),
        ([("theme", "")], ["prove", "orkester"]),
    ],
)
def test_partnerships_are_narrowed_and_sorted(
    pairs: list[tuple[str, str]], expected: list[str]
) -> None:
    assert _slugs(_find("partnerships", *pairs)) == expected


@pytest.mark.parametrize(
    ("name", "pairs", "expected"),
    [
        ("actors", [("type", "municipality")], ["fjord-kommune", "vestvagoy-kommune"]),
        ("actors", [("sort", "-population")], ["fjord-kommune", "vestvagoy-kommune", "hogskolen"]),
        ("actors", [("partnership", "orkester")], ["vestvagoy-kommune"]),
        ("themes", [("broader", "helse")], ["folkehelse"]),
        ("schemes", [("funder", "fjord-kommune")], ["fond"]),
        ("sources", [("kind", "report")], ["arsmelding"]),
        ("sources", [("publisher", "fjord-kommune")], ["arsmelding"]),
        ("sources", [("sort", "issued")], ["arsmelding", "omtale"]),
        ("insights", [("kind", "trigger")], ["prove#trigger-1"]),
        ("insights", [("subject", "trigger/krav")], ["prove#trigger-1"]),
        ("insights", [("about", "scheme/fond")], ["fond#funding-1"]),
        ("insights", [("basis", "opinion")], ["prove#result-2"]),
        ("agreements", [("partnership", "prove")], ["prove#agreement-2018"]),
        ("agreements", [("sort", "-signed")], ["orkester#agreement-2020", "prove#agreement-2018"]),
        ("counties", [("sort", "-number")], ["trondelag", "nordland"]),
        ("collections", [("partnership", "prove")], ["samling"]),
        ("umbrellas", [], []),
    ],
)
def test_every_list_can_be_narrowed(
    name: str, pairs: list[tuple[str, str]], expected: list[str]
) -> None:
    assert _slugs(_find(name, *pairs)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nb", ["fjord-kommune", "hogskolen", "vestvagoy-kommune"]),
        ("en", ["hogskolen", "fjord-kommune", "vestvagoy-kommune"]),
    ],
)
def test_names_sort_by_the_label_the_reader_sees(language: str, expected: list[str]) -> None:
    assert _slugs(_find("actors", language=language)) == expected


def test_facets_count_what_a_value_would_give() -> None:
    facets = _find("partnerships", ("theme", "folkehelse")).facets

    themes = [(line.label, line.count, line.chosen) for line in facets["theme"]]
    assert themes == [("Folkehelse", 1, True), ("Helse", 2, False)]
    assert [(line.value, line.count) for line in facets["form"]] == [("toparts", 1)]


def test_a_chosen_value_without_rows_stays_among_the_facets() -> None:
    page = _find("partnerships", ("stage", "uk10"))

    assert [(line.value, line.count, line.chosen) for line in page.facets["stage"]] == [
        ("uk10", 0, True),
        ("uk30", 1, False),
    ]


@pytest.mark.parametrize("order", ["name", "-name", "start", "-start"])
def test_pages_follow_each_other_without_gap_or_repetition(order: str) -> None:
    whole = _slugs(_find("partnerships", ("sort", order)))

    first = _find("partnerships", ("sort", order), ("limit", "1"))
    assert first.next is not None
    second = _find("partnerships", ("sort", order), ("limit", "1"), ("next", first.next))

    assert _slugs(first) + _slugs(second) == whole
    assert (first.total, second.total, second.next) == (2, 2, None)


@pytest.mark.parametrize(
    ("pairs", "named"),
    [
        ([("tema", "helse")], ["tema", "theme", "sort"]),
        ([("form", "trekant")], ["trekant", "klynge", "region", "toparts"]),
        ([("sort", "size")], ["size", "-start"]),
        ([("limit", "0")], ["limit=0", "1000"]),
        ([("limit", "1001")], ["1001"]),
        ([("limit", "many")], ["many"]),
        ([("year", "21")], ["year=21"]),
        ([("sort", "name"), ("sort", "start")], ["sort"]),
        ([("next", "abc")], ["next"]),
        ([("next", "WzFd")], ["next"]),
        ([("next", "æ")], ["next"]),
    ],
)
def test_what_a_list_does_not_know_is_named_with_what_it_does(
    pairs: list[tuple[str, str]], named: list[str]
) -> None:
    with pytest.raises(BadRequestError) as caught:
        _find("partnerships", *pairs)

    for word in named:
        assert word in caught.value.detail.nb
        assert word in caught.value.detail.en


def test_a_cursor_of_another_selection_is_refused() -> None:
    cursor = _find("partnerships", ("limit", "1")).next or ""

    with pytest.raises(BadRequestError, match="does not belong to this selection"):
        _find("partnerships", ("limit", "1"), ("form", "toparts"), ("next", cursor))


@pytest.mark.parametrize(
    ("values", "year", "expected"),
    [
        ({"start": ("2018",)}, 2017, False),
        ({"start": ("2018",)}, 2018, True),
        ({"start": ("2018",), "end": ("2020-06-30",)}, 2020, True),
        ({"start": ("2018",), "end": ("2020-06-30",)}, 2021, False),
        ({"agreed": ("2015-01-01", "2013")}, 2014, True),
        ({"agreed-until": ("2019",)}, 2018, False),
    ],
)
def test_a_partnership_is_active_from_its_start_until_it_is_dissolved(
    values: dict[str, tuple[str, ...]], year: int, *, expected: bool
) -> None:
    assert active_in(Row("urn:x", values, ""), year) is expected
