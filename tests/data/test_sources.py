"""The sources that statements rest on: pages with how much was read, registers with licence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

import pytest

Rows = Callable[[str], list[tuple[str, ...]]]

SOURCE: Final = "https://w3id.org/partnerskap/id/source/"
REGISTERS: Final = {
    "brreg",
    "dbh",
    "fdk-organisasjonskatalog",
    "forskningsradet-apne-data",
    "geonames",
    "kartverket-administrative-enheter",
    "kartverket-grenser",
    "kartverket-kommuneinfo",
    "nva",
    "ror",
    "ssb-folketall-2024",
    "ssb-klass",
    "wikidata-2020",
}


def test_the_pages_are_all_there_by_kind(rows: Rows) -> None:
    kinds = rows(
        "SELECT ?kind { ?source a foaf:Document ; prov:hadPrimarySource* ?source ; "
        "dct:type ?kind FILTER(?kind != sourcekind:dataset) }"
    )

    assert Counter(kind.rsplit("/", 1)[1] for (kind,) in kinds) == {
        "web-page": 80,
        "partnership-page": 15,
        "op-ed": 6,
        "synthesis-page": 4,
        "municipal-case": 3,
        "collection-page": 1,
        "umbrella-page": 1,
    }


def test_the_registers_behind_the_actors_are_datasets(rows: Rows) -> None:
    datasets = rows("SELECT ?source { ?source dct:type sourcekind:dataset }")

    assert REGISTERS - {source.removeprefix(SOURCE) for (source,) in datasets} == set()


def test_each_page_says_how_much_of_it_was_read(rows: Rows) -> None:
    extents = rows("""SELECT ?extent { ?source pk:extentRead ?extent ; dct:type ?kind
        FILTER(?kind != sourcekind:dataset) }""")

    assert Counter(extent.rsplit("/", 1)[1] for (extent,) in extents) == {
        "start-only": 80,
        "apparently-whole": 18,
        "whole": 11,
        "unclear": 1,
    }


def test_each_source_has_a_title_an_address_and_the_name_of_who_published_it(rows: Rows) -> None:
    lacking = rows("""SELECT ?source { ?source a foaf:Document
        FILTER(STRSTARTS(STR(?source), STR(source:)))
        FILTER NOT EXISTS { ?source dct:title ?t ; schema:url ?u ; schema:creditText ?c } }""")

    assert lacking == []


def test_a_page_has_one_title_in_the_language_of_the_page(rows: Rows) -> None:
    titles = rows("""SELECT (LANG(?title) AS ?tag) ?language { ?source pk:extentRead ?extent ;
        dct:title ?title ; dct:language ?language }""")

    assert Counter((tag, language.rsplit("/", 1)[1]) for tag, language in titles) == {
        ("nb", "NOB"): 97,
        ("nn", "NNO"): 11,
        ("en", "ENG"): 2,
    }


def test_a_date_is_as_precise_as_the_source_and_absent_when_not_given(rows: Rows) -> None:
    dates = rows("""SELECT (DATATYPE(?date) AS ?type) { ?source pk:extentRead ?extent ;
        dct:issued ?date }""")

    assert Counter(kind.rsplit("#", 1)[1] for (kind,) in dates) == {
        "gYear": 52,
        "date": 11,
        "gYearMonth": 3,
    }


@pytest.mark.parametrize(
    ("source", "licence"),
    [
        ("geonames", "CC_BY_4_0"),
        ("kartverket-grenser", "CC_BY_4_0"),
        ("kartverket-kommuneinfo", "CC_BY_4_0"),
        ("ror", "CC0"),
        ("wikidata-2020", "CC0"),
    ],
)
def test_a_register_carries_its_licence(rows: Rows, source: str, licence: str) -> None:
    assert rows(f"SELECT ?licence {{ source:{source} dct:license ?licence }}") == [
        (f"http://publications.europa.eu/resource/authority/licence/{licence}",)
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("brreg", "Enhetsregisteret"),
        ("geonames", "GeoNames"),
        ("kartverket-grenser", "© Kartverket"),
        ("ssb-klass", "Statistisk sentralbyrå (SSB)"),
    ],
)
def test_a_register_carries_the_words_it_asks_to_be_named_by(
    rows: Rows, source: str, words: str
) -> None:
    ((rights,),) = rows(
        f'SELECT ?rights {{ source:{source} dct:rights ?rights FILTER(LANG(?rights) = "nb") }}'
    )

    assert words in rights


def test_no_source_is_known_to_its_reader_by_a_key(rows: Rows) -> None:
    texts = rows("""SELECT ?text {
        ?source a foaf:Document ; dct:title|skos:note|skos:scopeNote ?text
        FILTER(STRSTARTS(STR(?source), STR(source:))) }""")

    assert len(texts) > 200
    assert [text for (text,) in texts if re.search(r"[a-z]_[a-z]|lagret|Lest tekst", text)] == []


def test_a_publisher_that_is_an_actor_is_linked(rows: Rows) -> None:
    publishers = rows("""SELECT ?source { ?source pk:extentRead ?e ; dct:publisher actor:ks }""")

    assert len(publishers) == 28
