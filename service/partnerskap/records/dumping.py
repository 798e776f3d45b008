"""Write documents of the journal as RDF, every literal in the spelling it was entered with.

The engine would rewrite numbers (``1.50`` as ``1.5``); the journal's own lines do not pass
through it here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pyoxigraph import RdfFormat, parse, serialize

from partnerskap.graph.terms import PREFIXES, RECORD_TYPES
from partnerskap.graph.turtle import format_turtle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.records.record import StoredRecord

__all__ = ["DumpFormat", "write_documents"]


class DumpFormat(StrEnum):
    """The forms of a dump; those with named graphs tell which document states what."""

    N_TRIPLES = "nt"
    N_QUADS = "nq"
    TURTLE = "ttl"
    TRIG = "trig"
    JSON_LD = "jsonld"
    RDF_XML = "rdf"


_ENGINE: Final = {
    DumpFormat.TURTLE: RdfFormat.TURTLE,
    DumpFormat.TRIG: RdfFormat.TRIG,
    DumpFormat.JSON_LD: RdfFormat.JSON_LD,
    DumpFormat.RDF_XML: RdfFormat.RDF_XML,
}
_WITH_GRAPHS: Final = frozenset({DumpFormat.N_QUADS, DumpFormat.TRIG})


def write_documents(documents: Iterable[StoredRecord], form: DumpFormat) -> bytes:
    """Write documents as one RDF file, the same bytes for the same documents.

    N-Quads and TriG keep each document in its named graph; the other forms hold the merge, each
    triple once. One record as Turtle comes in the canonical layout of the data files.
    """
    standing = [document for document in documents if not document.deleted]
    if form in _WITH_GRAPHS:
        lines = [
            f"{line} <{document.key.graph}> .\n"
            for document in standing
            for line in document.triples
        ]
    else:
        lines = [f"{line} .\n" for line in sorted({x for d in standing for x in d.triples})]
    text = "".join(lines)
    if form not in _ENGINE:
        return text.encode()
    if form is DumpFormat.TURTLE and len(standing) == 1:
        key = standing[0].key
        base = key.iri if key.type in RECORD_TYPES else None
        return format_turtle(text, base=base, blank_nodes=key.type == "shapes").encode()
    quads = parse(text, format=RdfFormat.N_QUADS)
    return serialize(quads, format=_ENGINE[form], prefixes=PREFIXES) or b""
