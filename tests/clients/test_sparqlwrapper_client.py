"""SPARQLWrapper asks in every way it can, and changes what it may."""

from __future__ import annotations

import csv
import io
from typing import Final

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

PARTNERSHIPS: Final = """
SELECT ?p ?name WHERE {
  ?p a <https://w3id.org/partnerskap/ns#Partnership> ;
     <http://www.w3.org/2004/02/skos/core#prefLabel> ?name .
  FILTER(LANG(?name) = "nb")
} ORDER BY ?p
"""
PARTNERSHIP: Final = URIRef("https://w3id.org/partnerskap/ns#Partnership")
FIRST: Final = (
    "https://w3id.org/partnerskap/id/partnership/alesund",
    "Ålesund universitetskommune",
)
WAYS: Final = pytest.mark.parametrize(
    ("method", "request_method"),
    [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)],
    ids=["get", "form", "direct"],
)


def wrapper(address: str, query: str, form: str) -> SPARQLWrapper:
    asked = SPARQLWrapper(address, returnFormat=form)
    asked.setQuery(query)
    return asked


@WAYS
def test_rows_come_as_json(service: str, method: str, request_method: str) -> None:
    client = wrapper(f"{service}/sparql", PARTNERSHIPS, JSON)
    client.setMethod(method)
    client.setRequestMethod(request_method)

    rows = client.queryAndConvert()["results"]["bindings"]

    assert len(rows) == 16
    assert (rows[0]["p"]["value"], rows[0]["name"]["value"]) == FIRST
    assert rows[0]["name"]["xml:lang"] == "nb"


@WAYS
def test_rows_come_as_xml(service: str, method: str, request_method: str) -> None:
    client = wrapper(f"{service}/sparql", PARTNERSHIPS, XML)
    client.setMethod(method)
    client.setRequestMethod(request_method)

    results = client.queryAndConvert().getElementsByTagName("result")

    assert len(results) == 16
    uri = results[0].getElementsByTagName("uri")[0].firstChild.data
    literal = results[0].getElementsByTagName("literal")[0]
    assert (uri, literal.firstChild.data) == FIRST
    assert literal.getAttribute("xml:lang") == "nb"


@WAYS
def test_rows_come_as_csv(service: str, method: str, request_method: str) -> None:
    client = wrapper(f"{service}/sparql", PARTNERSHIPS, CSV)
    client.setMethod(method)
    client.setRequestMethod(request_method)

    rows = list(csv.reader(io.StringIO(client.queryAndConvert().decode())))

    assert rows[0] == ["p", "name"]
    assert tuple(rows[1]) == FIRST
    assert len(rows) == 17


def test_rows_come_as_tsv(service: str) -> None:
    client = wrapper(f"{service}/sparql", PARTNERSHIPS, TSV)
    client.setOnlyConneg(True)

    lines = client.queryAndConvert().decode().splitlines()

    assert lines[0] == "?p\t?name"
    assert lines[1] == f'<{FIRST[0]}>\t"{FIRST[1]}"@nb'
    assert len(lines) == 17


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # SPARQLWrapper makes one
@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, JSONLD])
@WAYS
def test_a_graph_comes_in_each_rdf_format(
    service: str, form: str, method: str, request_method: str
) -> None:
    query = "DESCRIBE <https://w3id.org/partnerskap/id/partnership/alesund>"
    client = wrapper(f"{service}/sparql", query, form)
    client.setOnlyConneg(True)
    client.setMethod(method)
    client.setRequestMethod(request_method)

    found = client.queryAndConvert()
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")

    names = graph.objects(URIRef(FIRST[0]), SKOS.prefLabel)
    assert FIRST[1] in {str(name) for name in names}


def test_a_graph_comes_without_a_wish_about_how_it_is_asked(service: str) -> None:
    query = "DESCRIBE <https://w3id.org/partnerskap/id/partnership/alesund>"

    graph = Graph().parse(
        data=wrapper(f"{service}/sparql", query, TURTLE).queryAndConvert(), format="turtle"
    )

    assert (URIRef(FIRST[0]), RDF.type, PARTNERSHIP) in graph


def test_a_question_is_answered_true(service: str) -> None:
    ask = "ASK { ?p a <https://w3id.org/partnerskap/ns#Partnership> }"

    assert wrapper(f"{service}/sparql", ask, JSON).queryAndConvert()["boolean"] is True


def test_a_broken_query_is_told_apart_from_a_broken_service(service: str) -> None:
    with pytest.raises(QueryBadFormed, match="400"):
        wrapper(f"{service}/sparql", "SELECT * WHERE { ?s ?p }", JSON).query()


@pytest.mark.parametrize("request_method", [URLENCODED, POSTDIRECTLY])
def test_an_update_changes_the_writable_endpoint(writable: str, request_method: str) -> None:
    insert = "INSERT DATA { <http://example.org/voss> a <http://example.org/City> }"
    client = wrapper(writable, insert, JSON)
    client.setMethod(POST)
    client.setRequestMethod(request_method)
    client.query()

    count = wrapper(
        writable, "SELECT (COUNT(?c) AS ?n) { ?c a <http://example.org/City> }", JSON
    ).queryAndConvert()
    assert count["results"]["bindings"][0]["n"]["value"] == "3"


@pytest.mark.parametrize("form", [TSV, N3, RDFXML, JSONLD])
def test_each_format_comes_as_the_client_asks_for_it_by_default(service: str, form: str) -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 1" if form == TSV else "CONSTRUCT { <urn:a> <urn:b> 1 } {}"

    assert wrapper(f"{service}/sparql", query, form).query().response.status == 200
