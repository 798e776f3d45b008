"""Read the shapes once: which node each is put to, what they say, and their SPARQL rules.

Knows SHACL's vocabulary and nothing of any engine.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.errors import InvalidDataError
from partnerskap.graph.reading import Object, Subject, read_turtle
from partnerskap.graph.terms import Iri, expand
from partnerskap.records.report import Severity
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

    from partnerskap.records.neighbours import Triple

__all__ = ["Rule", "ShapeIndex", "Shapes", "Target", "Voice", "read_shapes"]


def _name(name: str) -> NamedNode:
    return NamedNode(expand(name))


_TYPE: Final = _name("rdf:type")
_FIRST: Final = _name("rdf:first")
_REST: Final = _name("rdf:rest")
_SEVERITIES: Final = {severity.iri: severity for severity in Severity}


@dataclass(frozen=True, slots=True)
class Target:
    """How a node shape finds its nodes.

    ``kind`` is ``class``, ``subjects`` or ``objects`` (of a property), ``node``, or ``query``
    (a SELECT of ``?this``); ``value`` is the class, property, node or query text.
    """

    shape: Iri
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A SPARQL constraint: every solution of ``select`` whose ``?this`` is in focus is a result."""

    shape: Iri
    select: str


@dataclass(frozen=True, slots=True)
class Voice:
    """What a shape says to people, and how grave it is."""

    name: Wording
    message: Wording
    severity: Severity
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes of a set of files, as triples and as what is needed to apply them.

    ``properties`` tells which property shapes each targeted node shape holds; ``voices`` is by
    the shape's IRI and has every shape with a name.
    """

    triples: tuple[Triple, ...]
    targets: tuple[Target, ...]
    properties: dict[Iri, tuple[Iri, ...]]
    rules: tuple[Rule, ...]
    voices: dict[str, Voice]


class ShapeIndex:
    """The triples of shapes by subject and predicate; names are written ``prefix:local``."""

    def __init__(self, triples: tuple[Triple, ...]) -> None:
        self._objects: defaultdict[tuple[Subject, NamedNode], list[Object]] = defaultdict(list)
        for subject, predicate, value in triples:
            self._objects[subject, predicate].append(value)
        self.subjects = tuple(dict.fromkeys(s for s, _, _ in triples if isinstance(s, NamedNode)))

    def all(self, subject: Object, name: str) -> list[Object]:
        """Give the values of a property, in reading order."""
        if isinstance(subject, Literal):
            return []
        return self._objects.get((subject, _name(name)), [])

    def iris(self, subject: Subject, name: str) -> list[str]:
        """Give the values of a property that are IRIs."""
        return [o.value for o in self.all(subject, name) if isinstance(o, NamedNode)]

    def text(self, subject: Subject, name: str) -> Wording:
        """Give the text of a property in our languages."""
        found = {o.language: o.value for o in self.all(subject, name) if isinstance(o, Literal)}
        nb = found.get("nb", "")
        return Wording(nb, found.get("en", nb), found.get("nn", ""))

    def items(self, head: Object) -> list[Object]:
        """Give the members of a list; none when ``head`` is no list."""
        items: list[Object] = []
        while not isinstance(head, Literal) and (first := self._objects.get((head, _FIRST))):
            items += first
            head = self._objects[head, _REST][0]
        return items

    def path(self, shape: NamedNode) -> tuple[str, ...]:
        """Give the properties of a path that leads forward in one way; none for other paths."""
        found = self.all(shape, "sh:path")
        if not found:
            return ()
        steps = found if isinstance(found[0], NamedNode) else self.items(found[0])
        return tuple(step.value for step in steps if isinstance(step, NamedNode))


def read_shapes(folder: Path) -> Shapes:
    """Read every Turtle file of a folder (not below it) as one set of shapes.

    Raises InvalidDataError for a file that is not Turtle and for a SPARQL rule without a query.
    """
    triples = tuple(
        triple
        for path in sorted(folder.glob("*.ttl"))
        for triple in read_turtle(path.read_bytes(), name=path.name).triples
    )
    index = ShapeIndex(triples)
    targets = _targets(index)
    properties = {
        target.shape: tuple(map(Iri, index.iris(NamedNode(target.shape), "sh:property")))
        for target in targets
    }
    return Shapes(triples, targets, properties, _rules(index), _voices(index))


def _targets(index: ShapeIndex) -> tuple[Target, ...]:
    kinds = {
        "sh:targetClass": "class",
        "sh:targetSubjectsOf": "subjects",
        "sh:targetObjectsOf": "objects",
        "sh:targetNode": "node",
    }
    targets = [
        Target(Iri(shape.value), kind, value)
        for shape in index.subjects
        for name, kind in kinds.items()
        for value in index.iris(shape, name)
    ]
    targets += [
        Target(Iri(shape.value), "query", _select(index, NamedNode(value)))
        for shape in index.subjects
        for value in index.iris(shape, "sh:target")
    ]
    return tuple(targets)


def _rules(index: ShapeIndex) -> tuple[Rule, ...]:
    return tuple(
        Rule(Iri(shape.value), _select(index, NamedNode(value)))
        for shape in index.subjects
        for value in index.iris(shape, "sh:sparql")
    )


def _select(index: ShapeIndex, node: NamedNode) -> str:
    """Give the query with the prefixes it may use (SHACL 1.0, section 5.2.1)."""
    texts = [o.value for o in index.all(node, "sh:select")]
    if len(texts) != 1:
        raise InvalidDataError(
            f"Regelen «{node.value}» skal ha nøyaktig én spørring.",
            f"The rule {node.value!r} must have exactly one query.",
        )
    prologue = ""
    for source in index.all(node, "sh:prefixes"):
        for declaration in index.all(source, "sh:declare"):
            (prefix,) = index.all(declaration, "sh:prefix")
            (namespace,) = index.all(declaration, "sh:namespace")
            prologue += f"PREFIX {prefix.value}: <{namespace.value}>\n"
    return prologue + texts[0]


def _voices(index: ShapeIndex) -> dict[str, Voice]:
    return {
        shape.value: Voice(
            index.text(shape, "sh:name"),
            index.text(shape, "sh:message"),
            next(
                (_SEVERITIES[Iri(s)] for s in index.iris(shape, "sh:severity")),
                Severity.VIOLATION,
            ),
            index.path(shape),
        )
        for shape in index.subjects
        if index.text(shape, "sh:name").nb
    }
