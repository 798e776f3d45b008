"""A shape once it is compiled, and what one run of validation carries along."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Quad, Store

from partnerskap.shacl.findings import Finding, Source
from partnerskap.shacl.paths import walk
from partnerskap.shacl.vocabulary import component

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from pyoxigraph import Literal, NamedNode

    from partnerskap.graph.reading import Object
    from partnerskap.shacl.index import Index
    from partnerskap.shacl.paths import Path, Reach

    Check = Callable[["Run", Object, Collection[Object], list[Finding]], None]

__all__ = ["CompiledShape", "Run", "each_value"]


@dataclass(slots=True)
class Run:
    """One validation: the data, a store of them for SPARQL, and what queries have answered.

    ``shapes`` is the shapes graph, which queries may ask as a graph of its own.
    """

    data: Index
    shapes: Index
    answers: dict[object, object] = field(default_factory=dict)
    _store: Store | None = None

    @property
    def store(self) -> Store:
        """The data in Oxigraph; made when the first query asks."""
        if self._store is None:
            self._store = Store()
            self._store.extend([Quad(*triple) for triple in self.data.triples])
        return self._store


@dataclass(eq=False, slots=True)
class CompiledShape:
    """A shape as closures: each check appends what it finds."""

    node: Object
    path: Path | None
    severity: NamedNode
    messages: tuple[Literal, ...]
    checks: list[Check] = field(default_factory=list)
    _reach: Reach | None = field(init=False)

    def __post_init__(self) -> None:
        self._reach = None if self.path is None else walk(self.path)

    def source(self, name: str, *parameters: Object) -> Source:
        """Make the source of the findings of one of this shape's constraints."""
        return Source(
            self.node, component(name), self.severity, self.path, self.messages, parameters
        )

    def check(self, run: Run, focus: Object, out: list[Finding]) -> None:
        """Put one node to the shape."""
        values = (focus,) if self._reach is None else self._reach(run.data, focus)
        for check in self.checks:
            check(run, focus, values, out)

    def findings(self, run: Run, focus: Object) -> tuple[Finding, ...]:
        """Give what one node breaks; nothing when it conforms."""
        out: list[Finding] = []
        self.check(run, focus, out)
        return tuple(out)


def each_value(source: Source, passes: Callable[[Object], bool]) -> Check:
    """Make a check that tests value nodes one by one."""

    def check(_run: Run, focus: Object, values: Collection[Object], out: list[Finding]) -> None:
        out += [Finding(source, focus, v, source.path) for v in values if not passes(v)]

    return check
