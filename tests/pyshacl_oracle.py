"""Ask pySHACL what our own validator should say, literals kept as they were written."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox
import pyshacl
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, BNode, Graph, Literal, URIRef

from partnerskap.graph.terms import PREFIXES
from partnerskap.records.shapes import read_shapes
from partnerskap.resources import shapes_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from partnerskap.records.neighbours import Triple

__all__ = ["Fault", "faults_by_pyshacl", "faults_quickly", "to_graph", "to_rdflib"]

Node = URIRef | BNode | Literal
Fault = tuple[str, str, str, str | None]
"""Focus node, shape, component and value."""

_SH: Final = PREFIXES["sh"]

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


@cache
def released_shapes() -> Graph:
    """Read the released shapes as pySHACL wants them."""
    return to_graph(read_shapes(shapes_dir()).triples)


def faults_by_pyshacl(record: Iterable[Triple], neighbours: Iterable[Triple]) -> set[Fault]:
    """Call pySHACL the usual way on a record with its neighbours; keep what is the record's own."""
    record = tuple(record)
    data = to_graph((*record, *neighbours))
    _, found, _ = pyshacl.validate(
        data, shacl_graph=released_shapes(), advanced=True, inference="none"
    )
    own = {
        str(subject) if isinstance(subject, ox.BlankNode) else subject.value
        for subject, _, _ in record
    }
    report = cast("Graph", found)
    nodes = set(report.subjects(RDF.type, URIRef(f"{_SH}ValidationResult")))
    details = set(report.objects(None, URIRef(f"{_SH}detail")))
    own = {to_rdflib(subject) for subject, _, _ in record}
    told = (_fault(dict(report.predicate_objects(node))) for node in nodes - details)
    return {fault for focus, fault in told if focus in own}


def _fault(facts: Mapping[object, object]) -> tuple[object, Fault]:
    """Read one result; in its own lists pySHACL keeps a term as a pair of graph and term."""
    bare = {
        str(name).removeprefix(_SH): term[1] if isinstance(term, tuple) else term
        for name, term in facts.items()
    }
    value = bare.get("value")
    return bare["focusNode"], (
        str(bare["focusNode"]),
        str(bare["sourceShape"]),
        str(bare["sourceConstraintComponent"]),
        str(value) if isinstance(value, URIRef | Literal) else None,
    )


@cache
def _harvested() -> ShapesGraph:
    return ShapesGraph(released_shapes())


def faults_quickly(record: Iterable[Triple], neighbours: Iterable[Triple]) -> set[Fault]:
    """Ask pySHACL's shapes, read once, about the record's own nodes alone: for many records."""
    record = tuple(record)
    own = {to_rdflib(subject) for subject, _, _ in record}
    data = to_graph((*record, *neighbours))
    executor = SHACLExecutor(advanced_mode=True)
    faults: set[Fault] = set()
    for shape in _harvested().shapes:
        shape.set_advanced(True)
        focus = own & set(shape.focus_nodes(data))
        if focus:
            _, found, *_ = shape.validate(executor, data, focus=sorted(focus))
            for _, node, triples in found:
                faults.add(_fault({p: o for s, p, o in triples if s == node})[1])
    return faults
