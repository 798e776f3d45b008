"""Let in by an invitation, in a real browser without scripts."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browsers import PATIENCE, invite, needs_chromium
from partnerskap.people.identity import Role
from services import serving

pytestmark = needs_chromium


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "partnerskap"]
    with serving(command, tmp_path, {"PARTNERSKAP_ACCOUNTS": "true"}) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="nb-NO", java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_an_administrator_comes_in_invites_and_leaves(
    address: str, page: Page, tmp_path: Path
) -> None:
    invitation = invite(tmp_path, "Kari Nordmann", Role.ADMINISTRATOR)

    page.goto(f"{address}/admin/people")
    page.get_by_role("main").get_by_role("link", name="Logg inn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn")

    page.goto(f"{address}{invitation}")
    page.get_by_role("button", name="Ja, logg meg inn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mine opplysninger")
    page.get_by_role("link", name="Personer og roller").click()

    page.get_by_label("Navn", exact=True).fill("Ola Hansen")
    page.get_by_label("Rolle", exact=True).select_option("reviewer")
    page.get_by_role("button", name="Lag invitasjon").click()
    expect(page.get_by_role("status")).to_contain_text("Send denne lenken til Ola Hansen")
    link = page.get_by_role("main").get_by_text(re.compile("^http")).inner_text()
    page.get_by_role("button", name="Logg ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er logget ut")

    page.goto(link)
    expect(page.get_by_text("Denne invitasjonen er til Ola Hansen.")).to_be_visible()
    page.get_by_role("button", name="Ja, logg meg inn").click()
    expect(page.get_by_role("link", name="Ola Hansen")).to_be_visible()
    page.get_by_label("Ja, slett alt om meg").check()
    page.get_by_role("button", name="Slett").click()
    expect(page.get_by_role("link", name="Logg inn")).to_be_visible()
