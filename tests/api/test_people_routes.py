"""What a person is shown of themselves, and what an administrator does with people and tokens."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from logins import SESSION, accounts_of, csrf_of, log_in, with_accounts
from partnerskap.api import login, me, people, tokens
from partnerskap.people.identity import Role
from partnerskap.people.store import Account
from worlds import check_html, world_client

HTML = {"Accept": "text/html"}
LINK = re.compile(r"https://graf\.example(/login/invitation/[\w-]{43})")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with with_accounts(tmp_path, admin_token="a-token-of-the-tests") as client:  # noqa: S106 - invented
        yield client


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_person_sees_all_that_is_held_of_them(client: TestClient, language: str) -> None:
    person = log_in(client, Role.REVIEWER, "Kari <b>")
    accounts_of(client).tokens.create("Skript <i>", "submit", days=1, person=person.id)
    page = client.get("/me", params={"lang": language}, headers=HTML).text
    held = client.get("/me.json").json()

    assert "Kari &lt;b&gt;" in page
    assert "Skript &lt;i&gt;" in page
    assert (held["id"], held["name"], held["roles"]) == (person.id, "Kari <b>", ["reviewer"])
    assert [token["name"] for token in held["tokens"]] == ["Skript <i>"]
    assert len(held["sessions"]) == 1
    assert client.cookies[SESSION] not in page + json.dumps(held)
    check_html(page)


def test_whoever_is_not_logged_in_is_sent_to_log_in(client: TestClient) -> None:
    page = client.get("/me?lang=nn", headers=HTML)

    assert (page.status_code, page.headers["location"]) == (303, "/login?lang=nn&next=/me")
    assert client.get("/me.json").status_code == 401


def test_a_token_of_nobody_has_no_person_behind_it(client: TestClient) -> None:
    secret, _ = accounts_of(client).tokens.create("CI", "admin", days=1)

    assert client.get("/me.json", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_a_person_erases_themselves_when_they_mean_it(client: TestClient) -> None:
    person = log_in(client, Role.REVIEWER)
    token = csrf_of(client)
    hasty = client.post("/me/erase", data=token)
    still = accounts_of(client).people.names([person.id])
    meant = client.post("/me/erase", data={**token, "confirm": "yes"})

    assert (hasty.headers["location"], list(still)) == ("/me#erase", [person.id])
    assert (meant.status_code, meant.headers["location"]) == (303, "/")
    assert accounts_of(client).people.listed() == []
    assert client.get("/me").status_code == 303


def test_a_person_makes_a_link_for_another_machine(client: TestClient) -> None:
    person = log_in(client, Role.REVIEWER)
    page = client.post("/me/link", data=csrf_of(client), headers=HTML).text
    link = LINK.search(page)
    assert link
    client.cookies.clear()
    client.post(link[1], data={})

    assert client.get("/me.json").json()["id"] == person.id
    check_html(page)


def test_a_person_logs_out_everywhere(client: TestClient) -> None:
    person = log_in(client, Role.REVIEWER)
    elsewhere = accounts_of(client).sessions.start(person.id, accounts_of(client).from_invitation)
    client.post("/me/logout-everywhere", data=csrf_of(client))

    assert accounts_of(client).sessions.find(elsewhere) is None
    assert client.get("/me.json").status_code == 401


def test_a_person_takes_another_name_and_revokes_a_token(client: TestClient) -> None:
    person = log_in(client, Role.REVIEWER)
    secret, token = accounts_of(client).tokens.create("CI", "submit", days=1, person=person.id)
    form = csrf_of(client)
    renamed = client.post("/me/name", data={**form, "name": "  Ola "})
    nameless = client.post("/me/name", data={**form, "name": " "})
    client.post(f"/me/tokens/{token.id}/revoke", data=form)

    assert (renamed.status_code, nameless.status_code) == (303, 400)
    assert accounts_of(client).people.get(person.id).name == "Ola"
    assert accounts_of(client).tokens.find(secret) is None


@pytest.mark.parametrize(
    "path",
    ["/me/erase", "/me/link", "/me/logout-everywhere", "/me/name", "/me/tokens/x/revoke"],
)
def test_no_form_about_oneself_is_taken_without_its_token(client: TestClient, path: str) -> None:
    log_in(client, Role.REVIEWER)
    data = {"confirm": "yes", "name": "x"}

    assert client.post(path, data=data).status_code == 403


@pytest.mark.parametrize(
    "path", ["/admin/people/invite", "/admin/people/x/role", "/admin/tokens/x/revoke"]
)
def test_only_an_administrator_changes_others_and_only_with_the_token(
    client: TestClient, path: str
) -> None:
    nobody = client.post(path, data={"name": "x"}).status_code
    log_in(client, Role.REVIEWER)
    reviewer = client.post(path, data={**csrf_of(client), "name": "x"}).status_code
    log_in(client, Role.ADMINISTRATOR)
    without = client.post(path, data={"name": "x"}).status_code

    assert (nobody, reviewer, without) == (401, 403, 403)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_an_administrator_sees_people_and_tokens(client: TestClient, language: str) -> None:
    kari = log_in(client, Role.ADMINISTRATOR, "Kari <b>")
    accounts = accounts_of(client)
    accounts.people.welcome(Account("https://id", "s", "Ola", "ola@k.example", Role.REVIEWER))
    accounts.tokens.create("CI <i>", "submit", days=1, person=kari.id)
    page = client.get("/admin/people", params={"lang": language}, headers=HTML)

    assert page.status_code == 200
    for shown in ("Kari &lt;b&gt;", "ola@k.example", "CI &lt;i&gt;"):
        assert shown in page.text
    assert page.headers["cache-control"] == "private, no-store"
    check_html(page.text)


def test_an_administrator_gives_a_role_and_locks_out(client: TestClient) -> None:
    log_in(client, Role.ADMINISTRATOR)
    accounts = accounts_of(client)
    ola = accounts.people.create("Ola", None)
    session = accounts.sessions.start(ola.id, accounts.from_invitation)
    form = csrf_of(client, "/admin/people")
    address = f"/admin/people/{ola.id}/role"
    client.post(address, data={**form, "role": "reviewer"})
    given = accounts.people.get(ola.id).roles
    client.post(address, data={**form, "role": "locked"})

    assert given == {Role.REVIEWER}
    assert accounts.people.get(ola.id).locked
    assert accounts.sessions.find(session) is None
    assert client.post(address, data={**form, "role": "king"}).status_code == 400


def test_an_administrator_cannot_lock_themselves_out(client: TestClient) -> None:
    kari = log_in(client, Role.ADMINISTRATOR)
    form = csrf_of(client, "/admin/people")
    refused = client.post(f"/admin/people/{kari.id}/role", data={**form, "role": "submitter"})

    assert refused.status_code == 409
    assert accounts_of(client).people.get(kari.id).roles == {Role.ADMINISTRATOR}


def test_an_administrator_invites(client: TestClient) -> None:
    log_in(client, Role.ADMINISTRATOR)
    form = csrf_of(client, "/admin/people")
    page = client.post(
        "/admin/people/invite", data={**form, "name": "Ola", "role": "submitter"}, headers=HTML
    ).text
    link = LINK.search(page)
    assert link
    client.cookies.clear()
    client.post(link[1], data={})

    assert client.get("/me.json").json()["roles"] == ["submitter"]
    check_html(page)


def admin(client: TestClient) -> dict[str, str]:
    secret, _ = accounts_of(client).tokens.create("CI", "admin", days=1)
    return {"Authorization": f"Bearer {secret}"}


def test_a_token_is_made_shown_once_listed_and_revoked_by_api(client: TestClient) -> None:
    headers = admin(client)
    wanted = {"name": "Import", "scope": "submit", "days": 30}
    made = client.post("/tokens", json=wanted, headers=headers)
    listed = client.get("/tokens", headers=headers)
    revoked = client.delete(made.headers["location"], headers=headers)
    used = client.get("/tokens", headers={"Authorization": f"Bearer {made.json()['token']}"})

    assert made.status_code == 201
    assert made.json()["token"].startswith("pkt_")
    assert {token["name"] for token in listed.json()["tokens"]} == {"CI", "Import"}
    assert made.json()["token"] not in listed.text
    assert (revoked.status_code, used.status_code) == (204, 401)
    assert client.delete("/tokens/x", headers=headers).status_code == 404


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"name": "", "scope": "submit"},
        {"name": "x" * 201, "scope": "submit"},
        {"name": "x", "scope": "everything"},
        {"name": "x", "scope": ["submit"]},
        {"name": "x", "scope": "submit", "days": 0},
        {"name": "x", "scope": "submit", "days": True},
        {"name": "x", "scope": "submit", "days": 10**9},
        {"name": "x", "scope": "submit", "person": 7},
        {"name": "x", "scope": "submit", "other": 1},
    ],
)
def test_a_token_that_is_not_described_is_not_made(
    client: TestClient, wanted: dict[str, object]
) -> None:
    headers = admin(client)

    assert client.post("/tokens", json=wanted, headers=headers).status_code == 400
    assert len(accounts_of(client).tokens.listed()) == 1


def test_a_token_for_nobody_known_is_not_made(client: TestClient) -> None:
    wanted = {"name": "x", "scope": "submit", "person": "nobody"}

    assert client.post("/tokens", json=wanted, headers=admin(client)).status_code == 404


@pytest.mark.parametrize("scope", ["submit", "review"])
def test_tokens_are_for_administrators(client: TestClient, scope: str) -> None:
    secret, _ = accounts_of(client).tokens.create("CI", scope, days=1)
    headers = {"Authorization": f"Bearer {secret}"}

    assert client.get("/tokens").status_code == 401
    assert client.get("/tokens", headers=headers).status_code == 403
    assert client.post("/tokens", json={}, headers=headers).status_code == 403
    assert client.delete("/tokens/x", headers=headers).status_code == 403


def test_an_administrator_sees_queries_and_so_does_the_bearer_of_the_set_token(
    client: TestClient,
) -> None:
    by_setting = {"Authorization": "Bearer a-token-of-the-tests"}
    nobody = client.get("/admin/queries").status_code
    answers = [
        client.get("/admin/queries", headers=by_setting).json(),
        client.get("/admin/queries", headers=admin(client)).json(),
    ]
    log_in(client, Role.ADMINISTRATOR)
    answers.append(client.get("/admin/queries").json())

    assert nobody == 401
    assert answers == [{"queries": []}] * 3


FORMS = {
    "/login/invitation/{secret}",
    "/logout",
    "/me/erase",
    "/me/link",
    "/me/logout-everywhere",
    "/me/name",
    "/me/tokens/{id}/revoke",
    "/admin/people/invite",
    "/admin/people/{id}/role",
    "/admin/tokens/{id}/revoke",
}
"""What only the forms of pages are sent to."""


def test_what_scripts_can_use_is_described(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]
    routes = {
        (route.path, method.lower())
        for group in (login, me, people, tokens)
        for route in group.ROUTES
        for method in route.methods or ()
    }
    lacking = {path for path, method in routes if method not in described.get(path, {})}

    assert lacking == FORMS
    assert described["/tokens"]["post"]["security"][0] == {"token": []}
    assert "/tokens" not in world_client().get("/openapi.json").json()["paths"]
