"""What things are called, by language, so that no page has to show an IRI.

Labels are read once per version. Nothing here knows of HTTP or of pages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from pyoxigraph import DefaultGraph, Literal, NamedNode

from partnerskap.graph.terms import BASE, PREFIXES, expand

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Store

__all__ = ["LANGUAGES", "Labels", "fallbacks", "readable", "shorten"]

LANGUAGES: Final = ("nb", "nn", "en")
"""The languages people can read the service in."""

_NAMES: Final = ("skos:prefLabel", "dct:title", "rdfs:label", "foaf:name", "schema:name")
_TEXTS: Final = ("dct:description", "skos:definition", "rdfs:comment")
_REGISTERS: Final = {
    "data.brreg.no": "Enhetsregisteret",
    "data.geonorge.no": "Kartverket",
    "data.ssb.no": "SSB",
    "eurovoc.europa.eu": "EuroVoc",
    "organization-catalog.fellesdatakatalog.digdir.no": "data.norge.no",
    "psi.norge.no": "Los",
    "publications.europa.eu": "EU",
    "ror.org": "ROR",
    "sws.geonames.org": "GeoNames",
    "www.geonames.org": "GeoNames",
    "www.wikidata.org": "Wikidata",
}
_TERM: Final = re.compile(r"[A-Za-z]{2,40}")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def fallbacks(language: str) -> tuple[str, ...]:
    """Order the languages a reader of one language is offered: own, nb, nn, en.

    >>> fallbacks("nn")
    ('nn', 'nb', 'en')
    """
    return tuple(dict.fromkeys((language, *LANGUAGES)))


def shorten(text: str, limit: int = 110) -> str:
    """Cut a text at a word so that it can serve as a heading.

    >>> shorten("Kommunen og universitetet møtes", 20)
    'Kommunen og …'
    """
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0] + " …"


def readable(iri: str) -> str:
    """Make words of an IRI that nobody gave a label.

    >>> readable("https://w3id.org/partnerskap/id/partnership/trd3#trigger-1")
    'trigger 1'
    >>> readable("http://www.wikidata.org/entity/Q25804")
    'Wikidata Q25804'
    >>> readable("http://www.w3.org/ns/org#hasMembership")
    'has membership'
    >>> readable("http://purl.org/cerif/frapo/ConsortiumAgreement")
    'ConsortiumAgreement (purl.org)'
    >>> readable("https://www.ntnu.no/om/samarbeid.html")
    'www.ntnu.no'
    """
    last = unquote(re.split(r"[/#:]", iri.rstrip("/#"))[-1])
    host = urlsplit(iri).hostname or ""
    if host in _REGISTERS:
        return f"{_REGISTERS[host]} {last}"
    if iri.startswith(BASE) or any(iri.startswith(start) for start in PREFIXES.values()):
        return _CAMEL.sub(" ", last).replace("-", " ").replace("_", " ").lower()
    return f"{last} ({host})" if host and _TERM.fullmatch(last) else host or last


def pick(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """Choose ``(language, text)`` for a reader; any language is better than none.

    >>> pick({"en": "Health", "nb": "Helse"}, "nn")
    ('nb', 'Helse')
    """
    for candidate in fallbacks(language):
        if candidate in texts:
            return candidate, texts[candidate]
    return min(texts.items())


class Labels:
    """The labels of everything in the merged graph, as they were when this was made."""

    __slots__ = ("_names", "_texts")

    def __init__(self, store: Store) -> None:
        self._names = _read(store, _NAMES)
        self._texts = _read(store, _TEXTS)

    def __contains__(self, iri: object) -> bool:
        return iri in self._names

    def under(self, start: str) -> frozenset[str]:
        """Give every IRI with a label that begins in a certain way."""
        return frozenset(iri for iri in self._names if iri.startswith(start))

    def names(self, iri: str) -> Mapping[str, str]:
        """Give every label that stands in the graph, by language; empty when there is none."""
        return self._names.get(iri, {})

    def texts(self, iri: str) -> Mapping[str, str]:
        """Give the description or definition, by language; empty when there is none."""
        return self._texts.get(iri, {})

    def tagged(self, iri: str, language: str) -> tuple[str, str]:
        """Give ``(language, label)``; a thing with only a description gets its first words.

        The language is empty for words made from the IRI.
        """
        if names := self._names.get(iri):
            return pick(names, language)
        if texts := self._texts.get(iri):
            found, text = pick(texts, language)
            return found, shorten(text)
        return "", readable(iri)

    def of(self, iri: str, language: str) -> str:
        """Give the label a reader of one language sees; never an IRI."""
        return self.tagged(iri, language)[1]


def _read(store: Store, properties: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Collect one literal per thing and language; the first property that has one wins."""
    found: dict[str, dict[str, str]] = {}
    for name in properties:
        read: dict[str, dict[str, str]] = {}
        for quad in store.quads_for_pattern(None, NamedNode(expand(name)), None, DefaultGraph()):
            if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
                texts = read.setdefault(quad.subject.value, {})
                language = quad.object.language or ""
                texts[language] = min(texts.get(language, quad.object.value), quad.object.value)
        for iri, texts in read.items():
            found.setdefault(iri, texts)
    return found
