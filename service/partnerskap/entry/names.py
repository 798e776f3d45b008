"""Names for new parts of a record: readable, and never one that was used before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from partnerskap.entry.fields import Kind
from partnerskap.graph.folding import fold
from partnerskap.graph.terms import expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from partnerskap.entry.fields import Field

__all__ = ["Names"]

_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBERED: Final = re.compile(r"(.+)-(\d{1,9})")
_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9]+")
_KIND: Final = expand("dct:type")
_LONGEST: Final = 60


class Names:
    """The names a record uses or has used, and the next free ones."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}
        for name in taken:
            self.take(name)

    def take(self, name: str) -> bool:
        """Mark a name as used; tell whether it was free."""
        if name in self._taken:
            return False
        self._taken.add(name)
        if numbered := _NUMBERED.fullmatch(name):
            stem, number = numbered[1], int(numbered[2])
            self._last[stem] = max(self._last.get(stem, 0), number)
        return True

    def new(self, field: Field, parent: str, data: Mapping[str, object]) -> str:
        """Make a name for a part of a field from what it says; ``parent`` is the part above it.

        A part with one required reference is called by it (``member-ntnu``), one with a kind by
        the kind (``trigger-1``), an only part by its field (``period``); others are numbered.
        """
        above = f"{parent}-" if parent else ""
        form = field.part or field.statement
        if form is field.statement or not field.many:
            return self._free(above + _kebab(field.key))
        stem = _kebab(field.key).removesuffix("s")
        references = [f for f in form.fields if f.min and not f.many] if form else []
        for each in references:
            word = _slug(data.get(each.key))
            if word and each.kind is Kind.REFERENCE:
                return self._free(f"{above}{stem}-{word}")
            if word and each.kind is Kind.CODE and each.path == _KIND and not parent:
                return self._next(word)
        return self._next(above + stem)

    def _free(self, name: str) -> str:
        if self.take(name):
            return name
        return self._next(name, at_least=2)

    def _next(self, stem: str, *, at_least: int = 1) -> str:
        number = max(self._last.get(stem, 0) + 1, at_least)
        while not self.take(f"{stem}-{number}"):
            number += 1
        return f"{stem}-{number}"


def _kebab(key: str) -> str:
    return _CAPITAL.sub("-", key).lower()


def _slug(value: object) -> str:
    """Make a piece of a name from a short or full name of a record or code."""
    if isinstance(value, dict):
        value = value.get("value")
    last = (
        value.rstrip("/#").rpartition("/")[2].rpartition("#")[2] if isinstance(value, str) else ""
    )
    return _NOT_IN_NAMES.sub("-", fold(last[:200])).strip("-")[:_LONGEST].strip("-")
