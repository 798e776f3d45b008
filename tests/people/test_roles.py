"""What a provider says of a person, and the role it earns."""

from __future__ import annotations

import pytest

from partnerskap.people.identity import Role
from partnerskap.people.roles import RoleRules, read_entries, role_for

RULES = RoleRules(
    "roles",
    {
        Role.SUBMITTER: read_entries("*"),
        Role.REVIEWER: read_entries("pk-review, Kari@Kommune.example"),
        Role.ADMINISTRATOR: read_entries("sub:admin-1"),
    },
)


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"sub": "s1"}, Role.SUBMITTER),
        ({"sub": "s1", "roles": ["other", "pk-review"]}, Role.REVIEWER),
        ({"sub": "s1", "roles": "other pk-review"}, Role.REVIEWER),
        ({"sub": "s1", "roles": {"pk-review": True}}, Role.SUBMITTER),
        ({"sub": "s1", "roles": [["pk-review"], 7, None]}, Role.SUBMITTER),
        ({"sub": "s1", "email": "kari@kommune.example", "email_verified": True}, Role.REVIEWER),
        ({"sub": "s1", "email": "KARI@kommune.example", "email_verified": True}, Role.REVIEWER),
        ({"sub": "s1", "email": "kari@kommune.example"}, Role.SUBMITTER),
        ({"sub": "s1", "email": "kari@kommune.example", "email_verified": "true"}, Role.SUBMITTER),
        ({"sub": "s1", "roles": ["kari@kommune.example"]}, Role.SUBMITTER),
        ({"sub": "s1", "roles": ["sub:admin-1"]}, Role.SUBMITTER),
        ({"sub": "admin-1"}, Role.ADMINISTRATOR),
        ({"sub": ["admin-1"]}, Role.SUBMITTER),
    ],
)
def test_the_highest_role_that_is_earned_counts(claims: dict[str, object], role: Role) -> None:
    assert role_for(claims, RULES) is role


def test_where_nobody_is_named_nobody_gets_a_role() -> None:
    rules = RoleRules("roles", {role: read_entries("") for role in Role})

    assert role_for({"sub": "s1", "roles": ["", "*"], "email_verified": True}, rules) is None


@pytest.mark.parametrize(
    ("claim", "claims"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["pk-review"]}}),
        ("https://kommune.example/roles", {"https://kommune.example/roles": ["pk-review"]}),
        ("groups", {"groups": ["pk-review"]}),
    ],
)
def test_roles_are_found_where_providers_put_them(claim: str, claims: dict[str, object]) -> None:
    rules = RoleRules(claim, {Role.REVIEWER: frozenset({"pk-review"})})

    assert role_for(claims, rules) is Role.REVIEWER
