"""The SPARQL 1.1 Graph Store HTTP Protocol at an endpoint opened for writing."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

NEW = "/graphs?graph=http://example.org/new"
G1 = "/graphs?graph=http://example.org/g1"
TURTLE = {"Content-Type": "text/turtle"}
N_TRIPLES = {"Accept": "application/n-triples"}
ONE = "<urn:s> <urn:p> 'one' ."
TWO = "<urn:s> <urn:p> 'two' ."


def read(client: TestClient, target: str) -> list[str]:
    return sorted(client.get(target, headers=N_TRIPLES).text.splitlines())


def test_put_makes_a_graph_and_then_replaces_it(writable: TestClient) -> None:
    first = writable.put(NEW, content=ONE, headers=TURTLE)
    second = writable.put(NEW, content=TWO, headers=TURTLE)

    assert (first.status_code, second.status_code) == (201, 204)
    assert read(writable, NEW) == ['<urn:s> <urn:p> "two" .']


def test_post_makes_a_graph_and_then_adds_to_it(writable: TestClient) -> None:
    first = writable.post(NEW, content=ONE, headers=TURTLE)
    second = writable.post(NEW, content=TWO, headers=TURTLE)

    assert (first.status_code, second.status_code) == (201, 204)
    assert read(writable, NEW) == ['<urn:s> <urn:p> "one" .', '<urn:s> <urn:p> "two" .']


def test_delete_removes_a_graph_for_good(writable: TestClient) -> None:
    assert writable.delete(G1).status_code == 204
    assert writable.delete(G1).status_code == 404
    assert writable.get(G1).status_code == 404
    assert writable.head(G1).status_code == 404


def test_the_default_graph_is_there_even_when_empty(writable: TestClient) -> None:
    assert len(read(writable, "/graphs?default")) == 9
    assert writable.put("/graphs?default", content=ONE, headers=TURTLE).status_code == 204
    assert read(writable, "/graphs?default") == ['<urn:s> <urn:p> "one" .']
    assert writable.post("/graphs?default", content=TWO, headers=TURTLE).status_code == 204
    assert writable.delete("/graphs?default").status_code == 204
    assert writable.get("/graphs?default").status_code == 200
    assert read(writable, "/graphs?default") == []
    assert read(writable, G1) == ['<http://example.org/oslo> <http://example.org/mayor> "A" .']


def test_an_empty_graph_can_be_put(writable: TestClient) -> None:
    assert writable.put(NEW, content="", headers=TURTLE).status_code == 201
    assert writable.get(NEW).status_code == 200


def test_a_graph_may_be_named_by_its_own_address(writable: TestClient) -> None:
    assert writable.put("/graphs/people", content=ONE, headers=TURTLE).status_code == 201
    assert read(writable, "/graphs/people") == ['<urn:s> <urn:p> "one" .']
    named = "/graphs?graph=http://endpoint.test/graphs/people"
    assert read(writable, named) == read(writable, "/graphs/people")


def test_post_without_a_name_makes_a_graph_with_an_address(writable: TestClient) -> None:
    response = writable.post("/graphs", content=ONE, headers=TURTLE)

    assert response.status_code == 201
    assert response.headers["location"].startswith("http://endpoint.test/graphs/")
    assert read(writable, response.headers["location"]) == ['<urn:s> <urn:p> "one" .']


def test_relative_names_are_read_against_the_graph(writable: TestClient) -> None:
    writable.put(NEW, content="<x> <#p> <> .", headers=TURTLE)

    assert read(writable, NEW) == [
        "<http://example.org/x> <http://example.org/new#p> <http://example.org/new> ."
    ]


def test_blank_nodes_of_two_documents_stay_apart(writable: TestClient) -> None:
    writable.post(NEW, content="_:a <urn:p> 1 .", headers=TURTLE)
    writable.post(NEW, content="_:a <urn:p> 2 .", headers=TURTLE)

    assert len({line.split()[0] for line in read(writable, NEW)}) == 2


def test_head_gives_the_headers_of_get(writable: TestClient) -> None:
    head, get = writable.head(G1), writable.get(G1)

    assert (head.status_code, head.content) == (200, b"")
    identities = {answer.headers.pop("x-query-id") for answer in (head, get)}
    assert len(identities) == 2
    assert dict(head.headers) == dict(get.headers)


def test_an_unchanged_graph_is_not_sent_again(writable: TestClient) -> None:
    headers = {"If-None-Match": writable.get(G1).headers["etag"]}

    assert writable.get(G1, headers=headers).status_code == 304
    writable.post(NEW, content=ONE, headers=TURTLE)
    assert writable.get(G1, headers=headers).status_code == 200


XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">'
    '<rdf:Description rdf:about="urn:s"><e:p>x</e:p></rdf:Description></rdf:RDF>'
)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/turtle; charset=utf-8", "<urn:s> <urn:e:p> 'x' ."),
        ("application/n-triples", '<urn:s> <urn:e:p> "x" .'),
        ("application/rdf+xml", XML),
        ("application/ld+json", '{"@id": "urn:s", "urn:e:p": "x"}'),
    ],
)
def test_each_graph_format_is_read(writable: TestClient, content_type: str, body: str) -> None:
    assert writable.put(NEW, content=body, headers={"Content-Type": content_type}).is_success
    assert read(writable, NEW) == ['<urn:s> <urn:e:p> "x" .']


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("text/plain", ONE, 415),
        ("", ONE, 415),
        ("text/turtle", "<urn:s> <urn:p> 'open", 422),
        ("text/turtle", b"<urn:s> <urn:p> '\xff' .", 422),
        ("text/turtle", "<urn:s> <urn:p> " + "<<(<urn:s> <urn:p> " * 5_000, 422),
        ("application/n-quads", "<urn:s> <urn:p> <urn:o> <urn:g> .", 422),
        ("application/rdf+xml", "<!DOCTYPE r [<!ENTITY e 'x'>]>" + XML, 422),
        ("application/rdf+xml", "<a>" * 9_000, 422),
        ("application/ld+json", '{"@context": "http://127.0.0.1:9/", "p": 1}', 422),
        ("application/ld+json", '{"urn:p":' * 9_000, 422),
        ("text/turtle", ONE + " " * 100_000, 413),
    ],
)
def test_data_that_cannot_be_read_are_refused(
    writable: TestClient, content_type: str, body: str | bytes, status: int
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    response = writable.put(NEW, content=body, headers=headers)

    assert response.status_code == status
    assert response.json()["detail"].endswith(".")
    assert writable.get(NEW).status_code == 404


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/graphs", 400),
        ("GET", "/graphs?default&graph=urn:g", 400),
        ("GET", "/graphs?graph=urn:g&graph=urn:h", 400),
        ("GET", "/graphs?graph=relative", 400),
        ("GET", "/graphs?graph=http://a.test/%3E%20%7D", 400),
        ("PATCH", "/graphs?default", 405),
        ("GET", "/graphs?default&format=pdf", 400),
    ],
)
def test_a_request_that_names_no_graph_is_refused(
    writable: TestClient, method: str, target: str, status: int
) -> None:
    assert writable.request(method, target).status_code == status


def test_a_page_from_elsewhere_cannot_change_anything(writable: TestClient) -> None:
    response = writable.delete(G1, headers={"Origin": "https://evil.test"})

    assert response.status_code == 403
    assert writable.get(G1).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("target", ["/graphs?default", G1, "/graphs"])
def test_a_graph_store_that_is_only_read_refuses_every_change(
    client: TestClient, method: str, target: str
) -> None:
    before = read(client, G1)
    response = client.request(method, target, content=ONE, headers=TURTLE)

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "can only be read, with GET" in response.json()["detail"]
    assert read(client, G1) == before


def test_a_graph_store_that_is_only_read_gives_each_graph(client: TestClient) -> None:
    assert read(client, G1) == ['<http://example.org/oslo> <http://example.org/mayor> "A" .']
    assert len(read(client, "/graphs?default")) == 9
    assert client.get("/graphs?graph=urn:missing").status_code == 404
    assert client.head("/graphs?graph=urn:missing").status_code == 404
    assert client.options("/graphs").headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("accept", "name", "expected"),
    [
        ("", "", "text/turtle; charset=utf-8"),
        ("text/html,*/*;q=0.8", "", "text/turtle; charset=utf-8"),
        ("application/ld+json", "", "application/ld+json"),
        ("application/trig;q=0.5, application/rdf+xml", "", "application/rdf+xml"),
        ("text/html", "nt", "application/n-triples"),
    ],
)
def test_a_graph_comes_in_the_format_asked_for(
    client: TestClient, accept: str, name: str, expected: str
) -> None:
    target = G1 + (f"&format={name}" if name else "")

    assert client.get(target, headers={"Accept": accept}).headers["content-type"] == expected


def test_a_graph_in_no_format_the_client_takes_is_refused(client: TestClient) -> None:
    response = client.get(G1, headers={"Accept": "image/png"})

    assert response.status_code == 406
    assert "text/turtle" in response.json()["detail"]


def test_programs_on_other_pages_may_read_graphs_and_their_marks(client: TestClient) -> None:
    origin = {"Origin": "https://elsewhere.test"}
    preflight = client.options(G1, headers={**origin, "Access-Control-Request-Method": "GET"})

    assert preflight.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    for target in (G1, "/graphs?graph=urn:missing", "/graphs"):
        response = client.get(target, headers=origin)
        assert response.headers["access-control-allow-origin"] == "*"
        assert "ETag, Link" in response.headers["access-control-expose-headers"]


def test_options_says_what_may_be_done(writable: TestClient) -> None:
    response = writable.options("/graphs")

    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, PUT, POST, DELETE, OPTIONS"
