"""What the graph says about itself: its VoID description, its prefixes, how its examples use them.

Worked out from the documents' triples whenever the graph moves to a new version; never part of
the journal, and never counted as data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode

from partnerskap.graph.questions import ENDPOINT
from partnerskap.graph.terms import PREFIXES, DocumentKey, expand
from partnerskap.graph.void import void_description

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["DESCRIPTIONS", "PREFIX_KEY", "VOID_KEY", "describe_graph", "prefix_declarations"]

VOID_KEY: Final = DocumentKey("catalogue", "void")
PREFIX_KEY: Final = DocumentKey("catalogue", "prefixes")
DESCRIPTIONS: Final = (VOID_KEY, PREFIX_KEY)


def describe_graph(store: Store) -> dict[DocumentKey, tuple[str, ...]]:
    """Give the descriptions of a store that holds documents alone, by the key of their graph.

    Each is sorted N-Triples lines without the final dot.
    """
    return {VOID_KEY: void_description(store), PREFIX_KEY: prefix_declarations(store)}


def prefix_declarations(store: Store) -> tuple[str, ...]:
    """Declare every prefix on the endpoint, and tie each stored example to the declarations.

    Follows SHACL section 5.2.1; query editors read the declarations to complete names.
    """
    service = NamedNode(ENDPOINT)
    declares, uri = NamedNode(expand("sh:declare")), NamedNode(expand("xsd:anyURI"))
    kind = NamedNode(expand("rdf:type"))
    lines = [f"{service} {kind} <{expand('sd:Service')}>"]
    for prefix, namespace in PREFIXES.items():
        node = NamedNode(f"{ENDPOINT}#prefix-{prefix}")
        lines += [
            f"{service} {declares} {node}",
            f"{node} {kind} <{expand('sh:PrefixDeclaration')}>",
            f"{node} <{expand('sh:prefix')}> {Literal(prefix)}",
            f"{node} <{expand('sh:namespace')}> {Literal(namespace, datatype=uri)}",
        ]
    executable = NamedNode(expand("sh:SPARQLExecutable"))
    examples = store.quads_for_pattern(None, kind, executable, DefaultGraph())
    lines += [f"{example.subject} <{expand('sh:prefixes')}> {service}" for example in examples]
    return tuple(sorted(lines))
