"""Invitations let one person in, once; so do logins that were begun at a provider."""

from __future__ import annotations

import pytest

from clocks import Clock
from partnerskap.errors import NotFoundError
from partnerskap.people.accounts import Accounts
from partnerskap.people.identity import Role
from partnerskap.people.invitations import Invitation

KARI = Invitation("Kari", Role.REVIEWER)


def test_an_invitation_makes_a_person_with_the_role_it_names(accounts: Accounts) -> None:
    secret = accounts.invitations.create(KARI, days=7)
    shown = accounts.invitations.show(secret)
    person = accounts.invitations.accept(secret, accounts.people)

    assert shown == KARI
    assert (person.name, person.roles) == ("Kari", frozenset({Role.REVIEWER}))
    assert accounts.people.get(person.id) == person


def test_looking_at_an_invitation_does_not_use_it_up_but_accepting_it_does(
    accounts: Accounts,
) -> None:
    secret = accounts.invitations.create(KARI, days=7)
    for _ in range(3):
        accounts.invitations.show(secret)
    accounts.invitations.accept(secret, accounts.people)

    with pytest.raises(NotFoundError, match="was used"):
        accounts.invitations.show(secret)
    with pytest.raises(NotFoundError, match="was used"):
        accounts.invitations.accept(secret, accounts.people)
    assert len(accounts.people.listed()) == 1


def test_an_invitation_ends_with_its_days(accounts: Accounts, clock: Clock) -> None:
    secret = accounts.invitations.create(KARI, days=7)
    clock.now += 7 * 86_400

    with pytest.raises(NotFoundError, match="has expired"):
        accounts.invitations.accept(secret, accounts.people)


def test_an_invitation_for_someone_known_lets_the_same_person_in(accounts: Accounts) -> None:
    person = accounts.people.create("Kari", Role.SUBMITTER)
    secret = accounts.invitations.create(Invitation("Kari", None, person.id), days=7)

    assert accounts.invitations.accept(secret, accounts.people) == person


def test_a_login_is_completed_once_with_what_it_began_with(accounts: Accounts) -> None:
    secret, attempt = accounts.attempts.begin("/submissions/new")

    assert len({attempt.state, attempt.nonce, attempt.verifier, secret}) == 4
    assert accounts.attempts.take(secret) == attempt
    assert accounts.attempts.take(secret) is None


def test_a_login_must_be_completed_within_ten_minutes(accounts: Accounts, clock: Clock) -> None:
    secret, _ = accounts.attempts.begin("/")
    clock.now += 600

    assert accounts.attempts.take(secret) is None
