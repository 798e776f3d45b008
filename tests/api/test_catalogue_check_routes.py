"""Data catalogues checked over HTTP and on the page."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from doctor_examples import good
from partnerskap.app import create_app
from partnerskap.graph.store import GraphStore
from partnerskap.portal.profiles import Profile
from partnerskap.settings import Settings
from worlds import check_html

TURTLE = {"Content-Type": "text/turtle"}
BROKEN = good(Profile.NO_3).replace("<mailto:post@fjordvik.example.no>", '"post@example.no"')


@pytest.fixture(scope="module")
def client(
    released_graph: GraphStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("state"))
    with TestClient(create_app(settings, released_graph)) as client:
        yield client


def post(client: TestClient, text: str, profile: str, report: str = "json") -> str:
    response = client.post(
        "/validate",
        params={"profile": profile, "report": report, "lang": "nb"},
        content=text.encode(),
        headers=TURTLE,
    )
    assert response.status_code == 200, response.text
    return response.text


@pytest.mark.parametrize(
    ("profile", "points"), [("dcat-ap-no-2", 365), ("dcat-ap-no-3", 325), ("dcat-ap-3", 405)]
)
def test_a_good_catalogue_conforms_and_has_a_score(
    client: TestClient, profile: str, points: int
) -> None:
    told = json.loads(post(client, good(Profile(profile)), profile))

    assert (told["conforms"], told["profile"], told["score"]["points"]) == (True, profile, points)
    assert told["notes"] == []


def test_a_fault_has_its_place_its_words_and_what_the_repair_would_give(
    client: TestClient,
) -> None:
    told = json.loads(post(client, BROKEN, "dcat-ap-no-3"))
    assert json.loads(post(client, BROKEN, "dcat"))["counts"] == told["counts"]
    (fault,) = told["results"]

    assert fault["message"]["nn"].startswith("E-post (vcard:hasEmail): skriv e-postadressa som ei")
    assert fault["found"] == {"nb": "post@example.no", "en": "post@example.no"}
    assert fault["place"]["line"] == 92
    assert [gain["key"] for gain in told["score"]["gains"]] == [
        "dcatApCompliance",
        "mediaTypeAvailability",
    ]


def test_every_form_of_answer_can_be_had(client: TestClient) -> None:
    sarif = json.loads(post(client, BROKEN, "dcat-ap-no-3", "sarif"))
    turtle = post(client, BROKEN, "dcat-ap-no-3", "ttl")

    assert len(sarif["runs"][0]["results"]) == 1
    assert len(list(parse(turtle, format=RdfFormat.TURTLE))) > 5


def test_records_have_no_score(client: TestClient) -> None:
    assert "score" not in json.loads(post(client, BROKEN, "entry"))


def test_what_is_no_catalogue_is_told(client: TestClient) -> None:
    told = json.loads(post(client, "<urn:a> <urn:b> 1 .", "dcat-ap-no-3"))

    assert "Ingen av reglene gjelder" in told["notes"][-1]["message"]["nb"]


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_the_page_has_a_form_for_catalogues(client: TestClient, lang: str) -> None:
    page = client.get("/validate/catalog", params={"lang": lang})

    assert page.status_code == 200
    assert '<option value="dcat-ap-no-3" selected>' in page.text
    check_html(page.text)


@pytest.mark.parametrize(
    ("asked", "chosen"), [("dcat-ap-3", "dcat-ap-3"), ("", "entry"), ("nothing", "entry")]
)
def test_the_address_may_choose_the_rules(client: TestClient, asked: str, chosen: str) -> None:
    page = client.get("/validate", params={"profile": asked})

    assert f'<option value="{chosen}" selected>' in page.text


@pytest.mark.parametrize("text", [BROKEN, good(Profile.NO_2)])
def test_the_page_shows_the_report_the_points_and_the_repairs(
    client: TestClient, text: str
) -> None:
    page = post(client, text, "dcat-ap-no-2" if text != BROKEN else "dcat-ap-no-3", "html")

    check_html(page)
    assert "<h1>Kontroller en datakatalog</h1>" in page
    assert ("<strong>+30</strong> Følger standarden" in page) is (text == BROKEN)
    assert "av 435 poeng" in page
    assert "<td>30/30</td><td>Datasettet har emneord.</td>" in page


def test_clients_of_the_test_bed_name_the_profile_as_validation_type(client: TestClient) -> None:
    told = client.get("/partnerskap/api/info").json()
    response = client.post(
        "/partnerskap/api/validate",
        json={
            "contentToValidate": BROKEN,
            "embeddingMethod": "STRING",
            "contentSyntax": "text/turtle",
            "validationType": "dcat-ap-no-3",
            "reportSyntax": "application/json",
        },
    )

    assert "dcat-ap-no-3" in {each["type"] for each in told["validationTypes"]}
    assert response.json()["counters"]["nrOfErrors"] == 1
