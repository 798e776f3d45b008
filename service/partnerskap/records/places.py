"""Where in the sender's own input a result belongs. What reads an input keeps its places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from partnerskap.records.report import Result

__all__ = ["Place", "Places"]


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in an input, told in the way its format tells spots; what does not apply is None.

    ``document`` is the name of the file or sheet bundle as the sender calls it. Lines and columns
    count from 1; ``pointer`` is a JSON Pointer (RFC 6901); ``cell`` is written as in ``B7``.
    """

    document: str
    line: int | None = None
    column: int | None = None
    pointer: str | None = None
    sheet: str | None = None
    cell: str | None = None


class Places(Protocol):
    """Anything that remembers where in an input its triples stood."""

    def find(self, result: Result) -> Place | None:
        """Find the spot of the value, or of the node when the value is missing; None if unknown."""
