"""Describe an endpoint to machines, after SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, Choice
from partnerskap.sparql.functions import Function
from partnerskap.sparql.incoming import READABLE

__all__ = ["GEO_FUNCTIONS", "Holdings", "Service", "describe_endpoint"]

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
VOID: Final = "http://rdfs.org/ns/void#"
FORMATS: Final = "http://www.w3.org/ns/formats/"
GEOF: Final = "http://www.opengis.net/def/function/geosparql/"
_KIND: Final = NamedNode(f"{RDF}type")
_INTEGER: Final = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
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
GEO_FUNCTIONS: Final = (
    *(
        f"sf{name}"
        for name in (
            "Equals",
            "Disjoint",
            "Intersects",
            "Touches",
            "Crosses",
            "Within",
            "Contains",
            "Overlaps",
        )
    ),
    *(
        f"eh{name}"
        for name in (
            "Equals",
            "Disjoint",
            "Meet",
            "Overlap",
            "Covers",
            "CoveredBy",
            "Inside",
            "Contains",
        )
    ),
    *(f"rcc8{name}" for name in ("eq", "dc", "ec", "po", "tppi", "tpp", "ntpp", "ntppi")),
    "relate",
    "distance",
    "convexHull",
    "envelope",
    "intersection",
    "union",
    "difference",
    "symDifference",
    "centroid",
    "length",
    "perimeter",
    "asGeoJSON",
    "getSRID",
    "coordinateDimension",
    "dimension",
    "spatialDimension",
    "isEmpty",
    "isSimple",
)
"""What the engine evaluates of GeoSPARQL 1.1, by local name in its function namespace."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an endpoint holds: its dataset by IRI, and how many triples stand in which graph."""

    dataset: str
    triples: int
    graphs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Service:
    """What is told of an endpoint beyond what is true of all.

    ``name`` is the service's IRI, ``address`` where it is reached when the request does not tell,
    ``features`` are local names of the SD vocabulary.
    """

    name: str = ""
    address: str = ""
    functions: tuple[Function, ...] = ()
    features: tuple[str, ...] = ()
    holdings: Holdings | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)


def describe_endpoint(address: str, choice: Choice, told: Service, *, writable: bool) -> bytes:
    """Write the description of the endpoint at ``address`` in one of the graph formats."""
    form = choice.format.engine
    if not isinstance(form, RdfFormat):
        raise TypeError(f"A description is a graph; {choice.media_type} holds rows")
    prefixes = {"sd": SD, "formats": FORMATS, "void": VOID, "rdfs": RDFS, **told.prefixes}
    service = NamedNode(told.name) if told.name else BlankNode("service")
    triples = [
        *_abilities(service, told.address or address, writable=writable),
        *(Triple(service, _sd("feature"), _sd(name)) for name in told.features),
        *_functions(service, told.functions),
        *_dataset(service, told.holdings),
    ]
    return serialize(triples, format=form, prefixes=prefixes) or b""


def _abilities(service: NamedNode | BlankNode, address: str, *, writable: bool) -> Iterator[Triple]:
    yield Triple(service, _KIND, _sd("Service"))
    yield Triple(service, _sd("endpoint"), NamedNode(address))
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    regime = NamedNode("http://www.w3.org/ns/entailment/Simple")
    yield Triple(service, _sd("defaultEntailmentRegime"), regime)
    for form in (*ROW_FORMATS, *GRAPH_FORMATS):
        yield Triple(service, _sd("resultFormat"), _format(form.names[0]))
    if not writable:
        return
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Update"))
    yield Triple(service, _sd("feature"), _sd("EmptyGraphs"))
    for form in GRAPH_FORMATS:
        if form.media_types[0] in READABLE:
            yield Triple(service, _sd("inputFormat"), _format(form.names[0]))


def _functions(service: NamedNode | BlankNode, functions: tuple[Function, ...]) -> Iterator[Triple]:
    names = [NamedNode(each.iri) for each in functions]
    names += [NamedNode(f"{GEOF}{name}") for name in GEO_FUNCTIONS]
    for function in names:
        yield Triple(service, _sd("extensionFunction"), function)
    for function in names:
        yield Triple(function, _KIND, _sd("Function"))
    for each in functions:
        function = NamedNode(each.iri)
        yield Triple(function, NamedNode(f"{RDFS}label"), Literal(each.signature, language="en"))
        yield Triple(function, NamedNode(f"{RDFS}comment"), Literal(each.meaning, language="en"))


def _dataset(service: NamedNode | BlankNode, holdings: Holdings | None) -> Iterator[Triple]:
    dataset = NamedNode(holdings.dataset) if holdings else BlankNode("dataset")
    graph = NamedNode(f"{holdings.dataset}-default") if holdings else BlankNode("graph")
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, _KIND, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), graph)
    yield Triple(graph, _KIND, _sd("Graph"))
    if holdings is None:
        return
    yield _triples(graph, holdings.triples)
    for place, (name, count) in enumerate(sorted(holdings.graphs.items())):
        named, content = BlankNode(f"named{place}"), BlankNode(f"graph{place}")
        yield Triple(dataset, _sd("namedGraph"), named)
        yield Triple(named, _KIND, _sd("NamedGraph"))
        yield Triple(named, _sd("name"), NamedNode(name))
        yield Triple(named, _sd("graph"), content)
        yield Triple(content, _KIND, _sd("Graph"))
        yield _triples(content, count)


def _triples(graph: NamedNode | BlankNode, count: int) -> Triple:
    return Triple(graph, NamedNode(f"{VOID}triples"), Literal(str(count), datatype=_INTEGER))


def _format(name: str) -> NamedNode:
    return NamedNode(f"{FORMATS}{_FORMAT_NAMES[name]}")


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
