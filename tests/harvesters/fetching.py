"""Fetch as harvesters do, header for header, and read what came."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPResponse
from typing import Final
from urllib.parse import urlsplit

from rdflib import Graph

__all__ = ["BASE", "FEEDS", "FORMS", "fetch", "read"]

BASE: Final = "https://w3id.org/partnerskap"
FEEDS: Final = (
    "/catalog",
    "/catalog?_profile=dcat-ap-no-2",
    "/catalog?_profile=dcat-ap-no-3",
    "/catalog?_profile=dcat-ap-3",
    "/catalog?_profile=schema.org",
    "/catalog/concepts",
    "/catalog/models",
)
FORMS: Final = {
    "text/turtle": ("ttl", "turtle"),
    "application/rdf+xml": ("rdf", "xml"),
    "application/ld+json": ("jsonld", "json-ld"),
    "application/n-triples": ("nt", "nt"),
    "application/trig": ("trig", "trig"),
}
"""The ending and rdflib's name of each form, by what a harvester is registered to accept."""


def fetch(
    address: str, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[HTTPResponse, bytes]:
    """Ask once, with no header but those given; redirects are not followed."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=60)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.putrequest(method, path or "/", skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def read(service: str, feed: str, accept: str = "text/turtle") -> Graph:
    """Read a feed in one of its forms."""
    _, body = fetch(f"{service}{feed}", headers={"Accept": accept})
    return Graph().parse(data=body.decode(), format=FORMS[accept][1])
