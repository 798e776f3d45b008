"""Read the shapes once: which of them judge records, and what they say to people.

Knows SHACL's vocabulary and nothing of any engine.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.graph.reading import Object, Subject, read_turtle
from partnerskap.graph.terms import Iri, expand
from partnerskap.records.report import Severity
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

    from partnerskap.records.neighbours import Triple

__all__ = ["ShapeIndex", "Shapes", "Voice", "read_shapes"]


def _name(name: str) -> NamedNode:
    return NamedNode(expand(name))


_FIRST: Final = _name("rdf:first")
_REST: Final = _name("rdf:rest")
_TARGETS: Final = (
    *("sh:targetClass", "sh:targetSubjectsOf", "sh:targetObjectsOf", "sh:targetNode"),
    "sh:target",
)
_SEVERITIES: Final = {severity.iri: severity for severity in Severity}


@dataclass(frozen=True, slots=True)
class Voice:
    """What a shape says to people, and how grave it is."""

    name: Wording
    message: Wording
    severity: Severity
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes of a set of files, as triples and as what is needed to speak of them.

    ``properties`` tells which property shapes each targeted node shape holds; ``voices`` is by
    the shape's IRI and has every shape with a name.
    """

    triples: tuple[Triple, ...]
    properties: dict[Iri, tuple[Iri, ...]]
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

    Raises InvalidDataError for a file that is not Turtle.
    """
    triples = tuple(
        triple
        for path in sorted(folder.glob("*.ttl"))
        for triple in read_turtle(path.read_bytes(), name=path.name).triples
    )
    index = ShapeIndex(triples)
    properties = {
        Iri(shape.value): tuple(map(Iri, index.iris(shape, "sh:property")))
        for shape in index.subjects
        if any(index.all(shape, target) for target in _TARGETS)
    }
    return Shapes(triples, properties, _voices(index))


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
