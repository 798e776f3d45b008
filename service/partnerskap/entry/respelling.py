"""What a value that a field cannot take may stand for, spelt as dates, numbers, addresses are."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.entry.fields import Kind
from partnerskap.entry.values import read_value
from partnerskap.records.spellings import other_spellings
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from partnerskap.entry.fields import Field
    from partnerskap.entry.problems import Meant
    from partnerskap.graph.terms import DocumentKey

__all__ = ["respelt"]

_KINDS: Final = (Kind.DATE, Kind.NUMBER, Kind.ADDRESS)
_MOST: Final = 2


def respelt(field: Field, text: str, home: DocumentKey) -> tuple[Meant, ...]:
    """Give what a field can take of other ways to write a text, the likeliest first."""
    return tuple(islice(_readable(field, text, home), _MOST)) if field.kind in _KINDS else ()


def _readable(field: Field, text: str, home: DocumentKey) -> Iterator[Meant]:
    seen: set[str] = set()
    for other in other_spellings(Literal(text)):
        if not isinstance(other, NamedNode | Literal) or _says_no_more(other.value, {text, *seen}):
            continue
        seen.add(other.value)
        term = read_value(field, other.value, home)
        if isinstance(term, NamedNode | Literal):
            yield term, Wording(other.value, other.value)


def _says_no_more(value: str, than: set[str]) -> bool:
    """Tell whether a value is one of those before, or the mere beginning of one: a day's year."""
    return any(each.startswith(value) for each in than)
