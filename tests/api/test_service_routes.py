"""What the service says of its endpoint and its data."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, RdfFormat, Store
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, VOID
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.functions import FUNCTIONS
from partnerskap.graph.descriptions import VOID_KEY
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import BASE, PREFIXES
from partnerskap.settings import Settings
from worlds import check_html, load_world, read_world, running

SD = PREFIXES["sd"]
DATASET = f"{BASE}/.well-known/void#dataset"
TURTLE = {"Accept": "text/turtle"}
RECORD = f"{BASE}/graph/partnership/prove"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with running(load_world()) as client:
        yield client


def read(text: str) -> Store:
    store = Store()
    store.load(text, format=RdfFormat.TURTLE)
    return store


def objects(store: Store, subject: str, predicate: str) -> set[str]:
    found: set[str] = set()
    for quad in store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None):
        if isinstance(quad.object, NamedNode | Literal):
            found.add(quad.object.value)
    return found


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "text/turtle; charset=utf-8"),
        ("*/*", "text/turtle; charset=utf-8"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
)
def test_the_void_description_comes_in_the_preferred_form(
    client: TestClient, accept: str, expected: str
) -> None:
    response = client.get("/.well-known/void", headers={"Accept": accept})

    assert response.status_code == 200
    assert response.headers["content-type"] == expected
    assert "Accept" in response.headers["vary"]
    again = {"Accept": accept, "If-None-Match": response.headers["etag"]}
    assert client.get("/.well-known/void", headers=again).status_code == 304
    head = client.head("/.well-known/void", headers={"Accept": accept})
    assert (head.status_code, head.content) == (200, b"")


def test_the_void_description_counts_what_queries_find(client: TestClient) -> None:
    graph = Graph().parse(data=client.get("/.well-known/void").text, format="turtle")
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    counted = client.get("/sparql", params={"query": query, "format": "csv"}).text

    assert (URIRef(DATASET), RDF.type, VOID.Dataset) in graph
    assert str(graph.value(URIRef(DATASET), VOID.triples)) == counted.split()[1]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("path", ["/.well-known/void", "/ns/functions", "/graphs"])
def test_what_the_service_says_of_itself_is_a_valid_page(
    client: TestClient, path: str, language: str
) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    response = client.get(path, headers=headers)

    check_html(response.text)
    assert response.text.count("<h1") == 1


def test_the_functions_of_queries_are_explained(client: TestClient) -> None:
    found = read(client.get("/ns/functions", headers=TURTLE).text)

    for each in FUNCTIONS:
        assert objects(found, each.iri, PREFIXES["rdfs"] + "comment") == {each.meaning}


def test_the_endpoint_describes_itself_in_full(client: TestClient) -> None:
    found = read(client.get("/sparql", headers=TURTLE).text)
    service = f"{BASE}/sparql"

    assert objects(found, service, f"{SD}endpoint") == {"http://testserver/sparql"}
    assert objects(found, service, f"{SD}supportedLanguage") == {f"{SD}SPARQL11Query"}
    assert objects(found, service, f"{SD}feature") == set()  # the history is in no union
    assert objects(found, service, f"{SD}defaultDataset") == {DATASET}
    assert objects(found, service, f"{SD}inputFormat") == set()
    formats = {iri.rpartition("/")[2] for iri in objects(found, service, f"{SD}resultFormat")}
    assert formats >= {"SPARQL_Results_JSON", "SPARQL_Results_CSV", "Turtle", "JSON-LD"}
    functions = objects(found, service, f"{SD}extensionFunction")
    assert functions >= {FUNCTIONS[0].iri, f"{PREFIXES['geof']}distance"}


def test_the_description_names_every_graph_with_its_size(client: TestClient) -> None:
    found = read(client.get("/sparql", headers=TURTLE).text)
    query = f"""PREFIX sd: <{SD}> SELECT ?name ?n {{ ?g sd:name ?name ; sd:graph ?content .
        ?content <{PREFIXES["void"]}triples> ?n }} ORDER BY ?name"""
    told = found.query(query).serialize(format=QueryResultsFormat.CSV) or b""  # type: ignore[arg-type]  # it is a SELECT
    counted = client.get(
        "/sparql",
        params={
            "query": "SELECT ?name (COUNT(*) AS ?n) { GRAPH ?name { ?s ?p ?o } } "
            "GROUP BY ?name ORDER BY ?name",
            "format": "csv",
        },
    ).text

    assert told.decode() == counted
    assert f"{RECORD},".encode() in told


def test_every_engine_function_the_description_names_exists(client: TestClient) -> None:
    found = read(client.get("/sparql", headers=TURTLE).text)
    functions = objects(found, f"{BASE}/sparql", f"{SD}extensionFunction")
    calls = " ".join(f"BIND(<{iri}>(1) AS ?x{n})" for n, iri in enumerate(sorted(functions)))
    query = f"SELECT * {{ {calls} }}"

    assert len(functions) == 44
    assert client.get("/sparql", params={"query": query}).status_code == 200


def test_answers_and_failures_lead_to_the_descriptions(client: TestClient) -> None:
    expected = (
        '</.well-known/void>; rel="describedby", '
        '</sparql?format=ttl>; rel="service-desc"; type="text/turtle"'
    )

    for query in ("", "?query=ASK%7B%7D", "?query=nonsense"):
        response = client.get(f"/sparql{query}")
        assert response.headers["link"] == expected
        assert "Link" in response.headers["access-control-expose-headers"]


def test_links_and_endpoint_follow_the_public_address() -> None:
    settings = Settings(public_url="https://graf.test/under", query_workers=1)
    with TestClient(create_app(settings, load_world())) as client:
        response = client.get("/sparql?format=ttl")

    assert response.headers["link"].startswith("</under/.well-known/void>;")
    assert "sd:endpoint <https://graf.test/under/sparql>" in response.text


def test_the_named_graphs_are_listed_with_where_to_fetch_them(client: TestClient) -> None:
    listed = client.get("/graphs", headers={"Accept": "application/json"}).json()
    entry = next(each for each in listed["items"] if each["iri"] == RECORD)
    fetched = client.get(entry["url"], headers={"Accept": "application/n-triples"})

    assert len(listed["items"]) == len(read_world())
    assert entry["triples"] == len(fetched.text.splitlines()) > 0
    merged = client.get(listed["default"]["url"], headers={"Accept": "application/n-triples"})
    assert listed["default"]["triples"] == len(merged.text.splitlines())


def test_a_graph_holds_what_the_document_at_its_address_holds(client: TestClient) -> None:
    by_name = client.get(f"/graphs?graph={quote(RECORD)}", headers=TURTLE)
    address = client.get("/graph/partnership/prove", headers=TURTLE)
    document = client.get(address.headers["location"], headers=TURTLE)

    assert address.status_code == 303
    assert set(read(by_name.text)) == set(read(document.text))


def test_the_address_of_the_description_graph_leads_to_void() -> None:
    description = [f'<{DATASET}> <{PREFIXES["dct"]}title> "x"']
    graph = GraphStore(read_world(), describe=lambda *_: {VOID_KEY: tuple(description)})
    with running(graph) as client:
        address = client.get("/graph/catalogue/void")
        shown = client.get(address.headers["location"], headers=TURTLE)

    title = Quad(NamedNode(DATASET), NamedNode(PREFIXES["dct"] + "title"), Literal("x"))
    assert (address.status_code, address.headers["location"]) == (303, "/.well-known/void")
    assert set(read(shown.text)) == {title}


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_the_public_graph_store_takes_no_changes(client: TestClient, method: str) -> None:
    response = client.request(method, "/graphs?default", content="", headers=TURTLE)

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "*"
