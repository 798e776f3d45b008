"""Tokens speak for somebody, within bounds, until they end."""

from __future__ import annotations

import pytest

from clocks import Clock
from partnerskap.errors import NotFoundError
from partnerskap.people.accounts import Accounts
from partnerskap.people.identity import Role


def test_a_token_of_nobody_speaks_for_itself(accounts: Accounts) -> None:
    secret, token = accounts.tokens.create("CI", "review", days=30)

    identity = accounts.tokens.find(secret)

    assert secret.startswith("pkt_")
    assert identity is not None
    assert (identity.id, identity.name) == (token.id, "CI")
    assert identity.roles == Role.REVIEWER.implied


def test_a_persons_token_may_no_more_than_the_person_may_now(accounts: Accounts) -> None:
    person = accounts.people.create("Kari", Role.ADMINISTRATOR)
    secret, _ = accounts.tokens.create("Karis skript", "review", days=30, person=person.id)
    before = accounts.tokens.find(secret)
    accounts.people.set_role(person.id, Role.SUBMITTER)
    after = accounts.tokens.find(secret)
    accounts.people.set_role(person.id, None, locked=True)
    locked = accounts.tokens.find(secret)

    assert before is not None
    assert after is not None
    assert locked is not None
    assert (before.id, before.roles) == (person.id, Role.REVIEWER.implied)
    assert (after.roles, locked.roles) == (frozenset({Role.SUBMITTER}), frozenset())


def test_a_token_ends_with_its_days(accounts: Accounts, clock: Clock) -> None:
    secret, _ = accounts.tokens.create("CI", "submit", days=1)
    clock.now += 86_399
    before = accounts.tokens.find(secret)
    clock.now += 1

    assert before is not None
    assert accounts.tokens.find(secret) is None
    assert [token.state(clock.now) for token in accounts.tokens.listed()] == ["expired"]


def test_a_revoked_token_is_of_no_use_and_stays_listed(accounts: Accounts, clock: Clock) -> None:
    secret, token = accounts.tokens.create("CI", "submit", days=1)
    accounts.tokens.revoke(token.id)

    assert accounts.tokens.find(secret) is None
    assert [token.state(clock.now) for token in accounts.tokens.listed()] == ["revoked"]


def test_the_day_a_token_was_last_used_is_kept_and_no_more(
    accounts: Accounts, clock: Clock
) -> None:
    secret, _ = accounts.tokens.create("CI", "submit", days=9)
    days = [accounts.tokens.listed()[0].used_on]
    for _ in range(2):
        accounts.tokens.find(secret)
        days.append(accounts.tokens.listed()[0].used_on)
        clock.now += 86_400

    assert days == [None, "2023-11-14", "2023-11-15"]


@pytest.mark.parametrize("guess", ["", "pkt_", "pkt_" + "A" * 43, "æøå", "\udcff", "x" * 10_000])
def test_nothing_else_is_a_token(accounts: Accounts, guess: str) -> None:
    accounts.tokens.create("CI", "submit", days=1)

    assert accounts.tokens.find(guess) is None


def test_one_cannot_revoke_the_token_of_another(accounts: Accounts) -> None:
    kari, ola = (accounts.people.create(name, None) for name in ("Kari", "Ola"))
    secret, token = accounts.tokens.create("Karis", "submit", days=1, person=kari.id)

    with pytest.raises(NotFoundError):
        accounts.tokens.revoke(token.id, person=ola.id)
    assert accounts.tokens.find(secret) is not None
    assert accounts.tokens.listed(ola.id) == []
