"""Answers as charts and maps, on the pages of the endpoint and of the stored questions."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from partnerskap.graph.store import GraphStore
from worlds import check_html, load_world, running

PAGE = {"Accept": "text/html", "Accept-Language": "nb"}
CHART = 'SELECT ?tema ?antall { VALUES (?tema ?antall) { ("<b>Helse</b>" 20) ("Skole" 5) } }'
MAP = (
    "PREFIX geo: <http://www.opengis.net/ont/geosparql#> SELECT ?navn ?sted "
    '{ VALUES (?navn ?sted) { ("<i>Oslo" "POINT(10.75 59.91)"^^geo:wktLiteral) } }'
)
DEGREES = 'SELECT ?navn ?lat ?long { VALUES (?navn ?lat ?long) { ("Oslo" 59.91 10.75) } }'
TEXTS = 'SELECT ?a ?b { VALUES (?a ?b) { ("x" "y") ("z" "w") } }'


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with running(load_world()) as client:
        yield client


def show(client: TestClient, query: str, **more: str) -> str:
    response = client.get("/sparql", params={"query": query, **more}, headers=PAGE)
    assert response.status_code == 200
    check_html(response.text)
    return response.text


def ways(text: str) -> list[tuple[str, bool]]:
    nav = re.search(r'<nav class="views".*?</nav>', text, re.DOTALL)
    found = (
        re.findall(r"<a href=\"[^\"]*\"( aria-current=\"true\")?>(\w+)</a>", nav[0]) if nav else []
    )
    return [(name, bool(current)) for current, name in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (CHART, [("tabell", True), ("diagram", False)]),
        (MAP, [("tabell", True), ("kart", False)]),
        (DEGREES, [("tabell", True), ("kart", False)]),
        (TEXTS, []),
        ("ASK {}", []),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1", []),
        ("SELECT * { ?s ?s ?s }", []),
    ],
)
def test_an_answer_is_a_table_first_and_offers_the_figures_that_fit(
    client: TestClient, query: str, expected: list[tuple[str, bool]]
) -> None:
    text = show(client, query)

    assert ways(text) == expected
    assert "<svg viewBox" not in text


def test_a_chart_is_described_in_words_and_stands_above_its_table(client: TestClient) -> None:
    text = show(client, CHART, view="chart")

    assert ways(text) == [("tabell", False), ("diagram", True)]
    assert 'role="img" aria-labelledby="figure-title figure-text"' in text
    assert '<desc id="figure-text">2 verdier, fra 5 (Skole) til 20 (&lt;b&gt;Helse' in text
    assert "<title>Skole: 5</title>" in text
    assert text.index("</figure>") < text.index("<table")


@pytest.mark.parametrize("query", [MAP, DEGREES])
def test_a_map_is_described_in_words_and_stands_above_its_table(
    client: TestClient, query: str
) -> None:
    text = show(client, query, view="map")

    assert ways(text) == [("tabell", False), ("kart", True)]
    assert '<desc id="figure-text">Kart med 1 punkter.</desc>' in text
    assert re.search(r"<circle [^>]*><title>(&lt;i&gt;)?Oslo</title></circle>", text)
    assert text.index("</figure>") < text.index("<table")


@pytest.mark.parametrize("view", ["chart", "map"])
def test_who_asks_for_a_figure_that_does_not_fit_is_told_what_would(
    client: TestClient, view: str
) -> None:
    text = show(client, TEXTS, view=view)

    assert "Et diagram trenger navn eller år og en kolonne med tall" in text
    assert "<figure" not in text


def test_another_figure_stands_in_for_one_that_does_not_fit(client: TestClient) -> None:
    text = show(client, CHART, view="map")

    assert "Svaret kan ikke vises på den måten." in text
    assert ways(text) == [("tabell", False), ("diagram", True)]


def test_the_links_keep_query_graphs_and_language(client: TestClient) -> None:
    more = {"lang": "en", "default-graph-uri": "urn:g"}
    text = show(client, CHART, **more)
    href = re.search(r'<a href="([^"]*view=chart[^"]*)"', text)

    assert href is not None
    followed = client.get(html.unescape(href[1])).text
    assert "Chart: &#39;antall&#39; for each &#39;tema&#39;" in followed
    assert "default-graph-uri=urn%3Ag" in href[1]


def test_programs_are_answered_as_ever(client: TestClient) -> None:
    params = {"query": CHART, "view": "chart", "format": "csv"}

    assert client.get("/sparql", params=params).text.startswith("tema,antall\r\n")


def test_a_stored_question_shows_its_answer_as_a_chart(released_graph: GraphStore) -> None:
    with running(released_graph) as client:
        path = "/queries/kommuner-per-fylke"
        plain = client.get(path, headers=PAGE)
        seen = client.get(f"{path}?view=chart", headers=PAGE)
        rows = client.get(f"{path}.csv?view=chart")

    check_html(seen.text)
    assert ways(plain.text)[0] == ("tabell", True)
    assert ("diagram", True) in ways(seen.text)
    assert seen.headers["etag"] != plain.headers["etag"]
    assert rows.status_code == 200
