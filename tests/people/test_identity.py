"""Roles and what they let people do."""

from __future__ import annotations

import pytest

from partnerskap.people.identity import Identity, Role


@pytest.mark.parametrize(
    ("held", "allowed"),
    [
        (Role.SUBMITTER, [Role.SUBMITTER]),
        (Role.REVIEWER, [Role.SUBMITTER, Role.REVIEWER]),
        (Role.ADMINISTRATOR, [Role.SUBMITTER, Role.REVIEWER, Role.ADMINISTRATOR]),
    ],
)
def test_a_role_allows_what_those_below_it_allow(held: Role, allowed: list[Role]) -> None:
    person = Identity("p1", "Kari", frozenset({held}))

    assert [role for role in Role if person.may(role)] == allowed


def test_whoever_says_nothing_may_nothing() -> None:
    nobody = Identity.anonymous()

    assert not nobody.is_known
    assert [role for role in Role if nobody.may(role)] == []


def test_a_person_without_roles_is_known_but_may_nothing() -> None:
    person = Identity("p1", "Kari", frozenset())

    assert person.is_known
    assert not person.may(Role.SUBMITTER)
