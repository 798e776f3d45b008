"""Says in words what the addresses answer that programs look for by themselves."""

from __future__ import annotations

from typing import Final

from partnerskap.api.described import Operation, Parameter

__all__ = ["FINDING_OPERATIONS"]

_MAP: Final = "<urlset><url><loc>https://partnerskap.example.no/</loc></url></urlset>"

FINDING_OPERATIONS: Final = (
    Operation(
        "/robots.txt",
        "get-robots",
        "What crawlers need not fetch, and where the map is",
        "catalogue",
        media_types=("text/plain",),
        example="User-agent: *\nDisallow: /login\n",
        failures=(),
    ),
    Operation(
        "/sitemap.xml",
        "get-sitemap",
        "Every page and when it last changed",
        "catalogue",
        "With more than 50 000 pages the list of the maps there are.",
        media_types=("application/xml",),
        example=_MAP,
        failures=(),
    ),
    Operation(
        "/sitemap-{number}.xml",
        "get-sitemap-part",
        "One of several maps",
        "catalogue",
        parameters=(Parameter("number", "Which, counted from 1.", "1", "path"),),
        media_types=("application/xml",),
        example=_MAP,
        failures=(404,),
    ),
    Operation(
        "/linkset",
        "get-linkset",
        "The links of a page, by FAIR Signposting",
        "catalogue",
        "Of the page of a record, or of the files of a version (none named: the newest). The same "
        "links stand in the `Link` header of the page. After RFC 9264.",
        (Parameter("of", "Path of the page.", "/partnerships/trd3"),),
        ("application/linkset+json",),
        "The links.",
        {"linkset": [{"anchor": "https://partnerskap.example.no/partnerships/trd3"}]},
        failures=(400, 404),
    ),
    Operation(
        "/.well-known/api-catalog",
        "get-api-catalog",
        "The ways in for programs, and what describes each",
        "catalogue",
        "After RFC 9727.",
        media_types=("application/linkset+json",),
        example={"linkset": [{"anchor": "https://partnerskap.example.no/"}]},
        failures=(),
    ),
    Operation(
        "/.well-known/security.txt",
        "get-security-contact",
        "Whom to tell of a hole in security",
        "catalogue",
        "After RFC 9116; 404 where the operator named nobody.",
        media_types=("text/plain",),
        example="Contact: mailto:sikkerhet@example.no\n",
        failures=(404,),
    ),
)
