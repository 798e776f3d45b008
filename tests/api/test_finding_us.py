"""What programs look for at set addresses, found by them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from desks import note
from entry_service import Service, serving_entry
from partnerskap.app import create_app
from partnerskap.graph.terms import expand
from partnerskap.settings import Settings
from worlds import load_world, release_client, world_client

TOMBSTONE = f"""
<> <{expand("skos:prefLabel")}> "Gammel"@nb ; <{expand("owl:deprecated")}> true .
"""
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Version 2 adds a note to the trial partnership; version 3 is what is left of another."""
    with serving_entry(tmp_path_factory.mktemp("found")) as service:
        lines = "".join(f"{line} .\n" for line in service.office.lines())
        service.publish(lines + note("Notat") + " .", "partnership/prove", If_Match='"v1"')
        service.publish(TOMBSTONE, "partnership/gammel")
        yield service


def client_with(**settings: object) -> TestClient:
    return TestClient(create_app(Settings.model_validate(settings), load_world()))


def places(client: TestClient, path: str = "/sitemap.xml") -> dict[str, str]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml"
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    return {
        each.findtext("s:loc", "", NS): each.findtext("s:lastmod", "", NS)
        for each in (*root.findall("s:url", NS), *root.findall("s:sitemap", NS))
    }


def test_the_map_tells_when_records_last_changed(service: Service) -> None:
    found = places(service.client)
    times = {
        each["version"]: each["at"] for each in service.client.get("/changes.json").json()["items"]
    }

    assert found["http://testserver/partnerships/prove"] == times[2]
    assert found["http://testserver/actors/hogskolen"] == times[1]
    assert found["http://testserver/about"] == ""


def test_every_page_on_the_map_is_there() -> None:
    client = release_client()
    found = list(places(client))
    kinds: dict[str, str] = {}
    for address in found:
        kinds.setdefault(address.removeprefix("http://testserver/").partition("/")[0], address)

    assert len(found) > 800
    assert {client.get(address).status_code for address in kinds.values()} == {200}


def test_what_is_left_of_a_deleted_record_is_not_on_the_map(service: Service) -> None:
    found = places(service.client)

    assert service.client.get("/partnerships/gammel").status_code == 410
    assert "http://testserver/partnerships/gammel" not in found
    assert "http://testserver/partnerships/prove" in found


def test_a_long_map_is_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    client = world_client()
    whole = places(client)
    monkeypatch.setattr("partnerskap.api.finding_us.MOST", 10)
    index = places(client)
    parts = [places(client, address) for address in index]

    assert next(iter(index)) == "http://testserver/sitemap-1.xml"
    assert [len(part) for part in parts[:-1]] == [10] * (len(parts) - 1)
    assert {address for part in parts for address in part} == set(whole)
    for number in (len(parts) + 1, 0, "x"):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_addresses_begin_with_the_public_one() -> None:
    client = client_with(public_url="https://graf.example.no/p")

    assert "https://graf.example.no/p/partnerships/prove" in places(client)
    assert "Sitemap: https://graf.example.no/p/sitemap.xml" in client.get("/robots.txt").text
    assert "Disallow: /p/login" in client.get("/robots.txt").text


def test_crawlers_are_told_what_to_leave_and_where_the_map_is() -> None:
    answer = world_client().get("/robots.txt")
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    for path in ("/", "/partnerships/prove", "/sparql", "/dumps/1/graph.ttl", "/feed/records"):
        assert robots.can_fetch("*", f"http://testserver{path}"), path
    for path in ("/login", "/submissions/x", "/sparql?query=ASK", "/me"):
        assert not robots.can_fetch("*", f"http://testserver{path}"), path
    assert robots.site_maps() == ["http://testserver/sitemap.xml"]


def test_the_security_contact_is_told_where_there_is_one() -> None:
    answer = client_with(security_contact="mailto:sikkerhet@example.no").get(
        "/.well-known/security.txt"
    )
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:sikkerhet@example.no"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    assert timedelta(days=100) < left < timedelta(days=365)


def test_without_a_security_contact_there_is_no_file() -> None:
    answer = world_client().get("/.well-known/security.txt")

    assert answer.status_code == 404
    assert "PARTNERSKAP_SECURITY_CONTACT" in answer.json()["detail"]


@pytest.mark.parametrize("contact", ["post@example.no", "http://example.no", "mailto:a\nb"])
def test_a_security_contact_that_is_no_address_is_refused(contact: str) -> None:
    with pytest.raises(ValidationError, match="security_contact"):
        Settings.model_validate({"security_contact": contact})


def test_the_api_catalog_leads_to_descriptions_that_answer() -> None:
    client = release_client()
    answer = client.get("/.well-known/api-catalog")
    head = client.head("/.well-known/api-catalog")

    assert answer.headers["content-type"] == (
        'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    )
    assert head.headers["link"] == '<http://testserver/.well-known/api-catalog>; rel="api-catalog"'
    catalog, *described = answer.json()["linkset"]
    assert catalog["anchor"] == "http://testserver/.well-known/api-catalog"
    items = {each["href"] for each in catalog["item"]}
    assert {each["anchor"] for each in described} <= items
    links = [
        link
        for each in described
        for relation, found in each.items()
        if relation != "anchor"
        for link in found
    ]
    assert len(links) == 5
    for link in links:
        if "/sparql" not in link["href"]:  # needs workers, and is tried with them elsewhere
            found = client.get(link["href"], headers={"Accept": link["type"]})
            assert found.status_code == 200
            assert found.headers["content-type"].startswith(link["type"])


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/.well-known/api-catalog"])
def test_they_are_answered_anew_only_when_something_changed(path: str) -> None:
    client = world_client()
    etag = client.get(path).headers["etag"]

    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
