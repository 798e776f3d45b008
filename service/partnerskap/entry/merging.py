"""Bring a proposal up to a record that has changed since the proposal was made.

Pure functions over triples. Two changes fit together when no triple is touched by both; whether
what comes out is a sound record is for validation to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from partnerskap.errors import StaleError
from partnerskap.records.patch import apply, diff

if TYPE_CHECKING:
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.patch import Patch

__all__ = ["ThreeWay", "merge"]


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """A record as a proposal found it, as others have left it, and as the proposal wants it."""

    key: DocumentKey
    base: tuple[str, ...]
    theirs: tuple[str, ...]
    yours: tuple[str, ...]
    base_version: int
    version: int

    @property
    def their_patch(self) -> Patch:
        """What others did since."""
        return diff(self.base, self.theirs)

    @property
    def your_patch(self) -> Patch:
        """What the proposal does."""
        return diff(self.base, self.yours)

    @property
    def clashes(self) -> frozenset[str]:
        """The triples that both touch."""
        ours, theirs = self.your_patch, self.their_patch
        return frozenset(ours.removed + ours.added) & frozenset(theirs.removed + theirs.added)

    def stale(self) -> StaleError:
        """Make the error that tells someone to look at the difference."""
        return StaleError(
            f"{self.key} er endret av noen andre siden du begynte (versjon {self.base_version} er "
            f"blitt {self.version}). Se forskjellen, og send inn på nytt fra den nye utgaven.",
            f"{self.key} was changed by someone else since you began (version "
            f"{self.base_version} became {self.version}). See the difference, and send again from "
            "the new state.",
            difference=self,
        )


def merge(three: ThreeWay) -> tuple[str, ...]:
    """Give the record with both changes; raise StaleError when they touch the same triple."""
    if three.base == three.theirs:
        return three.yours
    if three.clashes or not three.yours or not three.theirs:
        raise three.stale()
    return apply(three.your_patch, three.theirs)
