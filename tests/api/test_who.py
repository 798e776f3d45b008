"""Who asks: by session, by token, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from logins import ORIGIN, accounts_of, csrf_of, log_in, with_accounts
from partnerskap.api.csrf import check_csrf, csrf_field
from partnerskap.api.small_form import read_form, read_object
from partnerskap.api.who import require, who
from partnerskap.people.identity import Role
from worlds import check_html

CHANGE_NOTHING = {
    "/sparql",
    "/graphs",
    "/reconcile",
    "/reconcile/1.0-draft/reconcile",
    "/validate",
    "/validator",
    "/validate/corrected",
    "/{domain}/api/validate",
    "/{domain}/api/validateMultiple",
    "/upload",
}
"""What takes POST to read or to tell what would happen: who asks does not matter there."""


async def again(request: Request) -> HTMLResponse:
    """Show a form again to whoever may not send it, as a form with much in it should."""
    identity = await who(request)
    check_csrf(request, await read_form(request))
    return HTMLResponse(str(csrf_field(request)), 200 if identity.is_known else 401)


async def tell(request: Request) -> JSONResponse:
    identity = await who(request)
    return JSONResponse({"id": identity.id, "roles": sorted(identity.roles)})


async def review(request: Request) -> JSONResponse:
    identity = await require(request, Role.REVIEWER)
    is_json = request.headers.get("content-type") == "application/json"
    check_csrf(request, await (read_object if is_json else read_form)(request))
    return JSONResponse({"id": identity.id})


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with with_accounts(tmp_path) as client:
        client.app.router.routes[:0] = [  # type: ignore[attr-defined]  # the client types its app as any ASGI callable
            Route("/tell", tell),
            Route("/again", again, methods=["POST"]),
            Route("/review", review, methods=["POST"]),
        ]
        yield client


def bearer(client: TestClient, scope: str) -> dict[str, str]:
    secret, _ = accounts_of(client).tokens.create("CI", scope, days=1)
    return {"Authorization": f"Bearer {secret}"}


def test_whoever_shows_nothing_is_anonymous_and_may_be_cached(client: TestClient) -> None:
    answer = client.get("/tell")

    assert answer.json() == {"id": "anonymous", "roles": []}
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Cookie" not in answer.headers["vary"]


def test_a_session_and_a_token_tell_who_asks_and_keep_the_answer_private(
    client: TestClient,
) -> None:
    by_token = client.get("/tell", headers=bearer(client, "submit"))
    person = log_in(client, Role.REVIEWER)
    by_session = client.get("/tell")

    assert by_token.json()["roles"] == ["submitter"]
    assert by_session.json() == {"id": person.id, "roles": ["reviewer"]}
    for answer in (by_token, by_session):
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["vary"].endswith("Cookie")
        assert "access-control-allow-origin" not in answer.headers


def test_a_token_wins_over_a_session(client: TestClient) -> None:
    log_in(client, Role.ADMINISTRATOR)

    assert client.get("/tell", headers=bearer(client, "submit")).json()["roles"] == ["submitter"]


@pytest.mark.parametrize("token", ["", "feil", "pkt_" + "A" * 43])
def test_a_useless_token_is_told_apart_from_none(client: TestClient, token: str) -> None:
    refused = client.get("/tell", headers={"Authorization": f"Bearer {token}"})

    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_useless_tokens_wear_out(tmp_path: Path) -> None:
    with with_accounts(tmp_path, max_login_attempts=2) as client:
        local = TestClient(client.app, base_url=ORIGIN, client=("192.0.2.7", 1))
        wrong = {"Authorization": "Bearer feil"}
        statuses = [local.get("/me.json", headers=wrong).status_code for _ in range(3)]

    assert statuses == [401, 401, 429]


def test_without_the_role_one_is_told_what_to_do(client: TestClient) -> None:
    nobody = client.post("/review", data={})
    log_in(client, Role.SUBMITTER)
    submitter = client.post("/review", data={})

    assert nobody.status_code == 401
    assert nobody.headers["www-authenticate"] == "Bearer"
    assert "/login" in nobody.json()["detail"]
    assert submitter.status_code == 403
    assert "administrator" in submitter.json()["detail"]


def test_a_token_for_programs_needs_no_form_token(client: TestClient) -> None:
    headers = bearer(client, "review")

    assert client.post("/review", data={}, headers=headers).status_code == 200
    assert client.post("/review", json={}, headers=headers).status_code == 200


def test_a_session_sends_the_token_in_a_form_or_a_header(client: TestClient) -> None:
    log_in(client, Role.REVIEWER)
    token = csrf_of(client)
    in_header = {"X-CSRF-Token": token["csrf_token"]}

    assert client.post("/review", data=token).status_code == 200
    assert client.post("/review", json={}, headers=in_header).status_code == 200
    assert client.post("/review", json=token).status_code == 200
    assert client.post("/review", data={}).status_code == 403
    assert client.post("/review", json={}).status_code == 403


def test_a_form_can_be_sent_after_logging_in_anew(client: TestClient) -> None:
    person = log_in(client, Role.REVIEWER)
    token = csrf_of(client)
    accounts = accounts_of(client)
    accounts.sessions.end_all(person.id)
    client.cookies.clear()
    secret = accounts.sessions.start(person.id, accounts.from_invitation)
    client.cookies.set("__Host-pk-session", secret)

    assert client.post("/review", data=token).status_code == 200


def test_a_form_that_is_shown_again_can_be_sent_after_logging_in_elsewhere(
    client: TestClient,
) -> None:
    person = log_in(client, Role.REVIEWER)
    token = csrf_of(client)
    client.cookies.clear()
    shown = client.post("/again", data=token)
    accounts = accounts_of(client)
    secret = accounts.sessions.start(person.id, accounts.from_invitation)
    client.cookies.set("__Host-pk-session", secret)

    assert shown.status_code == 401
    assert f'value="{token["csrf_token"]}"' in shown.text
    assert client.post("/again", data=token).status_code == 200


def test_what_was_sent_as_a_token_is_written_back_harmlessly(client: TestClient) -> None:
    shown = client.post("/again", data={"csrf_token": '"><script>' + "x" * 10_000})

    assert "&#34;&gt;&lt;script&gt;" in shown.text
    assert len(shown.text) < 300


def test_every_change_by_session_is_refused_when_a_page_elsewhere_sends_it(
    client: TestClient,
) -> None:
    log_in(client, Role.ADMINISTRATOR)
    taken, refused = [], 0
    for route in client.app.routes:  # type: ignore[attr-defined]  # as above
        for method in (route.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
            path = re.sub(r"{[^}]+}", "x", route.path)
            sent = client.request(method, path, headers={"Origin": "https://evil.example"})
            refused += sent.status_code == 403
            if sent.status_code not in {403, 404} and route.path not in CHANGE_NOTHING:
                taken.append((method, route.path, sent.status_code))

    assert refused > 10
    assert taken == []


def test_a_page_that_needs_a_login_leads_to_it_and_back(client: TestClient) -> None:
    page = client.get("/admin/people?lang=nn", headers={"Accept": "text/html"})

    assert page.status_code == 401
    assert 'class="button" href="/login?lang=nn&amp;next=/admin/people%3Flang%3Dnn"' in page.text
    check_html(page.text)


def test_the_form_of_one_person_is_of_no_use_to_another(client: TestClient) -> None:
    log_in(client, Role.REVIEWER, "Evil")
    stolen = csrf_of(client)
    client.cookies.clear()
    log_in(client, Role.REVIEWER, "Kari")

    assert client.post("/review", data=stolen).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://annen.graf.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_page_elsewhere_changes_nothing_even_with_the_token(
    client: TestClient, headers: dict[str, str]
) -> None:
    log_in(client, Role.REVIEWER)

    assert client.post("/review", data=csrf_of(client), headers=headers).status_code == 403


def test_a_large_or_broken_form_is_refused(client: TestClient) -> None:
    headers = bearer(client, "review")
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    as_json = {**headers, "Content-Type": "application/json"}

    assert client.post("/review", content=b"a" * 70_000, headers=form).status_code == 413
    assert client.post("/review", content=b"a=%ff&" * 60, headers=form).status_code == 400
    assert client.post("/review", content="ø=1".encode(), headers=form).status_code == 400
    assert client.post("/review", content=b"[" * 60_000, headers=as_json).status_code == 400
    assert client.post("/review", content=b"[1]", headers=as_json).status_code == 400
    assert (
        client.post("/review", content=b"", headers={**headers, "Content-Type": "a/b"}).status_code
        == 415
    )
