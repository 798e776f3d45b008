"""What real clients send that is lawful but seldom: spellings, marks, lists and refusals."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

SELECT = "SELECT ?x { VALUES ?x { 1 } }"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?o }"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
JSON = "application/sparql-results+json"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (f"{JSON}; charset=utf-8", JSON),
        (f"{JSON.upper()};Q=0.9", JSON),
        ("text/csv; header=present", "text/csv; charset=utf-8"),
        ("text/csv;q=0.9;ext=1, application/sparql-results+xml;q=0.8", "text/csv; charset=utf-8"),
        ("text/turtle, application/sparql-results+xml;q=0.3", "application/sparql-results+xml"),
        (f"{JSON};q=0, */*", "application/sparql-results+xml"),
        ("json", JSON),
        (";;,,q=;/", JSON),
        ("application/*, */*;q=0.1", JSON),
        ("text/csv, */*", "text/csv; charset=utf-8"),
    ],
)
def test_every_way_to_write_accept_is_understood(
    client: TestClient, accept: str, expected: str
) -> None:
    response = client.get("/sparql", params={"query": SELECT}, headers={"Accept": accept})

    assert response.status_code == 200
    assert response.headers["content-type"] == expected


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (SELECT, f"{JSON};q=0"),
        (SELECT, "text/turtle"),
        (SELECT, "text/turtle, application/ld+json;q=0.5"),
        (GRAPH, "text/csv"),
        (GRAPH, JSON),
    ],
)
def test_a_format_for_another_kind_of_answer_is_refused(
    client: TestClient, query: str, accept: str
) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})

    assert response.status_code == 406
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_profile_of_json_ld_does_not_hinder_json_ld(client: TestClient) -> None:
    accept = 'application/ld+json; profile="http://www.w3.org/ns/json-ld#expanded"'
    response = client.get("/sparql", params={"query": GRAPH}, headers={"Accept": accept})

    assert response.headers["content-type"] == "application/ld+json"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ('Application/X-WWW-Form-URLEncoded; Charset="UTF-8"', b"query=ASK%7B%7D"),
        ("APPLICATION/SPARQL-QUERY", b"ASK{}"),
        (DIRECT, b"\xef\xbb\xbfASK{}"),
        (FORM, b"query=%EF%BB%BFASK%7B%7D"),
        (f"{DIRECT}; charset=utf-16", "ASK { FILTER(STRLEN('æ') = 1) }".encode("utf-16")),
        (f'{DIRECT}; charset="iso-8859-1"', "ASK { FILTER(STRLEN('æ') = 1) }".encode("latin-1")),
    ],
)
def test_a_body_is_read_as_its_type_says(
    client: TestClient, content_type: str, body: bytes
) -> None:
    headers = {"Content-Type": content_type}
    response = client.post("/sparql?format=csv", content=body, headers=headers)

    assert (response.status_code, response.text) == (200, "true\n")


def test_graphs_may_be_named_in_address_and_form_together(client: TestClient) -> None:
    query = "SELECT ?m { ?c <http://example.org/mayor> ?m } ORDER BY ?m"
    response = client.post(
        "/sparql?format=csv&default-graph-uri=http://example.org/g1",
        data={"query": query, "default-graph-uri": "http://example.org/g2"},
    )

    assert response.text == "m\r\nA\r\nB\r\n"


def test_parameters_nobody_knows_are_passed_over(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": "ASK {}", "output": "xml", "x": "1"})

    assert response.headers["content-type"] == JSON


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"query": "ASK{}"}'),
        ("multipart/form-data; boundary=b", b"--b--"),
        ("application/sparql-results+json", b"{}"),
        ("text/plain", b"ASK{}"),
    ],
)
def test_a_refused_body_is_told_which_types_are_read(
    client: TestClient, content_type: str, body: bytes
) -> None:
    response = client.post("/sparql", content=body, headers={"Content-Type": content_type})

    assert response.status_code == 415
    assert response.headers["accept-post"] == f"{DIRECT}, {FORM}"


@pytest.mark.parametrize("query", ["?query=", "?query=ASK", "?query=ASK%7B%7D&query=ASK%7B%7D"])
def test_head_of_a_failure_has_the_status_of_get(client: TestClient, query: str) -> None:
    assert client.head(f"/sparql{query}").status_code == 400
    assert client.get(f"/sparql{query}").status_code == 400


@pytest.mark.parametrize(
    ("target", "status"),
    [("?query=ASK", 400), ("?query=ASK%7B%7D&format=pdf", 400), ("?query=CLEAR+ALL", 403)],
)
def test_a_page_elsewhere_may_read_why_it_was_refused(
    client: TestClient, target: str, status: int
) -> None:
    response = client.get(f"/sparql{target}", headers={"Origin": "https://elsewhere.test"})

    assert response.status_code == status
    assert response.headers["access-control-allow-origin"] == "*"
    exposed = response.headers["access-control-expose-headers"].split(", ")
    assert {"ETag", "Link", "Retry-After"} <= set(exposed)
    assert "access-control-allow-credentials" not in response.headers


def test_a_graph_named_in_a_query_is_never_fetched(client: TestClient) -> None:
    query = "SELECT ?s FROM <http://127.0.0.1:9/x> { ?s ?p ?o }"
    response = client.get("/sparql", params={"query": query, "format": "csv"})

    assert (response.status_code, response.text) == (200, "s\r\n")


def test_the_same_mark_serves_weak_and_any(client: TestClient) -> None:
    first = client.get("/sparql", params={"query": SELECT})
    for mark in (f"W/{first.headers['etag']}", "*"):
        again = client.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": mark})
        assert again.status_code == 304


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["tsv", "text/tab-separated-values"], "text/tab-separated-values"),
        (["rdf+xml", "application/sparql-results+xml"], "application/sparql-results+xml"),
        (["unheard-of", "csv"], "text/csv"),
    ],
)
def test_a_format_named_twice_is_the_first_we_know(
    client: TestClient, names: list[str], expected: str
) -> None:
    response = client.get("/sparql", params={"query": "SELECT * {}", "format": names})

    assert response.status_code == 200
    assert response.headers["content-type"].startswith(expected)


def test_n3_is_answered_with_turtle(client: TestClient) -> None:
    query = "CONSTRUCT { <urn:a> <urn:b> 1 } {}"
    response = client.get("/sparql", params={"query": query, "format": "n3"})

    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
