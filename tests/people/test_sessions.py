"""How long a session lasts, and what ends it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from clocks import Clock
from partnerskap.people.accounts import Accounts
from partnerskap.people.identity import Role
from partnerskap.people.sessions import Lifetime

HOUR = Lifetime(idle=600, longest=3600)


def test_a_session_names_its_person(accounts: Accounts) -> None:
    person = accounts.people.create("Kari", Role.REVIEWER)
    secret = accounts.sessions.start(person.id, HOUR)

    found = accounts.sessions.find(secret)

    assert found is not None
    assert (found.id, found.roles) == (person.id, frozenset({Role.REVIEWER}))


def test_a_session_ends_when_it_was_not_used_for_a_while(accounts: Accounts, clock: Clock) -> None:
    secret = accounts.sessions.start(accounts.people.create("Kari", None).id, HOUR)
    clock.now += 599
    used = accounts.sessions.find(secret)
    clock.now += 599
    again = accounts.sessions.find(secret)
    clock.now += 600

    assert used is not None
    assert again is not None
    assert accounts.sessions.find(secret) is None


def test_a_session_ends_in_any_case(accounts: Accounts, clock: Clock) -> None:
    secret = accounts.sessions.start(accounts.people.create("Kari", None).id, HOUR)
    for _ in range(7):
        clock.now += 500
        assert accounts.sessions.find(secret) is not None
    clock.now += 500

    assert accounts.sessions.find(secret) is None


def test_a_new_login_takes_the_place_of_the_session_before(accounts: Accounts) -> None:
    person = accounts.people.create("Kari", None)
    before = accounts.sessions.start(person.id, HOUR)
    after = accounts.sessions.start(person.id, HOUR, instead_of=before)

    assert before != after
    assert accounts.sessions.find(before) is None
    assert accounts.sessions.find(after) is not None


def test_logging_out_ends_one_session_and_gives_what_the_provider_wants(
    accounts: Accounts,
) -> None:
    person = accounts.people.create("Kari", None)
    here = accounts.sessions.start(person.id, HOUR, id_token="a.b.c")  # noqa: S106 - invented
    there = accounts.sessions.start(person.id, HOUR)

    assert accounts.sessions.end(here) == "a.b.c"
    assert accounts.sessions.end(here) == ""
    assert accounts.sessions.find(here) is None
    assert accounts.sessions.find(there) is not None


def test_logging_out_everywhere_ends_all_sessions_of_one_person(accounts: Accounts) -> None:
    kari, ola = (accounts.people.create(name, None) for name in ("Kari", "Ola"))
    mine = [accounts.sessions.start(kari.id, HOUR) for _ in range(3)]
    his = accounts.sessions.start(ola.id, HOUR)

    assert accounts.sessions.end_all(kari.id) == 3
    assert [accounts.sessions.find(secret) for secret in mine] == [None, None, None]
    assert accounts.sessions.find(his) is not None


def test_the_file_does_not_hold_what_the_browser_holds(accounts: Accounts, tmp_path: Path) -> None:
    kari = accounts.people.create("Kari", None)
    secret = accounts.sessions.start(kari.id, HOUR, id_token="raw.id.token")  # noqa: S106 - invented
    token, _ = accounts.tokens.create("CI", "submit", days=1)

    with sqlite3.connect(tmp_path / "people.sqlite3") as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()

    assert len(secret) == 43  # 256 bits in base 64
    assert secret not in dump
    assert token not in dump
    assert "raw.id.token" not in dump
    assert "CI" in dump


def test_what_is_over_is_cleared_away_at_the_next_login(accounts: Accounts, clock: Clock) -> None:
    person = accounts.people.create("Kari", None)
    accounts.sessions.start(person.id, HOUR)
    clock.now += 4000
    accounts.sessions.start(person.id, HOUR)

    assert accounts.sessions.times(person.id) == [(int(clock.now), int(clock.now))]
