"""Triples in memory, by subject and by object: all that shapes ask of data.

Values are kept in the order they were read, each once. Nothing is inferred but what SHACL 1.0
(section 1.1) asks for: ``rdfs:subClassOf`` as it is written in the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.errors import InvalidDataError
from partnerskap.graph.reading import Object, Subject
from partnerskap.shacl.vocabulary import FIRST, NIL, REST, SUBCLASS, TYPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

__all__ = ["Index", "Triple"]

Triple = tuple[Subject, NamedNode, Object]

_Values = dict[Object, None]
_Facts = dict[NamedNode, _Values]
_NO_FACTS: Final[_Facts] = {}
_NO_VALUES: Final[_Values] = {}


class Index:
    """A set of triples that can be asked from either end. Not changed once it is made."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = triples if isinstance(triples, tuple) else tuple(triples)
        self._facts: dict[Object, _Facts] = {}
        self._pointers: dict[Object, _Facts] | None = None
        self._supers: dict[Object, frozenset[Object]] = {}
        facts = self._facts
        for subject, predicate, value in self.triples:
            own = facts.get(subject)
            if own is None:
                own = facts[subject] = {}
            values = own.get(predicate)
            if values is None:
                own[predicate] = {value: None}
            else:
                values[value] = None

    @property
    def subjects(self) -> Collection[Object]:
        """Every node that something is said of."""
        return self._facts.keys()

    def facts(self, node: Object) -> Mapping[NamedNode, Collection[Object]]:
        """Give all properties of a node with their values."""
        return self._facts.get(node, _NO_FACTS)

    def objects(self, node: Object, predicate: NamedNode) -> Collection[Object]:
        """Give the values of one property of a node."""
        return self._facts.get(node, _NO_FACTS).get(predicate, _NO_VALUES)

    def pointing(self, node: Object, predicate: NamedNode) -> Collection[Object]:
        """Give the nodes that have this node as a value of a property."""
        return self._turned().get(node, _NO_FACTS).get(predicate, _NO_VALUES)

    def one(self, node: Object, predicate: NamedNode) -> Object | None:
        """Give the first value of a property, None when there is none."""
        return next(iter(self.objects(node, predicate)), None)

    def with_predicate(self, predicate: NamedNode, *, objects: bool = False) -> list[Object]:
        """Give all nodes that stand before a property, or after it."""
        side = self._turned() if objects else self._facts
        return [node for node, facts in side.items() if predicate in facts]

    def supers(self, named: Object) -> frozenset[Object]:
        """Give a class and all classes above it."""
        found = self._supers.get(named)
        if found is None:
            found = self._supers[named] = self._climb(named, downwards=False)
        return found

    def is_instance(self, node: Object, named: Object) -> bool:
        """Tell whether a node has a class, or one below it, as its type."""
        types = self.objects(node, TYPE)
        return named in types or any(named in self.supers(each) for each in types)

    def instances(self, named: Object) -> dict[Object, None]:
        """Give all nodes of a class or of one below it."""
        lower = self._climb(named, downwards=True)
        return {node: None for each in lower for node in self.pointing(each, TYPE)}

    def items(self, head: Object) -> list[Object]:
        """Read an RDF list; raise InvalidDataError for one that does not end or forks."""
        items: list[Object] = []
        seen: set[Object] = set()
        while head != NIL:
            first, rest = self.objects(head, FIRST), self.objects(head, REST)
            if head in seen or len(first) != 1 or len(rest) != 1:
                raise InvalidDataError(
                    "En liste i formene er ikke en gyldig RDF-liste: hvert ledd må ha nøyaktig én "
                    "rdf:first og én rdf:rest. Skriv den på nytt med parenteser.",
                    "A list in the shapes is no valid RDF list: each link must have exactly one "
                    "rdf:first and one rdf:rest. Write it again with parentheses.",
                )
            seen.add(head)
            items += first
            (head,) = rest
        return items

    def _climb(self, start: Object, *, downwards: bool) -> frozenset[Object]:
        found, waiting = {start}, [start]
        ask = self.pointing if downwards else self.objects
        while waiting:
            node = waiting.pop()
            new = [each for each in ask(node, SUBCLASS) if each not in found]
            found.update(new)
            waiting += new
        return frozenset(found)

    def _turned(self) -> dict[Object, _Facts]:
        if self._pointers is None:
            self._pointers = {}
            for subject, predicate, value in self.triples:
                facts = self._pointers.setdefault(value, {})
                facts.setdefault(predicate, {})[subject] = None
        return self._pointers

    def texts(self, node: Object, predicate: NamedNode) -> tuple[Literal, ...]:
        """Give those values of a property that are literals."""
        return tuple(o for o in self.objects(node, predicate) if isinstance(o, Literal))
