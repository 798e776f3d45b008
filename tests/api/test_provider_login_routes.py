"""Out to the provider and back, with an invented provider that answers at once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fake_provider import ISSUER, SECRET, Fake, provider
from logins import ORIGIN, SESSION, csrf_of, with_accounts
from worlds import check_html

HTML = {"Accept": "text/html"}
LOGIN = "__Host-pk-login"


@pytest.fixture
def fake() -> Fake:
    return Fake(claims={"roles": ["pk-review"], "email": "kari@kommune.example"})


@pytest.fixture
def client(tmp_path: Path, fake: Fake) -> Iterator[TestClient]:
    settings = {"oidc_issuer": ISSUER, "oidc_client_id": "partnerskap"}
    with with_accounts(tmp_path, accounts=False, **settings) as client:
        assert isinstance(client.app, Starlette)
        client.app.state.provider = provider(fake)
        yield client


def go(client: TestClient, fake: Fake, wanted: str = "/search?q=x") -> dict[str, str]:
    """Begin a login and give what the provider sends the person back with."""
    started = client.get("/login/start", params={"next": wanted})
    assert started.status_code == 303, started.text
    asked = parse_qs(urlsplit(started.headers["location"]).query)
    fake.claims["nonce"] = asked["nonce"][0]
    return {"code": "c", "state": asked["state"][0], "iss": ISSUER}


def test_a_login_ends_where_it_was_wanted_with_a_session(client: TestClient, fake: Fake) -> None:
    back = client.get("/login/callback", params=go(client, fake))
    held = client.get("/me.json").json()

    assert (back.status_code, back.headers["location"]) == (303, "/search?q=x")
    assert back.headers["cache-control"] == "private, no-store"
    assert (held["name"], held["roles"]) == ("Kari Nordmann", ["reviewer"])
    assert held["provider"] == ISSUER
    assert LOGIN not in client.cookies


def test_no_secret_is_logged(
    client: TestClient, fake: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = go(client, fake)
    client.get("/login/callback", params=answer)
    secrets = [client.cookies[SESSION], SECRET, "an-access-token", answer["state"]]
    client.post("/logout", data=csrf_of(client))
    client.get("/login/callback", params=answer)

    # The client of these tests logs the addresses that it opens itself.
    said = [record.getMessage() for record in caplog.records]
    logged = "\n".join(line for line in said if ORIGIN not in line)
    assert f"POST {ISSUER}/token" in logged
    assert [secret for secret in secrets if secret in logged] == []


def test_a_session_by_provider_lasts_a_working_day(client: TestClient, fake: Fake) -> None:
    answer = go(client, fake)
    begun = client.get("/login/start").headers["set-cookie"]
    client.cookies.clear()
    answer = go(client, fake)
    cookies = client.get("/login/callback", params=answer).headers.get_list("set-cookie")

    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=600"} <= set(begun.split("; "))
    session = next(cookie for cookie in cookies if cookie.startswith(SESSION))
    assert "Max-Age=43200" in session


@pytest.mark.parametrize(
    "evil", ["//evil.example", "/\\evil.example", "https:evil.example", "/%2f/evil.example"]
)
def test_nobody_is_led_away_after_logging_in(client: TestClient, fake: Fake, evil: str) -> None:
    back = client.get("/login/callback", params=go(client, fake, evil))

    assert back.headers["location"] == "/"
    page = client.get("/login", params={"next": evil}, headers=HTML).text
    assert 'class="button" href="/login/start?next=%2F"' in page


def test_an_answer_without_a_login_under_way_is_refused(client: TestClient, fake: Fake) -> None:
    answer = go(client, fake)
    client.cookies.clear()
    refused = client.get("/login/callback", params=answer, headers=HTML)

    assert refused.status_code == 400
    assert "Begynn på nytt" in refused.text
    assert "set-cookie" not in refused.headers
    check_html(refused.text)


def test_a_failed_login_leaves_the_session_as_it_was(client: TestClient, fake: Fake) -> None:
    client.get("/login/callback", params=go(client, fake))
    before = client.cookies[SESSION]
    refused = client.get("/login/callback", params={**go(client, fake), "state": "another"})

    assert refused.status_code == 400
    assert client.cookies[SESSION] == before
    assert client.get("/me.json").status_code == 200


def test_the_page_after_logging_out_leads_on_to_the_provider(
    client: TestClient, fake: Fake
) -> None:
    client.get("/login/callback", params=go(client, fake))
    out = client.post("/logout", data=csrf_of(client), headers=HTML)

    assert f'content="2;url={ISSUER}/logout?id_token_hint=' in out.text
    assert client.get("/me.json").status_code == 401
    check_html(out.text)


def test_a_provider_that_is_down_does_not_keep_anyone_logged_in(
    client: TestClient, fake: Fake
) -> None:
    client.get("/login/callback", params=go(client, fake))
    form = csrf_of(client)
    fake.now += 4000
    fake.answers["/.well-known/openid-configuration"] = httpx2.Response(500)
    out = client.post("/logout", data=form, headers=HTML)

    assert out.status_code == 200
    assert "Økten er avsluttet her" in out.text
    assert "id.example svarer ikke nå" in out.text
    assert client.get("/me.json").status_code == 401


def test_a_provider_that_is_down_gives_a_clear_page(client: TestClient, fake: Fake) -> None:
    fake.answers["/.well-known/openid-configuration"] = httpx2.Response(500)
    down = client.get("/login/start", headers=HTML)

    assert down.status_code == 502
    assert "Innloggingstjenesten svarer ikke" in down.text
    assert ISSUER in down.text
    check_html(down.text)


def test_the_button_names_the_provider_and_keeps_the_way_back(client: TestClient) -> None:
    page = client.get("/login", params={"next": "/search?q=a&lang=nn", "lang": "nn"}, headers=HTML)

    assert "Logg inn med id.example" in page.text
    assert 'href="/login/start?lang=nn&amp;next=%2Fsearch%3Fq%3Da%26lang%3Dnn"' in page.text
    check_html(page.text)
