"""Example bodies for the API description, one for each media type."""

from __future__ import annotations

from typing import Final

from partnerskap.graph.terms import BASE

__all__ = ["EXAMPLES", "LIST_EXAMPLE", "SEARCH_EXAMPLE"]

_IRI: Final = f"{BASE}/id/partnership/trd3"
_KEY: Final = "http://www.w3.org/2004/02/skos/core#prefLabel"
_RECORD: Final = {"id": _IRI, "type": "Partnership", "name": {"nb": "TRD3.0"}}

EXAMPLES: Final[dict[str, object]] = {
    "application/atom+xml": '<feed xmlns="http://www.w3.org/2005/Atom"><title>Endringer</title></feed>',
    "text/html": "<!doctype html><html lang='nb'>…</html>",
    "application/json": {**_RECORD, "labels": {}},
    "application/ld+json": {"@context": {"id": "@id", "type": "@type"}, **_RECORD},
    "text/turtle": f'<{_IRI}> <{_KEY}> "TRD3.0"@nb .\n',
    "application/n-triples": f'<{_IRI}> <{_KEY}> "TRD3.0"@nb .\n',
    "application/rdf+xml": '<?xml version="1.0" encoding="UTF-8"?><rdf:RDF …/>',
    "text/csv": "id,iri,name\r\ntrd3," + _IRI + ",TRD3.0\r\n",
    "application/sparql-query": "SELECT ?name WHERE { ?s ?p ?name }",
    "text/css": "body { margin: 0 }",
    "application/sparql-results+json": {"head": {"vars": ["name"]}, "results": {"bindings": []}},
    "application/sparql-results+xml": '<sparql xmlns="http://www.w3.org/2005/sparql-results#"/>',
    "application/n-quads": f'<{_IRI}> <{_KEY}> "TRD3.0"@nb .\n',
    "application/trig": f'<{_IRI}> <{_KEY}> "TRD3.0"@nb .\n',
    "application/sarif+json": {"version": "2.1.0", "runs": [{"results": []}]},
    "application/xml": '<TestStepReport xmlns="http://www.gitb.com/tr/v1/"/>',
    "application/zip": "PK…",
    "application/octet-stream": "(the file)",
    "text/tab-separated-values": '?name\n"TRD3.0"@nb\n',
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "PK…",
}

LIST_EXAMPLE: Final = {
    "version": 1,
    "list": "partnerships",
    "language": "en",
    "total": 1,
    "limit": 50,
    "self": "/partnerships.json?form=toparts",
    "next": None,
    "items": [{"id": "trd3", "iri": _IRI, "url": "/partnerships/trd3", "name": "TRD3.0"}],
    "facets": {
        "form": [
            {
                "value": "toparts",
                "iri": f"{BASE}/code/form/toparts",
                "label": "One city and one institution",
                "count": 1,
                "chosen": True,
            }
        ]
    },
}

SEARCH_EXAMPLE: Final = {
    "q": "Trondhjem",
    "language": "en",
    "total": 1,
    "hits": [
        {
            "iri": f"{BASE}/id/actor/trondheim-kommune",
            "url": "/actors/trondheim-kommune",
            "name": "Trondheim municipality",
            "kind": "actor",
            "kind_label": "Party",
            "score": 80,
            "snippet": "",
            "snippet_language": "",
        }
    ],
}
