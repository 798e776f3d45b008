"""Describe an endpoint to machines, after SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, Choice

__all__ = ["describe_endpoint"]

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FORMATS: Final = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
    "nq": "N-Quads",
    "trig": "TriG",
}


def describe_endpoint(address: str, choice: Choice, *, writable: bool) -> bytes:
    """Write the description of the endpoint at ``address`` in one of the graph formats."""
    form = choice.format.engine
    if not isinstance(form, RdfFormat):
        raise TypeError(f"A description is a graph; {choice.media_type} holds rows")
    prefixes = {"sd": SD, "formats": FORMATS}
    triples = _triples(address, writable=writable)
    return serialize(triples, format=form, prefixes=prefixes) or b""


def _triples(address: str, *, writable: bool) -> Iterator[Triple]:
    service, dataset, graph = BlankNode("service"), BlankNode("dataset"), BlankNode("graph")
    kind = NamedNode(f"{RDF}type")
    yield Triple(service, kind, _sd("Service"))
    yield Triple(service, _sd("endpoint"), NamedNode(address))
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    if writable:
        yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Update"))
    for form in (*ROW_FORMATS, *GRAPH_FORMATS):
        name = NamedNode(f"{FORMATS}{_FORMAT_NAMES[form.names[0]]}")
        yield Triple(service, _sd("resultFormat"), name)
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, kind, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), graph)
    yield Triple(graph, kind, _sd("Graph"))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
