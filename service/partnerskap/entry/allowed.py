"""What shapes allow as values: classes, datatypes, lists and the values they name themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.entry.fields import Link, Option
from partnerskap.graph.terms import BASE, CODE_LISTS, Iri, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from partnerskap.graph.reading import Object
    from partnerskap.records.shapes import ShapeIndex

__all__ = ["Allowed", "ClassIndex", "read_allowed", "read_links"]

_TYPE: Final = expand("rdf:type")
_IN_SCHEME: Final = NamedNode(expand("skos:inScheme"))
_CONCEPT: Final = expand("skos:Concept")
_LISTS: Final = f"{BASE}/code/"
_ALL_LISTS: Final = ("theme", *CODE_LISTS)


@dataclass(slots=True)
class Allowed:
    """What may stand in a field, gathered from all that its shapes refer to."""

    classes: list[Iri] = field(default_factory=list)
    datatypes: list[Iri] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    nodes: bool = False


def read_allowed(index: ShapeIndex, shapes: Iterable[Object]) -> Allowed:
    """Gather what shapes, and the shapes they lean on, say of values."""
    allowed = Allowed()
    for shape in shapes:
        _gather(index, shape, allowed)
    return allowed


def _gather(index: ShapeIndex, shape: Object, allowed: Allowed) -> None:
    for value in index.all(shape, "sh:class"):
        if value.value == _CONCEPT:
            allowed.lists += _ALL_LISTS
        else:
            allowed.classes.append(Iri(value.value))
    allowed.datatypes += [Iri(value.value) for value in index.all(shape, "sh:datatype")]
    for head in index.all(shape, "sh:languageIn"):
        allowed.languages += [item.value for item in index.items(head)]
    for head in index.all(shape, "sh:in"):
        allowed.options += [
            Option(_word(item), item)
            for item in index.items(head)
            if isinstance(item, NamedNode | Literal)
        ]
    for value in index.all(shape, "sh:node"):
        allowed.nodes = True
        allowed.lists += _lists_of(index, value)
        _gather(index, value, allowed)
    for head in index.all(shape, "sh:or"):
        for item in index.items(head):
            _gather(index, item, allowed)


def _lists_of(index: ShapeIndex, shape: Object) -> list[str]:
    """Give the code lists whose concepts a node shape demands."""
    return [
        value.value.removeprefix(_LISTS)
        for held in index.all(shape, "sh:property")
        if _IN_SCHEME in index.all(held, "sh:path")
        for value in index.all(held, "sh:hasValue")
    ]


def _word(term: NamedNode | Literal) -> str:
    if isinstance(term, Literal):
        return term.value
    return term.value.rstrip("/#").replace("#", "/").rpartition("/")[2]


def read_links(index: ShapeIndex, shape: Object) -> tuple[Link, ...]:
    """Read a path of one step, forward or backward, or of several such ways to the same values.

    Gives nothing for longer paths, which no field of a form can stand for.
    """
    paths = index.all(shape, "sh:path")
    steps = [
        item
        for path in paths
        for head in index.all(path, "sh:alternativePath")
        for item in index.items(head)
    ] or paths
    links = [_link(index, step) for step in steps]
    return tuple(link for link in links if link) if all(links) else ()


def _link(index: ShapeIndex, step: Object) -> Link | None:
    if isinstance(step, NamedNode):
        return Link(Iri(step.value))
    inverse = index.iris(step, "sh:inversePath") if isinstance(step, BlankNode) else []
    return Link(Iri(inverse[0]), inverse=True) if inverse else None


class ClassIndex:
    """Which shape describes the nodes of a class, and which record types have the class."""

    def __init__(self, index: ShapeIndex, records: Mapping[str, Iri]) -> None:
        self._index = index
        self._records: dict[str, list[str]] = {}
        self._shapes: dict[str, Iri] = {}
        for name, shape in records.items():
            for iri in self.of_shape(shape):
                self._records.setdefault(iri, []).append(name)
                self._shapes.setdefault(iri, shape)
        self._parts: dict[str, Iri] = {}
        for node in index.subjects:
            if node.value not in records.values() and index.all(node, "sh:targetClass"):
                for iri in self.of_shape(Iri(node.value)):
                    self._parts.setdefault(iri, Iri(node.value))

    def of_shape(self, shape: Iri) -> tuple[Iri, ...]:
        """Give the classes that every node in the target of a shape has, its own first."""
        node = NamedNode(shape)
        classes = self._index.iris(node, "sh:targetClass")
        for held in self._index.all(node, "sh:property"):
            if [path.value for path in self._index.all(held, "sh:path")] == [_TYPE]:
                classes += [value.value for value in self._index.all(held, "sh:hasValue")]
        return tuple(map(Iri, dict.fromkeys(classes)))

    def record_types(self, classes: Iterable[Iri]) -> tuple[str, ...]:
        """List the record types whose records have any of the classes."""
        found = [name for iri in classes for name in self._records.get(iri, ())]
        return tuple(dict.fromkeys(found))

    def part_shape(self, classes: Iterable[Iri], *, records: bool) -> Iri | None:
        """Find the shape of a part; with ``records``, of something that also can be a record."""
        sources = (self._parts, self._shapes) if records else (self._parts,)
        return next((s[iri] for iri in classes for s in sources if iri in s), None)
