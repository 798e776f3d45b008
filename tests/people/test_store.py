"""People come, get roles, and are forgotten without a trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from partnerskap.errors import NotFoundError, StorageError
from partnerskap.people.accounts import Accounts
from partnerskap.people.identity import Role
from partnerskap.people.invitations import Invitation
from partnerskap.people.store import Account
from partnerskap.people.tables import PEOPLE
from partnerskap.settings import Settings

KARI = Account("https://id.example", "kari-1", "Kari Nordmann", "kari@kommune.example", None)


def test_whoever_logs_in_again_is_the_same_person_as_the_provider_now_tells(
    accounts: Accounts,
) -> None:
    first = accounts.people.welcome(KARI)
    moved = Account(KARI.issuer, KARI.subject, "Kari Hansen", "kh@by.example", Role.REVIEWER)
    again = accounts.people.welcome(moved)

    assert again.id == first.id
    assert (again.name, again.email, again.roles) == (
        "Kari Hansen",
        "kh@by.example",
        frozenset({Role.REVIEWER}),
    )


def test_a_name_of_ones_own_stays_when_the_provider_gives_none(accounts: Accounts) -> None:
    nameless = Account("https://id.example", "s1", "", "", None)
    person = accounts.people.welcome(nameless)
    accounts.people.rename(person.id, "Ola")

    assert accounts.people.welcome(nameless).name == "Ola"


def test_the_same_subject_at_another_provider_is_another_person(accounts: Accounts) -> None:
    other = Account("https://other.example", KARI.subject, "Evil", KARI.email, None)

    assert accounts.people.welcome(KARI).id != accounts.people.welcome(other).id


def test_roles_given_here_and_by_the_provider_add_up(accounts: Accounts) -> None:
    person = accounts.people.welcome(
        Account("https://id.example", "s1", "Kari", "", Role.SUBMITTER)
    )
    accounts.people.set_role(person.id, Role.ADMINISTRATOR)
    accounts.people.welcome(Account("https://id.example", "s1", "Kari", "", None))

    assert accounts.people.get(person.id).roles == {Role.ADMINISTRATOR}


def test_whoever_is_locked_out_has_no_role_left(accounts: Accounts) -> None:
    person = accounts.people.welcome(
        Account("https://id.example", "s1", "Kari", "", Role.ADMINISTRATOR)
    )
    accounts.people.set_role(person.id, None, locked=True)

    assert accounts.people.get(person.id).roles == frozenset()


def test_names_are_told_for_those_who_still_have_one(accounts: Accounts) -> None:
    person = accounts.people.create("Ola", None)

    assert accounts.people.names([person.id, "gone", "anonymous"]) == {person.id: "Ola"}


def test_an_erased_person_leaves_nothing_in_the_file(accounts: Accounts, tmp_path: Path) -> None:
    person = accounts.people.welcome(KARI)
    stays = accounts.people.create("Ola", Role.REVIEWER)
    session = accounts.sessions.start(person.id, accounts.from_provider)
    token, _ = accounts.tokens.create("Karis skript", "submit", days=1, person=person.id)
    accounts.invitations.create(Invitation("Kari Nordmann", None, person.id), days=1)

    accounts.people.erase(person.id)

    assert accounts.sessions.find(session) is None
    assert accounts.tokens.find(token) is None
    assert [left.id for left in accounts.people.listed()] == [stays.id]
    held = b"".join(file.read_bytes() for file in tmp_path.glob(f"{PEOPLE.file_name}*"))
    for trace in (b"Nordmann", b"kari@kommune", b"kari-1", b"Karis skript"):
        assert trace not in held
    assert b"Ola" in held


@pytest.mark.parametrize(
    "change",
    [
        lambda accounts: accounts.people.get("nobody"),
        lambda accounts: accounts.people.erase("nobody"),
        lambda accounts: accounts.people.rename("nobody", "Kari"),
        lambda accounts: accounts.people.set_role("nobody", None),
    ],
)
def test_an_unknown_id_is_named(accounts: Accounts, change: Callable[[Accounts], object]) -> None:
    with pytest.raises(NotFoundError, match="'nobody'"):
        change(accounts)


def test_only_the_owner_can_read_the_files(accounts: Accounts, tmp_path: Path) -> None:
    accounts.people.create("Kari", None)
    modes = {file.name: file.stat().st_mode & 0o077 for file in tmp_path.iterdir()}

    assert modes == {
        "people.sqlite3": 0,
        "people.sqlite3-shm": 0,
        "people.sqlite3-wal": 0,
        "signing.key": 0,
    }


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StorageError, match=r"file/people\.sqlite3"):
        Accounts.open(Settings(data_dir=tmp_path / "file"))


def test_a_broken_file_is_named(tmp_path: Path, accounts: Accounts) -> None:
    accounts.close()
    for file in tmp_path.glob(f"{PEOPLE.file_name}*"):
        file.write_text("not a database" * 100)

    with pytest.raises(StorageError, match=r"people\.sqlite3"):
        accounts.people.listed()
