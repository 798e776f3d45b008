"""Says in words what the addresses of the files for download answer."""

from __future__ import annotations

from typing import Final

from partnerskap.api.described import LANGUAGE, Operation, Parameter
from partnerskap.dumps.files import FORMS, SUMS
from partnerskap.graph.terms import BASE

__all__ = ["DUMP_OPERATIONS"]

_VERSION: Final = Parameter(
    "version", "The version; `latest` leads (303) to the newest.", "1", "path"
)
_NAME: Final = Parameter(
    "name",
    "Name of the file.",
    "graph.ttl",
    "path",
    allowed=(*(form.name for form in FORMS), SUMS, "index.json", "index.html"),
)

DUMP_OPERATIONS: Final = (
    Operation(
        "/dumps",
        "get-dumps",
        "Leads to the files of the newest version",
        "catalogue",
        "With status 303, to `/dumps/{version}/`.",
        failures=(),
    ),
    Operation(
        "/dumps/{version}/",
        "list-dump-files",
        "The files of one version, with sizes and checksums",
        "catalogue",
        "Also at `/dumps/{version}/index.json`.",
        (_VERSION, LANGUAGE),
        ("application/json", "text/html"),
        "The list.",
        {
            "version": 1,
            "at": "2026-11-26T08:00:00.000+00:00",
            "checksums": "https://partnerskap.example.no/dumps/1/SHA256SUMS",
            "items": [
                {
                    "name": "graph.ttl",
                    "url": "https://partnerskap.example.no/dumps/1/graph.ttl",
                    "mediaType": "text/turtle",
                    "size": 1761566,
                    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                }
            ],
        },
        failures=(404, 406, 503),
    ),
    Operation(
        "/dumps/{version}/{name}",
        "get-dump-file",
        "One file of a version, whole or in part",
        "catalogue",
        "The whole graph in one RDF form, or `tables.zip` with its CSV tables and their metadata. "
        "N-Quads and TriG tell which document states what. The file never changes; `Range` and "
        "`If-Range` give a part of it.",
        (_VERSION, _NAME),
        tuple(form.media_type for form in FORMS),
        "The file.",
        f"<{BASE}/id/theme/helse> a <http://www.w3.org/2004/02/skos/core#Concept> .",
        failures=(404, 416, 503),
    ),
)
