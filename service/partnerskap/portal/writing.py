"""Write a feed in the forms that portals read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import RdfFormat, serialize

from partnerskap.portal.terms import PORTAL_PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Triple

__all__ = ["FEED_ENDINGS", "write_feed"]

FEED_ENDINGS: Final = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "nt": RdfFormat.N_TRIPLES,
    "trig": RdfFormat.TRIG,
}
"""The forms of a feed by the ending of their address."""


def write_feed(triples: Iterable[Triple], ending: str) -> bytes:
    """Write triples in the form an ending names, in the same order for the same triples."""
    ordered = sorted(triples, key=str)
    form = FEED_ENDINGS[ending]
    return serialize(ordered, format=form, prefixes=PORTAL_PREFIXES) or b""
