"""A page that asks the engine keeps to the limits of the endpoint."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.settings import Settings
from partnerskap.sparql.configure import make_gate
from partnerskap.sparql.gate import Gate
from worlds import load_release

CLIENT = "192.0.2.7"


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(query_workers=1, max_query_seconds=20), load_release())


@pytest.fixture
def gate(app: FastAPI) -> Gate:
    app.state.gate = make_gate(Settings())
    gate: Gate = app.state.gate
    return gate


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, client=(CLIENT, 50000)) as client:
        yield client


def test_a_client_that_has_used_its_share_is_turned_away_from_answers(
    client: TestClient, gate: Gate
) -> None:
    before = client.get("/queries/ntnu.csv")
    gate.budget.spend(CLIENT, 100_000)
    kept = client.get("/queries/ntnu.csv")
    turned_away = client.get("/queries/barrierer.csv")

    assert (before.status_code, kept.status_code) == (200, 200)
    assert turned_away.status_code == 429
    assert "retry-after" in turned_away.headers
    assert client.get("/queries", headers={"Accept": "text/html"}).status_code == 200


def test_every_answer_of_a_question_has_an_id_of_its_own(client: TestClient) -> None:
    first = client.get("/queries/ntnu.csv")
    again = client.get("/queries/ntnu.csv", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
    assert len({first.headers["x-query-id"], again.headers["x-query-id"]}) == 2


def test_the_others_are_not(client: TestClient, gate: Gate) -> None:
    gate.budget.spend("192.0.2.8", 100_000)

    assert client.get("/queries/folkehelse.csv").status_code == 200
