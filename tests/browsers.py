"""A real browser for tests of pages, and a way past the login."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from partnerskap.people.accounts import Accounts
from partnerskap.people.identity import Role
from partnerskap.people.invitations import Invitation
from partnerskap.settings import Settings

__all__ = ["PATIENCE", "invite", "launched", "needs_chromium"]

PATIENCE = 20_000
"""Milliseconds to wait for what should appear; the machine that tests may have much else to do."""
_CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(_CHROMIUM is None, reason="apt install chromium")


@contextmanager
def launched() -> Iterator[Browser]:
    """Run Chromium until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_CHROMIUM,
            args=["--no-sandbox"],  # the tests may run as root, and visit this machine only
        )
        yield browser
        browser.close()


def invite(folder: Path, name: str, role: Role) -> str:
    """Make an invitation in what a service keeps in ``folder``; give the path of its page."""
    accounts = Accounts.open(Settings(data_dir=folder / "state"))
    secret = accounts.invitations.create(Invitation(name, role), days=1)
    accounts.close()
    return f"/login/invitation/{secret}"
