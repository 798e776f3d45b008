"""One document in every form a machine may ask for: the same triples behind each of them.

Knows formats and bytes, not HTTP.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, RdfFormat, serialize

from partnerskap.graph.terms import BASE, PREFIXES
from partnerskap.graph.turtle import format_turtle
from partnerskap.records.jsonld import to_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerskap.graph.labels import Labels
    from partnerskap.records.context import Context
    from partnerskap.records.document import Document
    from partnerskap.records.jsonld import Json

__all__ = ["as_json", "as_jsonld", "as_ntriples", "as_rdfxml", "as_turtle", "dump_json"]


def as_turtle(document: Document) -> bytes:
    """Write canonical Turtle, the same text as the file in ``data/``."""
    base = document.root.value if document.root else None
    lines = as_ntriples(document).decode()
    return format_turtle(lines, base=base, blank_nodes=_has_blank_nodes(document)).encode()


def as_ntriples(document: Document) -> bytes:
    """Write N-Triples, one line a triple, sorted."""
    return serialize(document.triples, format=RdfFormat.N_TRIPLES) or b""


def as_rdfxml(document: Document) -> bytes:
    """Write RDF/XML with our prefixes."""
    return serialize(document.triples, format=RdfFormat.RDF_XML, prefixes=PREFIXES) or b""


def as_jsonld(document: Document, context: Context) -> bytes:
    """Write JSON-LD 1.1 with the context in it, so that nothing has to be fetched."""
    return dump_json({**context.document, **to_tree(document, context)})


def as_json(
    document: Document, context: Context, labels: Labels, links: Sequence[Json] = ()
) -> bytes:
    """Write the JSON-LD tree without its context, and the labels of what it refers to.

    ``links`` tell what the record is called in other registers. The keys ``labels`` and ``links``
    are no terms of the context, so a JSON-LD processor passes them by.
    """
    tree = to_tree(document, context)
    tree["labels"] = _labels(document, labels)
    if links:
        tree["links"] = list(links)
    return dump_json(tree)


def dump_json(value: object) -> bytes:
    """Write JSON for people to read too: indented, Norwegian letters as they are."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _labels(document: Document, labels: Labels) -> dict[str, Json]:
    subjects = {
        triple.subject.value for triple in document.triples if isinstance(triple.subject, NamedNode)
    }
    named = {
        triple.object.value
        for triple in document.triples
        if isinstance(triple.object, NamedNode) and triple.object.value.startswith(BASE)
    }
    return {
        iri: dict(sorted(labels.names(iri).items()))
        for iri in sorted(named - subjects)
        if iri in labels
    }


def _has_blank_nodes(document: Document) -> bool:
    return any(
        isinstance(term, BlankNode)
        for triple in document.triples
        for term in (triple.subject, triple.object)
    )
