"""Where in this service an IRI of the graph leads.

The data keep their IRIs wherever they are served; pages link to the same thing here.
"""

from __future__ import annotations

from typing import Final

from partnerskap.graph.questions import QUESTIONS
from partnerskap.graph.terms import BASE, DocumentKey
from partnerskap.records.document import insight_slug

__all__ = ["PLURALS", "document_path", "local_path"]

PLURALS: Final = {
    "partnership": "partnerships",
    "actor": "actors",
    "theme": "themes",
    "scheme": "schemes",
    "source": "sources",
    "county": "counties",
    "collection": "collections",
    "umbrella": "umbrellas",
    "agreement": "agreements",
    "code": "codes",
    "reference": "reference",
    "question": "queries",
}
"""The first part of the path of each kind of document."""
_CATALOGUE: Final = {"void": "/.well-known/void", "prefixes": "/sparql"}
_PLACES: Final = frozenset(
    {"", "/about/roles", "/ns", "/ns/functions", "/ns/shapes", "/sparql", "/.well-known/void"}
)


def document_path(key: DocumentKey) -> str | None:
    """Give the path of the page of a document; None for kinds that have none.

    >>> document_path(DocumentKey("partnership", "trd3"))
    '/partnerships/trd3'
    """
    if key.type == "vocabulary":
        return "/ns"
    if key.type == "shapes":
        return "/ns/shapes"
    if key.type == "catalogue":
        return _CATALOGUE.get(key.slug)
    folder = PLURALS.get(key.type)
    return f"/{folder}/{key.slug}" if folder else None


def local_path(iri: str, *, insight: bool = False) -> str | None:
    """Give the path here for one of our own IRIs; None for other people's.

    >>> local_path(f"{BASE}/id/partnership/trd3#member-ntnu")
    '/partnerships/trd3#member-ntnu'
    >>> local_path(f"{BASE}/code/role/host"), local_path(f"{BASE}/ns#form")
    ('/codes/role#host', '/ns#form')
    >>> local_path(f"{BASE}/id/partnership/trd3/versions/2"), local_path(f"{BASE}/changes/2")
    ('/partnerships/trd3/versions/2', '/changes/2')
    >>> local_path("https://example.org/") is None
    True
    """
    if not iri.startswith(BASE):
        return None
    if iri.startswith(QUESTIONS):
        slug, _, parameter = iri.removeprefix(QUESTIONS).partition("/")
        return f"/queries/{slug}" + (f"#{parameter}" if parameter else "")
    path, _, fragment = iri.removeprefix(BASE).partition("#")
    anchor = f"#{fragment}" if fragment else ""
    if path in _PLACES or path.startswith("/changes/"):
        return f"{path or '/'}{anchor}"
    if path.startswith("/code/"):
        scheme, _, concept = path.removeprefix("/code/").partition("/")
        return f"/codes/{scheme}" + (f"#{concept}" if concept else "")
    if insight:
        return f"/insights/{insight_slug(iri)}"
    record, version, number = iri.partition("/versions/")
    found = _record_path(record, anchor)
    return found and f"{found}{version}{number}"


def _record_path(iri: str, anchor: str) -> str | None:
    key = DocumentKey.of_iri(iri)
    if key is None or key.type not in PLURALS:
        return None
    return f"/{PLURALS[key.type]}/{key.slug}{anchor}"
