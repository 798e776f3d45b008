"""Read RDF from outside with Oxigraph, after refusing what could harm.

Refused before any parser sees it: XML with a DOCTYPE (entities that grow or fetch), and nesting so
deep that readers would run out of stack or time. Nothing is fetched: a remote JSON-LD context is
refused with a remedy. Knows nothing of records, so the SPARQL endpoint reads by it too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import RdfFormat, parse

from partnerskap.errors import InvalidDataError, Text
from partnerskap.incoming.limits import too_deep, too_many_triples
from partnerskap.incoming.reasons import reason_of

if TYPE_CHECKING:
    from pyoxigraph import Quad

__all__ = ["check_nesting", "not_readable", "parse_rdf"]

# What is never closed runs to the end: were it no match, each of its beginnings would be tried. In
# Turtle a backslash lets names hold quotes and #, which begin nothing there.
_JSON_PART: Final = re.compile(
    rb'"(?:[^"\\]++|\\.)*+"?+|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL
)
_XML_PART: Final = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|(?P<close></)"
    rb"|(?P<open><)(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+(?<!/)>|<(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>",
    re.DOTALL,
)
_TURTLE_PART: Final = re.compile(
    rb"\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*+\"{0,3}+|'''(?:'{0,2}(?:[^'\\]|\\.))*+'{0,3}+"
    rb"|\"(?:[^\"\\\n\r]|\\.)*+\"?+|'(?:[^'\\\n\r]|\\.)*+'?+|\#[^\n\r]*+"
    rb"|\\.|(?P<open><<\(?|[\[({])|(?P<close>\)?>>|[\])}])|<[^<>\s]*+>",
    re.DOTALL,
)
_PARTS: Final = {RdfFormat.JSON_LD: _JSON_PART, RdfFormat.RDF_XML: _XML_PART}
_OPENING: Final = {RdfFormat.JSON_LD: (b"[", b"{"), RdfFormat.RDF_XML: (b"<",)}
_TURTLE_OPENING: Final = (b"[", b"(", b"{", b"<<")


def parse_rdf(  # noqa: PLR0913 - the parser's own switches, all by name
    name: str,
    body: bytes,
    form: RdfFormat,
    *,
    base: str | None,
    depth: int,
    triples: int | None = None,
    default_graph_only: bool = False,
    rename: bool = False,
) -> list[Quad]:
    """Read a body into quads in the parser's order; ``name`` is what messages call it.

    Raises InvalidDataError with the place of the first fault, and TooLargeError for more triples
    than ``triples``.
    """
    if form is RdfFormat.RDF_XML:
        _refuse_doctype(name, body)
    check_nesting(name, body, form, depth)
    found: list[Quad] = []
    try:
        reader = parse(
            body,
            form,
            base_iri=base,
            without_named_graphs=default_graph_only,
            rename_blank_nodes=rename,
        )
        for quad in reader:
            found.append(quad)
            if triples is not None and len(found) > triples:
                raise too_many_triples(name, triples)
    except SyntaxError as fault:
        raise _faulty(name, form, fault) from fault
    except ValueError as fault:  # a base that is no IRI
        raise not_readable(name, Text(str(fault), str(fault))) from fault
    return found


def check_nesting(name: str, body: bytes, form: RdfFormat, depth: int) -> None:
    """Raise InvalidDataError for brackets or elements nested deeper than ``depth``."""
    opening = _OPENING.get(form, _TURTLE_OPENING)
    if sum(body.count(mark) for mark in opening) <= depth:
        return
    level = 0
    for match in _PARTS.get(form, _TURTLE_PART).finditer(body):
        level += (match.lastgroup == "open") - (match.lastgroup == "close")
        if level > depth:
            raise too_deep(name, depth)


def not_readable(
    name: str, reason: Text, line: int | None = None, column: int | None = None
) -> InvalidDataError:
    """Say that a text cannot be read, where, and what the parser says of it."""
    nb, en = "", ""
    members: dict[str, str | float] = {}
    if line is not None and column is not None:
        nb, en = f", linje {line}, kolonne {column}", f", line {line}, column {column}"
        members = {"line": line, "column": column}
    return InvalidDataError(
        f"«{name}»{nb}: dataene kan ikke leses ({reason.nb}). Rett feilen og send dem på nytt.",
        f"{name!r}{en}: the data cannot be read ({reason.en}). Correct the fault and send them "
        "again.",
        members=members,
    )


def _refuse_doctype(name: str, body: bytes) -> None:
    if b"<!DOCTYPE" in body.replace(b"\x00", b""):
        raise InvalidDataError(
            f"«{name}» er RDF/XML med DOCTYPE, og det tas ikke imot. Fjern DOCTYPE og skriv "
            "entitetene ut.",
            f"{name!r} is RDF/XML with a DOCTYPE, which is not accepted. Remove it and write the "
            "entities out.",
        )


def _faulty(name: str, form: RdfFormat, fault: SyntaxError) -> InvalidDataError:
    message = str(fault.msg)
    if "LoadDocumentCallback" in message:
        return InvalidDataError(
            f"«{name}» viser til en JSON-LD-kontekst på nettet, og vi henter ingenting. Skriv "
            "konteksten inn i dokumentet selv.",
            f"{name!r} refers to a JSON-LD context on the web, and we fetch nothing (remote "
            "@context). Put the context into the document itself.",
        )
    reason, title = reason_of(message), form.name
    told = Text(f"{title}: {reason.nb}", f"{title}: {reason.en}")
    return not_readable(name, told, fault.lineno, fault.offset)
