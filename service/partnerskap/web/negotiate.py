"""Choose the form of an answer from the address or from what the client accepts.

Pure: strings in, a format out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from partnerskap.errors import NotAcceptableError

__all__ = [
    "ATOM",
    "CSV",
    "DOCUMENT_FORMATS",
    "FEED_FORMATS",
    "HTML",
    "JSON",
    "JSONLD",
    "LIST_FORMATS",
    "NTRIPLES",
    "PAGE_FORMATS",
    "QUERY",
    "QUESTION_FORMATS",
    "RDFXML",
    "TRIG",
    "TURTLE",
    "Format",
    "accepts_html",
    "choose",
    "split_extension",
]


@dataclass(frozen=True, slots=True)
class Format:
    """One form of an answer: the extension that names it and its media type."""

    extension: str
    media_type: str
    name: str

    @property
    def content_type(self) -> str:
        """Give the Content-Type header; text is always UTF-8."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


HTML: Final = Format("html", "text/html", "HTML")
JSON: Final = Format("json", "application/json", "JSON")
JSONLD: Final = Format("jsonld", "application/ld+json", "JSON-LD")
TURTLE: Final = Format("ttl", "text/turtle", "Turtle")
NTRIPLES: Final = Format("nt", "application/n-triples", "N-Triples")
RDFXML: Final = Format("rdf", "application/rdf+xml", "RDF/XML")
TRIG: Final = Format("trig", "application/trig", "TriG")
ATOM: Final = Format("atom", "application/atom+xml", "Atom")
CSV: Final = Format("csv", "text/csv", "CSV")
QUERY: Final = Format("rq", "application/sparql-query", "SPARQL")

DOCUMENT_FORMATS: Final = (HTML, JSON, JSONLD, TURTLE, NTRIPLES, RDFXML)
LIST_FORMATS: Final = (HTML, JSON, CSV)
PAGE_FORMATS: Final = (HTML, JSON)
FEED_FORMATS: Final = (HTML, JSON, ATOM)
QUESTION_FORMATS: Final = (HTML, JSON, CSV, QUERY, JSONLD, TURTLE, NTRIPLES, RDFXML)


def choose(accept: str | None, formats: tuple[Format, ...]) -> Format:
    """Choose what fits an Accept header best; the first format where anything will do.

    A format's quality is that of the most specific range that covers it (RFC 9110 §12.5.1);
    between equals the one that was named wins over the one that was covered by a wildcard.

    Raises NotAcceptableError naming the formats there are.

    >>> choose("text/html;q=0, */*", (HTML, TURTLE)).name
    'Turtle'
    """
    if not accept or not accept.strip():
        return formats[0]
    ranges = [
        (value.partition(";")[0].strip().lower(), quality)
        for value, quality in parse_accept_header(accept, MIMEAccept)
    ]
    ranked = [
        (quality, specificity, -place)
        for place, entry in enumerate(formats)
        for specificity, quality in (_best(ranges, entry.media_type),)
        if quality > 0
    ]
    if not ranked:
        raise _none_fits(accept, formats)
    return formats[-max(ranked)[2]]


def accepts_html(accept: str | None) -> bool:
    """Tell whether a client asks for HTML by name, as browsers do, rather than by a wildcard."""
    named = parse_accept_header(accept or "", MIMEAccept)
    return any(value.startswith("text/html") and quality > 0 for value, quality in named) and (
        choose(accept, (JSON, HTML)) == HTML
    )


def split_extension(name: str, formats: tuple[Format, ...]) -> tuple[str, Format | None]:
    """Split a known extension off the last part of a path.

    >>> split_extension("trd3.ttl", DOCUMENT_FORMATS)[0], split_extension("v1.0", (HTML,))
    ('trd3', ('v1.0', None))
    """
    stem, dot, extension = name.rpartition(".")
    for entry in formats:
        if dot and stem and entry.extension == extension:
            return stem, entry
    return name, None


def _best(ranges: list[tuple[str, float]], media_type: str) -> tuple[int, float]:
    """Find the most specific range that covers a media type, and its quality."""
    levels = {media_type: 3, media_type.partition("/")[0] + "/*": 2, "*/*": 1}
    found = [(levels[value], quality) for value, quality in ranges if value in levels]
    return max(found, default=(0, 0.0))


def _none_fits(accept: str, formats: tuple[Format, ...]) -> NotAcceptableError:
    listed = ", ".join(entry.media_type for entry in formats)
    return NotAcceptableError(
        f"Vi kan ikke svare med «{accept[:120]}». Her finnes {listed}. "
        "Formatet kan også velges med en endelse i adressen.",
        f"We cannot answer with {accept[:120]!r}. There are {listed}. "
        "The format can also be chosen by an extension in the address.",
    )
