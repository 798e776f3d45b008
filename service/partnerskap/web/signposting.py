"""Lead programs from a page to what it is about, by the conventions of FAIR Signposting.

The same links go into the ``Link`` header and into a link set (RFC 9264).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.portal.terms import CATALOGUE
from partnerskap.web.negotiate import DOCUMENT_FORMATS, HTML, JSON, JSONLD, NTRIPLES, RDFXML, TURTLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from partnerskap.dumps.files import Dumped

__all__ = [
    "LINKSET",
    "SIGNPOSTED",
    "Signpost",
    "dump_posts",
    "record_posts",
    "write_header",
    "write_linkset",
]

LINKSET: Final = "application/linkset+json"
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_SCHEMA: Final = "https://schema.org/"
_TYPES: Final = {
    "actor": "Organization",
    "agreement": "DigitalDocument",
    "code": "DefinedTermSet",
    "collection": "Collection",
    "county": "AdministrativeArea",
    "insight": "Statement",
    "partnership": "Consortium",
    "reference": "DefinedTermSet",
    "scheme": "FundingScheme",
    "source": "CreativeWork",
    "theme": "DefinedTerm",
    "umbrella": "Consortium",
}

SIGNPOSTED: Final = frozenset(_TYPES)
"""The kinds of documents whose pages are about one thing."""


@dataclass(frozen=True, slots=True)
class Signpost:
    """One link: what it means, where it leads, and the media type there."""

    rel: str
    href: str
    type: str = ""

    def __str__(self) -> str:
        kind = f'; type="{self.type}"' if self.type else ""
        return f'<{self.href}>; rel="{self.rel}"{kind}'


def record_posts(
    kind: str, iri: str, page: str, *, root: str, publisher: str
) -> Iterator[Signpost]:
    """Lead from the page of a record. ``page`` and ``root`` are where page and service begin."""
    yield Signpost("cite-as", iri)
    yield from _common(_TYPES[kind], publisher)
    for form in DOCUMENT_FORMATS:
        if form not in {HTML, JSON}:
            yield Signpost("describedby", f"{page}.{form.extension}", form.media_type)
    yield _linkset(page, root)


def dump_posts(dumped: Dumped, root: str, publisher: str) -> Iterator[Signpost]:
    """Lead from the page of a version's files."""
    page = f"{root}/dumps/{dumped.version}/"
    yield Signpost("cite-as", f"{CATALOGUE}#graph")
    yield from _common("Dataset", publisher)
    for form in (TURTLE, JSONLD, RDFXML, NTRIPLES):
        yield Signpost("describedby", f"{root}/catalog.{form.extension}", form.media_type)
    for file in dumped.files:
        yield Signpost("item", f"{page}{file.name}", file.media_type)
    yield _linkset(page, root)


def write_header(posts: Iterable[Signpost]) -> str:
    """Write the Link header.

    >>> write_header([Signpost("cite-as", "urn:a"), Signpost("item", "/b", "text/csv")])
    '<urn:a>; rel="cite-as", </b>; rel="item"; type="text/csv"'
    """
    return ", ".join(str(post) for post in posts)


def write_linkset(anchor: str, posts: Sequence[Signpost]) -> dict[str, object]:
    """Write a link set in JSON; the addresses must be whole.

    >>> write_linkset("urn:a", [Signpost("item", "urn:b")])
    {'linkset': [{'anchor': 'urn:a', 'item': [{'href': 'urn:b'}]}]}
    """
    links: dict[str, object] = {"anchor": anchor}
    for rel in dict.fromkeys(post.rel for post in posts):
        links[rel] = [
            {"href": post.href, **({"type": post.type} if post.type else {})}
            for post in posts
            if post.rel == rel
        ]
    return {"linkset": [links]}


def _common(kind: str, publisher: str) -> Iterator[Signpost]:
    yield Signpost("type", f"{_SCHEMA}AboutPage")
    yield Signpost("type", f"{_SCHEMA}{kind}")
    yield Signpost("license", _LICENCE)
    yield Signpost("author", publisher)


def _linkset(page: str, root: str) -> Signpost:
    return Signpost("linkset", f"{root}/linkset?of={page.removeprefix(root)}", LINKSET)
