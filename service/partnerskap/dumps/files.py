"""What is known of the files of one version: names, forms, sizes and checksums."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha1, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "FORMS",
    "SUMS",
    "TABLES",
    "DumpFile",
    "Dumped",
    "Form",
    "checksum_lines",
    "describe_file",
]

SUMS: Final = "SHA256SUMS"
TABLES: Final = "tables.zip"
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a dump: its file name, its media type and its code in the EU's file types."""

    name: str
    media_type: str
    code: str


FORMS: Final = (
    Form("graph.ttl", "text/turtle", "RDF_TURTLE"),
    Form("graph.nt", "application/n-triples", "RDF_N_TRIPLES"),
    Form("graph.trig", "application/trig", "RDF_TRIG"),
    Form("graph.nq", "application/n-quads", "RDF_N_QUADS"),
    Form("graph.jsonld", "application/ld+json", "JSON_LD"),
    Form("graph.rdf", "application/rdf+xml", "RDF_XML"),
    Form(TABLES, "application/zip", "ZIP"),
)
"""Every file of a version, in the order they are shown. N-Quads and TriG keep named graphs."""


@dataclass(frozen=True, slots=True)
class DumpFile:
    """One file, with checksums of its bytes in hexadecimal digits."""

    name: str
    media_type: str
    code: str
    size: int
    sha1: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Dumped:
    """The files of one version; ``at`` is when the journal took it in, ``hash`` its seal there."""

    version: int
    at: str
    hash: str
    files: tuple[DumpFile, ...]

    def find(self, name: str) -> DumpFile | None:
        """Find a file by its name."""
        return next((file for file in self.files if file.name == name), None)

    def as_json(self) -> bytes:
        """Write what ``read`` takes back."""
        return json.dumps(asdict(self), indent=1).encode()

    @staticmethod
    def read(body: bytes) -> Dumped:
        """Take back what ``as_json`` wrote."""
        return _READER.validate_json(body)


_READER: Final = TypeAdapter(Dumped)


def describe_file(form: Form, path: Path) -> DumpFile:
    """Weigh a file, a piece at a time."""
    first, second = sha1(usedforsecurity=False), sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            first.update(piece)
            second.update(piece)
    size = path.stat().st_size
    return DumpFile(
        form.name, form.media_type, form.code, size, first.hexdigest(), second.hexdigest()
    )


def checksum_lines(files: Iterable[DumpFile]) -> bytes:
    r"""Write the list that ``sha256sum --check`` reads.

    >>> checksum_lines([DumpFile("graph.nt", "application/n-triples", "", 0, "", "e3b0")])
    b'e3b0  graph.nt\n'
    """
    return "".join(f"{file.sha256}  {file.name}\n" for file in files).encode()
