"""The stored questions: one place, live answers, and what a reader may choose."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from partnerskap.graph.store import GraphStore
from partnerskap.resources import ontology_dir
from worlds import check_html, running

FOLDER = ontology_dir() / "questions"
QUESTIONS = sorted(FOLDER.glob("*.rq"))
PAGE = {"Accept": "text/html", "Accept-Language": "nb"}
TAKING = {
    "alt-fra-en-kilde": "source",
    "avtaler-etter-2026": "year",
    "barrierer": "kind",
    "eksempler-om-fond": "keyword",
    "folkehelse": "theme",
    "helse-med-undertema": "top",
    "kommuner-i-et-fylke": "county",
    "ntnu": "actor",
    "sma-kommuner": "limit",
}


@pytest.fixture(scope="module")
def client(released_graph: GraphStore) -> Iterator[TestClient]:
    with running(released_graph) as client:
        yield client


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def expected(question: Path) -> list[list[str]]:
    return table(question.with_suffix(".csv").read_text("utf-8"))


def test_the_list_holds_every_question_in_the_readers_language(client: TestClient) -> None:
    text = client.get("/queries?lang=en", headers={"Accept": "text/html"}).text

    check_html(text)
    assert "Which partnerships work with public health?" in text
    assert text.count('<li id="') == len(QUESTIONS)
    assert 'href="/queries/folkehelse?lang=en"' in text


def test_a_keyword_narrows_the_list_in_every_form(client: TestClient) -> None:
    page = client.get("/queries?keyword=folkehelse", headers=PAGE).text
    quads = parse(client.get("/queries.nt?keyword=folkehelse").content, format=RdfFormat.N_TRIPLES)

    assert re.findall(r'<li id="([^"]+)"', page) == ["folkehelse"]
    assert 'href="/queries.ttl?keyword=folkehelse"' in page
    assert {str(quad.subject).partition("#")[2].rstrip(">") for quad in quads} == {
        "folkehelse",
        "folkehelse/theme",
    }


def test_the_list_refuses_parameters_it_does_not_take(client: TestClient) -> None:
    response = client.get("/queries?farge=gul")

    assert response.status_code == 400
    assert "farge" in response.json()["detail"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/ns/questions", "/queries"),
        ("/ns/questions.ttl?lang=en", "/queries.ttl?lang=en"),
        ("/questions/folkehelse", "/queries/folkehelse"),
        ("/questions/folkehelse.csv?theme=helse", "/queries/folkehelse.csv?theme=helse"),
    ],
)
def test_old_addresses_lead_to_the_one_place(client: TestClient, before: str, after: str) -> None:
    response = client.get(before)

    assert (response.status_code, response.headers["location"]) == (303, after)


def test_the_search_leads_to_the_question(client: TestClient) -> None:
    hits = client.get("/search.json", params={"q": "public health", "kind": "question"}).json()

    assert hits["hits"][0]["url"] == "/queries/folkehelse"
    assert all("#" not in hit["url"] for hit in hits["hits"])


@pytest.mark.parametrize("question", QUESTIONS[::4], ids=lambda path: path.stem)
def test_a_page_shows_the_question_its_answer_and_its_query(
    client: TestClient, question: Path
) -> None:
    text = client.get(f"/queries/{question.stem}", headers=PAGE).text
    words = question.read_text("utf-8").splitlines()[0].removeprefix("# nb: ")

    check_html(text)
    assert f"<h1>{words}</h1>" in text
    assert f'href="/queries/{question.stem}.csv"' in text
    assert not re.findall(r"<td>[^<]*https?://w3id", text)
    if question.with_suffix(".csv").exists() and "\nASK" not in question.read_text("utf-8"):
        assert text.count("<tr>") == len(expected(question))


@pytest.mark.parametrize(
    "question",
    [path for path in QUESTIONS[1::3] if path.with_suffix(".csv").exists()],
    ids=lambda path: path.stem,
)
def test_the_answer_as_csv_is_the_one_written_beside_the_question(
    client: TestClient, question: Path
) -> None:
    response = client.get(f"/queries/{question.stem}.csv")

    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == (
        f'attachment; filename="{question.stem}.csv"'
    )
    assert table(response.text) == expected(question)


def test_the_answer_of_a_construct_comes_as_json_ld_and_as_a_table_of_triples(
    client: TestClient,
) -> None:
    written = (FOLDER / "alt-om-et-partnerskap.nt").read_text("utf-8").splitlines()

    response = client.get("/queries/alt-om-et-partnerskap.json")
    rows = table(client.get("/queries/alt-om-et-partnerskap.csv").text)

    assert response.headers["content-type"] == "application/ld+json"
    quads = parse(response.content, format=RdfFormat.JSON_LD)
    assert {f"{quad.triple} ." for quad in quads} == set(written)
    assert rows[0] == ["subject", "predicate", "object"]
    assert len(rows) == len(written) + 1


def test_a_question_is_answered_by_yes_or_no_in_words(client: TestClient) -> None:
    asks = next(path.stem for path in QUESTIONS if "\nASK" in path.read_text("utf-8"))

    assert '<p class="lead">Ja</p>' in client.get(f"/queries/{asks}", headers=PAGE).text
    assert client.get(f"/queries/{asks}.json").json()["boolean"] is True


@pytest.mark.parametrize(("slug", "name"), TAKING.items())
def test_the_default_of_a_parameter_gives_the_answer_as_written(
    client: TestClient, slug: str, name: str
) -> None:
    header = (FOLDER / f"{slug}.rq").read_text("utf-8")
    found = re.search(rf"# param: {name} \S+ (\S+) ", header)
    assert found

    response = client.get(f"/queries/{slug}.csv", params={name: found[1]})

    assert table(response.text) == expected(FOLDER / f"{slug}.rq")


@pytest.mark.parametrize(
    ("address", "some", "none"),
    [
        ("folkehelse.csv?theme=barnehage-skole", "partnership/", "partnership/khov"),
        ("ntnu.csv?actor=usn", "Universitetskommunen Skien", "TRD3.0"),
        ("kommuner-i-et-fylke.csv?county=agder", "kommune", "Trondheim"),
        ("barrierer.csv?kind=recommendation", "rådet kommunen", "utledet"),
        ("avtaler-etter-2026.csv?year=2020", "2021", "urn:"),
        ("sma-kommuner.csv?limit=1000", "Moskenes kommune,954", "Flakstad"),
        ("eksempler-om-fond.csv?keyword=tema", "folkehelse", "fondets-sum"),
    ],
)
def test_another_value_gives_another_answer(
    client: TestClient, address: str, some: str, none: str
) -> None:
    text = client.get(f"/queries/{address}").text

    assert some in text
    assert none not in text


def test_the_page_says_that_the_heading_no_longer_fits(client: TestClient) -> None:
    text = client.get("/queries/folkehelse?theme=helse", headers=PAGE).text

    assert "Svaret gjelder ikke det som står i overskriften" in text
    assert "<strong>Helse og velferd</strong>" in text
    assert '<option value="helse" selected>' in text
    assert 'href="/queries/folkehelse.csv?theme=helse"' in text
    assert "queries/folkehelse.csv?theme=helse" in text[text.index('id="code"') :]


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("folkehelse?farge=gul", "farge"),
        ("folkehelse.json?theme=Helse", "theme"),
        ("folkehelse.json?theme=finnes-ikke", "theme"),
        ("folkehelse.json?theme=helse&theme=barnehage", "theme"),
        ("folkehelse.csv?theme=helse%3E%20%7D%20%23", "theme"),
        ("sma-kommuner.json?limit=mange", "limit"),
        ("avtaler-etter-2026.json?year=26", "year"),
        ("hvem-betaler.json?theme=helse", "theme"),
        (f"eksempler-om-fond.json?keyword={'x' * 201}", "keyword"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    client: TestClient, address: str, named: str
) -> None:
    response = client.get(f"/queries/{address}", headers={"Accept": "*/*"})

    assert response.status_code == 400
    assert f"«{named}»" in response.json()["messages"]["nb"]["detail"]
    assert f"'{named}'" in response.json()["messages"]["en"]["detail"]


def test_a_hostile_text_is_searched_for_and_not_run(client: TestClient) -> None:
    hostile = 'fond" } UNION { ?question ?p ?text } #\\\n'

    answer = client.get("/queries/eksempler-om-fond.json", params={"keyword": hostile}).json()
    query = client.get("/queries/eksempler-om-fond.rq", params={"keyword": hostile}).text

    assert answer["results"]["bindings"] == []
    assert json.dumps(hostile) in query


def test_the_query_itself_is_one_of_the_forms(client: TestClient) -> None:
    response = client.get("/queries/folkehelse", headers={"Accept": "application/sparql-query"})

    assert response.headers["content-type"] == "application/sparql-query"
    assert response.text.startswith("PREFIX dct:")
    assert "VALUES ?theme { theme:folkehelse }" in response.text


def test_the_question_is_described_as_rdf(client: TestClient) -> None:
    response = client.get("/queries/folkehelse", headers={"Accept": "text/turtle"})

    assert response.headers["content-type"].startswith("text/turtle")
    assert "SPARQLSelectExecutable" in response.text


@pytest.mark.parametrize("form", ["html", "json", "csv", "rq"])
def test_an_answer_the_client_has_is_not_sent_again(client: TestClient, form: str) -> None:
    address = f"/queries/ntnu.{form}"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    other = client.get(f"{address}?actor=usn")
    head = client.head(address)

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert other.headers["etag"] != first.headers["etag"]
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]


def test_a_page_for_another_host_is_another_page(client: TestClient) -> None:
    one = client.get("/queries/ntnu", headers={**PAGE, "Host": "one.example"})
    other = client.get("/queries/ntnu", headers={**PAGE, "Host": "other.example"})

    assert "http://one.example/queries/ntnu.csv" in one.text
    assert "one.example" not in other.text


def test_an_unknown_question_is_not_found(client: TestClient) -> None:
    response = client.get("/queries/finnes-ikke.csv")

    assert response.status_code == 404
    assert "/queries" in response.json()["detail"]
