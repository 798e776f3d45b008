"""Says in words what the routes about queries answer: /sparql and the stored questions."""

from __future__ import annotations

from typing import Final

from partnerskap.api.described import LANGUAGE, Operation, Parameter, media_types
from partnerskap.graph.terms import BASE
from partnerskap.web.negotiate import DOCUMENT_FORMATS, QUESTION_FORMATS

__all__ = ["QUERY_OPERATIONS"]

_BUSY: Final = (408, 413, 429, 503)
"""What a query meets that is too large, or comes too often."""
_VIEW: Final = Parameter(
    "view", "How a page shows the answer, where it can.", "chart", allowed=("table", "chart", "map")
)
_SPARQL: Final = Operation(
    "/sparql",
    "sparql",
    "SPARQL 1.1 Protocol, read-only; a form for browsers",
    "sparql",
    "Also by POST, as a form or as application/sparql-query.",
    (
        Parameter("query", "The query.", "ASK { ?s ?p ?o }"),
        Parameter("default-graph-uri", "Graph to ask.", "", repeated=True),
        Parameter("named-graph-uri", "Graph to ask by name.", "", repeated=True),
        Parameter("format", "Form of the answer, in place of Accept.", "json"),
        Parameter("timeout", "Seconds of work at most, fewer than the service allows.", "5"),
        _VIEW,
    ),
    (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "application/n-quads",
        "application/trig",
        "text/html",
    ),
    failures=(400, 403, 406, *_BUSY, 502),
)

_VOID: Final = Operation(
    "/.well-known/void",
    "get-void",
    "What the published data hold, described with VoID",
    "sparql",
    "Counts per class and property, links out and vocabularies. Turtle where anything will do; "
    "also with the extensions .html, .json, .jsonld, .ttl, .nt and .rdf.",
    (LANGUAGE,),
    media_types(DOCUMENT_FORMATS),
    failures=(400, 406),
)
_GRAPHS: Final = Operation(
    "/graphs",
    "graphs",
    "SPARQL 1.1 Graph Store HTTP Protocol, read-only; without parameters a list of graphs",
    "sparql",
    "Name one graph by ?graph=IRI, or all graphs merged by ?default.",
    (
        Parameter("graph", "IRI of a named graph.", f"{BASE}/graph/partnership/trd3"),
        Parameter("default", "Give it, with any value or none, for all graphs merged.", ""),
        Parameter("format", "Form of the graph, in place of Accept.", "json"),
        LANGUAGE,
    ),
    (
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "application/n-quads",
        "application/trig",
        "application/json",
        "text/html",
    ),
    failures=(400, 404, 405, 406, *_BUSY),
)

_QUESTION: Final = Parameter("slug", "Short name of the question.", "folkehelse", "path")
_ROWS: Final = {"head": {"vars": ["name"]}, "results": {"bindings": []}}
_SEE: Final = {303: "See the same thing at /queries."}

QUERY_OPERATIONS: Final = (
    _SPARQL,
    _GRAPHS,
    _VOID,
    Operation(
        "/sparql/code",
        "get-programs",
        "Programs that send a query, in curl, Python, R and JavaScript",
        "sparql",
        "",
        (Parameter("query", "The query.", "ASK { ?s ?p ?o }"), LANGUAGE),
        ("text/html",),
        failures=(400, 403, 413),
    ),
    Operation(
        "/queries",
        "list-questions",
        "Questions to ask of the graph, each with its SPARQL query",
        "questions",
        "As a page, or as RDF with the queries in it.",
        (Parameter("keyword", "Only questions with this keyword.", "tema"), LANGUAGE),
        media_types(DOCUMENT_FORMATS),
        failures=(400, 406),
    ),
    Operation(
        "/queries/{slug}",
        "get-question",
        "One question with its answer as it is now",
        "questions",
        "JSON and CSV (.json, .csv) are the answer alone; application/sparql-query (.rq) is the "
        "query; the forms of RDF describe the question. Some questions take parameters, named on "
        "their pages: a record or code by its short name, a number, a year or a text.",
        (_QUESTION, Parameter("theme", "A parameter of this question.", "helse"), _VIEW, LANGUAGE),
        media_types(QUESTION_FORMATS),
        "The question, or its answer.",
        _ROWS,
        failures=(400, 404, 406, *_BUSY),
    ),
    Operation(
        "/ns/questions",
        "see-questions",
        "Where the list of questions was before",
        "questions",
        redirects=_SEE,
        failures=(404,),
    ),
    Operation(
        "/questions/{slug}",
        "see-question",
        "Where a question was before",
        "questions",
        parameters=(_QUESTION,),
        redirects=_SEE,
        failures=(404,),
    ),
)
