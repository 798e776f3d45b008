"""Which role a provider's word gives: from its roles or groups, e-mail addresses or subjects.

Pure: claims in, a role out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from partnerskap.people.identity import Role

__all__ = ["Claims", "RoleRules", "read_entries", "role_for", "text_of"]

Claims = Mapping[str, object]
"""What a provider says of a person, by the names of OpenID Connect."""


@dataclass(frozen=True, slots=True)
class RoleRules:
    """The claim that tells roles, and who has each of ours.

    An entry is a value of that claim, a verified e-mail address, ``sub:`` and a subject, or ``*``
    for everyone. An address that the provider has not verified counts for nothing, since with
    some providers anyone can claim it.
    """

    claim: str
    entries: Mapping[Role, frozenset[str]]


def read_entries(text: str) -> frozenset[str]:
    """Read entries between commas.

    >>> sorted(read_entries("Kari@Kommune.no, pk-reviewers"))
    ['kari@kommune.no', 'pk-reviewers']
    """
    parts = filter(None, (part.strip() for part in text.split(",")))
    return frozenset(part.casefold() if _is_address(part) else part for part in parts)


def role_for(claims: Claims, rules: RoleRules) -> Role | None:
    """Give the highest role that the claims earn; None when they earn none."""
    shown = {"*", f"sub:{text_of(claims, 'sub')}"} | {
        value for value in _values(claims, rules.claim) if value != "*" and not _is_marked(value)
    }
    if claims.get("email_verified") is True:
        shown.add(text_of(claims, "email").casefold())
    earned = [role for role in Role if shown & rules.entries.get(role, frozenset())]
    return earned[-1] if earned else None


def text_of(claims: Claims, name: str) -> str:
    """Give a claim that is a text; empty when it is missing or something else."""
    value = claims.get(name)
    return value.strip()[:500] if isinstance(value, str) else ""


def _is_address(entry: str) -> bool:
    return "@" in entry and not entry.startswith("sub:")


def _is_marked(value: str) -> bool:
    """Tell whether a role is written like an address or a subject, which only those may be."""
    return "@" in value or value.startswith("sub:")


def _values(claims: Claims, name: str) -> list[str]:
    """Read the roles: a list, one text with spaces between, or either within objects."""
    found: object = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return found.split()
    return [value for value in found if isinstance(value, str)] if isinstance(found, list) else []
