"""Read RDF that a client sends into a graph, as one graph."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Quad, RdfFormat
from werkzeug.http import parse_options_header

from partnerskap.errors import UnsupportedMediaTypeError
from partnerskap.incoming.limits import Limits
from partnerskap.incoming.rdf import parse_rdf

__all__ = ["READABLE", "read_rdf"]

READABLE: Final = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
}
_BODY: Final = "data"


def read_rdf(body: bytes, content_type: str, *, base: str) -> list[Quad]:
    """Read a body into quads of the default graph; named graphs are refused.

    Blank nodes get fresh names. Raises UnsupportedMediaTypeError for other formats and
    InvalidDataError with the place of the first fault.
    """
    return parse_rdf(
        _BODY,
        body,
        _format(content_type),
        base=base,
        depth=Limits().depth,
        default_graph_only=True,
        rename=True,
    )


def _format(content_type: str) -> RdfFormat:
    media_type = parse_options_header(content_type)[0].lower()
    if media_type in READABLE:
        return READABLE[media_type]
    known = ", ".join(READABLE)
    raise UnsupportedMediaTypeError(
        f"Vi leser ikke «{media_type or '?'}». Send {known}.",
        f"We do not read {media_type or '?'!r}. Send {known}.",
        headers={"Accept-Post": known},
    )
