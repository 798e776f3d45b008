"""Gather what a record must be seen together with to be judged: what it refers to, and its doubles.

Only the published graph is asked, never the network. What the published graph says of the record
itself is left out, since the record at hand takes its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store
from pyoxigraph import Triple as TripleTerm

from partnerskap.graph.terms import NS, DocumentKey, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from partnerskap.graph.reading import Object, Subject

__all__ = ["Triple", "find_neighbours"]

Triple = tuple["Subject", NamedNode, "Object"]

_DEFAULT: Final = DefaultGraph()
_SEEN: Final = frozenset(
    NamedNode(expand(name))
    for name in (
        "rdf:type",
        "rdf:subject",
        "rdf:predicate",
        "rdf:object",
        "rdfs:isDefinedBy",
        "rdfs:subClassOf",
        "skos:inScheme",
        "skos:broader",
        "dct:temporal",
        "dcat:startDate",
        "dcat:endDate",
        "org:classification",
        "org:hasMembership",
        "org:identifier",
        "pk:basis",
        "pk:contradicts",
        "pk:filledBy",
        "pk:hasFigure",
        "pk:municipalityNumber",
        "schema:dissolutionDate",
        "skos:hasTopConcept",
        "prov:hadPrimarySource",
        "schema:foundingDate",
    )
)
_POINTING: Final = tuple(
    NamedNode(expand(name))
    for name in ("pk:contradicts", "pk:hasFigure", "org:hasMembership", "rdf:subject")
)
_UNIQUE: Final = frozenset(
    NamedNode(expand(name)) for name in ("org:identifier", "pk:municipalityNumber")
)
_FURTHER: Final = frozenset(NamedNode(expand(name)) for name in ("dct:temporal", "skos:broader"))


def find_neighbours(record: Sequence[Triple], graph: Store) -> list[Triple]:
    """Give the triples of the published graph that shapes look at when they judge ``record``.

    These are the properties in ``_SEEN`` of everything the record refers to, points from other
    records at its nodes, and other records with the same number.
    """
    own = {subject for subject, _, _ in record}
    keys = {key for node in own if (key := _key(node)) is not None}

    def foreign(node: Object | Subject) -> bool:
        return isinstance(node, NamedNode) and node not in own and _key(node) not in keys

    wanted = {node for node in _mentioned(record) if foreign(node)}
    wanted |= {node for node in _pointing(own, graph) if foreign(node)}
    wanted |= {node for node in _doubles(record, graph) if foreign(node)}
    found: list[Triple] = []
    known: set[NamedNode] = set()
    while wanted:
        known |= wanted
        seen = [triple for node in wanted for triple in _described(node, graph)]
        found += seen
        further = {o for _, p, o in seen if p in _FURTHER and isinstance(o, NamedNode)}
        wanted = {node for node in further - known if foreign(node)}
    return found


def _key(node: Object | Subject) -> DocumentKey | None:
    return DocumentKey.of_iri(node.value) if isinstance(node, NamedNode) else None


def _mentioned(record: Iterable[Triple]) -> Iterator[NamedNode]:
    for _, predicate, value in record:
        if isinstance(value, NamedNode):
            yield value
        if predicate.value.startswith(NS):
            yield predicate


def _pointing(own: Iterable[Subject], graph: Store) -> Iterator[NamedNode]:
    for node in own:
        for predicate in _POINTING:
            for quad in graph.quads_for_pattern(None, predicate, node, _DEFAULT):
                if isinstance(quad.subject, NamedNode):
                    yield quad.subject


def _doubles(record: Iterable[Triple], graph: Store) -> Iterator[NamedNode]:
    for _, predicate, value in record:
        if predicate in _UNIQUE and isinstance(value, Literal):
            for quad in graph.quads_for_pattern(None, predicate, value, _DEFAULT):
                if isinstance(quad.subject, NamedNode):
                    yield quad.subject


def _described(node: NamedNode, graph: Store) -> Iterator[Triple]:
    for quad in graph.quads_for_pattern(node, None, None, _DEFAULT):
        if quad.predicate in _SEEN and not isinstance(quad.object, TripleTerm):
            yield node, quad.predicate, quad.object
