"""Choices by the names people see in forms and spreadsheets, and the way back from a name.

Made once per version of the graph. A name that several things have is shown with the key of each.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from partnerskap.graph.terms import expand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from partnerskap.entry.choices import Choice, Choices
    from partnerskap.entry.fields import Field

__all__ = ["Finding", "Option"]

_OTHERS: Final = tuple(
    NamedNode(expand(name))
    for name in (
        "skos:altLabel",
        "skos:notation",
        "org:identifier",
        "pk:municipalityNumber",
        "pk:formerMunicipalityNumber",
    )
)
_DEFAULT: Final = DefaultGraph()
_KEYED: Final = re.compile(r".*\(([a-z0-9/.-]+)\)\s*")

_Sets = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may be chosen: its word in plain JSON, and what it is shown as."""

    word: str
    shown: str


class Finding:
    """Finds codes and records of one graph by what people write."""

    def __init__(self, choices: Choices, graph: Store) -> None:
        self._choices = choices
        self._graph = graph
        self._words: dict[_Sets, dict[str, str | None]] = {}
        self._options: dict[tuple[_Sets, str], tuple[Option, ...]] = {}
        self._names: dict[tuple[_Sets, str], dict[str, str]] = {}

    def options(self, field: Field, language: str) -> tuple[Option, ...]:
        """Give all that may be chosen in a field, by name in the order of the alphabet."""
        key = _sets(field), language
        if key not in self._options:
            self._options[key] = _shown(self._choices.entries(field, language), language)
        return self._options[key]

    def find(self, field: Field, text: str) -> str | None:
        """Give the word for a name, a number or a key; None when nothing or too much fits."""
        sets = _sets(field)
        if not sets:
            return None
        if sets not in self._words:
            self._words[sets] = _index(self._choices.entries(field), self._other_names)
        words = self._words[sets]
        found = words.get(_fold(text)) or words.get(_number(text))
        if found is None and (keyed := _KEYED.fullmatch(text)):
            found = words.get(_fold(keyed[1]))
        return found

    def show(self, field: Field, word: str, language: str) -> str:
        """Give what a word is shown as; the word itself when nothing has it."""
        key = _sets(field), language
        if key not in self._names:
            self._names[key] = {each.word: each.shown for each in self.options(field, language)}
        return self._names[key].get(word, word)

    def _other_names(self, choice: Choice) -> list[str]:
        """Give short names, old names and numbers."""
        if not isinstance(choice.term, NamedNode):
            return []
        return [
            quad.object.value
            for predicate in _OTHERS
            for quad in self._graph.quads_for_pattern(choice.term, predicate, None, _DEFAULT)
            if isinstance(quad.object, Literal)
        ]


def _sets(field: Field) -> _Sets:
    """Tell the sets of choices apart; none where a field is open."""
    return field.lists or field.record_types or tuple(option.word for option in field.options)


def _shown(choices: Sequence[Choice], language: str) -> tuple[Option, ...]:
    names = [choice.label.in_language(language) for choice in choices]
    doubles = Counter(map(_fold, names))
    return tuple(
        Option(choice.word, name if doubles[_fold(name)] == 1 else f"{name} ({choice.word})")
        for choice, name in zip(choices, names, strict=True)
    )


def _index(
    choices: Sequence[Choice], other_names: Callable[[Choice], Iterable[str]]
) -> dict[str, str | None]:
    """Give the word of each name; None where names are shared. Labels go before other names."""

    def labels(choice: Choice) -> Iterable[str]:
        return (choice.label.nb, choice.label.nn, choice.label.en)

    def words(choice: Choice) -> Iterable[str]:
        return (choice.word,)

    index: dict[str, str | None] = {}
    for names in (words, labels, other_names):
        level: dict[str, str | None] = {}
        for choice in choices:
            for name in filter(None, names(choice)):
                key = _fold(name)
                level[key] = choice.word if level.get(key, choice.word) == choice.word else None
        index = {**level, **index}
    return index


def _fold(text: str) -> str:
    """Read a name as people mean it.

    >>> _fold("  Trondheim   kommune ")
    'trondheim kommune'
    """
    return " ".join(text.casefold().split())


def _number(text: str) -> str:
    """Write a number as registers do, with the zero that spreadsheets drop.

    >>> _number("301"), _number("942 110 464")
    ('0301', '942110464')
    """
    digits = "".join(text.split())
    return digits.zfill(4) if digits.isdecimal() and len(digits) == 3 else digits
