"""Carry triples from Oxigraph's terms to rdflib's, so that literals stay as they were written.

The one seam between the two: pySHACL reads rdflib graphs, everything else here is Oxigraph's.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef

from partnerskap.graph.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.records.neighbours import Triple

__all__ = ["Node", "to_graph", "to_rdflib"]

Node = URIRef | BNode | Literal

_STRING: Final = f"{PREFIXES['xsd']}string"

# rdflib logs a traceback for every literal it cannot convert; we report those ourselves.
logging.getLogger("rdflib.term").addFilter(
    lambda record: not record.getMessage().startswith("Failed to convert Literal lexical form")
)


def to_rdflib(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> Node:
    """Turn one term; xsd:string becomes a plain literal, and no spelling is normalised.

    >>> to_rdflib(ox.Literal("01", datatype=ox.NamedNode(PREFIXES["xsd"] + "integer"))).n3()
    '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value == _STRING:
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def to_graph(triples: Iterable[Triple]) -> Graph:
    """Put triples into a new graph in memory."""
    graph = Graph(bind_namespaces="none")
    add = graph.store.add
    for subject, predicate, value in triples:
        add((to_rdflib(subject), URIRef(predicate.value), to_rdflib(value)), graph)
    return graph
