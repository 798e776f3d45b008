"""The read-only endpoint over HTTP: SPARQL 1.1 Protocol section 2 and what clients lean on."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from partnerskap.errors import ServiceError
from partnerskap.sparql.endpoint import SparqlEndpoint
from partnerskap.sparql.execute import Answer, Job

NAMES = "PREFIX ex: <http://example.org/> SELECT ?c { ?c a ex:City } ORDER BY ?c"
CSV = "c\r\nhttp://example.org/bergen\r\nhttp://example.org/oslo\r\n"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
MAYORS = "SELECT ?m { ?c <http://example.org/mayor> ?m } ORDER BY ?m"
GRAPH_MAYORS = "SELECT ?m { GRAPH ?g { ?c <http://example.org/mayor> ?m } } ORDER BY ?m"


def test_a_query_by_get_is_answered(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": NAMES}, headers={"Accept": "text/csv"})

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.text == CSV


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (FORM, "query=" + quote(NAMES)),
        (FORM + "; charset=UTF-8", "query=" + quote(NAMES)),
        (DIRECT, NAMES),
        (DIRECT + ";charset=utf-8", NAMES),
    ],
)
def test_a_query_by_post_is_answered(client: TestClient, content_type: str, body: str) -> None:
    response = client.post(
        "/sparql?format=csv", content=body, headers={"Content-Type": content_type}
    )

    assert (response.status_code, response.text) == (200, CSV)
    assert response.headers["cache-control"] == "no-store"


def test_a_latin1_form_is_read_as_such(client: TestClient) -> None:
    response = client.post(
        "/sparql?format=csv",
        content="query=ASK+%7B+FILTER(STRLEN('%E6')+%3D+1)+%7D",
        headers={"Content-Type": f"{FORM}; charset=iso-8859-1"},
    )

    assert (response.status_code, response.text) == (200, "true\n")


@pytest.mark.parametrize(
    ("accept", "query", "expected"),
    [
        ("", NAMES, "application/sparql-results+json"),
        ("*/*", NAMES, "application/sparql-results+json"),
        ("application/json", NAMES, "application/json"),
        ("application/sparql-results+xml", NAMES, "application/sparql-results+xml"),
        ("text/tab-separated-values", NAMES, "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.1", NAMES, "text/csv; charset=utf-8"),
        ("text/*", NAMES, "text/csv; charset=utf-8"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", NAMES, "application/sparql-results+json"),
        ("*/*", "DESCRIBE <http://example.org/oslo>", "text/turtle; charset=utf-8"),
        ("application/n-triples", "CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples"),
        ("application/rdf+xml", "CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml"),
        ("application/ld+json", "CONSTRUCT WHERE { ?s ?p ?o }", "application/ld+json"),
        ("application/n-quads", "CONSTRUCT WHERE { ?s ?p ?o }", "application/n-quads"),
        ("application/trig", "CONSTRUCT WHERE { ?s ?p ?o }", "application/trig; charset=utf-8"),
    ],
)
def test_the_answer_comes_in_the_preferred_format(
    client: TestClient, accept: str, query: str, expected: str
) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})

    assert response.status_code == 200
    assert response.headers["content-type"] == expected
    assert response.headers["vary"] == "Accept, Accept-Encoding"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_format_in_the_address_wins_over_accept(client: TestClient) -> None:
    response = client.get(
        "/sparql", params={"query": NAMES, "format": "csv"}, headers={"Accept": "text/html"}
    )

    assert response.text == CSV


@pytest.mark.parametrize("query", [NAMES, "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_an_accept_nothing_fits_is_told_what_there_is(client: TestClient, query: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": "image/png"})

    assert response.status_code == 406
    assert ("text/csv" if "SELECT" in query else "text/turtle") in response.json()["detail"]


@pytest.mark.parametrize(
    ("parameters", "query", "expected"),
    [
        ("", MAYORS, "m\r\n"),
        ("default-graph-uri=http://example.org/g1", MAYORS, "m\r\nA\r\n"),
        (
            "default-graph-uri=http://example.org/g1&default-graph-uri=http://example.org/g2",
            MAYORS,
            "m\r\nA\r\nB\r\n",
        ),
        ("", GRAPH_MAYORS, "m\r\nA\r\nB\r\n"),
        ("named-graph-uri=http://example.org/g2", GRAPH_MAYORS, "m\r\nB\r\n"),
        ("default-graph-uri=http://example.org/g2", GRAPH_MAYORS, "m\r\n"),
        ("named-graph-uri=http://example.org/g2", NAMES.replace("?c a", "?c ?x"), "c\r\n"),
        (
            "default-graph-uri=http://example.org/g1",
            MAYORS.replace("{", "FROM <http://example.org/g2> {", 1),
            "m\r\nA\r\n",
        ),
    ],
)
def test_graphs_named_in_the_request_are_the_dataset(
    client: TestClient, parameters: str, query: str, expected: str
) -> None:
    response = client.get(f"/sparql?format=csv&query={quote(query)}&{parameters}")

    assert response.text == expected


@pytest.mark.parametrize(
    ("asked", "content_type", "body", "status"),
    [
        ("GET ?query=ASK{}&query=ASK{}", "", "", 400),
        ("GET ?query=", "", "", 400),
        ("GET ?query=%FF%FE", "", "", 400),
        ("GET ?query=ASK{}&default-graph-uri=relative", "", "", 400),
        ("GET ?query=ASK{}&format=pdf", "", "", 400),
        ("GET ?update=CLEAR+ALL", "", "", 400),
        ("GET ?query=CLEAR+ALL", "", "", 403),
        ("GET ?" + "&".join(["x=1"] * 1001), "", "", 400),
        ("POST ", FORM, "", 400),
        ("POST ", FORM, "query=ASK{}&update=CLEAR+ALL", 400),
        ("POST ", FORM, "query=ASK{}&query=ASK{}", 400),
        ("POST ", FORM, "query=%FF", 400),
        ("POST ?query=ASK{}", FORM, "query=ASK{}", 400),
        ("POST ?query=ASK{}", DIRECT, "ASK{}", 400),
        ("POST ", DIRECT, b"ASK { ?s ?p '\xff' }", 400),
        ("POST ", DIRECT + "; charset=rot13", "ASK{}", 415),
        ("POST ", DIRECT + "; charset=nothing", "ASK{}", 415),
        ("POST ", "text/plain", "ASK{}", 415),
        ("POST ", "", "ASK{}", 415),
        ("POST ", FORM, "update=CLEAR+ALL", 403),
        ("POST ", "application/sparql-update", "CLEAR ALL", 403),
        ("POST ", DIRECT, "CLEAR ALL", 403),
        ("PUT ?query=ASK{}", "", "", 405),
        ("DELETE ", "", "", 405),
    ],
)
def test_a_request_that_breaks_the_protocol_is_refused(  # noqa: PLR0917 - one table
    client: TestClient, asked: str, content_type: str, body: str | bytes, status: int
) -> None:
    method, _, target = asked.partition(" ")
    headers = {"Content-Type": content_type} if content_type else {}
    response = client.request(method, f"/sparql{target}", content=body, headers=headers)

    assert response.status_code == status
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["detail"].endswith(".")


def test_a_compressed_body_is_not_read(client: TestClient) -> None:
    headers = {"Content-Type": DIRECT, "Content-Encoding": "gzip"}
    response = client.post("/sparql", content=b"\x1f\x8b", headers=headers)

    assert response.status_code == 415


@pytest.mark.parametrize("by", ["form", "direct"])
def test_a_query_of_a_megabyte_is_too_large(client: TestClient, by: str) -> None:
    query = "ASK { } #" + "x" * 1_048_576
    if by == "form":
        response = client.post("/sparql", data={"query": query})
    else:
        response = client.post("/sparql", content=query, headers={"Content-Type": DIRECT})

    assert response.status_code == 413
    assert "262144 bytes" in response.json()["detail"]


def test_five_thousand_nested_groups_are_refused(client: TestClient) -> None:
    query = "SELECT * WHERE " + "{" * 5000 + "}" * 5000
    response = client.post("/sparql", data={"query": query})

    assert response.status_code == 400
    assert "more than 128 brackets inside each other" in response.json()["detail"]


def test_a_slip_in_a_query_is_shown_with_line_and_column(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": "SELECT *\nWHERE {\n  ?s ?p\n}"})

    assert response.status_code == 400
    problem = response.json()
    assert (problem["line"], problem["column"]) == (4, 1)
    assert problem["detail"].startswith("Line 4, column 1: '}' cannot stand here")


def test_a_function_that_does_not_exist_is_named(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": "SELECT (<urn:nothing>(1) AS ?x) {}"})

    assert response.status_code == 400
    assert "<urn:nothing> is not supported" in response.json()["detail"]


@pytest.mark.parametrize("iri", ["http://[", "a b:c", "urn:x>", ""])
def test_a_graph_that_is_no_iri_is_refused(client: TestClient, iri: str) -> None:
    params = {"query": "ASK {}", "named-graph-uri": iri}

    assert client.get("/sparql", params=params).status_code == 400


def test_a_prefix_that_is_no_whole_iri_is_left_out_of_turtle(client: TestClient) -> None:
    query = "BASE <http://example.org/> PREFIX r: <rel/> CONSTRUCT { ?c a ?c } { ?c a <City> }"
    response = client.get("/sparql", params={"query": query})

    assert response.status_code == 200
    assert "r:" not in response.text.replace("ex:", "").replace("http:", "")
    assert "ex:oslo a ex:oslo ." in response.text


def test_a_long_query_is_read_like_a_short_one(client: TestClient) -> None:
    query = NAMES + " #" + "x" * 10_000
    response = client.post("/sparql?format=csv", data={"query": query})

    assert (response.status_code, response.text) == (200, CSV)


def test_head_of_a_large_answer_gives_no_body(client: TestClient) -> None:
    rows = " ".join(map(str, range(30)))
    query = f"SELECT * {{ VALUES ?a {{ {rows} }} VALUES ?b {{ {rows} }} VALUES ?c {{ {rows} }} }}"
    params = {"query": query}
    head = client.head("/sparql", params=params)

    assert (head.status_code, head.content) == (200, b"")
    assert len(client.get("/sparql", params=params).json()["results"]["bindings"]) == 27_000


@pytest.mark.parametrize(
    ("accept", "name", "expected"),
    [
        ("application/rdf+xml", "", "application/rdf+xml"),
        ("*/*", "", "text/turtle; charset=utf-8"),
        ("text/html", "", "text/turtle; charset=utf-8"),
        ("text/html", "nt", "application/n-triples"),
    ],
)
def test_the_description_comes_in_the_format_asked_for(
    client: TestClient, accept: str, name: str, expected: str
) -> None:
    params = {"format": name} if name else {}
    response = client.get("/sparql", params=params, headers={"Accept": accept})

    assert response.headers["content-type"] == expected
    head = client.head("/sparql", params=params, headers={"Accept": accept})
    assert (head.status_code, head.content) == (200, b"")


def test_head_gives_the_headers_of_get(client: TestClient) -> None:
    params = {"query": NAMES, "format": "csv"}
    head, get = client.head("/sparql", params=params), client.get("/sparql", params=params)

    assert (head.status_code, head.content) == (200, b"")
    own = {"x-query-id", "x-cache", "age"}
    assert {name: value for name, value in head.headers.items() if name not in own} == {
        name: value for name, value in get.headers.items() if name not in own
    }


def test_the_same_question_again_is_not_modified(client: TestClient) -> None:
    params = {"query": NAMES, "format": "csv"}
    first = client.get("/sparql", params=params)
    etag = first.headers["etag"]
    again = client.get("/sparql", params=params, headers={"If-None-Match": f'"x", {etag}'})

    assert first.headers["cache-control"] == "public, no-cache"
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert again.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "other",
    [
        {"query": NAMES + " LIMIT 1", "format": "csv"},
        {"query": NAMES, "format": "tsv"},
        {"query": NAMES, "format": "csv", "default-graph-uri": "http://example.org/g1"},
        {"query": NAMES, "format": "csv", "named-graph-uri": "http://example.org/g1"},
    ],
)
def test_another_question_has_another_etag(client: TestClient, other: dict[str, str]) -> None:
    first = client.get("/sparql", params={"query": NAMES, "format": "csv"})

    assert client.get("/sparql", params=other).headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()"])
def test_an_answer_that_changes_by_itself_is_not_cached(client: TestClient, function: str) -> None:
    response = client.get("/sparql", params={"query": f"SELECT ({function} AS ?x) {{}}"})

    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"


def test_any_origin_may_ask(client: TestClient) -> None:
    response = client.options(
        "/sparql",
        headers={"Origin": "https://elsewhere.test", "Access-Control-Request-Method": "POST"},
    )

    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "*"
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in response.headers
    assert "ETag" in response.headers["access-control-expose-headers"]


def test_an_endpoint_without_a_query_describes_itself(client: TestClient) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})

    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    assert "sd:endpoint <http://endpoint.test/sparql>" in response.text
    assert "sd:SPARQL11Query" in response.text
    assert "sd:SPARQL11Update" not in response.text


def test_turtle_uses_the_prefixes_of_query_and_endpoint(client: TestClient) -> None:
    query = "PREFIX p: <urn:p:> CONSTRUCT { ?c p:is ?c } WHERE { ?c a <http://example.org/City> }"
    response = client.get("/sparql", params={"query": query})

    assert "ex:oslo p:is ex:oslo ." in response.text
    assert "unused:" not in response.text


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("text/turtle", "text/turtle; charset=utf-8"),
    ],
)
def test_a_browser_without_a_query_gets_the_page(accept: str, expected: str) -> None:
    async def show_page(request: Request) -> Response:
        return HTMLResponse(f"<title>{request.url.path}</title>")

    endpoint = SparqlEndpoint(NoEngine(), show_error, page=show_page)
    app = Starlette(routes=[Route("/sparql", endpoint)])
    with TestClient(app) as client:
        found = client.get("/sparql", headers={"Accept": accept})
        refused = client.get("/sparql", headers={"Accept": "image/png"})

    assert found.headers["content-type"] == expected
    assert refused.status_code == 406


class NoEngine:
    """Stands where nothing is asked."""

    version = "1"

    async def run(self, job: Job) -> Answer:
        raise AssertionError(f"Nobody should ask {job.query.original!r}")


def show_error(request: Request, error: ServiceError) -> Response:
    return Response(f"{request.url.path}: {error}", error.status)
