"""Municipalities, counties and institutions: all there, each once, with identifiers that hold."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

Rows = Callable[[str], list[tuple[str, ...]]]

ACTOR: Final = "https://w3id.org/partnerskap/id/actor/"
BRREG: Final = "https://data.brreg.no/enhetsregisteret/api/enheter/"
NAMED: Final = Path(__file__).with_name("actors.csv")
BASE32: Final = "0123456789abcdefghjkmnpqrstvwxyz"


def organisation_number_holds(number: str) -> bool:
    """Check nine digits by modulus 11 with the weights of the register."""
    weights = (3, 2, 7, 6, 5, 4, 3, 2, 1)
    return bool(re.fullmatch(r"[89]\d{8}", number)) and (
        sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True)) % 11 == 0
    )


def ror_holds(name: str) -> bool:
    """Check that the last two digits follow from the six characters before them (ISO 7064)."""
    value = 0
    for letter in name[:-2]:
        value = value * 32 + BASE32.index(letter)
    return int(name[-2:]) == 98 - value * 100 % 97


def test_every_kind_of_actor_is_complete(rows: Rows) -> None:
    found = Counter(
        kind.rsplit("/", 1)[1]
        for _, kind in rows("SELECT ?actor ?kind { ?actor org:classification ?kind }")
    )

    assert found == {
        "municipality": 357,
        "research-institute": 49,
        "university-college": 27,
        "county": 17,
        "university": 11,
        "centre": 3,
        "state-agency": 2,
        "regional-council": 2,
        "health-trust": 2,
        "funder": 2,
        "development-centre": 2,
        "business-development": 2,
        "student-body": 2,
        "hospital": 1,
        "association": 1,
        "company": 1,
        "study-centre": 1,
        "vocational-college": 1,
        "innovation-network": 1,
        "business-partnership": 1,
        "business-group": 1,
        "district-group": 1,
        "county-group": 1,
    }


def test_actors_are_the_municipalities_counties_institutions_and_those_only_pages_name(
    rows: Rows,
) -> None:
    actors = rows("SELECT DISTINCT ?actor { ?actor org:classification ?kind }")

    assert len(actors) == 357 + 17 + 90 + 24


def test_each_actor_has_one_name_in_norwegian_and_one_in_english(rows: Rows) -> None:
    names = rows("""SELECT ?actor (LANG(?name) AS ?language)
        { ?actor org:classification ?kind ; skos:prefLabel ?name }""")

    found = Counter(names)
    assert set(found.values()) == {1}
    assert Counter(language for _, language in found) == {"nb": 488, "en": 488, "nn": 7}


def test_no_two_actors_share_a_name(rows: Rows) -> None:
    names = rows("""SELECT ?name
        { ?actor org:classification ?kind ; skos:prefLabel ?name FILTER(LANG(?name) = "nb") }""")

    assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize(("number", "holds"), [("942110464", True), ("942110465", False)])
def test_the_check_of_organisation_numbers_tells_right_from_wrong(
    number: str,
    holds: bool,  # noqa: FBT001
) -> None:
    assert organisation_number_holds(number) is holds


def test_organisation_numbers_hold_and_belong_to_one_actor(rows: Rows) -> None:
    numbers = [number for (number,) in rows("SELECT ?number { ?actor org:identifier ?number }")]

    assert len(numbers) == 450
    assert [number for number in numbers if not organisation_number_holds(number)] == []
    assert len(set(numbers)) == 450


def test_the_register_link_carries_the_same_number(rows: Rows) -> None:
    links = rows("""SELECT ?number ?link
        { ?actor org:identifier ?number ; owl:sameAs ?link }""")

    assert len(links) == 450
    assert [link for number, link in links if link != BRREG + number] == []


def test_ror_links_have_the_right_form_and_check_digits(rows: Rows) -> None:
    links = rows("""SELECT ?link { ?actor schema:sameAs ?link
        FILTER(STRSTARTS(STR(?link), "https://ror.org/")) }""")
    names = [link.removeprefix("https://ror.org/") for (link,) in links]

    assert len(set(names)) == len(names) == 72
    assert [name for name in names if not re.fullmatch(rf"0[{BASE32}]{{6}}\d\d", name)] == []
    assert [name for name in names if not ror_holds(name)] == []


def test_institutions_carry_the_identifiers_other_registers_gave_them(rows: Rows) -> None:
    agencies = rows("""SELECT ?agency
        { ?actor adms:identifier ?id . ?id adms:schemaAgency ?agency ; skos:notation ?code }""")

    assert Counter(agency for (agency,) in agencies) == {
        "Cristin": 62,
        "NVA": 61,
        "GRID": 61,
        "ISNI": 57,
        "DBH": 33,
    }


def test_municipality_numbers_have_four_digits_and_name_one_municipality(rows: Rows) -> None:
    numbers = [number for (number,) in rows("SELECT ?n { ?actor pk:municipalityNumber ?n }")]

    assert len(set(numbers)) == len(numbers) == 357
    assert [number for number in numbers if not re.fullmatch(r"\d{4}", number)] == []


def test_the_numbers_of_2020_differ_for_every_municipality_but_the_two_that_parted(
    rows: Rows,
) -> None:
    former = Counter(n for (n,) in rows("SELECT ?n { ?actor pk:formerMunicipalityNumber ?n }"))

    assert sum(former.values()) == 357
    assert [number for number, count in former.items() if count > 1] == ["1507"]
    assert sorted(rows("""SELECT ?actor { ?actor pk:formerMunicipalityNumber "1507" }""")) == [
        (f"{ACTOR}alesund-kommune",),
        (f"{ACTOR}haram-kommune",),
    ]


def test_115_municipalities_got_another_number_in_2024(rows: Rows) -> None:
    changed = rows("""SELECT ?actor { ?actor pk:municipalityNumber ?now ;
        pk:formerMunicipalityNumber ?before FILTER(?now != ?before) }""")

    assert len(changed) == 115


def test_a_municipality_lies_in_the_county_its_number_begins_with(rows: Rows) -> None:
    placed = rows("""SELECT ?number ?county { ?actor pk:municipalityNumber ?number ;
        dct:spatial ?place . ?place schema:containedInPlace/dct:identifier ?county }""")

    assert len(placed) == 357
    assert [pair for pair in placed if pair[0][:2] != pair[1]] == []
    assert len({county for _, county in placed}) == 15


def test_every_municipality_has_a_point_on_norwegian_ground(rows: Rows) -> None:
    points = rows("SELECT ?point { ?place dcat:centroid ?point }")
    matches = [re.fullmatch(r"POINT\((\d+\.\d+) (\d+\.\d+)\)", point) for (point,) in points]

    assert len(matches) == 357
    assert all(
        match and 4.0 < float(match[1]) < 31.5 and 57.9 < float(match[2]) < 71.3
        for match in matches
    )


def test_the_populations_add_up_to_that_of_the_country(rows: Rows) -> None:
    assert rows("""SELECT (SUM(?people) AS ?sum) (COUNT(?people) AS ?count)
        { ?actor pk:municipalityNumber ?n ; pk:hasFigure ?figure . ?figure schema:value ?people ;
          pk:unit unit:inhabitants ; dct:date "2024-01-01"^^xsd:date }""") == [("5550203", "357")]


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("http://www.wikidata.org/entity/", 409),
        ("https://organization-catalog.fellesdatakatalog.digdir.no/organizations/", 371),
    ],
)
def test_actors_are_linked_to_the_same_things_elsewhere(rows: Rows, kind: str, count: int) -> None:
    links = rows(f"""SELECT ?link {{ ?actor org:classification ?kind ; schema:sameAs ?link
        FILTER(STRSTARTS(STR(?link), "{kind}")) }}""")

    assert len(links) == count


def test_places_match_places_in_other_registers_exactly_only_where_that_is_sure(
    rows: Rows,
) -> None:
    matches = rows("""SELECT ?match ?there { ?place a schema:Place ; ?match ?there
        FILTER(?match IN (skos:exactMatch, skos:closeMatch)) }""")
    found = Counter((match.rsplit("#", 1)[1], there.split("/")[2]) for match, there in matches)

    assert found == {
        ("exactMatch", "sws.geonames.org"): 357,
        ("exactMatch", "data.geonorge.no"): 347,
        ("closeMatch", "data.geonorge.no"): 4,
    }


def test_names_in_sami_and_kven_stand_with_their_language(rows: Rows) -> None:
    names = rows("""SELECT (LANG(?name) AS ?language)
        { ?actor pk:municipalityNumber ?n ; skos:altLabel ?name FILTER(LANG(?name) != "nb") }""")

    assert Counter(language for (language,) in names) == {"se": 14, "sma": 6, "fkv": 4, "smj": 2}


def test_municipalities_of_the_same_name_are_told_apart(rows: Rows) -> None:
    names = rows("""SELECT ?name ?number { ?actor pk:municipalityNumber ?number ;
        skos:altLabel "Herøy"@nb ; skos:prefLabel ?name FILTER(LANG(?name) = "nb") }""")

    assert sorted(names) == [
        ("Herøy kommune (Møre og Romsdal)", "1515"),
        ("Herøy kommune (Nordland)", "1818"),
    ]


def test_three_county_authorities_are_dissolved(rows: Rows) -> None:
    gone = rows("""SELECT ?actor ?date
        { ?actor org:classification actortype:county ; schema:dissolutionDate ?date }""")

    assert sorted(gone) == [
        (f"{ACTOR}troms-og-finnmark-fylkeskommune", "2024-01-01"),
        (f"{ACTOR}vestfold-og-telemark-fylkeskommune", "2024-01-01"),
        (f"{ACTOR}viken-fylkeskommune", "2024-01-01"),
    ]


def test_eighteen_counties_fifteen_of_them_current(rows: Rows) -> None:
    counties = rows("""SELECT ?county ?number ?period { ?county a schema:AdministrativeArea ;
        dct:identifier ?number OPTIONAL { ?county dct:temporal ?period } }""")

    assert len({number for _, number, _ in counties}) == len(counties) == 18
    assert sorted(number for _, number, period in counties if period) == ["30", "38", "54"]


def test_every_actor_the_pages_name_is_a_record_under_that_name(rows: Rows) -> None:
    labels = {
        (actor.removeprefix(ACTOR), name.casefold())
        for actor, name in rows("""SELECT ?actor ?name
            { ?actor org:classification ?kind ; skos:prefLabel|skos:altLabel ?name }""")
    }
    with NAMED.open(encoding="utf-8", newline="") as file:
        named = [(row["record"], row["name"].casefold()) for row in csv.DictReader(file)]

    assert len(named) == len({record for record, _ in named}) == 85
    assert [pair for pair in named if pair not in labels] == []
