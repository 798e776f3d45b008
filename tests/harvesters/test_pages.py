"""Pages, read by programs that look for structured data and for signposts in any page."""

from __future__ import annotations

import pytest
from extruct import extract
from signposting import find_signposting_http, find_signposting_linkset

from harvesters.fetching import BASE, fetch


def read(service: str, path: str) -> dict[str, dict[str, object]]:
    response, body = fetch(f"{service}{path}", headers={"Accept": "text/html"})
    assert response.status == 200
    (found,) = extract(body.decode(), base_url=service, syntaxes=["json-ld"])["json-ld"]
    assert found["@context"] == "https://schema.org/"
    return {node["@id"]: node for node in found["@graph"]}


def test_the_catalogue_page_has_datasets_with_files_and_a_publisher(service: str) -> None:
    found = read(service, "/catalog")
    graph = found[f"{BASE}/catalog#graph"]
    publisher = next(node for node in found.values() if node["@type"] == "Organization")

    assert graph["@type"] == "Dataset"
    assert publisher["name"] == "Prøveby kommune"
    distributions = graph["distribution"]
    assert isinstance(distributions, list)
    for each in distributions:
        response, _ = fetch(str(found[each["@id"]]["contentUrl"]), "HEAD")
        assert response.status == 200


def test_an_actor_is_an_organisation_with_links_out(service: str) -> None:
    ntnu = read(service, "/actors/ntnu")[f"{BASE}/id/actor/ntnu"]

    assert ntnu["@type"] == "Organization"
    assert "https://ror.org/05xg72x27" in str(ntnu["sameAs"])


@pytest.mark.parametrize(
    ("path", "iri", "items"),
    [
        ("/partnerships/trd3", f"{BASE}/id/partnership/trd3", 0),
        ("/actors/ntnu", f"{BASE}/id/actor/ntnu", 0),
        ("/dumps/1/", f"{BASE}/catalog#graph", 7),
    ],
)
def test_a_page_is_signposted_in_its_header_and_its_link_set(
    service: str, path: str, iri: str, items: int
) -> None:
    found = find_signposting_http(f"{service}{path}")
    (linkset,) = found.linksets
    told = find_signposting_linkset(linkset.target).for_context(f"{service}{path}")

    for each in (found, told):
        assert each.citeAs is not None
        assert each.citeAs.target == iri
        assert len(each.describedBy) == 4
        assert len(each.items) == items
        assert len(each.authors) == 1
        assert each.license is not None
    for each in found.describedBy:
        response, _ = fetch(each.target, "HEAD")
        assert response.getheader("Content-Type", "").startswith(str(each.type))
