"""Turns terms of the graph into values of a page, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from partnerskap.entry.cited import is_web_address
from partnerskap.graph.terms import NS, expand
from partnerskap.web.links import local_path
from partnerskap.web.model import Value
from partnerskap.web.wording import literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.graph.labels import Labels
    from partnerskap.records.document import Term
    from partnerskap.web.i18n import Catalogue

__all__ = ["Words"]

_WEB_ADDRESSES = frozenset({expand("schema:url"), expand("foaf:homepage")})


@dataclass(frozen=True, slots=True)
class Words:
    """The labels, the catalogue, the language of one page and the path the service stands at."""

    labels: Labels
    catalogue: Catalogue
    language: str
    root: str = ""
    carried: str = ""
    """What every link here carries on: ``?lang=…`` when the reader chose it by the address."""

    def say(self, key: str) -> str:
        """Give one message of the catalogue."""
        return self.catalogue.say(key, self.language)

    def name(self, iri: str) -> str:
        """Name anything with an IRI; the first letter as the label has it."""
        return self.catalogue.name(iri, self.language) or self.labels.of(iri, self.language)

    def property(self, iri: str) -> str:
        """Name a property as the heading of a row."""
        text = self.labels.of(iri, self.language) if iri.startswith(NS) else self.name(iri)
        return text[:1].upper() + text[1:]

    def link(self, iri: str, *, insight: bool = False) -> Value:
        """Link to a thing by its label: here when it is ours, else where its IRI leads."""
        known = self.catalogue.name(iri, self.language)
        language, text = (self.language, known) if known else self.labels.tagged(iri, self.language)
        path = local_path(iri, insight=insight)
        if path is not None:
            return Value(text, self._foreign(language), self.here(path))
        href = iri if is_web_address(iri) else ""
        return Value(text, self._foreign(language), href, external=bool(href))

    def here(self, path: str) -> str:
        """Write the address of a path of this service."""
        bare, hash_, fragment = path.partition("#")
        joined = f"{bare}{self.carried}" if "?" not in bare else bare + self._also()
        return f"{self.root}{joined}{hash_}{fragment}"

    def _also(self) -> str:
        return self.carried.replace("?", "&", 1)

    def value(self, predicate: str, term: Term) -> Value:
        """Show one value of a property."""
        if isinstance(term, Literal):
            say = self.say
            return Value(literal(term, say), self._foreign(term.language or ""))
        if not isinstance(term, NamedNode):
            return Value(self.say("section_others"))
        if predicate in _WEB_ADDRESSES and is_web_address(term.value):
            host = urlsplit(term.value).hostname or self.property(predicate)
            return Value(host, "", term.value, external=True)
        return self.link(term.value)

    def texts(self, terms: Iterable[Term]) -> tuple[Value, ...]:
        """Show the literals in the reader's language, or in the nearest language there is."""
        literals = [term for term in terms if isinstance(term, Literal)]
        languages = {term.language or "" for term in literals}
        order = (self.language, "", "nb", "nn", "en", *sorted(languages))
        best = next((language for language in order if language in languages), "")
        chosen = sorted(term.value for term in literals if (term.language or "") == best)
        return tuple(Value(text, self._foreign(best)) for text in chosen)

    def _foreign(self, language: str) -> str:
        """Keep the language of a text only where it is not the page's own."""
        return "" if language == self.language else language
