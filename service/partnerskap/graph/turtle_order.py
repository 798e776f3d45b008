"""The order of subjects, predicates and objects in our Turtle files.

Pure keys for sorting: what a thing is called comes first, then what it is, then the rest by
name, and last where the statement comes from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.graph.terms import PREFIXES, expand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.graph.reading import Object

__all__ = ["natural_key", "object_key", "predicate_key", "subject_key"]

_FIRST: Final = (
    "rdf:type",
    "rdf:subject",
    "rdf:predicate",
    "rdf:object",
    "sh:targetClass",
    "sh:path",
    "skos:prefLabel",
    "rdfs:label",
    "skos:altLabel",
    "dct:title",
    "schema:name",
    "foaf:name",
    "sh:name",
    "skos:notation",
    "dct:identifier",
    "org:identifier",
    "skos:definition",
    "dct:description",
    "rdfs:comment",
    "sh:description",
    "dct:type",
    "pk:form",
    "pk:stage",
    "pk:scope",
    "schema:about",
    "schema:value",
    "schema:minValue",
    "schema:maxValue",
    "pk:unit",
    "schema:currency",
    "dct:date",
    "pk:signedOn",
)
_LAST: Final = (
    "sh:severity",
    "sh:message",
    "pk:basis",
    "prov:hadPrimarySource",
    "prov:wasDerivedFrom",
    "pk:contradicts",
    "skos:note",
    "skos:editorialNote",
)
_RANKS: Final = {
    **{name: (0, rank) for rank, name in enumerate(_FIRST)},
    **{name: (2, rank) for rank, name in enumerate(_LAST)},
}
_LANGUAGES: Final = {"nb": 0, "nn": 1, "en": 2}
_SUBJECT_RANKS: Final[dict[str, int]] = {
    expand(name): rank
    for rank, names in enumerate(
        (
            ("owl:Ontology", "skos:ConceptScheme"),
            ("owl:Class", "rdfs:Class"),
            ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"),
        )
    )
    for name in names
}
_OTHER_SUBJECT: Final = 3
_DIGITS: Final = re.compile(r"([0-9]+)")

_Natural = tuple[tuple[tuple[int, int, str], ...], ...]


def natural_key(text: str) -> _Natural:
    """Sort numbers by size and a part right after its whole.

    >>> sorted(["x-10", "x-2", "x-2-period"], key=natural_key)
    ['x-2', 'x-2-period', 'x-10']
    """
    return tuple(
        tuple(
            (0, int(token), token) if token.isdecimal() else (1, 0, token)
            for token in _DIGITS.split(part)
            if token
        )
        for part in text.split("-")
    )


def subject_key(
    subject: NamedNode, types: Iterable[Object], *, base: str | None
) -> tuple[int, int, _Natural]:
    """Sort the record first, then its parts, then others: headers, classes, properties, rest."""
    iri = subject.value
    if base is not None and iri == base:
        place = 0
    elif base is not None and iri.startswith(f"{base}#"):
        place = 1
    else:
        place = 2
    ranks = [
        _SUBJECT_RANKS.get(kind.value, _OTHER_SUBJECT)
        for kind in types
        if isinstance(kind, NamedNode)
    ]
    return place, min(ranks, default=_OTHER_SUBJECT) if place == 2 else 0, natural_key(iri)


def predicate_key(name: str) -> tuple[int, int, str]:
    """Sort a predicate, written ``prefix:local`` or ``<iri>``, by its place in a block."""
    section, rank = _RANKS.get(name, (1, 0))
    return section, rank, name


def object_key(written: tuple[Object, str]) -> tuple[int, int, str, _Natural, str]:
    """Sort ``(term, its text)``: tagged texts by language, our own names, other names, the rest."""
    term, text = written
    if isinstance(term, Literal):
        language = term.language or ""
        rank = _LANGUAGES.get(language, len(_LANGUAGES)) if language else len(_LANGUAGES) + 1
        return 0 if language else 2, rank, language, natural_key(term.value), text
    if isinstance(term, NamedNode):
        own = 0 if term.value.startswith(PREFIXES["pk"]) else 1
        return 1, own, "", natural_key(text), text
    return 3, 0, "", (), text
