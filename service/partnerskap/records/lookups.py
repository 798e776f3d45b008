"""Find what somebody meant among the codes and records there are.

``Lookup`` is what repairs ask. ``GraphLookup`` answers from the published graph itself, without
an index; who has a search index may pass one that is quicker on large graphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final, Protocol

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode
from rapidfuzz import fuzz, process

from partnerskap.graph.folding import words
from partnerskap.graph.terms import NS, DocumentKey, expand
from partnerskap.shacl.vocabulary import TYPE, sh

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Store

    from partnerskap.graph.reading import Object
    from partnerskap.shacl.index import Index

__all__ = ["NUMBERS", "GraphLookup", "Lookup", "Wanted", "wanted_by"]

_SCHEME: Final = NamedNode(expand("skos:inScheme"))
_DEFINED: Final = NamedNode(expand("rdfs:isDefinedBy"))
_NAMES: Final = tuple(
    NamedNode(expand(name))
    for name in ("skos:prefLabel", "skos:altLabel", "dct:title", "rdfs:label", "schema:legalName")
)
NUMBERS: Final = tuple(
    NamedNode(expand(name))
    for name in ("pk:municipalityNumber", "pk:formerMunicipalityNumber", "org:identifier")
)
"""The properties that hold numbers of public registers."""
_NUMBERED: Final = NamedNode(expand("org:Organization"))
_NUMBER: Final = re.compile(r"\d[\d .]{1,12}")
_LARGEST: Final = 5_000
"""Above so many things a name is not compared with each; only numbers are looked up."""
_CLOSE: Final = 72
_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a field takes: codes of lists, things of classes, or the terms of a closed list."""

    schemes: tuple[Object, ...] = ()
    classes: tuple[Object, ...] = ()
    terms: tuple[Object, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.schemes or self.classes or self.terms)


class Lookup(Protocol):
    """Anything that knows the codes and records there are."""

    def nearest(self, text: str, wanted: Wanted) -> list[Object]:
        """Give up to three things that a name or number may mean, the likeliest first."""

    def entries(self, wanted: Wanted) -> list[Object]:
        """List all there is to choose from; nothing when that is too much to choose from."""

    def properties(self, text: str) -> list[NamedNode]:
        """Give up to three of our own properties whose names are like a text."""

    def numbers(self, predicate: NamedNode, focus: Object, names: Iterable[str]) -> list[Object]:
        """Give the numbers published of a thing itself, and of things with one of the names."""


def wanted_by(shapes: Index, shape: Object) -> Wanted:
    """Read from a shape what its field takes."""
    terms = [each for head in shapes.objects(shape, sh("in")) for each in shapes.items(head)]
    schemes = [
        scheme
        for node in shapes.objects(shape, sh("node"))
        for held in shapes.objects(node, sh("property"))
        if _SCHEME in shapes.objects(held, sh("path"))
        for scheme in shapes.objects(held, sh("hasValue"))
    ]
    return Wanted(tuple(schemes), tuple(shapes.objects(shape, sh("class"))), tuple(terms))


class GraphLookup:
    """Answers from one version of the published graph; remembers what it has read."""

    def __init__(self, graph: Store) -> None:
        self._graph = graph
        self._pools: dict[Wanted, dict[Object, None]] = {}

    def nearest(self, text: str, wanted: Wanted) -> list[Object]:
        """See ``Lookup``."""
        pool = self._pool(wanted)
        if _NUMBER.fullmatch(text.strip()):
            digits = re.sub(r"\D", "", text).zfill(4)
            return [node for node in self._numbered(digits) if node in pool][:_MOST]
        return _alike(text, [(name, term) for term in pool for name in self._names(term)])

    def entries(self, wanted: Wanted) -> list[Object]:
        """See ``Lookup``."""
        return list(self._pool(wanted))

    def properties(self, text: str) -> list[NamedNode]:
        """See ``Lookup``."""
        quads = self._graph.quads_for_pattern(None, _DEFINED, None, DefaultGraph())
        own = [q.subject for q in quads if isinstance(q.subject, NamedNode)]
        named = [(node.value.removeprefix(NS), node) for node in own if node.value.startswith(NS)]
        return [node for node in _alike(text, named) if isinstance(node, NamedNode)]

    def numbers(self, predicate: NamedNode, focus: Object, names: Iterable[str]) -> list[Object]:
        """See ``Lookup``."""
        wanted = Wanted(classes=(_NUMBERED,))
        named = (
            node
            for name in names
            for node in self.nearest(name, wanted)
            if words(name) in map(words, self._names(node))  # a likeness is not enough here
        )
        found: dict[Object, None] = {}
        for node in chain((focus,), named):
            if isinstance(node, NamedNode):
                quads = self._graph.quads_for_pattern(node, predicate, None, DefaultGraph())
                found |= dict.fromkeys(q.object for q in quads if isinstance(q.object, Literal))
        return list(found)[:_MOST]

    def _pool(self, wanted: Wanted) -> dict[Object, None]:
        if wanted not in self._pools:
            found: dict[Object, None] = dict.fromkeys(wanted.terms)
            for predicate, values in ((_SCHEME, wanted.schemes), (TYPE, wanted.classes)):
                for value in values:
                    found.update(self._pointing(predicate, value))
            self._pools[wanted] = found if len(found) <= _LARGEST else {}
        return self._pools[wanted]

    def _pointing(self, predicate: NamedNode, value: Object) -> dict[Object, None]:
        found: dict[Object, None] = {}
        for quad in self._graph.quads_for_pattern(None, predicate, value, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and not _is_part(quad.subject):
                found[quad.subject] = None
            if len(found) > _LARGEST:
                break
        return found

    def _numbered(self, digits: str) -> Iterable[Object]:
        for predicate in NUMBERS:
            yield from self._pointing(predicate, Literal(digits))

    def _names(self, term: Object) -> Iterable[str]:
        if isinstance(term, BlankNode):
            return
        yield re.split(r"[/#]", term.value)[-1] if isinstance(term, NamedNode) else term.value
        if isinstance(term, NamedNode):
            for predicate in _NAMES:
                for quad in self._graph.quads_for_pattern(term, predicate, None, DefaultGraph()):
                    if isinstance(quad.object, Literal):
                        yield quad.object.value


def _is_part(node: NamedNode) -> bool:
    """Tell whether a node belongs to a record and is not the record itself."""
    return "#" in node.value and DocumentKey.of_iri(node.value) is not None


def _alike(text: str, named: Iterable[tuple[str, Object]]) -> list[Object]:
    """Rank things by how like one of their names is to a text, letters made alike."""
    pairs = [(" ".join(words(name)), term) for name, term in named]
    names = [name for name, _ in pairs]
    scores: dict[Object, float] = {}
    for scorer in (fuzz.ratio, fuzz.token_set_ratio):
        found = process.extract(
            " ".join(words(text)), names, scorer=scorer, score_cutoff=_CLOSE, limit=10
        )
        for name, score, i in found:
            # a shared word alone is a hint, not a likeness
            worth = score if scorer is fuzz.ratio else score * 0.8 + len(name) / 1000
            scores[pairs[i][1]] = max(worth, scores.get(pairs[i][1], 0))
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    return [term for term, score in ranked if score >= _CLOSE][:_MOST]
