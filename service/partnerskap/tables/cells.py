"""What a cell means for its column: plain values, and what was assumed on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.entry.typed import as_text, read_typed

if TYPE_CHECKING:
    from partnerskap.entry.typed import Finder, Typed
    from partnerskap.records.wording import Wording
    from partnerskap.tables.layout import Column

__all__ = ["CLEAR", "Read", "join", "read_cell", "split"]

CLEAR: Final = ("(slett)", "(delete)")
"""A cell that says so empties the field; an empty cell leaves it as it is."""

_ESCAPED: Final = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Read:
    """The values of one cell, and what was assumed (none: they stand as they were written)."""

    values: tuple[object, ...]
    assumed: Wording | None = None
    clear: bool = False


def split(text: str) -> list[str]:
    r"""Take a cell with several values apart at ``|``; ``\|`` is a bar in a value.

    >>> split(r"Helse | Skole|a\|b")
    ['Helse', 'Skole', 'a|b']
    """
    parts = (part.replace("\\|", "|").strip() for part in _ESCAPED.split(text))
    return [part for part in parts if part]


def join(values: list[str]) -> str:
    """Put several values into one cell, so that ``split`` finds them again."""
    return " | ".join(value.replace("|", "\\|") for value in values)


def read_cell(column: Column, value: Typed, finder: Finder) -> Read:
    """Read a cell that is not empty."""
    field = column.field
    if isinstance(value, str) and value.strip().casefold() in CLEAR:
        return Read((), clear=True)
    if field is None:
        return Read((as_text(value),))
    if isinstance(value, str):
        parts: list[Typed] = [*split(value)] if column.many else [value.strip()]
    else:
        parts = [value]
    read = [read_typed(field, part, finder) for part in parts]
    assumed = [each for _, each in read if each is not None]
    return Read(tuple(found for found, _ in read), assumed[0] if assumed else None)
