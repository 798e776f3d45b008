from __future__ import annotations

import csv
import io
import re

import pytest
from starlette.testclient import TestClient

from partnerskap.records.lists import LISTS
from partnerskap.tables.cells import safe_cell
from partnerskap.web.list_table import columns
from worlds import release_client, world_client


@pytest.fixture(scope="module")
def client() -> TestClient:
    return world_client()


def test_a_list_as_json_has_items_facets_and_total(client: TestClient) -> None:
    body = client.get("/partnerships.json?form=toparts&lang=en").json()

    assert (body["list"], body["version"], body["language"]) == ("partnerships", 7, "en")
    assert (body["total"], body["limit"], body["next"]) == (1, 50, None)
    assert body["self"] == "/partnerships.json?form=toparts"
    item = body["items"][0]
    assert item["id"] == "prove"
    assert item["name"] == "The trial partnership"
    assert item["start"] == ["2018"]
    assert item["form"] == [
        {
            "value": "toparts",
            "iri": "https://w3id.org/partnerskap/code/form/toparts",
            "label": "two parties",
        }
    ]
    assert body["facets"]["form"] == [
        {
            "value": "toparts",
            "iri": "https://w3id.org/partnerskap/code/form/toparts",
            "label": "two parties",
            "count": 1,
            "chosen": True,
        },
        {
            "value": "klynge",
            "iri": "https://w3id.org/partnerskap/code/form/klynge",
            "label": "cluster",
            "count": 1,
            "chosen": False,
        },
    ]


def test_the_pages_of_a_list_can_be_followed_to_the_end(client: TestClient) -> None:
    address, found = "/insights.json?limit=1&sort=date", []
    while address:
        body = client.get(address).json()
        found += [item["id"] for item in body["items"]]
        address = body["next"]

    assert found == [
        "partnership--prove--trigger-1",
        "partnership--prove--result-1",
        "partnership--prove--result-2",
        "scheme--fond--funding-1",
    ]


def test_csv_holds_the_whole_selection_in_plain_utf_8(client: TestClient) -> None:
    response = client.get("/partnerships.csv?limit=1&lang=nb")

    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="partnerships.csv"'
    assert (
        response.content
        == (
            "id,iri,name,theme,theme_label,actor,actor_label,county,county_label,form,form_label,"
            "stage,stage_label,scope,scope_label,part-of,part-of_label,start,end\r\n"
            "prove,https://w3id.org/partnerskap/id/partnership/prove,Prøvesamarbeidet,folkehelse,"
            "Folkehelse,fjord-kommune|hogskolen,Fjord kommune|Høgskolen ved fjorden,trondelag,"
            "Trøndelag,toparts,to parter,uk30,universitetskommune 3.0,all-sectors,alle sektorer,"
            "collection/samling,Prøvesamlingen,2018,\r\n"
            "orkester,https://w3id.org/partnerskap/id/partnership/orkester,Ås-klyngen,helse,Helse,"
            "vestvagoy-kommune,Vestvågøy kommune,nordland,Nordland,klynge,klynge,,,health-and-care,"
            "helse og omsorg,collection/samling,Prøvesamlingen,,\r\n"
        ).encode()
    )


def test_csv_defuses_formulas(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/sources.csv").text)))

    assert [row["credit"] for row in rows] == ["KS", '\'=Fjord; "kommune"']


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@sum", "'@sum"),
        ("+47 900", "'+47 900"),
        ("-2+3", "'-2+3"),
        ("\tx", "'\tx"),
        ("-12,5", "-12,5"),
        ("+3", "+3"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_only_what_a_spreadsheet_would_run_is_marked(text: str, expected: str) -> None:
    assert safe_cell(text) == expected


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_a_page_json_and_csv_of_the_same_rows(name: str) -> None:
    client = release_client()
    rows = list(csv.DictReader(io.StringIO(client.get(f"/{name}.csv?lang=nb").text)))
    body = client.get(f"/{name}.json?limit=1000&lang=nb").json()
    page = client.get(f"/{name}.html?limit=1000&lang=nb").text

    assert [row["id"] for row in rows] == [item["id"] for item in body["items"]]
    assert len(rows) == body["total"] > 0
    assert list(rows[0]) == list(columns(LISTS[name]))
    assert len(re.findall(r'<th scope="row">', page)) == len(rows)


@pytest.mark.parametrize("name", LISTS)
def test_every_facet_line_gives_as_many_rows_as_it_says(name: str) -> None:
    client = release_client()
    facets = client.get(f"/{name}.json?limit=1").json()["facets"]
    for parameter, lines in facets.items():
        for line in lines[:2]:
            narrowed = client.get(f"/{name}.json", params={parameter: line["value"], "limit": 1})
            assert (parameter, line["value"], narrowed.json()["total"]) == (
                parameter,
                line["value"],
                line["count"],
            )


def test_real_questions_get_their_answers() -> None:
    client = release_client()

    def ids(address: str) -> list[str]:
        return [item["id"] for item in client.get(address).json()["items"]]

    assert len(ids("/partnerships.json")) == 16
    assert "trd3" in ids("/partnerships.json?actor=ntnu&county=trondelag")
    assert ids("/actors.json?type=municipality&sort=-population&limit=2") == [
        "oslo-kommune",
        "bergen-kommune",
    ]
    assert ids("/agreements.json?partnership=trd3&sort=signed") == [
        "partnership--trd3--agreement-2018",
        "partnership--trd3--agreement-2022",
    ]


@pytest.mark.parametrize(
    ("path", "status", "named"),
    [
        ("/partnerships?farge=gul", 400, "farge"),
        ("/partnerships?form=trekant", 400, "klynge"),
        ("/partnerships.json?next=xyz", 400, "next"),
        ("/partnerships?limit=0", 400, "1000"),
        ("/partnerships?lang=de", 400, "nb, nn, en"),
        ("/partnerships?q=%ff", 400, "UTF-8"),
        ("/search?farge=gul", 400, "farge"),
        ("/search?kind=dyr", 400, "partnership"),
        ("/search?limit=101", 400, "100"),
        ("/partnerships?q=" + "x" * 20_000, 413, "16384"),
        ("/partnerships?" + "&".join(["q=a"] * 300), 413, "200"),
    ],
)
def test_what_cannot_be_used_is_named(
    client: TestClient, path: str, status: int, named: str
) -> None:
    response = client.get(path, headers={"Accept": "application/json"})

    assert response.status_code == status
    assert named in response.json()["detail"]
    assert named in response.json()["messages"]["en"]["detail"]


def test_filters_are_links_and_a_form(client: TestClient) -> None:
    text = client.get(
        "/partnerships?form=toparts&form=klynge&theme=helse&theme=klima",
        headers={"Accept": "text/html"},
    ).text

    assert '<option value="helse" selected>Helse (2)</option>' in text
    assert '<input type="hidden" name="form" value="toparts">' in text
    assert '<input type="hidden" name="theme" value="klima">' in text
    assert 'href="/partnerships?theme=helse&amp;theme=klima&amp;form=klynge"' in text
    assert (
        'href="/partnerships?theme=helse&amp;theme=klima&amp;form=toparts&amp;form=klynge&amp;stage=uk30"'
        in text
    )
