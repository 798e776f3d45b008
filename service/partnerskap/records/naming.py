"""What things are called, so that no sentence of a report has to show an IRI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from partnerskap.graph.labels import readable, shorten
from partnerskap.graph.terms import BASE, expand
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Store

    from partnerskap.graph.reading import Object
    from partnerskap.shacl.index import Index

__all__ = ["Names", "wording_of"]

_LABELS: Final = tuple(
    NamedNode(expand(name))
    for name in ("skos:prefLabel", "dct:title", "sh:name", "rdfs:label", "foaf:name")
)
_UNNAMED: Final = Wording("noe uten navn", "something without a name", "noko utan namn")


def wording_of(texts: Iterable[Literal]) -> Wording | None:
    """Make a wording of texts in several languages; None when there are none.

    A language that is missing borrows from the nearest: bokmål from nynorsk, then any.
    """
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault((text.language or "").partition("-")[0].lower(), text.value)
    if not found:
        return None
    any_text = found.get("", next(iter(found.values())))
    nb = found.get("nb") or found.get("no") or found.get("nn") or found.get("en") or any_text
    return Wording(nb, found.get("en") or any_text, found.get("nn", ""))


class Names:
    """Names of nodes: from what is judged first, then from the published graph."""

    def __init__(self, data: Index, graph: Store | None) -> None:
        self._data = data
        self._graph = graph

    def of(self, term: Object) -> Wording:
        """Name a node by its label, else by words made of its IRI; give a literal as it is."""
        if isinstance(term, Literal):
            text = shorten(term.value)
            return Wording(text, text)
        if isinstance(term, BlankNode):
            return self._labelled(term) or _UNNAMED
        return self._labelled(term) or self.spelt(term)

    def spelt(self, node: NamedNode) -> Wording:
        """Make words of the IRI of a node without a label."""
        text = _key(node.value)
        return Wording(text, text)

    def _labelled(self, node: NamedNode | BlankNode) -> Wording | None:
        for label in _LABELS:
            found = wording_of(self._data.texts(node, label)) or wording_of(
                self._published(node, label)
            )
            if found is not None:
                return found
        return None

    def _published(self, node: NamedNode | BlankNode, label: NamedNode) -> list[Literal]:
        if self._graph is None:
            return []
        quads = self._graph.quads_for_pattern(node, label, None, DefaultGraph())
        return [quad.object for quad in quads if isinstance(quad.object, Literal)]


def _key(iri: str) -> str:
    if iri.startswith(f"{BASE}/"):
        return iri.removeprefix(f"{BASE}/").removeprefix("id/").replace("#", ", ")
    return readable(iri)
