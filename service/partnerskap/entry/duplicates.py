"""Find records that may be the same thing as one that is proposed: alike in name, members or mark.

Pure over lines and a graph. Nothing is decided here; a person looks at what is found. Words that
many names have, such as «kommune», weigh little; a word that no record has may be a misspelt one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode
from rapidfuzz import fuzz, process

from partnerskap.entry.lines import read_lines
from partnerskap.graph.folding import words
from partnerskap.graph.terms import PREFIXES, DocumentKey, expand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import BlankNode, Store, Triple

    Term = NamedNode | BlankNode | Literal | Triple

__all__ = ["Duplicate", "Profile", "find_duplicates", "profile_of", "profiles_in"]

_NAMES: Final = tuple(
    NamedNode(expand(name))
    for name in ("skos:prefLabel", "skos:altLabel", "dct:title", "schema:name", "foaf:name")
)
_MARKS: Final = tuple(
    NamedNode(expand(name)) for name in ("org:identifier", "pk:municipalityNumber", "schema:url")
)
_MEMBER: Final = NamedNode(expand("org:member"))
_SAME_NAME: Final = 75
_LIKE_NAME: Final = 40
_FEW: Final = 2
"""So many members in common, and no others, make two partnerships alike."""
_MISSPELT: Final = 84
_SHORT: Final = 4
_MOST: Final = 10

Name = frozenset[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a record is told by: its names in all languages, its members, its numbers and address.

    A name stands as its folded words.
    """

    key: DocumentKey
    names: frozenset[Name] = frozenset()
    members: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record that may be the same: how alike the names are (0–100), and what both have.

    ``members`` are IRIs of actors, ``marks`` organisation numbers or addresses.
    """

    key: DocumentKey
    likeness: int
    members: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def weight(self) -> tuple[int, int, int]:
        """The order of what is found: the same mark first, then the name, then the members."""
        return len(self.marks), self.likeness, len(self.members)


def find_duplicates(wanted: Profile, others: Iterable[Profile]) -> list[Duplicate]:
    """Give the records that may be the same as the wanted one, the likeliest first.

    >>> bergen = Profile(DocumentKey("actor", "bergen"), frozenset({frozenset({"bergen"})}))
    >>> new = Profile(DocumentKey("actor", "ny"), frozenset({frozenset({"bergenn"})}))
    >>> find_duplicates(new, [bergen])[0].likeness
    100
    """
    alike = [each for each in others if each.key.type == wanted.key.type]
    scale = _Scale(alike)
    names = [scale.meant(name) for name in wanted.names]
    found = [_compare(wanted, names, other, scale) for other in alike if other.key != wanted.key]
    likely = [each for each in found if _is_likely(each, wanted)]
    return sorted(likely, key=lambda each: (each.weight, str(each.key)), reverse=True)[:_MOST]


def profile_of(key: DocumentKey, lines: Iterable[str]) -> Profile:
    """Read what a record is told by from its lines."""
    profile = _Gathering()
    for subject, predicate, value in read_lines(lines):
        if subject.value == key.iri or predicate == _MEMBER:
            profile.take(predicate, value)
    return profile.of(key)


def profiles_in(graph: Store, kind: str) -> list[Profile]:
    """Read what the published records of one type are told by."""
    found: defaultdict[str, _Gathering] = defaultdict(_Gathering)
    start = PREFIXES[kind]
    for predicate in (*_NAMES, *_MARKS, _MEMBER):
        for quad in graph.quads_for_pattern(None, predicate, None, DefaultGraph()):
            subject = quad.subject
            if not isinstance(subject, NamedNode) or not subject.value.startswith(start):
                continue
            record, _, part = subject.value.partition("#")
            if not part or predicate == _MEMBER:
                found[record].take(predicate, quad.object)
    keyed = ((DocumentKey.of_iri(iri), each) for iri, each in found.items())
    return [each.of(key) for key, each in keyed if key is not None]


class _Gathering:
    def __init__(self) -> None:
        self._names: set[Name] = set()
        self._members: set[str] = set()
        self._marks: set[str] = set()

    def take(self, predicate: NamedNode, value: Term) -> None:
        if predicate in _NAMES and isinstance(value, Literal):
            self._names.add(frozenset(words(value.value)))
        elif predicate in _MARKS:
            self._marks.add(_mark(value))
        elif predicate == _MEMBER and isinstance(value, NamedNode):
            self._members.add(value.value)

    def of(self, key: DocumentKey) -> Profile:
        return Profile(
            key,
            frozenset(self._names - {frozenset()}),
            frozenset(self._members),
            frozenset(self._marks - {""}),
        )


def _mark(value: Term) -> str:
    """Write a number without spaces, and an address without what makes no difference."""
    text = getattr(value, "value", "")
    if isinstance(value, NamedNode):
        bare = text.partition("#")[0].removeprefix("https://").removeprefix("http://")
        return str(bare.removeprefix("www.").rstrip("/").lower())
    return "".join(str(text).split())


class _Scale:
    """Weighs words by how few of the records have them."""

    def __init__(self, profiles: list[Profile]) -> None:
        self._total = len(profiles)
        self._known = Counter(word for each in profiles for word in frozenset().union(*each.names))

    def meant(self, name: Name) -> Name:
        """Put the nearest known word in the place of one that no record has."""
        return frozenset(map(self._nearest, name))

    def likeness(self, one: Name, two: Name) -> float:
        """Tell how much of the weight of two names they share, 0 to 1."""
        whole = sum(map(self._weight, one | two))
        return sum(map(self._weight, one & two)) / whole if whole else 0.0

    def _nearest(self, word: str) -> str:
        if word in self._known or len(word) < _SHORT:
            return word
        near = process.extractOne(
            word, self._known.keys(), scorer=fuzz.ratio, score_cutoff=_MISSPELT
        )
        return near[0] if near else word

    def _weight(self, word: str) -> float:
        return log(1 + self._total / (self._known[word] or 1))


def _compare(wanted: Profile, names: list[Name], other: Profile, scale: _Scale) -> Duplicate:
    likeness = max((scale.likeness(one, two) for one in names for two in other.names), default=0.0)
    return Duplicate(
        other.key,
        round(100 * likeness),
        tuple(sorted(wanted.members & other.members)),
        tuple(sorted(wanted.marks & other.marks)),
    )


def _is_likely(found: Duplicate, wanted: Profile) -> bool:
    if found.marks or found.likeness >= _SAME_NAME:
        return True
    shared = len(found.members)
    if shared and found.likeness >= _LIKE_NAME:
        return True
    return shared >= _FEW and shared == len(wanted.members)
