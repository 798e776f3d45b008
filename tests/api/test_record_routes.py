from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.graph.terms import BASE, DocumentKey, expand
from partnerskap.settings import Settings
from worlds import Stated, load_world, world_client

TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}


@pytest.fixture(scope="module")
def client() -> TestClient:
    return world_client()


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/id/partnership/prove", "/partnerships/prove"),
        ("/id/partnership/prove.ttl", "/partnerships/prove.ttl"),
        ("/id/partnership/prove?lang=nn", "/partnerships/prove?lang=nn"),
        ("/id/actor/hogskolen", "/actors/hogskolen"),
        ("/id/county/trondelag", "/counties/trondelag"),
        (
            "/id/insight/partnership--prove--trigger-1",
            "/insights/partnership--prove--trigger-1",
        ),
        ("/code/form", "/codes/form"),
        ("/code/form/toparts", "/codes/form#toparts"),
        ("/graph/partnership/prove", "/partnerships/prove"),
        ("/graph/code/form", "/codes/form"),
        ("/graph/vocabulary/partnerskap", "/ns"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_permanent_address_leads_to_the_document(
    client: TestClient, method: str, path: str, location: str
) -> None:
    response = client.request(method, path)

    assert (response.status_code, response.headers["location"]) == (303, location)
    assert response.headers["vary"] == "Accept, Accept-Language"


@pytest.mark.parametrize("extension", TYPES)
@pytest.mark.parametrize(
    "path", ["/partnerships/prove", "/codes/form", "/insights/partnership--prove--result-1", "/ns"]
)
def test_the_same_document_comes_by_extension_and_by_accept(
    client: TestClient, path: str, extension: str
) -> None:
    named = client.get(f"{path}.{extension}", headers={"Accept": "image/png"})
    wanted = TYPES[extension].partition(";")[0]
    asked = client.get(path, headers={"Accept": wanted})

    assert named.headers["content-type"] == asked.headers["content-type"] == TYPES[extension]
    assert named.content == asked.content
    assert named.headers["etag"] == asked.headers["etag"]
    assert asked.headers["vary"] == "Accept, Accept-Language"


def test_each_form_has_an_etag_of_its_own(client: TestClient) -> None:
    etags = [client.get(f"/partnerships/prove.{name}").headers["etag"] for name in TYPES]
    spoken = [
        client.get("/partnerships/prove.html", headers={"Accept-Language": code}).headers["etag"]
        for code in ("nn", "en")
    ]

    assert len({*etags, *spoken}) == 8
    assert not [etag for etag in etags if etag.startswith("W/")]


@pytest.mark.parametrize("extension", TYPES)
def test_what_the_client_has_is_not_sent_again(client: TestClient, extension: str) -> None:
    path = f"/partnerships/prove.{extension}"
    etag = client.get(path).headers["etag"]

    again = client.get(path, headers={"If-None-Match": f'"other", {etag}'})
    changed = client.get(path, headers={"If-None-Match": '"other"'})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert changed.status_code == 200


def test_the_etag_of_rdf_changes_only_with_its_own_record() -> None:
    graph = load_world()
    client = TestClient(create_app(Settings(), graph))

    def etags() -> tuple[str, str]:
        return (
            client.get("/partnerships/prove.ttl").headers["etag"],
            client.get("/actors/hogskolen.ttl").headers["etag"],
        )

    before = etags()
    graph.apply([_changed_college()], version=8)
    after = etags()

    assert before[0] == after[0]
    assert before[1] != after[1]
    assert "Ny høgskole" in client.get("/partnerships/prove", headers={"Accept": "text/html"}).text


def _changed_college() -> Stated:
    key = DocumentKey("actor", "hogskolen")
    return Stated(key, (f'<{key.iri}> <{expand("skos:prefLabel")}> "Ny høgskole"@nb',))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/partnerships",
        "/partnerships.csv",
        "/partnerships/prove",
        "/partnerships/prove.ttl",
        "/ns",
        "/ns/context.jsonld",
        "/codes",
        "/search?q=fjord",
        "/about",
        "/about/api",
        "/about/errors",
        "/health",
        "/openapi.json",
        "/static/style.css",
        "/sparql",
    ],
)
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    got = client.get(path)
    head = client.head(path)

    assert (head.status_code, head.content) == (got.status_code, b"")
    for name in ("content-type", "content-length", "etag", "link"):
        assert head.headers.get(name) == got.headers.get(name)


def test_alternates_and_context_are_linked(client: TestClient) -> None:
    link = client.get("/partnerships/prove.json").headers["link"]

    assert '</partnerships/prove.ttl>; rel="alternate"; type="text/turtle"' in link
    assert (
        '</ns/context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"; '
        'type="application/ld+json"'
    ) in link


def test_the_context_is_the_one_in_json_ld(client: TestClient) -> None:
    context = client.get("/ns/context.jsonld")

    assert context.headers["content-type"] == "application/ld+json"
    document = client.get("/partnerships/prove.jsonld").json()
    assert document["@context"] == context.json()["@context"]
    assert document["id"] == f"{BASE}/id/partnership/prove"


@pytest.mark.parametrize(
    "path",
    [
        "/partnerships/finnes-ikke",
        "/partnerships/PROVE",
        "/partnerships/%ff%fe",
        "/partnerships/..%2fx",
        "/partnerships/prove.docx",
        "/partnerships/<script>",
        "/id/partnership/nei",
        "/id/person/noen",
        "/id/insight/partnership--prove--size-1",
        "/id/insight/x",
        "/insights/partnership--prove--form",
        "/insights/partnership--prove--finnes-ikke",
        "/code/form/trekant",
        "/code/farge",
        "/codes/farge",
        "/graph/partnership/nei",
        "/reference/nei",
        "/questions/nei",
        "/ns/nei",
        "/nei",
    ],
)
def test_unknown_addresses_answer_404_and_say_what_to_do(client: TestClient, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert len(response.json()["detail"]) > 30


def test_an_unwritten_format_is_refused(client: TestClient) -> None:
    response = client.get("/partnerships/prove", headers={"Accept": "image/png"})

    assert response.status_code == 406
    assert "text/turtle" in response.json()["detail"]


def test_links_stand_under_the_public_address() -> None:
    settings = Settings(public_url="https://example.org/graf")
    client = TestClient(create_app(settings, load_world()), follow_redirects=False)

    page = client.get("/partnerships/prove", headers={"Accept": "text/html"}).text
    seen = client.get("/id/partnership/prove").headers["location"]
    listed = client.get("/partnerships.json?limit=1").json()

    assert 'href="/graf/actors/hogskolen"' in page
    assert 'href="/graf/static/style.css?' in page
    assert seen == "/graf/partnerships/prove"
    assert listed["items"][0]["url"] == "/graf/partnerships/prove"
    assert listed["next"].startswith("/graf/partnerships.json?")
    assert not [link for link in re.findall(r' href="(/[^"]*)"', page) if link[:6] != "/graf/"]
