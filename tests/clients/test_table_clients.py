"""pandas reads tables straight from an address, as spreadsheets and R do."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd

NUMBERS = """
PREFIX pk: <https://w3id.org/partnerskap/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?number ?name WHERE {
  ?actor pk:municipalityNumber ?number ; skos:prefLabel ?name . FILTER(LANG(?name) = "nb")
} ORDER BY ?number
"""


def test_a_query_in_an_address_gives_a_table(service: str) -> None:
    address = f"{service}/sparql?{urlencode({'query': NUMBERS, 'format': 'csv'})}"

    table = pd.read_csv(address, dtype={"number": str})

    assert list(table.columns) == ["number", "name"]
    assert len(table) == 357
    assert table.iloc[0].to_dict() == {"number": "0301", "name": "Oslo kommune"}


def test_a_query_in_an_address_gives_a_table_by_accept_alone(service: str) -> None:
    address = f"{service}/sparql?{urlencode({'query': NUMBERS})}"

    table = pd.read_csv(address, storage_options={"Accept": "text/csv"})

    assert len(table) == 357


def test_a_list_of_the_site_gives_a_table(service: str) -> None:
    table = pd.read_csv(f"{service}/partnerships.csv", index_col="id")

    assert len(table) == 16
    assert table.loc["trd3", "name"] == "Universitetskommunen Trondheim TRD3.0"
    assert table.loc["trd3", "start"] == 2018
