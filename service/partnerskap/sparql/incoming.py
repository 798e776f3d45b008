"""Read RDF that a client sends.

Refuses what could harm: XML with a DOCTYPE (entities that grow or fetch), and nesting so deep that
the engine's readers would overflow their stack. The engine fetches no remote JSON-LD context; such
a document is refused with a remedy.
"""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import Quad, RdfFormat, parse
from werkzeug.http import parse_options_header

from partnerskap.errors import InvalidDataError, UnsupportedMediaTypeError

__all__ = ["READABLE", "read_rdf"]

READABLE: Final = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
}
MAX_DEPTH: Final = 256

_JSON_PART: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)
_XML_PART: Final = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|(?P<close></)"
    rb"|(?P<open><)(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+(?<!/)>|<(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>",
    re.DOTALL,
)
_TRIPLE_TERM: Final = re.compile(rb"(?P<open><<\s*\()|(?P<close>\)\s*>>)")
_NESTING: Final = {RdfFormat.JSON_LD: _JSON_PART, RdfFormat.RDF_XML: _XML_PART}


def read_rdf(body: bytes, content_type: str, *, base: str) -> list[Quad]:
    """Read a body into quads of the default graph; named graphs are refused.

    Blank nodes get fresh names. Raises UnsupportedMediaTypeError for other formats and
    InvalidDataError with the place of the first fault.
    """
    form = _format(content_type)
    if form is RdfFormat.RDF_XML and b"<!DOCTYPE" in body:
        raise InvalidDataError(
            "RDF/XML med DOCTYPE tas ikke imot. Fjern DOCTYPE og skriv entitetene ut.",
            "RDF/XML with a DOCTYPE is not accepted. Remove it and write the entities out.",
        )
    _check_depth(body, _NESTING.get(form, _TRIPLE_TERM))
    try:
        return list(
            parse(
                body,
                form,
                base_iri=base,
                without_named_graphs=True,
                rename_blank_nodes=True,
            )
        )
    except SyntaxError as error:
        fault = _remedy(error)
        raise InvalidDataError(
            f"Dataene kan ikke leses: {fault}. Rett feilen og send dem på nytt.",
            f"The data cannot be read: {fault}. Correct the fault and send them again.",
        ) from error


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


def _remedy(error: SyntaxError) -> str:
    message = str(error)
    if "LoadDocumentCallback" in message:
        return "remote @context; put the context into the document itself"
    return message


def _check_depth(body: bytes, part: re.Pattern[bytes]) -> None:
    depth = 0
    for match in part.finditer(body):
        depth += (match.lastgroup == "open") - (match.lastgroup == "close")
        if depth > MAX_DEPTH:
            raise InvalidDataError(
                f"Dataene er nøstet dypere enn {MAX_DEPTH} nivåer. Skriv dem flatere.",
                f"The data are nested deeper than {MAX_DEPTH} levels. Write them flatter.",
            )
