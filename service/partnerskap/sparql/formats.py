"""The formats answers come in, and the choice among them.

Negotiation follows RFC 9110 section 12.5.1; ``format=`` in the address wins over Accept. Rows in
CSV and TSV follow the SPARQL 1.1 recommendation; it defines neither for ASK, so a truth value is
one line, ``true`` or ``false``, without a header.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from partnerskap.errors import BadRequestError, NotAcceptableError

__all__ = ["GRAPH_FORMATS", "ROW_FORMATS", "Choice", "Format", "choose", "prefers_page"]


@dataclass(frozen=True, slots=True)
class Format:
    """One serialisation: its short names for ``format=``, its media types, the engine's name.

    The first media type is the registered one; the others are what clients also send.
    """

    names: tuple[str, ...]
    media_types: tuple[str, ...]
    engine: QueryResultsFormat | RdfFormat
    charset: bool = False

    @property
    def is_xml(self) -> bool:
        """Tell whether what XML cannot hold must be replaced."""
        return self.media_types[0].endswith("+xml")


@dataclass(frozen=True, slots=True)
class Choice:
    """The format of one answer and the media type it is labelled with."""

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        """The value of Content-Type."""
        return f"{self.media_type}; charset=utf-8" if self.format.charset else self.media_type


ROW_FORMATS: Final = (
    Format(
        ("json", "srj"),
        ("application/sparql-results+json", "application/json"),
        QueryResultsFormat.JSON,
    ),
    Format(
        ("xml", "srx"),
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        QueryResultsFormat.XML,
    ),
    Format(("csv",), ("text/csv",), QueryResultsFormat.CSV, charset=True),
    Format(("tsv",), ("text/tab-separated-values",), QueryResultsFormat.TSV, charset=True),
)
GRAPH_FORMATS: Final = (
    Format(("ttl", "turtle", "n3"), ("text/turtle",), RdfFormat.TURTLE, charset=True),
    Format(("nt", "ntriples"), ("application/n-triples", "text/plain"), RdfFormat.N_TRIPLES),
    Format(
        ("rdf", "rdfxml", "xml"),
        ("application/rdf+xml", "application/xml", "text/xml"),
        RdfFormat.RDF_XML,
    ),
    Format(("jsonld", "json"), ("application/ld+json", "application/json"), RdfFormat.JSON_LD),
    Format(("nq", "nquads"), ("application/n-quads",), RdfFormat.N_QUADS),
    Format(("trig",), ("application/trig",), RdfFormat.TRIG, charset=True),
)
_GENERIC: Final = frozenset({"application/xml", "text/xml", "application/json", "text/plain"})
_USUAL: Final = 256
"""An Accept header up to this long is worth remembering."""
_BROWSER: Final = frozenset({"text/html", "application/xhtml+xml"})


_RANGE: Final = re.compile(r"[!#$%&'*+.^_`|~\w-]+/[!#$%&'*+.^_`|~\w-]+", re.ASCII)


def choose(formats: tuple[Format, ...], accept: str | None, name: str | None = None) -> Choice:
    """Pick a format; the first of ``formats`` when the client has no wish.

    Raises BadRequestError for an unknown ``name`` and NotAcceptableError listing what there is.

    >>> choose(ROW_FORMATS, "text/csv;q=0.9, text/turtle").media_type
    'text/csv'
    """
    if name is not None:
        return _by_name(formats, name)
    if accept is not None and len(accept) <= _USUAL:
        return _by_usual_accept(formats, accept)
    return _by_accept(formats, accept)


@lru_cache(maxsize=512)
def _by_usual_accept(formats: tuple[Format, ...], accept: str) -> Choice:
    """Remember what was chosen: most clients send one of a few values."""
    return _by_accept(formats, accept)


def _by_accept(formats: tuple[Format, ...], accept: str | None) -> Choice:
    wishes = _wishes(accept)
    if not wishes:
        return Choice(formats[0], formats[0].media_types[0])
    offers = _offers(formats, wishes)
    best = wishes.best_match(list(offers))
    if best is None:
        raise NotAcceptableError(
            f"Ingen av formatene du godtar, finnes for dette svaret. Vi har {_listed(formats)}.",
            f"None of the formats you accept exists for this answer. We have {_listed(formats)}.",
        )
    return Choice(offers[best], best)


def prefers_page(accept: str | None, name: str | None = None) -> bool:
    """Tell whether a client asks for HTML by name, before everything else it names.

    >>> prefers_page("text/html,application/xml;q=0.9,*/*;q=0.8"), prefers_page("*/*")
    (True, False)
    """
    if name is not None:
        return name.strip().lower() in {"html", "text/html"}
    named: dict[str, float] = {}
    for media_type, quality in _wishes(accept):
        if not media_type.endswith("*"):
            named[media_type] = max(quality, named.get(media_type, 0.0))
    wish = named.pop("text/html", 0.0)
    return wish > 0 and wish >= max(named.values(), default=0.0)


def _wishes(accept: str | None) -> MIMEAccept:
    """Read an Accept header without parameters, by which our formats do not differ.

    What is no media range is passed over, as section 12.4.1 lets a server do.
    """
    read = parse_accept_header(accept, MIMEAccept)
    bare = [(value.partition(";")[0].strip().lower(), quality) for value, quality in read]
    return MIMEAccept([(value, quality) for value, quality in bare if _RANGE.fullmatch(value)])


def _offers(formats: tuple[Format, ...], wishes: MIMEAccept) -> dict[str, Format]:
    """List media types in order of preference; a browser's «any XML» is no wish for our XML."""
    browser = any(value in _BROWSER for value in wishes.values())
    first = {form.media_types[0]: form for form in formats}
    others = {
        media_type: form
        for form in formats
        for media_type in form.media_types[1:]
        if not (browser and media_type in _GENERIC)
    }
    return first | {name: form for name, form in others.items() if name not in first}


def _by_name(formats: tuple[Format, ...], name: str) -> Choice:
    """Find the first format that is named; several names stand with commas between."""
    for wanted in name.lower().split(","):
        for form in formats:
            if wanted.strip() in (*form.names, *form.media_types):
                return Choice(form, form.media_types[0])
    names = ", ".join(form.names[0] for form in formats)
    raise BadRequestError(
        f"Formatet «{name[:40]}» finnes ikke for dette svaret. Velg blant {names}.",
        f"The format {name[:40]!r} does not exist for this answer. Choose among {names}.",
    )


def _listed(formats: tuple[Format, ...]) -> str:
    return ", ".join(form.media_types[0] for form in formats)
