"""SPARQL Update over HTTP at an endpoint opened for writing."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

UPDATE = "application/sparql-update"
ADD = "INSERT DATA { <urn:s> <urn:p> 'new' }"
NEW = "SELECT ?o { <urn:s> <urn:p> ?o } ORDER BY ?o"


def send(client: TestClient, update: str, parameters: str = "") -> int:
    headers = {"Content-Type": UPDATE}
    return client.post(f"/sparql?{parameters}", content=update, headers=headers).status_code


def ask(client: TestClient, query: str) -> list[str]:
    text = client.get("/sparql", params={"query": query, "format": "csv"}).text
    return text.splitlines()[1:]


@pytest.mark.parametrize("by", ["form", "direct"])
def test_an_update_changes_the_graph_and_its_etag(writable: TestClient, by: str) -> None:
    before = writable.get("/sparql", params={"query": NEW})
    if by == "form":
        response = writable.post("/sparql", data={"update": ADD})
    else:
        response = writable.post("/sparql", content=ADD, headers={"Content-Type": UPDATE})
    after = writable.get("/sparql", params={"query": NEW})

    assert (response.status_code, response.content) == (204, b"")
    assert ask(writable, NEW) == ["new"]
    assert before.headers["etag"] != after.headers["etag"]


@pytest.mark.parametrize(
    ("update", "status"),
    [
        ("INSERT DATA { <urn:s> <urn:p> }", 400),
        ("SELECT * {}", 400),
        ("LOAD <http://127.0.0.1:9/>", 403),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
        (f"{ADD} ; CREATE GRAPH <http://example.org/g1>", 409),
        ("INSERT DATA { <urn:s> <urn:p> '" + "x" * 2_100_000 + "' }", 413),
    ],
)
def test_a_refused_update_changes_nothing(writable: TestClient, update: str, status: int) -> None:
    assert send(writable, update) == status
    assert ask(writable, NEW) == []


def test_an_update_may_be_longer_than_a_query(writable: TestClient) -> None:
    data = " ".join(f"<urn:s> <urn:p> '{number:0100}' ." for number in range(4_000))

    assert send(writable, f"INSERT DATA {{ {data} }}") == 204
    assert len(ask(writable, NEW)) == 4_000


def test_an_update_sent_as_a_query_is_told_how_to_go(writable: TestClient) -> None:
    response = writable.get("/sparql", params={"query": ADD})

    assert response.status_code == 405
    assert "'update'" in response.json()["detail"]


def test_a_page_from_elsewhere_cannot_change_anything(writable: TestClient) -> None:
    data = {"update": ADD}
    foreign = writable.post("/sparql", data=data, headers={"Origin": "https://evil.test"})
    own = writable.post("/sparql", data=data, headers={"Origin": "http://endpoint.test"})

    assert (foreign.status_code, own.status_code) == (403, 204)


def test_declarations_may_stand_after_a_semicolon(writable: TestClient) -> None:
    update = (
        "PREFIX a: <urn:> INSERT DATA { a:s a:p 1 ; a:q 2 } ;\n"
        "PREFIX b: <urn:> INSERT DATA { b:s b:p 2 } ;"
    )

    assert send(writable, update) == 204
    assert ask(writable, NEW) == ["1", "2"]


def test_a_prefix_with_two_meanings_is_refused(writable: TestClient) -> None:
    update = "PREFIX a: <urn:> INSERT DATA { a:s a:p 1 } ; PREFIX a: <urn:x> CLEAR ALL"

    assert send(writable, update) == 400
    assert ask(writable, NEW) == []


GRAPHS = "http://example.org/g1"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("using-graph-uri=http://example.org/g1", ["A"]),
        (
            "using-graph-uri=http://example.org/g1&using-graph-uri=http://example.org/g2",
            ["A", "B"],
        ),
        ("", []),
    ],
)
def test_graphs_of_the_request_are_where_the_pattern_looks(
    writable: TestClient, parameters: str, expected: list[str]
) -> None:
    update = "INSERT { <urn:s> <urn:p> ?m } WHERE { ?c <http://example.org/mayor> ?m }"

    assert send(writable, update, parameters) == 204
    assert ask(writable, NEW) == expected


def test_named_graphs_of_the_request_are_those_the_pattern_sees(writable: TestClient) -> None:
    update = "INSERT { <urn:s> <urn:p> ?m } WHERE { GRAPH ?g { ?c ?p ?m } }"

    assert send(writable, update, "using-named-graph-uri=http://example.org/g2") == 204
    assert ask(writable, NEW) == ["B"]


def test_the_short_form_of_delete_obeys_the_graphs_of_the_request(writable: TestClient) -> None:
    update = "DELETE WHERE { ?c <http://example.org/in> ?country }"
    left = "SELECT (COUNT(*) AS ?n) { ?c <http://example.org/in> ?country }"

    assert send(writable, update, "using-graph-uri=http://example.org/g1") == 204
    assert ask(writable, left) == ["2"]
    assert send(writable, update) == 204
    assert ask(writable, left) == ["0"]


@pytest.mark.parametrize("clause", ["USING <urn:g>", "USING NAMED <urn:g>"])
def test_graphs_given_twice_are_refused(writable: TestClient, clause: str) -> None:
    update = f"INSERT {{ ?s ?p ?o }} {clause} WHERE {{ ?s ?p ?o }}"

    assert send(writable, update, f"using-graph-uri={GRAPHS}") == 400


def test_the_description_says_that_updates_are_taken(writable: TestClient) -> None:
    assert "SPARQL11Update" in writable.get("/sparql", headers={"Accept": "text/turtle"}).text
