"""The fund of Bærum, the other schemes, the collection and its umbrellas, fact by fact."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

Rows = Callable[[str], list[tuple[str, ...]]]

BASE: Final = "https://w3id.org/partnerskap/id/"
FUND: Final = f"{BASE}scheme/baerum-fond"
PATTERNS: Final = {
    "insights": "?it a pk:Insight",
    "amounts": "?it a schema:MonetaryAmount",
    "figures": "?it a schema:QuantitativeValue",
    "appropriations": "?it a pk:Appropriation",
    "criteria": "?it a cv:Criterion",
    "grants": "?it a schema:MonetaryGrant",
    "agreements": "?it a pk:Agreement",
    "parts": "?it ^dct:hasPart ?record",
    "pages": "?it ^schema:subjectOf ?record",
    "signatories": "?it a prov:Attribution",
}


def expected() -> list[tuple[str, str, int]]:
    """Read the numbers of facts that the sources hold, record by record."""
    path = Path(__file__).with_name("completeness_other.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["record"], row["what"], int(row["count"])) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("record", "what", "count"), expected())
def test_every_fact_of_the_sources_is_a_statement(
    rows: Rows, record: str, what: str, count: int
) -> None:
    iri = f"{BASE}{record}"
    own = "" if what in {"parts", "pages"} else f'FILTER(STRSTARTS(STR(?it), "{iri}"))'
    found = rows(f"SELECT ?it {{ VALUES ?record {{ <{iri}> }} {PATTERNS[what]} {own} }}")

    assert len(
        [it for (it,) in found if what in {"parts", "pages"} or it.split("#")[0] == iri]
    ) == (count)


def test_there_are_eleven_schemes(rows: Rows) -> None:
    schemes = rows("""SELECT ?scheme { ?scheme a schema:FundingScheme ; schema:funder ?funder }""")

    assert sorted(scheme.rsplit("/", 1)[1] for (scheme,) in schemes) == [
        "baerum-fond",
        "drammen-gaveprofessorat",
        "forkommune",
        "grenland-midler",
        "helsevel",
        "innlandet-tilskudd",
        "ksf",
        "ksf-vest",
        "offentlig-phd",
        "oslomet-strategiske",
        "rff",
    ]


def test_the_fund_of_baerum_got_ten_million_in_each_of_four_years(rows: Rows) -> None:
    years = rows("""SELECT ?year ?amount ?currency { ?given pk:appropriationOf scheme:baerum-fond ;
        pk:budgetYear ?year ; schema:amount ?money .
        ?money schema:value ?amount ; schema:currency ?currency } ORDER BY ?year""")

    assert years == [
        ("2017", "10000000", "NOK"),
        ("2018", "10000000", "NOK"),
        ("2019", "10000000", "NOK"),
        ("2020", "10000000", "NOK"),
    ]


def test_the_planned_total_is_marked_as_derived(rows: Rows) -> None:
    assert rows(f"""SELECT ?value ?basis {{ <{FUND}#total-planned> schema:about scheme:baerum-fond ;
        pk:basis ?basis ; schema:amount/schema:value ?value }}""") == [
        ("40000000", "https://w3id.org/partnerskap/code/basis/derived")
    ]


def test_the_fund_has_four_strands_and_one_names_contracts_for_research(rows: Rows) -> None:
    strands = rows("""SELECT ?purpose ?instrument { ?strand dct:isPartOf scheme:baerum-fond ;
        a schema:FundingScheme ; pk:purpose ?purpose
        OPTIONAL { ?strand pk:instrument ?instrument } }""")

    assert sorted((p.rsplit("/", 1)[1], i.rsplit("/", 1)[-1]) for p, i in strands) == [
        ("procurement", "rd-contract"),
        ("research", ""),
        ("risk-capital", ""),
        ("social-entrepreneurs", ""),
    ]


def test_applications_for_risk_capital_are_judged_by_five_criteria(rows: Rows) -> None:
    criteria = rows(f"""SELECT ?label {{ ?it a cv:Criterion ; skos:prefLabel ?label ;
        dct:isPartOf <{FUND}#strand-risikokapital> FILTER(LANG(?label) = "nb") }}""")

    assert sorted(criteria) == [
        ("bruk utover vanlig drift",),
        ("forankring",),
        ("gevinst",),
        ("nyhet",),
        ("skalerbarhet",),
    ]


def test_the_services_of_the_municipality_may_apply_for_risk_capital(rows: Rows) -> None:
    assert rows(f"""SELECT ?label {{ <{FUND}#strand-risikokapital> schema:audience ?who .
        ?who skos:prefLabel ?label FILTER(LANG(?label) = "nb") }}""") == [
        ("kommunens tjenestesteder",)
    ]


def test_the_ten_grants_add_up_to_thirty_thousand_less_than_the_stated_total(rows: Rows) -> None:
    grants = rows("""SELECT ?amount { ?grant a schema:MonetaryGrant ;
        dct:isPartOf ?round ; schema:amount/schema:value ?amount }""")
    totals = rows("""SELECT ?basis ?total { ?one pk:contradicts ?other ; pk:basis ?basis ;
        schema:amount/schema:value ?total . ?other pk:contradicts ?one
        FILTER(STRSTARTS(STR(?one), STR(scheme:))) } ORDER BY ?total""")

    assert len(grants) == 10
    assert sum(int(amount) for (amount,) in grants) == 2_545_000
    assert [(basis.rsplit("/", 1)[1], total) for basis, total in totals] == [
        ("derived", "2545000"),
        ("stated", "2575000"),
    ]


def test_years_that_were_spelt_out_from_a_yearly_sum_are_marked_as_derived(rows: Rows) -> None:
    years = rows("""SELECT ?year ?amount { ?given pk:appropriationOf scheme:innlandet-tilskudd ;
        pk:budgetYear ?year ; pk:basis basis:derived ; schema:amount/schema:value ?amount }
        ORDER BY ?year""")

    assert years == [("2021", "1000000"), ("2022", "1000000"), ("2023", "1000000")]


def test_an_amount_given_as_a_limit_is_a_limit(rows: Rows) -> None:
    assert rows("""SELECT ?it ?most { ?it a schema:MonetaryAmount ; schema:maxValue ?most }""") == [
        (f"{BASE}scheme/forkommune#fact-2-amount", "300000")
    ]


def test_the_published_counts_and_what_contradicts_them(rows: Rows) -> None:
    figures = rows("""SELECT ?value ?unit ?basis { collection:ks-erfaringssamling pk:hasFigure ?it .
        ?it schema:value ?value ; pk:unit ?unit ; pk:basis ?basis }""")
    against = rows("""SELECT ?value ?against { collection:ks-erfaringssamling pk:hasFigure ?it .
        ?it schema:value ?value ; pk:contradicts/schema:value ?against }""")

    assert Counter((v, u.rsplit("/", 1)[1], b.rsplit("/", 1)[1]) for v, u, b in figures) == {
        ("16", "partnerships", "stated"): 1,
        ("15", "partnerships", "stated"): 1,
        ("34", "municipalities", "stated"): 2,
        ("16", "institutions", "stated"): 2,
        ("17", "institutions", "derived"): 1,
    }
    assert sorted(against) == [("15", "16"), ("16", "15"), ("16", "17"), ("17", "16")]


def test_agreements_outside_the_collection_name_their_kind_and_parties(rows: Rows) -> None:
    found = rows("""SELECT ?agreement ?kind ?party { ?agreement a pk:Agreement ;
        dct:type ?kind ; prov:wasAttributedTo ?party
        FILTER(STRSTARTS(STR(?agreement), STR(agreement:))) }""")

    assert sorted(tuple(cell.rsplit("/", 1)[1] for cell in row) for row in found) == [
        ("uit-narvik", "main-agreement", "narvik-kommune"),
        ("uit-narvik", "main-agreement", "uit"),
        ("usn-grenland", "region-agreement", "grenlandssamarbeidet"),
        ("usn-grenland", "region-agreement", "usn"),
        ("usn-hallingdal", "letter-of-intent", "usn"),
        ("usn-tonsberg", "cooperation-agreement", "tonsberg-kommune"),
        ("usn-tonsberg", "cooperation-agreement", "usn"),
    ]


def test_the_only_people_named_are_the_two_who_signed_the_introduction(rows: Rows) -> None:
    assert sorted(rows("SELECT ?name { ?it a prov:Attribution ; foaf:name ?name }")) == [
        ("Kristin Weidemann Wieland",),
        ("Morten Wolden",),
    ]
