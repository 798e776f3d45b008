"""Answers of the endpoint as pages: what people see who ask without JavaScript."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from partnerskap.graph.terms import BASE, PREFIXES
from worlds import check_html, load_world, running

HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("pk", "skos", "xsd"))
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PARTNERSHIP = f"{BASE}/id/partnership/prove"
HOSTILE = "<script>alert(1)</script>&\"'"
MANY = "SELECT ?a ?b { VALUES ?a { %s } VALUES ?b { %s } }"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with running(load_world()) as client:
        yield client


def show(client: TestClient, query: str, language: str = "nb", **more: str) -> str:
    headers = {**BROWSER, "Accept-Language": language}
    response = client.get("/sparql", params={"query": query, **more}, headers=headers)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-language"] == language
    return response.text


def rows(text: str) -> list[list[str]]:
    """Read the cells of the table as they stand between their tags."""
    body = re.search(r"<tbody>(.*?)</tbody>", text, re.DOTALL)
    found = re.findall(r"<tr>(.*?)</tr>", body[1] if body else "", re.DOTALL)
    return [re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for row in found]


QUERIES = {
    "rows": "SELECT * { ?s ?p ?o } LIMIT 200",
    "empty": "SELECT ?s { ?s ?s ?s }",
    "no columns": "SELECT * {}",
    "yes": "ASK { ?s ?p ?o }",
    "no": "ASK { ?s ?s ?s }",
    "graph": "CONSTRUCT WHERE { ?s ?p ?o }",
    "slip": "SELECT *\nWHERE {\n  ?s ?p\n}",
    "slip at the end": "SELECT * {",
    "refused": "SELECT * { SERVICE <http://a.test/> { ?s ?p ?o } }",
    "hostile text": f'SELECT ("""{HOSTILE}""" AS ?x) ("a\\u0000b\\uFFFF\\u000B\\r" AS ?y) {{}}',
    "hostile IRIs": "SELECT * { VALUES ?x { <javascript:alert(1)> <data:text/html,x> <urn:x> "
    "<http://[v1.a]/> <mailto:a@b> } }",
    "triple term": "SELECT (<<( <urn:s> <urn:p> '<b>' )>> AS ?x) {}",
    "odd names": 'SELECT ?x { VALUES ?x { "a"@nn-NO "1.0e6"^^<urn:type> 5 true } }',
}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_every_answer_is_a_valid_page_with_the_query_in_it(
    client: TestClient, query: str, language: str
) -> None:
    text = show(client, query, language)

    check_html(text)
    assert text.count("<h1") == 1
    assert '<label for="query">' in text
    area = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", text, re.DOTALL)
    assert area is not None
    assert html.unescape(area[1]) == query
    assert "<script>alert" not in text
    assert 'href="javascript:' not in text
    assert 'href="data:' not in text


def test_things_are_shown_by_name_and_lead_to_their_pages(client: TestClient) -> None:
    query = (
        f"{HEAD} SELECT ?p ?name {{ ?p a pk:Partnership ; skos:prefLabel ?name }} ORDER BY ?name"
    )
    first = rows(show(client, query, "en"))[0]

    assert 'href="/partnerships/prove"' in first[0]
    assert f'<small class="iri" title="{PARTNERSHIP}">partnership:prove</small>' in first[0]
    assert re.search(r"<small class=\"kind\">(nb|nn|en)</small>", first[1])


def test_links_keep_the_language_chosen_by_the_address(client: TestClient) -> None:
    query = f"{HEAD} SELECT ?p {{ ?p a pk:Partnership }}"
    text = client.get(
        "/sparql?lang=en", params={"query": query, "lang": "en"}, headers=BROWSER
    ).text

    assert 'href="/partnerships/prove?lang=en"' in text
    assert '<input type="hidden" name="lang" value="en">' in text


def test_values_are_told_apart_by_language_and_datatype(client: TestClient) -> None:
    query = f'{HEAD} SELECT ?x {{ VALUES ?x {{ "ord"@en "2021"^^xsd:gYear "tekst" UNDEF }} }}'

    assert rows(show(client, query)) == [
        ['<span lang="en">ord</span> <small class="kind">en</small>'],
        ['2021 <small class="kind">xsd:gYear</small>'],
        ["tekst"],
        [""],
    ]


def test_a_thousand_rows_are_shown_and_the_rest_can_be_downloaded(client: TestClient) -> None:
    numbers = " ".join(map(str, range(40)))
    text = show(client, MANY % (numbers, numbers), "en")

    assert len(rows(text)) == 1_000
    assert "1600 rows" in text
    assert "Here are the first 1000 rows." in text


def test_of_an_answer_too_long_to_read_the_rows_are_not_counted(client: TestClient) -> None:
    numbers = " ".join(map(str, range(250)))
    text = show(client, MANY % (numbers, numbers), "en")

    assert len(rows(text)) == 1_000
    assert "more than 1000 rows" in text


def test_the_next_query_is_answered_after_one_that_was_left_half_read(client: TestClient) -> None:
    numbers = " ".join(map(str, range(250)))
    for _ in range(3):
        show(client, MANY % (numbers, numbers), "en")

    assert "Yes" in show(client, "ASK {}", "en")


def test_downloads_and_permalink_give_the_same_answer(client: TestClient) -> None:
    query = "SELECT ?å { VALUES ?å { 'æ & <ø>' } }"
    text = show(client, query, **{"default-graph-uri": "urn:g"})
    hrefs = [html.unescape(href) for href in re.findall(r'href="(/sparql\?query=[^"]*)"', text)]
    asked = [parse_qs(urlsplit(href).query) for href in hrefs]

    assert [each.get("format") for each in asked] == [["json"], ["xml"], ["csv"], ["tsv"], None]
    assert all(each["query"] == [query] for each in asked)
    assert all(each["default-graph-uri"] == ["urn:g"] for each in asked)
    assert client.get(hrefs[2]).text == "å\r\næ & <ø>\r\n"


def test_a_graph_is_shown_as_turtle_and_offered_in_every_format(client: TestClient) -> None:
    text = show(client, "CONSTRUCT { ?s <urn:p> '<b>' } WHERE { ?s a ?o } LIMIT 1")

    assert "&lt;urn:p&gt; &#34;&lt;b&gt;&#34;" in text
    assert re.findall(r"format=(\w+)", text)[:6] == ["ttl", "nt", "rdf", "jsonld", "nq", "trig"]


def test_a_slip_is_marked_at_its_place(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": QUERIES["slip"]}, headers=BROWSER)

    assert response.status_code == 400
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["access-control-allow-origin"] == "*"
    assert "Linje 4, kolonne 1" in response.text
    assert "?s ?p\n<mark>}</mark></pre>" in response.text
    assert 'aria-invalid="true" aria-describedby="problem"' in response.text


@pytest.mark.parametrize(
    ("accept", "form", "expected"),
    [
        ("*/*", "html", "text/html; charset=utf-8"),
        ("application/json", "html", "text/html; charset=utf-8"),
        ("text/html", "csv", "text/csv; charset=utf-8"),
        ("text/html", "", "text/html; charset=utf-8"),
        ("text/html;q=0.5, text/csv", "", "text/csv; charset=utf-8"),
        ("text/html;q=0, */*", "", "application/sparql-results+json"),
        ("*/*", "", "application/sparql-results+json"),
    ],
)
def test_only_who_asks_for_a_page_gets_one(
    client: TestClient, accept: str, form: str, expected: str
) -> None:
    params = {"query": "SELECT * {}", **({"format": form} if form else {})}
    response = client.get("/sparql", params=params, headers={"Accept": accept})

    assert response.headers["content-type"] == expected


def test_a_query_posted_by_a_browser_is_shown_too(client: TestClient) -> None:
    text = client.post("/sparql", data={"query": "ASK {}"}, headers=BROWSER).text

    check_html(text)
    assert "ASK {}" in text


def test_head_of_a_page_has_no_body(client: TestClient) -> None:
    head = client.head("/sparql", params={"query": "ASK {}"}, headers=BROWSER)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["vary"].startswith("Accept, Accept-Language")
