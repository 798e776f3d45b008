"""rdflib takes the service for a graph to read, and the writable endpoint for one to write."""

from __future__ import annotations

from typing import Final, Literal

import pytest
from rdflib import Dataset, Graph, Namespace, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.namespace import RDF, SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

PK: Final = Namespace("https://w3id.org/partnerskap/ns#")
EX: Final = Namespace("http://example.org/")
TRD3: Final = URIRef("https://w3id.org/partnerskap/id/partnership/trd3")
PARTNERSHIPS: Final = "SELECT ?p WHERE { ?p a <https://w3id.org/partnerskap/ns#Partnership> }"


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rows_come_in_every_format(
    service: str, method: Literal["GET", "POST", "POST_FORM"], form: str
) -> None:
    store = SPARQLStore(f"{service}/sparql", method=method, returnFormat=form)

    found = {str(row[0]) for row in Graph(store).query(PARTNERSHIPS)}  # type: ignore[index]  # rows

    assert len(found) == 16
    assert str(TRD3) in found


def test_triples_are_read_as_from_a_graph_of_ones_own(service: str) -> None:
    graph = Graph(SPARQLStore(f"{service}/sparql"))

    assert (TRD3, RDF.type, PK.Partnership) in graph
    assert set(graph.objects(TRD3, SKOS.prefLabel)) == {
        RdfLiteral("Universitetskommunen Trondheim TRD3.0", lang="nb"),
        RdfLiteral("Universitetskommunen Trondheim TRD3.0", lang="nn"),
        RdfLiteral("University Municipality Trondheim TRD3.0", lang="en"),
    }


def test_a_constructed_graph_comes_back_as_a_graph(service: str) -> None:
    graph = Graph(SPARQLStore(f"{service}/sparql"))

    built = graph.query("CONSTRUCT WHERE { ?p a <https://w3id.org/partnerskap/ns#Partnership> }")

    assert built.graph is not None
    assert len(built.graph) == 16


def test_what_is_added_and_removed_is_so_at_the_endpoint(writable: str) -> None:
    dataset = Dataset(SPARQLUpdateStore(writable, writable))
    graph = dataset.default_graph
    voss = RdfLiteral("Voss «hérað»\n", lang="nn")

    graph.add((EX.voss, EX.name, voss))
    graph.remove((EX.bergen, None, None))

    fresh = Graph(SPARQLStore(writable))
    assert set(fresh.objects(EX.voss, EX.name)) == {voss}
    assert (EX.bergen, None, None) not in fresh
    assert (EX.oslo, EX.name, RdfLiteral("Христиания", lang="ru")) in fresh


def test_a_named_graph_is_written_and_read(writable: str) -> None:
    graph = Graph(SPARQLUpdateStore(writable, writable), identifier=EX.g)

    graph.update("INSERT DATA { <http://example.org/a> a <http://example.org/City> }")

    assert set(graph) == {(EX.a, RDF.type, EX.City)}
