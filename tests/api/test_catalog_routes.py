"""The catalogue as portals harvest it from the running service."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha1, sha256

import pytest
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS
from rdflib.term import BNode
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.graph.terms import BASE
from partnerskap.portal.profiles import Profile
from partnerskap.settings import Settings
from worlds import check_html, load_world, world_client

CATALOGUE = URIRef(f"{BASE}/catalog")
SPDX = "http://spdx.org/rdf/terms#"
FORMS = {
    "text/turtle": ("ttl", "turtle"),
    "application/ld+json": ("jsonld", "json-ld"),
    "application/rdf+xml": ("rdf", "xml"),
    "application/n-triples": ("nt", "nt"),
    "application/trig": ("trig", "trig"),
}
HERE = "https://partnerskap.example.no"


def read(client: TestClient, profile: str = "neutral", path: str = "/catalog") -> Graph:
    response = client.get(f"{path}.ttl", params={"_profile": profile})
    assert response.status_code == 200, response.text
    return Graph().parse(data=response.text, format="turtle")


@pytest.mark.parametrize("accept", FORMS)
@pytest.mark.parametrize("path", ["/catalog", "/catalog/concepts", "/catalog/models"])
def test_a_feed_comes_in_the_form_its_accept_header_names(
    catalogue_client: TestClient, path: str, accept: str
) -> None:
    ending, _ = FORMS[accept]
    response = catalogue_client.get(path, headers={"Accept": accept})
    by_ending = catalogue_client.get(f"{path}.{ending}", headers={"Accept": "*/*"})

    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == accept
    assert "content-encoding" not in response.headers
    assert by_ending.content == response.content


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    ("path", "profile"),
    [
        *(("/catalog", each) for each in Profile),
        ("/catalog/concepts", "neutral"),
        ("/catalog/models", "neutral"),
    ],
)
def test_all_forms_of_a_feed_say_the_same_without_blank_nodes(
    catalogue_client: TestClient, path: str, profile: str
) -> None:
    first = read(catalogue_client, profile, path)
    blank = [term for triple in first for term in triple if isinstance(term, BNode)]

    assert blank == []
    for ending, form in FORMS.values():
        text = catalogue_client.get(f"{path}.{ending}", params={"_profile": profile}).text
        assert isomorphic(first, Graph().parse(data=text, format=form)), ending


def test_a_form_we_do_not_write_is_refused(catalogue_client: TestClient) -> None:
    response = catalogue_client.get("/catalog", headers={"Accept": "application/vnd.x"})

    assert response.status_code == 406


def test_an_unknown_profile_is_refused_with_those_there_are(catalogue_client: TestClient) -> None:
    response = catalogue_client.get("/catalog.ttl", params={"_profile": "geodcat"})

    assert response.status_code == 400
    assert "dcat-ap-no-3" in response.json()["detail"]


def test_a_harvester_that_asks_again_is_told_that_nothing_changed(
    catalogue_client: TestClient,
) -> None:
    first = catalogue_client.get("/catalog.ttl")
    again = catalogue_client.get("/catalog.ttl", headers={"If-None-Match": first.headers["etag"]})
    other = catalogue_client.get("/catalog.ttl", params={"_profile": "dcat-ap-3"})

    assert (again.status_code, again.content) == (304, b"")
    assert other.headers["etag"] != first.headers["etag"]


def test_head_answers_as_get_does(catalogue_client: TestClient) -> None:
    head, got = (
        catalogue_client.request(method, "/catalog.rdf", headers={"Accept-Encoding": "identity"})
        for method in ("HEAD", "GET")
    )

    assert head.status_code == 200
    assert head.content == b""
    assert {**head.headers} == {**got.headers}


@pytest.mark.parametrize("profile", ["neutral", "dcat-ap-no-2", "dcat-ap-no-3", "dcat-ap-3"])
def test_every_code_and_thing_a_feed_points_at_is_described_in_it(
    catalogue_client: TestClient, profile: str
) -> None:
    feed = read(catalogue_client, profile)
    addresses = {
        *feed.objects(None, DCAT.accessURL),
        *feed.objects(None, DCAT.downloadURL),
        *feed.objects(None, DCAT.endpointURL),
        *feed.objects(None, DCAT.endpointDescription),
        *feed.objects(None, RDF.type),
        *(o for o in feed.objects() if str(o).startswith(("mailto:", SPDX, f"{HERE}/about"))),
    }
    named = {term for term in feed.objects() if isinstance(term, URIRef)}

    assert named - addresses - set(feed.subjects()) == set()
    for concept in feed.subjects(RDF.type, SKOS.Concept):
        assert {str(getattr(o, "language", "")) for o in feed.objects(concept, SKOS.prefLabel)} >= {
            "nb",
            "en",
        }
        for scheme in feed.objects(concept, SKOS.inScheme):
            assert (scheme, RDF.type, SKOS.ConceptScheme) in feed


def test_every_download_has_the_size_and_the_checksum_that_the_feed_tells(
    catalogue_client: TestClient,
) -> None:
    by_algorithm = {
        "dcat-ap-no-2": sha1,
        "dcat-ap-no-3": sha256,
    }
    for profile, digest in by_algorithm.items():
        feed = read(catalogue_client, profile)
        sized = list(feed.subject_objects(DCAT.byteSize))
        assert len(sized) > 12
        for distribution, size in sized:
            address = str(feed.value(distribution, DCAT.downloadURL))
            body = catalogue_client.get(address.removeprefix(HERE)).content
            checksum = feed.value(distribution, URIRef(f"{SPDX}checksum"))
            told = feed.value(checksum, URIRef(f"{SPDX}checksumValue"))
            assert int(str(size)) == len(body), address
            assert str(told).lower() == digest(body).hexdigest(), address


def test_every_address_in_the_feed_answers_head(catalogue_client: TestClient) -> None:
    feed = read(catalogue_client)
    addresses = {
        str(address)
        for predicate in (
            DCAT.accessURL,
            DCAT.downloadURL,
            DCAT.endpointURL,
            DCAT.endpointDescription,
            DCAT.landingPage,
            FOAF.page,
        )
        for address in feed.objects(None, predicate)
    }

    assert len(addresses) > 25
    for address in addresses - {f"{HERE}/sparql", f"{HERE}/sparql?format=ttl"}:
        assert catalogue_client.head(address.removeprefix(HERE) or "/").status_code == 200, address


def test_dates_come_from_the_journal(catalogue_client: TestClient) -> None:
    feed = read(catalogue_client)
    newest = catalogue_client.get("/changes.json").json()["items"][0]["at"]

    whole = URIRef(f"{CATALOGUE}#graph")
    for told in (feed.value(whole, DCTERMS.modified), feed.value(CATALOGUE, DCTERMS.issued)):
        assert datetime.fromisoformat(str(told)) == datetime.fromisoformat(newest)


def test_without_a_journal_no_date_is_invented() -> None:
    feed = Graph().parse(data=world_client().get("/catalog.ttl").text, format="turtle")

    assert list(feed.objects(None, DCTERMS.issued)) == []
    assert list(feed.objects(None, DCTERMS.modified)) == []
    assert len(list(feed.objects(CATALOGUE, DCAT.dataset))) == 9


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_readers_get_a_page(catalogue_client: TestClient, language: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    response = catalogue_client.get("/catalog", headers=headers)

    check_html(response.text)
    assert response.headers["content-language"] == language
    assert "/catalog.ttl?_profile=dcat-ap-no-3" in response.text


@pytest.mark.parametrize("path", ["/catalog.ttl", "/catalog/concepts.ttl", "/catalog/models.ttl"])
def test_a_feed_that_cannot_be_written_whole_is_an_error_and_never_a_part(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("The disk is gone")

    client = TestClient(create_app(Settings(), load_world()), raise_server_exceptions=False)
    monkeypatch.setattr("partnerskap.web.catalogue.find_places", fail)
    response = client.get(path)

    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "etag" not in response.headers
