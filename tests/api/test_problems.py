from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from partnerskap.api.problems import ALL_ERRORS, problem_response
from partnerskap.app import create_app
from partnerskap.errors import QuerySyntaxError
from partnerskap.settings import Settings
from partnerskap.web.headers import ALWAYS
from worlds import check_html, load_world, running


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with running(load_world()) as client:
        yield client


def test_a_program_gets_problem_details_in_both_languages(client: TestClient) -> None:
    response = client.get("/finnes-ikke", headers={"Accept-Language": "en"})

    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "https://w3id.org/partnerskap/about/errors#not-found",
        "title": "We cannot find what you asked for",
        "status": 404,
        "detail": "There is no page at '/finnes-ikke'. Begin at the start page or use the search.",
        "instance": "/finnes-ikke",
        "messages": {
            "nb": {
                "title": "Vi finner ikke det du spør etter",
                "detail": "Det finnes ingen side på «/finnes-ikke». Begynn på forsiden eller bruk "
                "søket.",
            },
            "en": {
                "title": "We cannot find what you asked for",
                "detail": "There is no page at '/finnes-ikke'. Begin at the start page or use the "
                "search.",
            },
        },
    }


def test_a_browser_gets_a_page(client: TestClient) -> None:
    response = client.get("/finnes-ikke", headers={"Accept": "text/html, */*;q=0.8"})

    assert response.status_code == 404
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>Vi finner ikke det du spør etter</h1>" in response.text


def test_a_browser_asking_for_data_gets_problem_details(client: TestClient) -> None:
    response = client.get("/partnerships/nei.ttl", headers={"Accept": "text/html"})

    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_method_that_is_not_taken_is_refused_with_those_that_are(
    client: TestClient, method: str
) -> None:
    response = client.request(method, "/partnerships")

    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert response.json()["title"] == "Adressen tar ikke denne metoden"


def test_a_query_error_says_where_it_is(client: TestClient) -> None:
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/sparql",
        "query_string": b"",
        "headers": [],
        "app": client.app,
    }
    error = QuerySyntaxError("Feil.", "Wrong.", line=3, column=14)

    body = json.loads(bytes(problem_response(Request(scope), error).body))

    assert (body["line"], body["column"], body["status"]) == (3, 14, 400)


def test_a_wrong_query_at_the_endpoint_is_a_problem_with_a_place(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": "SELECT ?x WHERE {\n ?x ?y }"})

    assert response.status_code == 400
    assert response.json()["line"] == 2


def test_an_unexpected_failure_is_logged_and_shows_nothing_from_the_inside(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(Settings(), load_world())
    client = TestClient(app, raise_server_exceptions=False)
    monkeypatch.setattr("partnerskap.api.pages.number", lambda _: 1 / 0)

    with caplog.at_level(logging.ERROR):
        response = client.get("/")

    assert response.status_code == 500
    assert response.json()["type"].endswith("/about/errors#internal")
    assert "ZeroDivision" not in response.text
    assert "ZeroDivisionError" in caplog.text
    assert response.headers["content-security-policy"] == ALWAYS["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/partnerships.csv", "/nei", "/ns.ttl", "/sparql"])
def test_every_answer_carries_the_headers_that_guard_it(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["content-security-policy"].startswith("default-src 'self'; ")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "Accept" in headers["vary"]


def test_every_kind_of_failure_is_explained_on_its_page(client: TestClient) -> None:
    text = client.get("/about/errors").text

    check_html(text)
    assert [kind.slug for kind in ALL_ERRORS if f'id="{kind.slug}"' not in text] == []
    assert len({kind.slug for kind in ALL_ERRORS}) == len(ALL_ERRORS) > 10
