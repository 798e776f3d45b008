"""The difference between two states of a record, as a patch that can be written and applied.

Pure functions. A patch is written in RDF Patch: one line a triple, ``D`` for those taken away and
``A`` for those added.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from partnerskap.errors import ConflictError

if TYPE_CHECKING:
    from partnerskap.graph.terms import DocumentKey

__all__ = ["Change", "Kind", "Patch", "apply", "diff"]


class Kind(StrEnum):
    """What a change does to a record."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Patch:
    """Triples taken away and added, each sorted."""

    removed: tuple[str, ...]
    added: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    def __str__(self) -> str:
        lines = [f"D {line} ." for line in self.removed] + [f"A {line} ." for line in self.added]
        return "\n".join(lines)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what ``str`` wrote; raise ValueError for anything else.

        >>> Patch.parse("A <urn:a> <urn:b> <urn:c> .").added
        ('<urn:a> <urn:b> <urn:c>',)
        """
        removed: list[str] = []
        added: list[str] = []
        for line in text.split("\n") if text else ():
            side = {"D ": removed, "A ": added}.get(line[:2])
            if side is None or not line.endswith(" ."):
                raise ValueError(f"Not a line of a patch: {line!r}")
            side.append(line[2:-2])
        return cls(tuple(removed), tuple(added))

    def inverse(self) -> Patch:
        """Give the patch that undoes this one."""
        return Patch(removed=self.added, added=self.removed)


@dataclass(frozen=True, slots=True)
class Change:
    """A patch to one record, made from the state that version ``base`` left it in (0: none)."""

    key: DocumentKey
    patch: Patch
    base: int


def diff(before: tuple[str, ...], after: tuple[str, ...]) -> Patch:
    """Give the patch that leads from one set of triples to another.

    >>> print(diff(("<urn:a> <urn:b> 1",), ("<urn:a> <urn:b> 2",)))
    D <urn:a> <urn:b> 1 .
    A <urn:a> <urn:b> 2 .
    """
    old, new = frozenset(before), frozenset(after)
    return Patch(tuple(sorted(old - new)), tuple(sorted(new - old)))


def apply(patch: Patch, triples: tuple[str, ...]) -> tuple[str, ...]:
    """Give the triples after a patch; raise ConflictError when it was made for other triples."""
    current = frozenset(triples)
    if not current.issuperset(patch.removed) or not current.isdisjoint(patch.added):
        raise ConflictError(
            "Endringen er laget for en annen utgave av oppføringen. Last den inn på nytt.",
            "The change was made for another state of the record. Load the record again.",
        )
    return tuple(sorted((current - frozenset(patch.removed)) | frozenset(patch.added)))
