"""The names everything else is written in: the base IRI, prefixes and document keys.

The base IRI stands here and nowhere else in the code. Data, shapes and ontology carry the same
IRIs wherever they are served from, so that links between installations stay true.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NewType, Self

__all__ = [
    "BASE",
    "CODE_LISTS",
    "FUNCTION_NS",
    "NS",
    "OWN_PREFIXES",
    "PREFIXES",
    "RECORD_TYPES",
    "SHAPES",
    "DocumentKey",
    "Iri",
    "expand",
]

Iri = NewType("Iri", str)

BASE: Final = "https://w3id.org/partnerskap"
NS: Final = f"{BASE}/ns#"
SHAPES: Final = f"{BASE}/ns/shapes#"
FUNCTION_NS: Final = f"{BASE}/ns/functions#"

RECORD_TYPES: Final = (
    "partnership",
    "actor",
    "theme",
    "scheme",
    "source",
    "county",
    "collection",
    "umbrella",
    "agreement",
)
"""The kinds of record people enter, read and review."""

CODE_LISTS: Final = (
    "activitytype",
    "actortype",
    "agreementtype",
    "barrier",
    "basis",
    "expectation",
    "extent",
    "form",
    "instrument",
    "kind",
    "lesson",
    "office",
    "orgform",
    "phase",
    "recommendation",
    "resourceform",
    "resultkind",
    "role",
    "scope",
    "sourcekind",
    "stage",
    "strand",
    "trigger",
    "unit",
)

OWN_PREFIXES: Final = {
    "pk": NS,
    "pks": SHAPES,
    "pkf": FUNCTION_NS,
    "code": f"{BASE}/code/",
    **{name: f"{BASE}/id/{name}/" for name in RECORD_TYPES},
    **{name: f"{BASE}/code/{name}/" for name in CODE_LISTS},
}

PREFIXES: Final = {
    **OWN_PREFIXES,
    "adms": "http://www.w3.org/ns/adms#",
    "cv": "http://data.europa.eu/m8g/",
    "dash": "http://datashapes.org/dash#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "geof": "http://www.opengis.net/def/function/geosparql/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "uom": "http://www.opengis.net/def/uom/OGC/1.0/",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "void-ext": "http://ldf.fi/void-ext#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Every prefix our files, answers and examples use; one meaning each."""

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True, order=True)
class DocumentKey:
    """The name ``type/slug`` of one document: a record, a code list, a shape file.

    Both halves are lower-case ASCII, so a key is safe in paths, IRIs and file names.
    """

    type: str
    slug: str

    def __post_init__(self) -> None:
        for half in (self.type, self.slug):
            if not _SLUG.fullmatch(half):
                raise ValueError(f"Not a document key: {self.type!r}/{self.slug!r}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``type/slug``; raise ValueError for anything else.

        >>> DocumentKey.parse("partnership/trd3").iri
        'https://w3id.org/partnerskap/id/partnership/trd3'
        """
        kind, _, slug = text.partition("/")
        return cls(kind, slug)

    @classmethod
    def of_iri(cls, iri: str) -> Self | None:
        """Find the record that an IRI names or belongs to; None for other people's IRIs.

        >>> str(DocumentKey.of_iri(f"{BASE}/id/partnership/trd3#trigger-1"))
        'partnership/trd3'
        >>> DocumentKey.of_iri("https://example.org/x") is None
        True
        """
        path = iri.partition("#")[0].removeprefix(f"{BASE}/id/")
        kind, _, slug = path.partition("/")
        if path == iri or not (_SLUG.fullmatch(kind) and _SLUG.fullmatch(slug)):
            return None
        return cls(kind, slug)

    @property
    def iri(self) -> Iri:
        """The IRI of the thing a record describes."""
        return Iri(f"{BASE}/id/{self.type}/{self.slug}")

    @property
    def graph(self) -> Iri:
        """The IRI of the named graph that holds this document's triples."""
        return Iri(f"{BASE}/graph/{self.type}/{self.slug}")

    def __str__(self) -> str:
        return f"{self.type}/{self.slug}"


def expand(name: str) -> Iri:
    """Turn ``prefix:local`` into an IRI; raise KeyError for a prefix we do not use.

    >>> expand("org:member")
    'http://www.w3.org/ns/org#member'
    """
    prefix, _, local = name.partition(":")
    return Iri(PREFIXES[prefix] + local)
