"""A service with accounts for tests, and people who are logged in to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.people.accounts import Accounts
from partnerskap.people.identity import Role
from partnerskap.people.store import Person
from partnerskap.settings import Settings
from worlds import load_world

__all__ = ["ORIGIN", "SESSION", "accounts_of", "csrf_of", "log_in", "with_accounts"]

ORIGIN: Final = "https://graf.example"
SESSION: Final = "__Host-pk-session"
GRAPH: Final = load_world()


@contextmanager
def with_accounts(folder: Path, **settings: object) -> Iterator[TestClient]:
    """Give a client of a service at an https address where people may log in."""
    chosen = Settings.model_validate(
        {"data_dir": folder, "accounts": True, "public_url": ORIGIN, **settings}
    )
    app = create_app(chosen, GRAPH)
    client = TestClient(app, base_url=ORIGIN, follow_redirects=False)
    yield client
    accounts_of(client).close()


def accounts_of(client: TestClient) -> Accounts:
    """Find the accounts that a client's service stands on."""
    assert isinstance(client.app, Starlette)
    found = client.app.state.accounts
    assert isinstance(found, Accounts)
    return found


def log_in(client: TestClient, role: Role | None, name: str = "Kari Nordmann") -> Person:
    """Log a new person in with a role, as an invitation would."""
    accounts = accounts_of(client)
    person = accounts.people.create(name, role)
    secret = accounts.sessions.start(person.id, accounts.from_invitation)
    client.cookies.set(SESSION, secret)
    return person


def csrf_of(client: TestClient, path: str = "/me") -> dict[str, str]:
    """Read the hidden field of the first form on a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found, f"{path} has no form"
    return {"csrf_token": found[1]}
