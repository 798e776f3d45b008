"""Where the next page of a list begins, as an opaque word.

The word holds the place (not the number) of the last row, so that a list that grows between two
pages neither repeats nor skips rows, and a mark of the selection it belongs to.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from partnerskap.errors import BadRequestError

__all__ = ["Place", "read_cursor", "write_cursor"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a row stands in a sorted list; rows without the value sorted by stand last."""

    missing: bool
    key: str
    iri: str


def write_cursor(place: Place, mark: str) -> str:
    """Pack a place.

    >>> read_cursor(write_cursor(Place(False, "å", "urn:x"), "m"), "m")
    Place(missing=False, key='å', iri='urn:x')
    """
    packed = json.dumps([mark, place.missing, place.key, place.iri]).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(word: str, mark: str) -> Place:
    """Unpack a place; raise BadRequestError for a word we did not write for this selection."""
    try:
        packed = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        found, missing, key, iri = json.loads(packed)
    except (ValueError, TypeError, RecursionError):
        raise _unusable() from None
    fits = found == mark and isinstance(missing, bool)
    if not fits or not isinstance(key, str) or not isinstance(iri, str):
        raise _unusable()
    return Place(missing, key, iri)


def _unusable() -> BadRequestError:
    return BadRequestError(
        "Verdien av «next» hører ikke til dette utvalget. Begynn på første side, uten «next».",
        "The value of 'next' does not belong to this selection. Start at the first page, "
        "without 'next'.",
    )
