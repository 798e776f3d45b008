"""Who asks, as the rest of the program sees them: an opaque id, a name to show, and roles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = ["ANONYMOUS", "Identity", "Role"]

ANONYMOUS: Final = "anonymous"
"""The id of whoever has not said who they are; no person ever has it."""


class Role(StrEnum):
    """What a person may do: propose changes, decide on them, or run the service."""

    SUBMITTER = "submitter"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"

    @property
    def implied(self) -> frozenset[Role]:
        """The role itself and those below it."""
        order = tuple(Role)
        return frozenset(order[: order.index(self) + 1])


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks. ``id`` never tells who the person is; ``name`` does, and may be erased."""

    id: str
    name: str
    roles: frozenset[Role]

    @classmethod
    def anonymous(cls) -> Identity:
        """Make the identity of whoever has not said who they are."""
        return cls(ANONYMOUS, "", frozenset())

    @property
    def is_known(self) -> bool:
        """Tell whether the person has shown who they are."""
        return self.id != ANONYMOUS

    def may(self, role: Role) -> bool:
        """Tell whether one of the roles is this one or one above it.

        >>> Identity("p1", "Kari", frozenset({Role.ADMINISTRATOR})).may(Role.REVIEWER)
        True
        >>> Identity.anonymous().may(Role.SUBMITTER)
        False
        """
        return any(role in held.implied for held in self.roles)
