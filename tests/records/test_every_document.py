"""Every released document, in every form, holds the same triples."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from partnerskap.graph.labels import Labels
from partnerskap.records.context import load_context
from partnerskap.records.document import Document, find_document
from partnerskap.records.view import as_json, as_jsonld, as_rdfxml, as_turtle
from partnerskap.resources import ontology_dir
from worlds import load_release

CONTEXT = load_context(ontology_dir() / "context.jsonld")


def _documents() -> list[Document]:
    graph = load_release()
    return [find_document(graph.store, key) for key in sorted(graph.keys) if key.type != "shapes"]


def _differs(left: Graph, right: Graph) -> bool:
    return set(left) != set(right) and not isomorphic(left, right)


# rdflib's own JSON-LD reader makes a graph of a kind that rdflib has deprecated.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_json_ld_read_by_rdflib_is_the_turtle() -> None:
    different = [
        str(document.key)
        for document in _documents()
        if _differs(
            Graph().parse(data=as_jsonld(document, CONTEXT), format="json-ld"),
            Graph().parse(data=as_turtle(document), format="turtle"),
        )
    ]

    assert different == []


def test_plain_json_with_the_context_is_the_same_graph() -> None:
    labels = Labels(load_release().store)
    different = []
    for document in _documents():
        tree = {**CONTEXT.document, **json.loads(as_json(document, CONTEXT, labels))}
        quads = parse(json.dumps(tree), format=RdfFormat.JSON_LD)
        if {quad.triple for quad in quads} != set(document.triples):
            different.append(str(document.key))

    assert different == []


def test_rdf_xml_is_the_same_graph() -> None:
    different = [
        str(document.key)
        for document in _documents()
        if {quad.triple for quad in parse(as_rdfxml(document), format=RdfFormat.RDF_XML)}
        != set(document.triples)
    ]

    assert different == []
