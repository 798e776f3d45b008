"""Which format a body is in: by what the sender says, by its name, else by how it looks.

Pure; opens nothing. References: the media types of RDF 1.1 and JSON-LD 1.1.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from werkzeug.http import parse_options_header

from partnerskap.errors import Text, UnsupportedMediaTypeError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["FORMATS", "MEDIA_TYPES", "Kind", "choose_kind", "no_reader", "sniff"]


class Kind(StrEnum):
    """The formats people send; the value is what ``format=`` and file names call them."""

    TURTLE = "ttl"
    TRIG = "trig"
    N_TRIPLES = "nt"
    N_QUADS = "nq"
    RDF_XML = "rdf"
    JSON_LD = "jsonld"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"

    @property
    def label(self) -> str:
        """What people call it."""
        return _TITLES[self]


_TITLES: Final = {
    Kind.TURTLE: "Turtle",
    Kind.TRIG: "TriG",
    Kind.N_TRIPLES: "N-Triples",
    Kind.N_QUADS: "N-Quads",
    Kind.RDF_XML: "RDF/XML",
    Kind.JSON_LD: "JSON-LD",
    Kind.JSON: "JSON",
    Kind.CSV: "CSV",
    Kind.XLSX: "Excel (XLSX)",
}
MEDIA_TYPES: Final = {
    "text/turtle": Kind.TURTLE,
    "application/x-turtle": Kind.TURTLE,
    "application/trig": Kind.TRIG,
    "application/n-triples": Kind.N_TRIPLES,
    "application/n-quads": Kind.N_QUADS,
    "application/rdf+xml": Kind.RDF_XML,
    "application/ld+json": Kind.JSON_LD,
    "application/json": Kind.JSON,
    "text/csv": Kind.CSV,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Kind.XLSX,
}
"""What a Content-Type says for certain; any other, or none, leaves it to name and looks."""
FORMATS: Final = {
    **{kind.value: kind for kind in Kind},
    "turtle": Kind.TURTLE,
    "n3": Kind.TURTLE,
    "ntriples": Kind.N_TRIPLES,
    "nquads": Kind.N_QUADS,
    "xml": Kind.RDF_XML,
    "rdfxml": Kind.RDF_XML,
    "owl": Kind.RDF_XML,
    "json-ld": Kind.JSON_LD,
}
"""Names of formats, as file extensions and in ``format=``."""
_PACKED: Final = {"gz", "gzip", "zip"}

_LINE: Final = re.compile(
    rb"\s*(?:#[^\n]*\s*)*(?:<[^<>\s]*>|_:\S+)[ \t]+<[^<>\s]*>[ \t]+[^\n]*\.\s*\n"
)
_FOUR: Final = re.compile(
    rb"\s*(?:#[^\n]*\s*)*(?:<[^<>\s]*>|_:\S+)[ \t]+<[^<>\s]*>[ \t]+"
    rb"(?:<[^<>\s]*>|_:\S+|\"(?:[^\"\\\n]|\\.)*\"[^\s<]*(?:<[^<>\s]*>)?)"
    rb"[ \t]+(?:<[^<>\s]*>|_:\S+)[ \t]*\.[ \t]*(?:\r?\n|$)"
)
_TURTLE: Final = re.compile(rb"(?im)^\s*(?:@prefix|@base|prefix|base)\b|\s[.;]\s*$")
_GRAPH: Final = re.compile(rb"(?:(?i:graph)\s+\S+|^\s*\S+|\.)\s*\{", re.MULTILINE)
_LOOK: Final = 16_384


def choose_kind(
    body: bytes, *, media_type: str = "", name: str = "", asked: str = ""
) -> tuple[Kind, Text | None]:
    """Choose a format; with a note when it was not told by the sender, or told wrongly.

    Raises UnsupportedMediaTypeError for an ``asked`` format we do not know, and for a body that
    looks like nothing we read.
    """
    if asked:
        kind = FORMATS.get(asked.lower()) or MEDIA_TYPES.get(_bare(asked))
        if kind is None:
            raise _unknown(asked)
        return kind, None
    told = MEDIA_TYPES.get(_bare(media_type))
    seen = sniff(body)
    if told is not None and _agree(told, seen):
        return _narrow(told, seen), None
    by_name = _extension(name)
    if told is None and by_name is not None and _agree(by_name, seen):
        return _narrow(by_name, seen), None
    if seen is None:
        if told or by_name:
            return told or by_name or Kind.TURTLE, None  # let its reader say what is wrong
        raise _unknown(media_type or name or "?")
    return seen, _assumed(seen, told.label if told else media_type if _bare(media_type) else "")


def sniff(body: bytes) -> Kind | None:
    r"""Tell a format by how a body begins; None when it looks like nothing we read.

    >>> sniff(b'{"@context": {}}'), sniff(b"<a> <b> <c> .\n"), sniff(b"a;b;c\n1;2;3\n")
    (<Kind.JSON_LD: 'jsonld'>, <Kind.N_TRIPLES: 'nt'>, <Kind.CSV: 'csv'>)
    >>> sniff(b'<a> <b> "c"^^<d> .\n'), sniff(b'<a> <b> "c"@nb <d> .\n')
    (<Kind.N_TRIPLES: 'nt'>, <Kind.N_QUADS: 'nq'>)
    """
    if body.startswith(b"PK\x03\x04"):
        return Kind.XLSX
    start = (
        body[:_LOOK].removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n")
    )
    if start[:1] in {b"{", b"["} and not start.startswith((b"[ ", b"[]")):
        return Kind.JSON_LD if re.search(rb'"@(?:context|id|graph)"', start) else Kind.JSON
    if re.match(rb"<\?xml|<!DOCTYPE|<!--|<[\w.-]+:RDF\b|<RDF\b", start):
        return Kind.RDF_XML
    if _LINE.match(start):
        return Kind.N_QUADS if _FOUR.match(start) else Kind.N_TRIPLES
    if _TURTLE.search(start):
        return (
            Kind.TRIG
            if _GRAPH.search(re.sub(rb"<[^<>\s]*>|\"[^\"\n]*\"", b"x", start))
            else Kind.TURTLE
        )
    lines = start.splitlines()
    return Kind.CSV if lines and any(lines[0].count(mark) for mark in (b";", b",", b"\t")) else None


def _agree(told: Kind, seen: Kind | None) -> bool:
    """Tell whether a body may be what it is said to be; looks cannot tell all formats apart."""
    if seen is None or told is seen:
        return True
    families = (
        {Kind.TURTLE, Kind.TRIG, Kind.N_TRIPLES, Kind.N_QUADS, Kind.CSV},
        {Kind.JSON, Kind.JSON_LD},
    )
    return any(told in family and seen in family for family in families)


def _narrow(told: Kind, seen: Kind | None) -> Kind:
    """Read JSON that holds JSON-LD as such."""
    return Kind.JSON_LD if (told, seen) == (Kind.JSON, Kind.JSON_LD) else told


def _extension(name: str) -> Kind | None:
    parts = PurePosixPath(name.lower().replace("\\", "/")).name.split(".")[1:]
    while parts and parts[-1] in _PACKED:
        parts.pop()
    return FORMATS.get(parts[-1]) if parts else None


def _bare(media_type: str) -> str:
    return parse_options_header(media_type)[0].lower()


def _assumed(kind: Kind, told: str) -> Text:
    if told:
        return Text(
            f"Innholdet er merket «{told}», men ser ut som {kind.label}. Det er lest som det.",
            f"The content is labelled {told!r} but looks like {kind.label}. It was read as that.",
        )
    return Text(
        f"Formatet var ikke oppgitt. Innholdet ser ut som {kind.label} og er lest som det.",
        f"No format was given. The content looks like {kind.label} and was read as that.",
    )


def no_reader(kind: Kind, known: Iterable[Kind]) -> UnsupportedMediaTypeError:
    """Say that a format is one we know but do not take here, and which ones we do."""
    taken = ", ".join(each.label for each in known)
    return UnsupportedMediaTypeError(
        f"{kind.label} tas ikke imot her. Send {taken}.",
        f"{kind.label} is not accepted here. Send {taken}.",
    )


def _unknown(named: str) -> UnsupportedMediaTypeError:
    known = ", ".join(kind.label for kind in Kind)
    return UnsupportedMediaTypeError(
        f"Vi kjenner ikke formatet «{named[:80]}». Send {known}, og si hvilket med format= eller "
        "filnavnet.",
        f"We do not know the format {named[:80]!r}. Send {known}, and say which by format= or "
        "the file's name.",
        headers={"Accept-Post": ", ".join(MEDIA_TYPES)},
    )
