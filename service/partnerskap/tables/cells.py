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

__all__ = ["CLEAR", "SEPARATOR", "Read", "join", "read_cell", "safe_cell", "split"]

SEPARATOR: Final = " | "
"""What stands between the values of a cell that has several."""

CLEAR: Final = ("(slett)", "(delete)")
"""A cell that says so empties the field; an empty cell leaves it as it is."""

_ESCAPED: Final = re.compile(r"(?<!\\)\|")
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


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
    return SEPARATOR.join(value.replace("|", "\\|") for value in values)


def safe_cell(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula.

    >>> safe_cell("=1+1"), safe_cell("-5"), safe_cell("Ås")
    ("'=1+1", '-5', 'Ås')
    """
    if text.startswith(_DANGEROUS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


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
