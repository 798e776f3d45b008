"""The whole way in a real browser: enter, mend from the messages, review, publish, take back.

The newcomer has no account and knows only what the pages say.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from browsers import PATIENCE, invite, needs_chromium
from partnerskap.people.identity import Role
from services import serving

pytestmark = needs_chromium
NAME = "Læringsbyen Bodø"
SOURCE = "Erfaringer og læringspunkter"
ASK = f'ASK {{ ?p <http://www.w3.org/2004/02/skos/core#prefLabel> "{NAME}"@nb }}'


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    settings = {"PARTNERSKAP_ACCOUNTS": "true", "PARTNERSKAP_ANONYMOUS_SUBMISSIONS": "true"}
    with serving([sys.executable, "-m", "partnerskap"], tmp_path, settings) as address:
        yield address


def visit(browser: Browser) -> Page:
    context = browser.new_context(locale="nb-NO")
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def unfold(page: Page, pointer: str) -> None:
    """Open what a field is folded into, the outermost first."""
    folded = page.locator(f"details:not([open]):has([name='{pointer}']) > summary")
    while folded.count():
        folded.first.click()


def field(page: Page, pointer: str, text: str) -> None:
    unfold(page, pointer)
    page.locator(f"[name='{pointer}']").fill(text)


def choose(page: Page, pointer: str, label: str) -> None:
    page.locator(f"[name='{pointer}']").select_option(label=label)


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def told(page: Page) -> list[str]:
    return page.locator("#summary li").all_inner_texts()


def fetch(address: str) -> str:
    with urlopen(address) as answer:  # noqa: S310 - our own service
        content: bytes = answer.read()
    return content.decode()


def in_sparql(address: str) -> bool:
    query = urlencode({"query": ASK, "format": "json"})
    return bool(json.loads(fetch(f"{address}/sparql?{query}"))["boolean"])


def fill_in_with_three_mistakes(page: Page) -> None:
    page.get_by_role("link", name="Bidra").click()
    page.get_by_role("main").get_by_role("link", name="Partnerskap", exact=True).click()
    for language in ("nb", "nn", "en"):
        field(page, f"/name/{language}", NAME)
    choose(page, "/form/0/value", "To-partssamarbeid")
    field(page, "/form/0/sources/0", SOURCE)
    for row, (actor, role) in enumerate(
        [("Bodö komune", "kommune"), ("Nord universitet", "kommune")]
    ):
        field(page, f"/members/{row}/actor", actor)
        choose(page, f"/members/{row}/role", role)
        field(page, f"/members/{row}/sources/0", SOURCE)
    field(page, "/founded/value", "31.02.2023")
    field(page, "/founded/sources/0", SOURCE)
    page.get_by_label("Hva er nytt, og hvor vet du det fra?").fill("Avtalen er undertegnet.")
    press(page, "Send inn")


def mend_from_the_messages(page: Page) -> None:
    actor, role, date = told(page)
    assert actor.endswith("Mente du «Bodø kommune» eller «Bø kommune»?")
    assert role.startswith("Rolle: rollen passer ikke med hva slags aktør dette er. Velg en annen")
    assert date.startswith("Startet: «31.02.2023» kan ikke brukes. Skriv et år (2021), ")
    expect(page.locator("[name='/members/0/actor']")).to_have_value("Bodö komune")

    press(page, "Bodø kommune")
    page.locator("#summary a", has_text="Rolle").click()
    choose(page, "/members/1/role", "akademisk part")
    field(page, "/founded/value", "28.02.2023")
    press(page, "Send inn")


def decide(page: Page, address: str, button: str, reason: str = "") -> None:
    page.goto(f"{address}/submissions?state=submitted")
    page.get_by_role("link", name=NAME).click()
    page.get_by_label("Begrunnelse").fill(reason)
    press(page, button)


def test_a_newcomer_enters_a_partnership_and_a_reviewer_publishes_it_and_takes_it_back(
    address: str, browser: Browser, tmp_path: Path
) -> None:
    kari, rita = visit(browser), visit(browser)
    kari.goto(address)
    fill_in_with_three_mistakes(kari)
    mend_from_the_messages(kari)
    expect(kari.locator(".stand .state")).to_have_text("Sendt inn")
    link = kari.url
    assert not in_sparql(address)

    rita.goto(address + invite(tmp_path, "Rita Hansen", Role.REVIEWER))
    press(rita, "Ja, logg meg inn")
    decide(rita, address, "Be om endringer", "Hva handler samarbeidet om?")
    expect(rita.locator(".stand .state")).to_have_text("Endringer ønsket")

    kari.goto(link)
    expect(kari.locator(".stand")).to_contain_text("Hva handler samarbeidet om?")
    kari.get_by_role("link", name="Endre forslaget").click()
    choose(kari, "/subjects/0", "Folkehelse")
    press(kari, "Send inn")
    expect(kari.locator(".stand .state")).to_have_text("Sendt inn")

    decide(rita, address, "Godkjenn og publiser")
    expect(rita.locator(".stand .state")).to_have_text("Publisert")

    assert in_sparql(address)
    assert NAME in fetch(f"{address}/changes.atom")
    kari.reload()
    expect(kari.locator(".stand")).to_contain_text("Takk! Forslaget er godkjent og publisert.")
    kari.goto(f"{address}/partnerships?theme=folkehelse")
    kari.get_by_role("link", name=NAME).click()
    expect(kari.get_by_role("heading", level=1)).to_have_text(NAME)

    rita.goto(f"{address}/changes")
    rita.get_by_role("link", name=NAME).click()
    press(rita, "Angre denne endringen")
    expect(rita.get_by_role("heading", level=1)).to_have_text(f"Endring 3: {NAME}")

    assert not in_sparql(address)
    with pytest.raises(HTTPError, match="410"):
        fetch(f"{address}/partnerships/laeringsbyen-bodo.ttl")
    kari.reload()
    expect(kari.get_by_role("main")).to_contain_text(f"«{NAME}» er slettet.")
