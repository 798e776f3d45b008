"""Logging in through a certified OpenID Connect provider, from the button to the logout."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit, urlunsplit

import httpx2
import pytest

BIN: Final = Path(__file__).parents[2] / ".venv-clients" / "bin"
NPM: Final = BIN.parent / "npm"
SCRIPT: Final = Path(__file__).with_name("oidc_provider.mjs")


@dataclass(frozen=True)
class Installation:
    """A running service and the provider that it sends people to."""

    service: str
    provider: str


class Browser:
    """Follows links and fills in forms, as a person would, and remembers each step."""

    def __init__(self) -> None:
        self.client = httpx2.Client(follow_redirects=False, timeout=30)

    def open(self, address: str, *, until: str = "") -> httpx2.Response:
        """Open a page and follow redirects, but not one whose address holds ``until``."""
        return self._follow(self.client.get(address), until)

    def send(self, page: httpx2.Response, until: str = "", **typed: str) -> httpx2.Response:
        """Send the last form of a page, with what was typed into it."""
        form = page.text.rpartition("<form")[2]
        action = re.search(r'action="([^"]*)"', form)
        fields = dict(re.findall(r'name="([^"]+)"[^>]*? value="([^"]*)"', form))
        address = urljoin(str(page.url), action[1] if action else "")
        sent = self.client.post(address, data={**fields, **typed})
        return self._follow(sent, until)

    def log_in(self, start: str, name: str, until: str = "") -> httpx2.Response:
        """Go from our login address through the provider's pages and back."""
        page = self.open(start)
        page = self.send(page, until, login=name, password="secret")  # noqa: S106 - any will do
        while page.status_code == 200 and 'value="consent"' in page.text:
            page = self.send(page, until)
        return page

    def _follow(self, response: httpx2.Response, until: str) -> httpx2.Response:
        while response.is_redirect:
            target = urljoin(str(response.url), response.headers["location"])
            if until and until in target:
                return response
            response = self.client.get(target)
        return response


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A service and a provider that know of each other."""
    folder = tmp_path_factory.mktemp("oidc")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        service = f"http://127.0.0.1:{free.getsockname()[1]}"
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    node = subprocess.Popen(
        ["/usr/bin/env", "node", SCRIPT, NPM, service],
        env={"PATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with node:  # which closes its standard input at the end, and so ends it
        assert node.stdout is not None
        provider = node.stdout.readline().strip()
        with serving(folder, service, provider):
            yield Installation(service, provider)


class serving:  # noqa: N801 - read as a verb, like the one of the other tests
    """Runs our service with a provider for as long as the block lasts."""

    def __init__(self, folder: Path, address: str, provider: str) -> None:
        (folder / "secret").write_text("a-secret-of-the-tests\n")
        settings = {
            "DATA_DIR": str(folder / "state"),
            "PUBLIC_URL": address,
            "OIDC_ISSUER": provider,
            "OIDC_NAME": "Prøve-ID",
            "OIDC_CLIENT_ID": "partnerskap",
            "OIDC_CLIENT_SECRET_FILE": str(folder / "secret"),
            "OIDC_REVIEWERS": "partnerskap-reviewer",
            "OIDC_ADMINISTRATORS": "sub:boss, kari@kommune.example, unverified@kommune.example",
            "MAX_LOGIN_ATTEMPTS": "1000",
            "QUERY_WORKERS": "1",
        }
        self._process = subprocess.Popen(
            ["/usr/bin/env", "partnerskap", "serve", "--port", str(urlsplit(address).port)],
            env={
                "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]),
                **{f"PARTNERSKAP_{name}": value for name, value in settings.items()},
            },
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> None:
        assert self._process.stderr is not None
        started = any("Uvicorn running" in line for line in self._process.stderr)
        assert started, "the service did not start"

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()


@pytest.fixture
def browser() -> Iterator[Browser]:
    opened = Browser()
    yield opened
    opened.client.close()


def me(browser: Browser, installation: Installation) -> dict[str, object]:
    answer = browser.client.get(f"{installation.service}/me.json")
    return dict(answer.json()) if answer.status_code == 200 else {}


def change(address: str, **values: str) -> str:
    """Write an address with other parameters."""
    parts = urlsplit(address)
    pairs = {name: found[0] for name, found in parse_qs(parts.query).items()}
    return urlunsplit(parts._replace(query=urlencode({**pairs, **values})))


def test_the_button_leads_through_the_provider_to_where_one_wanted_to_go(
    installation: Installation, browser: Browser
) -> None:
    button = browser.open(f"{installation.service}/login?next=/about%3Flang%3Dnn")
    href = re.search(r'class="button" href="([^"]+)">([^<]+)<', button.text)
    assert href
    page = browser.log_in(installation.service + href[1].replace("&amp;", "&"), "ola")
    held = me(browser, installation)

    assert href[2] == "Logg inn med Prøve-ID"
    assert str(page.url) == f"{installation.service}/about?lang=nn"
    assert "ola Nordmann" in page.text
    assert (held["name"], held["email"], held["subject"], held["roles"]) == (
        "ola Nordmann",
        "ola@kommune.example",
        "ola",
        ["submitter"],
    )


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("reviewer", "reviewer"),
        ("boss", "administrator"),
        ("kari", "administrator"),
        ("unverified", "submitter"),
    ],
)
def test_roles_come_from_claims_subjects_and_verified_addresses(
    installation: Installation, browser: Browser, name: str, role: str
) -> None:
    browser.log_in(f"{installation.service}/login/start", name)

    assert me(browser, installation)["roles"] == [role]


def test_the_same_person_comes_back_under_the_same_id(
    installation: Installation, browser: Browser
) -> None:
    browser.log_in(f"{installation.service}/login/start", "again")
    first = me(browser, installation)["id"]
    browser.client.cookies.clear()
    browser.log_in(f"{installation.service}/login/start", "again")

    assert me(browser, installation)["id"] == first


def test_logging_out_here_logs_out_at_the_provider_too(
    installation: Installation, browser: Browser
) -> None:
    browser.log_in(f"{installation.service}/login/start", "leaver")
    page = browser.open(f"{installation.service}/about")
    form = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert form
    out = browser.client.post(f"{installation.service}/logout", data={"csrf_token": form[1]})
    onward = re.search(r'content="2;url=([^"]+)"', out.text)
    assert onward
    asks = browser.open(onward[1].replace("&amp;", "&"))
    back = browser.send(asks, logout="yes")
    anew = browser.open(f"{installation.service}/login/start")

    assert "id_token_hint=" in onward[1]
    assert urlsplit(str(back.url)).netloc == urlsplit(installation.service).netloc
    assert 'name="login"' in anew.text  # the provider asks who it is
    assert me(browser, installation) == {}


def back_at(browser: Browser, installation: Installation, name: str) -> str:
    """Log in at the provider and give the address it sends one back to, unopened."""
    response = browser.log_in(f"{installation.service}/login/start", name, until="/login/callback")
    return str(response.headers["location"])


def test_a_wrong_state_is_refused(installation: Installation, browser: Browser) -> None:
    callback = back_at(browser, installation, "state")
    refused = browser.client.get(change(callback, state="another"))
    right_but_late = browser.client.get(callback)

    assert (refused.status_code, refused.json()["detail"][:46]) == (
        400,
        "Innloggingen kan ikke fullføres (state). Den k",
    )
    assert right_but_late.status_code == 400
    assert me(browser, installation) == {}


def test_a_callback_works_once(installation: Installation, browser: Browser) -> None:
    callback = back_at(browser, installation, "once")
    first = browser.client.get(callback)
    browser.client.cookies.delete("pk-session")
    second = browser.client.get(callback)

    assert (first.status_code, second.status_code) == (303, 400)
    assert me(browser, installation) == {}


def test_a_callback_is_of_no_use_in_another_browser(
    installation: Installation, browser: Browser
) -> None:
    callback = back_at(browser, installation, "stolen")
    other = Browser()
    refused = other.client.get(callback)
    other.client.close()

    assert refused.status_code == 400
    assert "(cookie)" in refused.json()["detail"]


def test_a_code_of_another_login_is_refused_by_the_provider(
    installation: Installation, browser: Browser
) -> None:
    stolen = parse_qs(urlsplit(back_at(browser, installation, "code")).query)["code"][0]
    mine = back_at_again(browser, installation)
    refused = browser.client.get(change(mine, code=stolen))

    assert refused.status_code == 400
    assert "invalid_grant" in refused.json()["detail"]


def back_at_again(browser: Browser, installation: Installation) -> str:
    """Come back from the provider, which knows the browser by now."""
    response = browser.open(f"{installation.service}/login/start", until="/login/callback")
    return str(response.headers["location"])


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"nonce": "another"}, "nonce"), ({"code_challenge": "A" * 43}, "invalid_grant")],
)
def test_an_answer_to_another_question_is_refused(
    installation: Installation, browser: Browser, changed: dict[str, str], said: str
) -> None:
    start = browser.client.get(f"{installation.service}/login/start")
    page = browser.log_in(change(start.headers["location"], **changed), "nonce")

    assert page.status_code == 400
    assert said in page.json()["detail"]
    assert me(browser, installation) == {}


def test_whoever_cancels_is_told_so(installation: Installation, browser: Browser) -> None:
    asked = browser.open(f"{installation.service}/login/start")
    cancel = re.search(r'href="([^"]+/abort)"', asked.text)
    assert cancel
    page = browser.open(urljoin(str(asked.url), cancel[1]))

    assert page.status_code == 400
    assert "Innloggingen ble avbrutt" in page.json()["detail"]


def test_a_provider_that_is_down_leaves_the_rest_standing(tmp_path: Path, browser: Browser) -> None:
    ports = []
    for _ in range(2):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            ports.append(free.getsockname()[1])
    service, nobody = (f"http://127.0.0.1:{port}" for port in ports)
    with serving(tmp_path, service, nobody):
        down = browser.client.get(f"{service}/login/start", headers={"Accept": "text/html"})
        stands = browser.client.get(f"{service}/partnerships.json")

    assert down.status_code == 502
    assert "Innloggingstjenesten svarer ikke" in down.text
    assert nobody in down.text
    assert stands.status_code == 200
