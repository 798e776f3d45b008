from __future__ import annotations

import pytest

from partnerskap.links.identifiers import (
    AGENCIES,
    is_email,
    is_identifier,
    is_isni,
    is_municipality_number,
    is_organisation_number,
    is_ror,
    is_web_link,
    wanted_form,
)


@pytest.mark.parametrize(
    "number", ["974767880", "942110464", "964338531", "971032081", "879263662"]
)
def test_numbers_of_the_register_are_numbers(number: str) -> None:
    assert is_organisation_number(number)


@pytest.mark.parametrize(
    "number",
    ["974767881", "947467880", "97476788", "9747678800", "174767880", "974 767 880", "９74767880"],
)
def test_a_slip_in_an_organisation_number_is_found(number: str) -> None:
    assert not is_organisation_number(number)


@pytest.mark.parametrize(
    ("number", "expected"),
    [("0301", True), ("5001", True), ("301", False), ("0001", False), ("9999", False)],
)
def test_municipality_numbers_have_four_digits_the_first_two_a_county(
    number: str, *, expected: bool
) -> None:
    assert is_municipality_number(number) is expected


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("https://ror.org/05xg72x27", True),
        ("https://ror.org/01xtthb56", True),
        ("https://ror.org/03zga2b32", True),
        ("https://ror.org/05xg72x72", False),
        ("https://ror.org/05xg27x27", False),
        ("http://ror.org/05xg72x27", False),
    ],
)
def test_ror_has_a_check_number(iri: str, *, expected: bool) -> None:
    assert is_ror(iri) is expected


def test_isni_has_a_check_character() -> None:
    assert is_isni("0000 0001 2281 955X")
    assert is_isni("000000012281955X")
    assert not is_isni("0000 0001 2281 9559")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("post@trondheim.kommune.no", True),
        ("A.B+c@Ntnu.NO", True),
        ("post@trondheim", False),
        ("post at ntnu.no", False),
        ("@ntnu.no", False),
    ],
)
def test_email_addresses_have_a_name_and_a_domain(text: str, *, expected: bool) -> None:
    assert is_email(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://www.ks.no/å?x=1#y", True),
        ("http://intranett/side", False),
        ("https://bruker:ord@ks.no/", False),
        ("javascript:alert(1)", False),
        ("https://ks.no/a b", False),
        ("https://ks.no:x/", False),
    ],
)
def test_links_can_be_followed(text: str, *, expected: bool) -> None:
    assert is_web_link(text) is expected


@pytest.mark.parametrize(
    "iri",
    [
        "https://data.brreg.no/enhetsregisteret/api/enheter/974767881",
        "http://data.brreg.no/enhetsregisteret/api/enheter/974767880",
        "https://www.wikidata.org/wiki/Q314536",
        "http://www.wikidata.org/entity/Q0",
        "https://wikidata.org/entity/Q314536",
        "https://ror.org/05xg72x28",
        "https://isni.org/isni/0000000115162394",
        "https://www.geonames.org/3133881",
        "https://data.geonorge.no/administrativeEnheter/kommune/5001",
        "http://psi.norge.no/los/tema/helse",
        "https://eurovoc.europa.eu/1469",
        "http://dx.doi.org/10.1000/182",
        "https://doi.org/182",
        "https://organization-catalog.fellesdatakatalog.digdir.no/organizations/974767881",
        "mailto:post",
        "ftp://ks.no/",
    ],
)
def test_an_identifier_in_another_form_than_its_register_uses_is_told(iri: str) -> None:
    assert wanted_form(iri)


@pytest.mark.parametrize(
    "iri",
    [
        "https://data.brreg.no/enhetsregisteret/api/enheter/974767880",
        "http://www.wikidata.org/entity/Q314536",
        "https://ror.org/05xg72x27",
        "https://sws.geonames.org/3133881/",
        "https://psi.norge.no/los/tema/helse",
        "http://eurovoc.europa.eu/c_658ff033",
        "https://doi.org/10.1000/182",
    ],
)
def test_the_form_a_register_uses_is_in_order(iri: str) -> None:
    assert wanted_form(iri) is None
    assert is_identifier(iri)


def test_a_page_of_a_register_is_no_identifier() -> None:
    assert wanted_form("https://www.wikidata.org/", identifies=False) is None
    assert not is_identifier("https://www.wikidata.org/")


def test_numbers_whose_issuer_we_know_are_checked() -> None:
    assert AGENCIES["GRID"]("grid.5947.f")
    assert not AGENCIES["GRID"]("5947.f")
