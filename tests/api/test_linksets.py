"""FAIR Signposting: links in headers and link sets, from pages to what they are about and back."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from starlette.testclient import TestClient

from partnerskap.graph.terms import BASE
from partnerskap.portal.terms import CATALOGUE, ORGANISATIONS
from worlds import world_client

LINK = re.compile(r'<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?')
HTML = {"Accept": "text/html"}
HERE = "http://testserver"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def links(client: TestClient, path: str) -> dict[str, list[tuple[str, str]]]:
    answer = client.head(path, headers=HTML)
    assert answer.status_code == 200
    found: dict[str, list[tuple[str, str]]] = {}
    for href, rel, kind in LINK.findall(answer.headers["link"]):
        found.setdefault(rel, []).append((href, kind))
    return found


@pytest.mark.parametrize(
    ("path", "iri", "kind"),
    [
        ("/partnerships/prove", f"{BASE}/id/partnership/prove", "Consortium"),
        ("/actors/hogskolen", f"{BASE}/id/actor/hogskolen", "Organization"),
        ("/themes/helse", f"{BASE}/id/theme/helse", "DefinedTerm"),
        ("/codes/role", f"{BASE}/code/role", "DefinedTermSet"),
    ],
)
def test_the_page_of_a_record_says_what_it_is_about(path: str, iri: str, kind: str) -> None:
    client = world_client()
    found = links(client, path)

    assert found["cite-as"] == [(iri, "")]
    assert found["type"] == [
        ("https://schema.org/AboutPage", ""),
        (f"https://schema.org/{kind}", ""),
    ]
    assert found["license"] == [(LICENCE, "")]
    assert found["author"] == [(f"{CATALOGUE}#publisher", "")]
    assert [media_type for _, media_type in found["describedby"]] == [
        "application/ld+json",
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
    ]
    for href, media_type in found["describedby"]:
        answer = client.get(href)
        assert answer.headers["content-type"].startswith(media_type)
        assert f'<{path}>; rel="describes"; type="text/html"' in answer.headers["link"]


def test_an_insight_is_cited_by_its_own_name() -> None:
    client = world_client()
    first = client.get("/insights.json").json()["items"][0]

    assert links(client, first["url"])["cite-as"] == [(first["iri"], "")]


def test_what_is_no_page_of_a_record_is_not_signposted() -> None:
    assert "cite-as" not in links(world_client(), "/.well-known/void.html")


@pytest.mark.parametrize("path", ["/partnerships/prove", "/codes/role"])
def test_the_link_set_says_the_same_as_the_header(path: str) -> None:
    client = world_client()
    found = links(client, path)
    ((href, media_type),) = found["linkset"]
    answer = client.get(href)
    (told,) = answer.json()["linkset"]

    assert answer.headers["content-type"] == media_type == "application/linkset+json"
    assert told.pop("anchor") == f"{HERE}{path}"
    assert {
        rel: [(each["href"], each.get("type", "")) for each in targets]
        for rel, targets in told.items()
    } == {
        rel: [(urljoin(HERE, href), kind) for href, kind in targets]
        for rel, targets in found.items()
        if rel != "alternate"
    }


def test_the_files_of_a_version_are_items_and_lead_back(catalogue_client: TestClient) -> None:
    version = catalogue_client.get("/dumps/latest/index.json").headers["location"].split("/")[2]
    page = f"/dumps/{version}/"
    found = links(catalogue_client, page)

    assert found["cite-as"] == [(f"{CATALOGUE}#graph", "")]
    assert found["author"] == [(f"{ORGANISATIONS}987654321", "")]
    assert len(found["item"]) == 7
    for href, media_type in found["item"]:
        answer = catalogue_client.head(href)
        assert answer.headers["content-type"].startswith(media_type)
        assert answer.headers["link"] == f'<{page}>; rel="collection"; type="text/html"'
    told = catalogue_client.get("/linkset").json()["linkset"][0]
    assert told["anchor"].endswith(page)
    assert len(told["item"]) == 7


@pytest.mark.parametrize(
    ("of", "status"),
    [("/partnerships/nei", 404), ("/about", 400), ("//evil", 400), ("/queries/x", 400)],
)
def test_pages_that_are_none_have_no_link_set(of: str, status: int) -> None:
    assert world_client().get("/linkset", params={"of": of}).status_code == status


def test_a_deleted_or_odd_name_is_refused() -> None:
    assert world_client().get("/linkset?of=/partnerships/-..-").status_code in {400, 404}
