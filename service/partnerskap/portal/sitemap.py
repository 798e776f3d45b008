"""Write the map of all pages that search engines read (sitemaps.org), and the map of maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

__all__ = ["MOST", "Place", "write_index", "write_sitemap"]

MOST: Final = 50_000
"""Places on one map, as the protocol allows."""

Place = tuple[str, str]
"""A whole address, and when what is there last changed; empty where that is not known."""

_NS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_sitemap(places: Sequence[Place]) -> bytes:
    """Write a map of places.

    >>> write_sitemap([("https://example.no/", "2026-11-26")])[-79:]
    b'<url><loc>https://example.no/</loc><lastmod>2026-11-26</lastmod></url></urlset>'
    """
    return _write("urlset", "url", places)


def write_index(places: Sequence[Place]) -> bytes:
    """Write the map of maps."""
    return _write("sitemapindex", "sitemap", places)


def _write(outer: str, inner: str, places: Sequence[Place]) -> bytes:
    root = Element(outer, {"xmlns": _NS})
    for address, moment in places:
        entry = SubElement(root, inner)
        SubElement(entry, "loc").text = address
        if moment:
            SubElement(entry, "lastmod").text = moment
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
