"""Structured data for search engines, in pages: JSON-LD in the words of schema.org."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, Triple

from partnerskap.graph.terms import PREFIXES, expand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.records.document import Document

__all__ = ["embed", "embed_record"]

_SCHEMA: Final = PREFIXES["schema"]
_TYPE: Final = expand("rdf:type")
_BOOLEAN: Final = NamedNode(expand("xsd:boolean"))
_CLASSES: Final = {"actor": "Organization", "partnership": "Consortium"}
_PROPERTIES: Final[dict[str, str]] = {
    expand("skos:prefLabel"): "name",
    expand("skos:altLabel"): "alternateName",
    expand("skos:definition"): "description",
    expand("org:identifier"): "identifier",
    expand("foaf:homepage"): "url",
    expand("owl:sameAs"): "sameAs",
    expand("skos:exactMatch"): "sameAs",
    expand("schema:sameAs"): "sameAs",
    expand("schema:legalName"): "legalName",
    expand("schema:foundingDate"): "foundingDate",
}
_ADDRESSES: Final = frozenset({"url", "sameAs", "contentUrl", "license"})
"""Properties whose values are told as addresses, not as things."""

_ESCAPES: Final = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})


def embed(triples: Iterable[Triple], language: str) -> Markup:
    """Write triples in schema.org's words as the inside of a script element.

    Texts are given in one language where they have it, else in all they have. Nothing in the data
    can end the element.
    """
    nodes: dict[str, dict[str, list[object]]] = {}
    for triple in triples:
        subject = triple.subject
        if not isinstance(subject, NamedNode):
            continue
        short = triple.predicate.value.removeprefix(_SCHEMA)
        key = "@type" if triple.predicate.value == _TYPE else short
        nodes.setdefault(subject.value, {}).setdefault(key, []).append(triple.object)
    graph = [
        {"@id": iri, **{key: _values(key, values, language) for key, values in node.items()}}
        for iri, node in nodes.items()
    ]
    text = json.dumps({"@context": _SCHEMA, "@graph": graph}, ensure_ascii=False)
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - what could be markup was escaped


def embed_record(document: Document, language: str) -> Markup:
    """Write what schema.org has words for of an actor or a partnership; nothing for other kinds."""
    kind, root = _CLASSES.get(document.key.type), document.root
    if kind is None or root is None:
        return Markup("")
    told = [Triple(root, NamedNode(_TYPE), NamedNode(_SCHEMA + kind))]
    told += [
        Triple(root, NamedNode(_SCHEMA + _PROPERTIES[triple.predicate.value]), triple.object)
        for triple in document.triples
        if triple.subject == root and triple.predicate.value in _PROPERTIES
    ]
    return embed(told, language)


def _values(key: str, values: list[object], language: str) -> object:
    fitting = [each for each in values if isinstance(each, Literal) and each.language == language]
    found = [_value(key, each) for each in fitting or values]
    return found[0] if len(found) == 1 else found


def _value(key: str, term: object) -> object:
    if isinstance(term, NamedNode):
        if key == "@type":
            return term.value.removeprefix(_SCHEMA)
        return (
            term.value if key in {"url", "sameAs", "contentUrl", "license"} else {"@id": term.value}
        )
    if not isinstance(term, Literal):
        return str(term)
    if term.datatype == _BOOLEAN:
        return term.value == "true"
    return term.value
