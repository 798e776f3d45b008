"""Structured data in pages: found by its element, in the reader's language, and harmless."""

from __future__ import annotations

import json
import re

import pytest
from pyoxigraph import Literal, NamedNode, Triple
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.graph.terms import BASE
from partnerskap.settings import Settings
from partnerskap.web.page_data import embed
from worlds import check_html, load_world, world_client

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def nodes(client: TestClient, path: str, language: str = "nb") -> dict[str, dict[str, object]]:
    headers = {"Accept": "text/html", "Accept-Language": language}
    page = client.get(path, headers=headers)
    assert page.status_code == 200
    check_html(page.text)
    (found,) = SCRIPT.findall(page.text)
    data = json.loads(found)
    assert data["@context"] == "https://schema.org/"
    return {node["@id"]: node for node in data["@graph"]}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_catalogue_page_tells_of_datasets_files_and_publisher(
    catalogue_client: TestClient, language: str
) -> None:
    found = nodes(catalogue_client, "/catalog", language)
    graph = found[f"{BASE}/catalog#graph"]
    kinds = [node["@type"] for node in found.values()]

    assert graph["@type"] == "Dataset"
    assert isinstance(graph["name"], str)
    assert isinstance(graph["description"], str)
    assert graph["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert kinds.count("Dataset") > 5
    assert kinds.count("DataDownload") > 10
    (publisher,) = [node for node in found.values() if node["@type"] == "Organization"]
    assert (publisher["name"], publisher["identifier"]) == ("Prøveby kommune", "987654321")
    assert graph["publisher"] == {"@id": publisher["@id"]}


def test_the_start_page_tells_who_publishes_at_the_address_asked() -> None:
    client = TestClient(create_app(Settings(), load_world()))
    here = nodes(client, "/")
    other = nodes(TestClient(client.app, base_url="http://other.example"), "/")

    assert here["http://testserver/"]["@type"] == "WebSite"
    assert "http://other.example/" in other
    assert "http://testserver/" not in other


def test_an_actor_is_an_organisation() -> None:
    found = nodes(world_client(), "/actors/hogskolen")[f"{BASE}/id/actor/hogskolen"]

    assert found["@type"] == "Organization"
    assert found["name"] == "Høgskolen ved fjorden"


def test_a_partnership_is_a_consortium() -> None:
    found = nodes(world_client(), "/partnerships/prove")[f"{BASE}/id/partnership/prove"]

    assert (found["@type"], found["name"]) == ("Consortium", "Prøvesamarbeidet")


def test_other_records_have_none() -> None:
    page = world_client().get("/themes/helse", headers={"Accept": "text/html"})

    assert SCRIPT.findall(page.text) == []


def test_nothing_in_the_data_ends_the_element() -> None:
    name = NamedNode("https://schema.org/name")
    text = "</script><script>alert(1)</script><!-- & \u2028"
    written = embed([Triple(NamedNode("urn:a"), name, Literal(text))], "nb")

    assert "<" not in written
    assert ">" not in written
    assert json.loads(written)["@graph"] == [{"@id": "urn:a", "name": text}]


def test_texts_come_in_the_readers_language_or_in_all_there_are() -> None:
    subject, name = NamedNode("urn:a"), NamedNode("https://schema.org/name")
    told = [
        Triple(subject, name, Literal("hei", language="nb")),
        Triple(subject, name, Literal("hello", language="en")),
    ]

    assert json.loads(embed(told, "en"))["@graph"][0]["name"] == "hello"
    assert json.loads(embed(told, "nn"))["@graph"][0]["name"] == ["hei", "hello"]
