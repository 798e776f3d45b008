"""Fold the triples of a document into a tree: every node stands once, under what links it.

A node hangs under the first node, counted from the root, that refers to it or that it refers to;
nodes nobody links stand beside the root. The order is the same each time.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, NamedNode, Triple

from partnerskap.graph.terms import expand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from partnerskap.records.document import Document, Term

__all__ = ["Branch", "Node", "grow"]

Resource = NamedNode | BlankNode

_FIRST: Final = expand("rdf:first")


@dataclass(slots=True)
class Node:
    """A resource, what is said of it, and the nodes that hang under it."""

    id: Resource
    properties: dict[str, list[Term]] = field(default_factory=dict)
    branches: list[Branch] = field(default_factory=list)

    def values(self, name: str) -> list[Term]:
        """Give the values of ``prefix:name``, branches included; empty when there are none."""
        return self.properties.get(expand(name), [])

    def types(self) -> set[str]:
        """Give the IRIs of the node's classes."""
        return {value.value for value in self.values("rdf:type") if isinstance(value, NamedNode)}

    def under(self, name: str, *, reverse: bool = False) -> list[Node]:
        """Give the nodes that hang under this one by ``prefix:name``."""
        iri = expand(name)
        return [
            branch.node
            for branch in self.branches
            if branch.predicate == iri and branch.reverse == reverse
        ]


@dataclass(frozen=True, slots=True)
class Branch:
    """A nested node and the link it hangs by; ``reverse`` when the nested node holds the link."""

    predicate: str
    node: Node
    reverse: bool = False


class _Grower:
    def __init__(self, triples: Iterable[Triple], prefer: Callable[[str], bool]) -> None:
        self.nodes: dict[Resource, Node] = {}
        self._incoming: dict[Resource, list[tuple[str, Resource]]] = {}
        self._prefer = prefer
        self._placed: set[Resource] = set()
        for triple in triples:
            subject, value = triple.subject, triple.object
            if not isinstance(subject, NamedNode | BlankNode) or isinstance(value, Triple):
                continue
            node = self.nodes.setdefault(subject, Node(subject))
            node.properties.setdefault(triple.predicate.value, []).append(value)
            if isinstance(value, NamedNode | BlankNode):
                links = self._incoming.setdefault(value, [])
                links.append((triple.predicate.value, subject))

    def place(self, root: Resource) -> Node:
        """Hang everything that can be reached under the root, nearest first."""
        top = self.nodes.setdefault(root, Node(root))
        self._placed.add(root)
        queue = deque([top])
        while queue:
            node = queue.popleft()
            queue.extend(self._forward(node))
            queue.extend(self._backward(node))
        return top

    def rest(self) -> list[Node]:
        """Place what the root does not reach; nodes that nobody refers to come first."""
        free = [resource for resource in self.nodes if resource not in self._placed]
        free.sort(key=lambda resource: (resource in self._incoming, str(resource)))
        return [self.place(resource) for resource in free if resource not in self._placed]

    def _take(self, node: Node, predicate: str, child: Resource, *, reverse: bool) -> Node | None:
        if child in self._placed or child not in self.nodes:
            return None
        self._placed.add(child)
        nested = self.nodes[child]
        node.branches.append(Branch(predicate, nested, reverse))
        return nested

    def _forward(self, node: Node) -> list[Node]:
        found = [
            self._take(node, predicate, value, reverse=False)
            for predicate in sorted(node.properties)
            for value in node.properties[predicate]
            if isinstance(value, NamedNode | BlankNode)
        ]
        return [nested for nested in found if nested is not None]

    def _backward(self, node: Node) -> list[Node]:
        links = sorted(
            self._incoming.get(node.id, []),
            key=lambda link: (not self._prefer(link[0]), link[0], str(link[1])),
        )
        found = [
            self._take(node, predicate, subject, reverse=True)
            for predicate, subject in links
            if isinstance(subject, NamedNode) and predicate != _FIRST
        ]
        return [nested for nested in found if nested is not None]


def grow(
    document: Document, *, prefer: Callable[[str], bool] = lambda _: False
) -> tuple[Node | None, list[Node]]:
    """Give the tree under the document's root and the trees beside it.

    ``prefer`` says which properties a node should hang by when several lead back to its parent.
    """
    grower = _Grower(document.triples, prefer)
    root = grower.place(document.root) if document.root is not None else None
    return root, grower.rest()
