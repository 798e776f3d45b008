"""Invitations, tokens and people from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from partnerskap.cli import app
from partnerskap.errors import NotFoundError
from partnerskap.people.accounts import Accounts
from partnerskap.people.identity import Role
from partnerskap.settings import Settings


@pytest.fixture(autouse=True)
def _accounts_are_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNERSKAP_ACCOUNTS", "true")
    monkeypatch.setenv("PARTNERSKAP_PUBLIC_URL", "https://graf.example")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def run(*arguments: str, said: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=said)


def opened(tmp_path: Path) -> Accounts:
    return Accounts.open(Settings(data_dir=tmp_path / "data"))


def test_an_invitation_is_printed_as_a_link_that_works(tmp_path: Path) -> None:
    printed = run("token", "invite", "--role", "reviewer", "--name", "Kari", "--days", "2").stdout
    root, _, secret = printed.strip().rpartition("/")
    accounts = opened(tmp_path)
    person = accounts.invitations.accept(secret, accounts.people)
    accounts.close()

    assert root == "https://graf.example/login/invitation"
    assert (person.name, sorted(person.roles)) == ("Kari", ["reviewer"])


def test_an_invitation_can_be_for_someone_known(tmp_path: Path) -> None:
    accounts = opened(tmp_path)
    kari = accounts.people.create("Kari", Role.REVIEWER)
    secret = run("token", "invite", "--person", kari.id).stdout.strip().rpartition("/")[2]

    assert accounts.invitations.accept(secret, accounts.people) == kari
    accounts.close()


def test_a_token_is_printed_alone_and_can_be_used(tmp_path: Path) -> None:
    made = run("token", "create", "--name", "CI", "--scope", "review")
    accounts = opened(tmp_path)
    identity = accounts.tokens.find(made.stdout.strip())
    accounts.close()

    assert identity is not None
    assert identity.may(Role.REVIEWER)
    assert "shown only now" in made.stderr


def test_tokens_are_listed_and_revoked(tmp_path: Path) -> None:
    secret = run("token", "create", "--name", "CI").stdout.strip()
    listed = json.loads(run("token", "list", "--json").stdout)
    revoked = run("token", "revoke", listed[0]["id"])
    accounts = opened(tmp_path)

    assert [(token["name"], token["state"]) for token in listed] == [("CI", "active")]
    assert revoked.exit_code == 0
    assert accounts.tokens.find(secret) is None
    accounts.close()
    line = run("token", "list").stdout
    assert secret not in line
    assert line.split()[1:] == ["revoked", "submit", "-", "CI"]


def test_people_are_listed_given_roles_and_erased(tmp_path: Path) -> None:
    accounts = opened(tmp_path)
    kari = accounts.people.create("Kari Nordmann", None)
    run("person", "role", kari.id, "administrator")
    listed = run("person", "list").stdout
    kept = run("person", "erase", kari.id, said="n\n")
    erased = run("person", "erase", kari.id, said="y\n")

    assert listed.split()[::2] == [kari.id, "administrator", "Nordmann"]
    assert (kept.exit_code, erased.exit_code) == (1, 0)
    assert json.loads(run("person", "list", "--json").stdout) == []
    assert accounts.people.listed() == []
    accounts.close()


def test_an_unknown_person_is_named() -> None:
    assert isinstance(run("person", "erase", "nobody", "--yes").exception, NotFoundError)
    assert isinstance(run("token", "invite", "--person", "nobody").exception, NotFoundError)


def test_one_is_told_when_the_service_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PARTNERSKAP_ACCOUNTS")

    assert "PARTNERSKAP_ACCOUNTS=true" in run("token", "invite", "--name", "Kari").stderr
