"""Let in by an invitation, in a real browser without scripts."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from partnerskap.people.accounts import Accounts
from partnerskap.people.identity import Role
from partnerskap.people.invitations import Invitation
from partnerskap.settings import Settings
from services import serving

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="apt install chromium")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "partnerskap"]
    with serving(command, tmp_path, {"PARTNERSKAP_ACCOUNTS": "true"}) as address:
        yield address


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox"],  # the tests may run as root, and visit this machine only
        )
        context = browser.new_context(locale="nb-NO", java_script_enabled=False)
        context.set_default_timeout(10_000)
        yield context.new_page()
        browser.close()


def test_an_administrator_comes_in_invites_and_leaves(
    address: str, page: Page, tmp_path: Path
) -> None:
    accounts = Accounts.open(Settings(data_dir=tmp_path / "state"))
    secret = accounts.invitations.create(Invitation("Kari Nordmann", Role.ADMINISTRATOR), days=1)
    accounts.close()

    page.goto(f"{address}/admin/people")
    page.get_by_role("main").get_by_role("link", name="Logg inn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn")

    page.goto(f"{address}/login/invitation/{secret}")
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
