"""Put nodes to compiled shapes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from partnerskap.shacl.shape import CompiledShape, Run
from partnerskap.shacl.vocabulary import TYPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from partnerskap.graph.reading import Object
    from partnerskap.shacl.findings import Finding
    from partnerskap.shacl.index import Index
    from partnerskap.shacl.queries import Query

__all__ = ["Compiled", "Targets"]

_Nodes = dict[CompiledShape, dict["Object", None]]


@dataclass(slots=True)
class Targets:
    """Which shapes a node is put to, looked up by the node's own classes and properties."""

    shapes: Index
    named: dict[str, dict[Object, list[CompiledShape]]] = field(default_factory=dict)
    queries: list[tuple[Query, CompiledShape]] = field(default_factory=list)

    def add(self, kind: str, value: Object, shape: CompiledShape) -> None:
        """Let a shape target what ``kind`` and ``value`` say, such as a class."""
        self.named.setdefault(kind, {}).setdefault(value, []).append(shape)

    def at(self, data: Index, node: Object) -> Iterator[CompiledShape]:
        """Give the shapes that target a node, but for those that ask SPARQL."""
        yield from self._of("targetNode").get(node, ())
        by_class = self._of("targetClass")
        for above in {each for named in data.objects(node, TYPE) for each in data.supers(named)}:
            yield from by_class.get(above, ())
        for predicate, shapes in self._of("targetSubjectsOf").items():
            if predicate in data.facts(node):
                yield from shapes
        for predicate, shapes in self._of("targetObjectsOf").items():
            if isinstance(predicate, NamedNode) and data.pointing(node, predicate):
                yield from shapes

    def _of(self, kind: str) -> dict[Object, list[CompiledShape]]:
        return self.named.get(kind, {})


@dataclass(frozen=True, slots=True)
class Compiled:
    """A set of shapes, ready to judge. Holds no state between calls."""

    shapes: Index
    targets: Targets
    by_node: dict[Object, CompiledShape]

    def validate(self, data: Index, own: Collection[Object] | None = None) -> tuple[Finding, ...]:
        """Judge the target nodes of all shapes; of those only ``own`` when it is given.

        What ``own`` nodes refer to then serves look-ups and is not judged itself.
        """
        run = Run(data, self.shapes)
        nodes = self._all(run) if own is None else self._among(run, own)
        out: list[Finding] = []
        for shape, focus in nodes.items():
            for node in focus:
                shape.check(run, node, out)
        return tuple(out)

    def _all(self, run: Run) -> _Nodes:
        found: _Nodes = {}
        data = run.data
        for kind, by_value in self.targets.named.items():
            for value, shapes in by_value.items():
                for shape in shapes:
                    found.setdefault(shape, {}).update(dict.fromkeys(_targets(data, kind, value)))
        for query, shape in self.targets.queries:
            nodes = query.targets(run, data.subjects)
            found.setdefault(shape, {}).update(dict.fromkeys(nodes))
        return found

    def _among(self, run: Run, own: Collection[Object]) -> _Nodes:
        found: _Nodes = {}
        for node in own:
            for shape in self.targets.at(run.data, node):
                found.setdefault(shape, {})[node] = None
        for query, shape in self.targets.queries:
            for node in query.targets(run, own):
                found.setdefault(shape, {})[node] = None
        return found


def _targets(data: Index, kind: str, value: Object) -> Collection[Object]:
    if kind == "targetClass":
        return data.instances(value)
    if kind == "targetNode" or not isinstance(value, NamedNode):
        return (value,)
    return data.with_predicate(value, objects=kind == "targetObjectsOf")
