"""Logging in by invitation, the session's cookie, and logging out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from logins import ORIGIN, SESSION, accounts_of, csrf_of, log_in, with_accounts
from partnerskap.people.identity import Role
from partnerskap.people.invitations import Invitation
from worlds import check_html, world_client

HTML = {"Accept": "text/html"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with with_accounts(tmp_path) as client:
        yield client


def invite(client: TestClient) -> str:
    invitation = Invitation("Kari <b>Nordmann</b>", Role.REVIEWER)
    return f"/login/invitation/{accounts_of(client).invitations.create(invitation, days=7)}"


def test_an_invitation_is_confirmed_before_it_is_used(client: TestClient) -> None:
    link = invite(client)
    shown = [client.get(link) for _ in range(2)][-1]
    accepted = client.post(link, headers={"Origin": ORIGIN}, data={})
    again = client.post(link, headers={"Origin": ORIGIN}, data={})

    assert shown.status_code == 200
    assert "Kari &lt;b&gt;Nordmann&lt;/b&gt;" in shown.text
    assert "Saksbehandler" in shown.text
    assert (accepted.status_code, accepted.headers["location"]) == (303, "/me")
    assert again.status_code == 404
    assert "Mine opplysninger" in client.get("/me", headers=HTML).text
    check_html(shown.text)


def test_the_cookie_is_bound_to_this_host_and_out_of_reach_of_scripts(client: TestClient) -> None:
    cookie = client.post(invite(client), data={}).headers["set-cookie"]
    name, _, rest = cookie.partition("=")
    parts = set(rest.split("; ")[1:])

    assert name == SESSION == "__Host-pk-session"
    assert parts == {"HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=lax", "Secure"}


def test_without_https_the_cookie_is_not_called_secure(tmp_path: Path) -> None:
    with with_accounts(tmp_path, public_url="http://127.0.0.1:8000") as client:
        cookie = client.post(invite(client), data={}).headers["set-cookie"]

    assert cookie.startswith("pk-session=")
    assert "Secure" not in cookie
    assert "HttpOnly" in cookie


def test_another_site_cannot_log_anyone_in(client: TestClient) -> None:
    link = invite(client)
    refused = client.post(link, headers={"Origin": "https://evil.example"}, data={})

    assert refused.status_code == 403
    assert client.post(link, headers={"Origin": ORIGIN}, data={}).status_code == 303


def test_a_page_with_an_invitation_tells_no_other_site_its_address(client: TestClient) -> None:
    headers = client.get(invite(client)).headers

    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "private, no-store"
    assert "access-control-allow-origin" not in headers


def test_a_session_from_before_ends_at_login(client: TestClient) -> None:
    log_in(client, Role.SUBMITTER)
    before = client.cookies[SESSION]
    client.post(invite(client), data={})

    assert accounts_of(client).sessions.find(before) is None


def test_logging_out_ends_the_session_for_whoever_has_kept_the_cookie(client: TestClient) -> None:
    log_in(client, Role.SUBMITTER)
    kept = client.cookies[SESSION]
    token = csrf_of(client)
    out = client.post("/logout", data=token, headers=HTML)
    client.cookies.set(SESSION, kept)

    assert out.status_code == 200
    assert "Du er logget ut" in out.text
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert client.get("/me").status_code == 303
    check_html(out.text)


@pytest.mark.parametrize(
    ("data", "headers"),
    [
        ({}, {"Origin": ORIGIN}),
        ({"csrf_token": "1.feil"}, {"Origin": ORIGIN}),
        (None, {"Origin": "https://evil.example"}),
        (None, {"Sec-Fetch-Site": "same-site"}),
        (None, {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN}),
    ],
)
def test_nobody_is_logged_out_by_another_page(
    client: TestClient, data: dict[str, str] | None, headers: dict[str, str]
) -> None:
    log_in(client, Role.SUBMITTER)
    refused = client.post(
        "/logout", data=csrf_of(client) if data is None else data, headers=headers
    )

    assert refused.status_code == 403
    assert client.get("/me").status_code == 200


def test_the_login_page_leads_back_to_where_one_was(client: TestClient) -> None:
    page = client.get("/partnerships", headers=HTML, params={"q": "prøve & mer"}).text
    to_login = '<a href="/login?next=/partnerships%3Fq%3Dpr%25C3%25B8ve%2B%2526%2Bmer">Logg inn</a>'

    assert to_login in page


@pytest.mark.parametrize("path", ["/login", "/login?lang=nn&next=/me", "/login?lang=en"])
def test_the_login_page_is_valid_in_every_language(client: TestClient, path: str) -> None:
    page = client.get(path, headers=HTML)

    assert page.status_code == 200
    check_html(page.text)


def test_an_address_that_tries_too_often_waits(tmp_path: Path) -> None:
    with with_accounts(tmp_path, max_login_attempts=2) as client:
        headers = {"X-Forwarded-For": "192.0.2.7"}
        address = "/login/invitation/feil"
        local = TestClient(client.app, base_url=ORIGIN, client=("127.0.0.1", 1))
        statuses = [local.post(address, data={}, headers=headers).status_code for _ in range(3)]
        other = local.post(address, data={}, headers={"X-Forwarded-For": "192.0.2.8"})

    assert statuses == [404, 404, 429]
    assert other.status_code == 404


def test_where_nobody_can_log_in_there_is_no_trace_of_it() -> None:
    client = world_client()
    client.cookies.set("pk-session", "something")

    assert client.get("/login").status_code == 404
    assert client.get("/tokens").status_code == 404
    assert "Logg inn" not in client.get("/", headers=HTML).text


def test_pages_say_who_reads_them_and_are_kept_by_nobody(client: TestClient) -> None:
    anonymous = client.get("/", headers=HTML)
    log_in(client, Role.SUBMITTER, "Kari <i>")
    etag = {"If-None-Match": anonymous.headers["etag"]}
    mine = client.get("/", headers={**HTML, **etag})
    client.cookies.clear()
    after = client.get("/", headers={**HTML, **etag})

    assert anonymous.headers["cache-control"] == "public, no-cache"
    assert "Logg inn" in anonymous.text
    assert (mine.status_code, after.status_code) == (200, 304)
    assert "Kari &lt;i&gt;" in mine.text
    assert mine.headers["cache-control"] == "private, no-store"
    assert mine.headers["vary"] == "Accept, Accept-Language, Cookie"
    assert "etag" not in mine.headers
    assert "access-control-allow-origin" not in mine.headers
    check_html(mine.text)


def test_a_page_about_a_failure_says_who_reads_it_too(client: TestClient) -> None:
    log_in(client, Role.SUBMITTER)
    page = client.get("/finnes-ikke", headers=HTML)

    assert page.status_code == 404
    assert "Kari Nordmann" in page.text
    assert page.headers["cache-control"] == "private, no-store"


def test_a_page_from_before_anyone_could_log_in_is_not_taken_for_the_same(
    client: TestClient,
) -> None:
    etag = {"If-None-Match": world_client().get("/", headers=HTML).headers["etag"]}
    data = [each.get("/partnerships.json").headers["etag"] for each in (client, world_client())]

    assert client.get("/", headers={**HTML, **etag}).status_code == 200
    assert data[0] == data[1]  # data are the same with and without


def test_a_cookie_of_no_session_changes_nothing(client: TestClient) -> None:
    anonymous = client.get("/", headers=HTML)
    client.cookies.set(SESSION, "gammel")
    stale = client.get("/", headers=HTML)

    assert stale.text == anonymous.text
    assert stale.headers == anonymous.headers


def test_nothing_is_looked_up_for_whoever_has_no_cookie(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    sessions = type(accounts_of(client).sessions)
    monkeypatch.setattr(sessions, "find", lambda _, secret: asked.append(secret))
    client.get("/", headers=HTML)
    without = list(asked)
    client.get("/", headers={**HTML, "Cookie": "annet=1"})
    with_another = list(asked)
    client.get("/", headers={**HTML, "Cookie": f"{SESSION}=x"})

    assert (without, with_another, asked) == ([], [], ["x"])


def test_data_and_style_sheets_stay_as_cacheable_for_whoever_is_logged_in(
    client: TestClient,
) -> None:
    log_in(client, Role.ADMINISTRATOR)

    for path in ("/static/style.css", "/partnerships.json"):
        assert client.get(path).headers["cache-control"] == "public, no-cache"


def test_a_broken_file_of_people_gives_a_clear_page(client: TestClient, tmp_path: Path) -> None:
    client.cookies.set(SESSION, "noe")
    accounts_of(client).close()
    for file in tmp_path.glob("people.sqlite3*"):
        file.write_text("not a database" * 100)
    broken = client.get("/", headers=HTML)
    client.cookies.clear()

    assert broken.status_code == 500
    assert "people.sqlite3" in broken.text
    assert client.get("/", headers=HTML).status_code == 200


def test_an_invitation_is_not_logged_when_something_breaks(
    client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = invite(client)

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(type(accounts_of(client).invitations), "show", broken)
    unraised = TestClient(client.app, base_url=ORIGIN, raise_server_exceptions=False)
    answer = unraised.get(link)

    assert answer.status_code == 500
    assert "Unexpected failure at /login/invitation/…" in caplog.text
    assert link.rpartition("/")[2] not in caplog.text
