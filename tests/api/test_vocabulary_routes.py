from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph
from starlette.testclient import TestClient

from worlds import load_release, running

FORMS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with running(load_release()) as client:
        yield client


@pytest.mark.parametrize("extension", FORMS)
@pytest.mark.parametrize("path", ["/ns", "/ns/shapes", "/queries", "/codes/role", "/reference/los"])
def test_vocabularies_come_in_every_form(client: TestClient, path: str, extension: str) -> None:
    triples = [
        quad.triple
        for quad in parse(client.get(f"{path}.{extension}").content, format=FORMS[extension])
    ]
    turtle = Graph().parse(data=client.get(f"{path}.ttl").text, format="turtle")

    assert len(set(triples)) == len(turtle) > 50


def test_the_page_of_the_ontology_explains_each_term(client: TestClient) -> None:
    text = client.get("/ns", headers={"Accept": "text/html", "Accept-Language": "nn"}).text

    for name in ("Partnership", "Agreement", "Appropriation", "Insight", "form", "contradicts"):
        assert f'id="{name}"' in text
    assert "partnarskap" in text
    assert "partnership" in text
    assert "Døme" in text


def test_the_page_of_the_shapes_shows_their_messages(client: TestClient) -> None:
    text = client.get("/ns/shapes", headers={"Accept": "text/html"}).text

    assert text.count("<dt>") > 40


def test_the_code_lists_are_listed(client: TestClient) -> None:
    body = client.get("/codes.json?lang=nb").json()

    assert {"id": "role", "iri": "https://w3id.org/partnerskap/code/role"}.items() <= next(
        item for item in body["items"] if item["id"] == "role"
    ).items()
    assert len(body["items"]) > 20


def test_health_tells_the_version(client: TestClient) -> None:
    response = client.get("/health")

    assert {"status": "ok", "version": 1}.items() <= response.json().items()
    assert response.headers["cache-control"] == "no-store"


def test_the_search_answers_in_json_with_kinds_and_scores(client: TestClient) -> None:
    body = client.get("/search.json", params={"q": "Trondhjem", "lang": "en"}).json()

    first = body["hits"][0]
    assert (first["name"], first["kind"], first["kind_label"], first["url"]) == (
        "Trondheim municipality",
        "actor",
        "Party",
        "/actors/trondheim-kommune?lang=en",
    )
    assert 70 <= first["score"] <= 90
    assert json.dumps(body)
