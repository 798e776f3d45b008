"""Write descriptions down as triples, a node at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from partnerskap.portal.terms import name

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Term", "Values", "describe", "iri", "moment", "texts", "typed"]

Term = NamedNode | Literal
Values = Term | Iterable[Term] | None

_TYPE: Final = NamedNode(name("rdf:type"))


def describe(subject: str, kinds: str, facts: Mapping[str, Values]) -> Iterator[Triple]:
    """Give the triples of one node: its classes, between spaces, and its properties by short name.

    A property without a value is left out.
    """
    node = NamedNode(subject)
    for kind in kinds.split():
        yield Triple(node, _TYPE, NamedNode(name(kind)))
    for short, values in facts.items():
        predicate = NamedNode(name(short))
        for value in _all(values):
            yield Triple(node, predicate, value)


def iri(text: str) -> NamedNode | None:
    """Make a node of an IRI; None of an empty text, which then is left out."""
    return NamedNode(text) if text else None


def texts(words: Mapping[str, str]) -> tuple[Literal, ...]:
    """Make one literal a language.

    >>> [str(each) for each in texts({"nb": "hei", "en": "hello"})]
    ['"hei"@nb', '"hello"@en']
    """
    return tuple(Literal(text, language=language) for language, text in words.items())


def typed(text: str, datatype: str) -> Literal:
    """Make a literal of a datatype given by its short name."""
    return Literal(text, datatype=NamedNode(name(datatype)))


def moment(text: str) -> Literal | None:
    """Make a date or a point in time, as long as the text is; None of an empty text.

    >>> [moment(text).datatype.value[-8:] for text in ("2026-11-23", "2026-11-23T10:00:00Z")]
    ['ema#date', 'dateTime']
    """
    if not text:
        return None
    return typed(text, "xsd:dateTime" if "T" in text else "xsd:date")


def _all(values: Values) -> Iterable[Term]:
    if values is None:
        return ()
    return (values,) if isinstance(values, NamedNode | Literal) else values
