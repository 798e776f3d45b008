"""Property paths (SHACL 1.0, section 2.3.1): read once, then compiled to closures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, NamedNode

from partnerskap.errors import InvalidDataError
from partnerskap.graph.reading import Object
from partnerskap.shacl.vocabulary import FIRST, NIL, REST, sh

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from partnerskap.shacl.index import Index, Triple

    Reach = Callable[[Index, Object], Collection[Object]]

__all__ = ["Path", "of_predicate", "read_path", "walk", "write_path"]

_MARKS: Final = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
_KINDS: Final = ("inversePath", "alternativePath", *_MARKS)
_MAX_DEPTH: Final = 20


@dataclass(frozen=True, slots=True)
class Path:
    """A way from a focus node to its value nodes.

    ``kind`` is ``predicate``, ``sequence`` or the name of a SHACL property such as
    ``inversePath``; ``parts`` are the paths it is made of.
    """

    kind: str
    parts: tuple[Path, ...]
    predicate: NamedNode | None

    @property
    def predicates(self) -> tuple[str, ...]:
        """The properties of the path, from left to right."""
        if self.predicate is not None:
            return (self.predicate.value,)
        return tuple(name for part in self.parts for name in part.predicates)

    @property
    def sparql(self) -> str:
        """The path as SPARQL 1.1 writes it."""
        if self.predicate is not None:
            return str(self.predicate)
        inner = [part.sparql for part in self.parts]
        if self.kind == "inversePath":
            return f"^({inner[0]})"
        if self.kind in _MARKS:
            return f"({inner[0]}){_MARKS[self.kind]}"
        return "(" + ("/" if self.kind == "sequence" else "|").join(inner) + ")"


def of_predicate(predicate: NamedNode) -> Path:
    """Make the path that is one property."""
    return Path("predicate", (), predicate)


def read_path(shapes: Index, node: Object, depth: int = 0) -> Path:
    """Read the path that a node of the shapes graph stands for.

    Raises InvalidDataError for what is no path, and for one that is nested beyond all reason.
    """
    if isinstance(node, NamedNode):
        return of_predicate(node)
    if depth > _MAX_DEPTH or not isinstance(node, BlankNode):
        raise _no_path()
    if shapes.objects(node, FIRST):
        return _joined("sequence", shapes.items(node), shapes, depth)
    found = [(kind, value) for kind in _KINDS for value in shapes.objects(node, sh(kind))]
    if len(found) != 1:
        raise _no_path()
    kind, value = found[0]
    if kind == "alternativePath":
        return _joined(kind, shapes.items(value), shapes, depth)
    return Path(kind, (read_path(shapes, value, depth + 1),), None)


def _joined(kind: str, nodes: list[Object], shapes: Index, depth: int) -> Path:
    if len(nodes) < 2:
        raise _no_path()
    parts = tuple(read_path(shapes, node, depth + 1) for node in nodes)
    return Path(kind, parts, None)


def walk(path: Path) -> Reach:
    """Compile a path to a function that gives each node at its other end once."""
    if path.predicate is not None:
        predicate = path.predicate
        return lambda data, node: data.objects(node, predicate)
    if path.kind == "inversePath":
        return _backwards(path.parts[0])
    inner = [walk(part) for part in path.parts]
    if path.kind == "sequence":
        return _along(inner)
    if path.kind == "alternativePath":
        return lambda data, node: {each: None for reach in inner for each in reach(data, node)}
    return _repeated(path.kind, inner[0])


def _along(steps: list[Reach]) -> Reach:
    def reach(data: Index, node: Object) -> Collection[Object]:
        here: Collection[Object] = (node,)
        for step in steps:
            here = {found: None for each in here for found in step(data, each)}
        return here

    return reach


def _repeated(kind: str, step: Reach) -> Reach:
    def reach(data: Index, node: Object) -> Collection[Object]:
        if kind == "zeroOrOnePath":
            return {node: None, **dict.fromkeys(step(data, node))}
        found = {node: None} if kind == "zeroOrMorePath" else {}
        waiting = [node]
        while waiting:
            for each in step(data, waiting.pop()):
                if each not in found:
                    found[each] = None
                    waiting.append(each)
        return found

    return reach


def _backwards(part: Path) -> Reach:
    """Walk a path from its end; what is no single property is turned round part by part."""
    if part.predicate is not None:
        predicate = part.predicate
        return lambda data, node: data.pointing(node, predicate)
    if part.kind == "inversePath":
        return walk(part.parts[0])
    turned = tuple(Path("inversePath", (each,), None) for each in part.parts)
    if part.kind == "sequence":
        turned = turned[::-1]
    return walk(Path(part.kind, turned, None))


def write_path(path: Path) -> tuple[NamedNode | BlankNode, list[Triple]]:
    """Write a path as RDF: its node and the triples beneath it."""
    if path.predicate is not None:
        return path.predicate, []
    inner = [write_path(part) for part in path.parts]
    triples = [triple for _, below in inner for triple in below]
    nodes = [node for node, _ in inner]
    if path.kind == "sequence":
        head, links = _list(nodes)
        return head, [*triples, *links]
    node = BlankNode()
    value, links = _list(nodes) if path.kind == "alternativePath" else (nodes[0], [])
    return node, [*triples, *links, (node, sh(path.kind), value)]


def _list(nodes: list[NamedNode | BlankNode]) -> tuple[BlankNode, list[Triple]]:
    links = [BlankNode() for _ in nodes]
    return links[0], list(_linked(nodes, links))


def _linked(nodes: list[NamedNode | BlankNode], links: list[BlankNode]) -> Iterator[Triple]:
    rests: list[NamedNode | BlankNode] = [*links[1:], NIL]
    for here, node, rest in zip(links, nodes, rests, strict=True):
        yield here, FIRST, node
        yield here, REST, rest


def _no_path() -> InvalidDataError:
    return InvalidDataError(
        "En form har en sh:path som ikke kan leses. Skriv en egenskap, en liste med minst to, "
        "eller ett av leddene sh:inversePath, sh:alternativePath, sh:zeroOrMorePath, "
        "sh:oneOrMorePath og sh:zeroOrOnePath.",
        "A shape has an sh:path that cannot be read. Write a property, a list of at least two, "
        "or one of sh:inversePath, sh:alternativePath, sh:zeroOrMorePath, sh:oneOrMorePath and "
        "sh:zeroOrOnePath.",
    )
