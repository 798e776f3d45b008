"""What may be chosen in a column, by the names people see, and the way back from a name.

Made once per version of the graph. A name that several things have is shown with the key of each.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from partnerskap.graph.terms import PREFIXES, expand

if TYPE_CHECKING:
    from partnerskap.entry.fields import Field

__all__ = ["Choice", "Finding"]

_NAMES: Final = tuple(NamedNode(expand(n)) for n in ("skos:prefLabel", "dct:title"))
_OTHERS: Final = tuple(NamedNode(expand(name)) for name in ("skos:altLabel", "skos:notation"))
_NUMBERS: Final = tuple(
    NamedNode(expand(name))
    for name in ("org:identifier", "pk:municipalityNumber", "pk:formerMunicipalityNumber")
)
_DEFAULT: Final = DefaultGraph()
_LANGUAGES: Final = ("nb", "nn", "en")
_KEYED: Final = re.compile(r".*\(([a-z0-9/.-]+)\)\s*")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be chosen: its word in plain JSON, and what it is shown as."""

    word: str
    shown: str


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that may be chosen, with all that people may call it."""

    word: str
    names: dict[str, str]
    others: tuple[str, ...]

    def name(self, language: str) -> str:
        wanted = (language, *_LANGUAGES, "")
        return next((self.names[each] for each in wanted if each in self.names), self.word)


class Finding:
    """Finds codes and records of one graph by what people write."""

    def __init__(self, graph: Store) -> None:
        self._graph = graph
        self._things: dict[tuple[str, ...], tuple[_Thing, ...]] = {}
        self._words: dict[tuple[str, ...], dict[str, str | None]] = {}
        self._shown: dict[tuple[tuple[str, ...], str], tuple[Choice, ...]] = {}
        self._names: dict[tuple[tuple[str, ...], str], dict[str, str]] = {}

    def choices(self, field: Field, language: str) -> tuple[Choice, ...]:
        """Give all that may be chosen in a field, by name in the order of the alphabet."""
        if field.options:
            return tuple(Choice(option.word, option.word) for option in field.options)
        sets = _sets(field)
        if (sets, language) not in self._shown:
            self._shown[sets, language] = self._show_all(sets, language)
        return self._shown[sets, language]

    def _show_all(self, sets: tuple[str, ...], language: str) -> tuple[Choice, ...]:
        things = self._of(sets)
        doubles = Counter(_fold(thing.name(language)) for thing in things)
        shown = [
            Choice(
                thing.word,
                thing.name(language)
                if doubles[_fold(thing.name(language))] == 1
                else f"{thing.name(language)} ({thing.word})",
            )
            for thing in things
        ]
        return tuple(sorted(shown, key=lambda choice: _fold(choice.shown)))

    def find(self, field: Field, text: str) -> str | None:
        """Give the word for a name, a number or a key; None when nothing or too much fits."""
        sets = _sets(field)
        if not sets:
            return None
        if sets not in self._words:
            self._words[sets] = _index(self._of(sets))
        words = self._words[sets]
        found = words.get(_fold(text)) or words.get(_number(text))
        if found is None and (keyed := _KEYED.fullmatch(text)):
            found = words.get(_fold(keyed[1]))
        return found

    def show(self, field: Field, word: str, language: str) -> str:
        """Give what a word is shown as; the word itself when nothing has it."""
        key = _sets(field), language
        if key not in self._names:
            self._names[key] = {c.word: c.shown for c in self.choices(field, language)}
        return self._names[key].get(word, word)

    def _of(self, sets: tuple[str, ...]) -> tuple[_Thing, ...]:
        if sets not in self._things:
            alone = len(sets) == 1
            self._things[sets] = tuple(
                thing for name in sets for thing in self._read(name, alone=alone)
            )
        return self._things[sets]

    def _read(self, name: str, *, alone: bool) -> list[_Thing]:
        """Read every thing of one type or list that has a name."""
        start = PREFIXES[name]
        found: dict[str, tuple[dict[str, str], list[str]]] = {}
        for predicate in (*_NAMES, *_OTHERS, *_NUMBERS):
            for quad in self._graph.quads_for_pattern(None, predicate, None, _DEFAULT):
                node, value = quad.subject, quad.object
                if not isinstance(node, NamedNode) or not isinstance(value, Literal):
                    continue
                if not node.value.startswith(start) or "#" in node.value:
                    continue
                names, others = found.setdefault(node.value.removeprefix(start), ({}, []))
                if predicate in _NAMES:
                    names.setdefault(value.language or "", value.value)
                else:
                    others.append(value.value)
        return [
            _Thing(slug if alone else f"{name}/{slug}", names, tuple(others))
            for slug, (names, others) in found.items()
            if names
        ]


def _sets(field: Field) -> tuple[str, ...]:
    return field.lists or field.record_types


def _index(things: tuple[_Thing, ...]) -> dict[str, str | None]:
    """Give the word of each name; None where names are shared. Names go before other names."""
    index: dict[str, str | None] = {}
    for names in (
        lambda thing: (thing.word,),
        lambda thing: thing.names.values(),
        lambda thing: thing.others,
    ):
        level: dict[str, str | None] = {}
        for thing in things:
            for name in names(thing):
                key = _fold(name)
                level[key] = thing.word if level.get(key, thing.word) == thing.word else None
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
