"""Make the key of a new record from its name."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["slug_of"]

_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})
_LONGEST: Final = 80


def slug_of(name: str) -> str:
    """Make a key of a name.

    >>> slug_of("Universitetskommunen Levanger – Ålesund 3.0")
    'universitetskommunen-levanger-alesund-3-0'
    """
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:_LONGEST].strip("-")
