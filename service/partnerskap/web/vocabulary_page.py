"""The ontology and the shapes in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from partnerskap.graph.labels import LANGUAGES
from partnerskap.graph.terms import PREFIXES, expand
from partnerskap.records.tree import Node, grow
from partnerskap.web.cards import make_rows
from partnerskap.web.model import Value

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from partnerskap.records.document import Document
    from partnerskap.web.model import Row
    from partnerskap.web.words import Words

__all__ = ["Entry", "describe_shapes", "describe_vocabulary"]

_CLASSES: Final = frozenset({expand("owl:Class"), expand("rdfs:Class")})
_PROPERTIES: Final = frozenset(
    expand(name) for name in ("owl:ObjectProperty", "owl:DatatypeProperty", "rdf:Property")
)
_TEXTS: Final = ("skos:definition", "skos:example", "rdfs:comment")
_HIDDEN: Final = frozenset(
    expand(name) for name in (*_TEXTS, "rdfs:label", "rdf:type", "rdfs:isDefinedBy")
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One term: its names in every language, what it means, an example and what it relates to."""

    anchor: str
    curie: str
    name: Value
    names: tuple[Value, ...]
    definitions: tuple[Value, ...]
    examples: tuple[Value, ...]
    rows: tuple[Row, ...]


def describe_vocabulary(document: Document, words: Words) -> dict[str, object]:
    """Gather what the page of the ontology shows."""
    root, rest = grow(document)
    nodes = [*(branch.node for branch in root.branches), *rest] if root else rest
    return {
        "title": words.link(root.id.value) if root else Value(words.say("ns_title")),
        "about": words.texts(root.values("dct:description")) if root else (),
        "rows": make_rows(root, words) if root else (),
        "classes": _entries(nodes, _CLASSES, words),
        "properties": _entries(nodes, _PROPERTIES, words),
    }


def describe_shapes(document: Document, words: Words) -> dict[str, object]:
    """Gather each requirement with the message it gives."""
    _, rest = grow(document)
    lines = [line for node in rest for line in _messages(node, words)]
    return {"shapes": sorted(set(lines), key=lambda line: line[0])}


def _messages(node: Node, words: Words) -> list[tuple[str, str, str]]:
    """Give anchor, short name and message of a shape and of the shapes under it."""
    found = []
    iri = node.id.value if isinstance(node.id, NamedNode) else ""
    for message in words.texts(node.values("sh:message"))[:1]:
        name = iri.rpartition("#")[2]
        found.append((name, message.text, message.language))
    for branch in node.branches:
        found += _messages(branch.node, words)
    return found


def _entries(nodes: list[Node], kinds: AbstractSet[str], words: Words) -> tuple[Entry, ...]:
    found = [_entry(node, words) for node in nodes if node.types() & kinds]
    return tuple(sorted(found, key=lambda entry: entry.anchor.lower()))


def _entry(node: Node, words: Words) -> Entry:
    iri = node.id.value
    anchor = iri.rpartition("#")[2]
    labels = words.labels.names(iri)
    rest = {key: value for key, value in node.properties.items() if key not in _HIDDEN}
    return Entry(
        anchor=anchor,
        curie=_curie(iri),
        name=words.link(iri),
        names=tuple(Value(labels[code], code) for code in LANGUAGES if code in labels),
        definitions=words.texts(node.values("skos:definition")),
        examples=words.texts(node.values("skos:example")),
        rows=make_rows(Node(node.id, rest), words),
    )


def _curie(iri: str) -> str:
    for prefix, start in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri.rpartition("/")[2]
