"""Refuse terms that could harm or that no field takes: endless texts, IRIs that run something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.errors import InvalidDataError
from partnerskap.incoming.limits import too_long_literal
from partnerskap.incoming.places import TriplePlaces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.incoming.limits import Limits
    from partnerskap.incoming.places import SentPlaces
    from partnerskap.records.neighbours import Triple

__all__ = ["IMPORTS", "check_terms", "dangerous", "is_dangerous"]

IMPORTS: Final = "http://www.w3.org/2002/07/owl#imports"
"""The property by which data ask for more data, which we never fetch."""

_DANGEROUS: Final = re.compile(r"\s*(?:javascript|data|vbscript):", re.IGNORECASE)


def is_dangerous(iri: str) -> bool:
    """Tell whether an IRI runs something when it is followed.

    >>> is_dangerous("JavaScript:alert(1)"), is_dangerous("https://javascript.example/")
    (True, False)
    """
    return _DANGEROUS.match(iri) is not None


def check_terms(name: str, triples: Iterable[Triple], places: SentPlaces, limits: Limits) -> None:
    """Refuse texts no field takes and IRIs that run something when they are followed."""
    for subject, predicate, value in triples:
        if isinstance(value, Literal) and len(value.value) > limits.literal:
            raise too_long_literal(name, limits.literal, value.value[:40])
        for term in (subject, predicate, value):
            if isinstance(term, NamedNode) and is_dangerous(term.value):
                at = _find(places, (subject, predicate), term.value)
                raise dangerous(name, term.value, at)


def dangerous(name: str, iri: str, at: tuple[int, int] | None = None) -> InvalidDataError:
    """Refuse an IRI that runs something; ``at`` is its line and column, where they are known."""
    at_nb, at_en, members = "", "", {}
    if at is not None:
        line, column = at
        at_nb, at_en = f", linje {line}, kolonne {column}", f", line {line}, column {column}"
        members = {"line": line, "column": column}
    shown = iri[:60]
    return InvalidDataError(
        f"«{name}»{at_nb}: «{shown}» er en adresse som kan kjøre noe når den følges, og den tas "
        "ikke imot. Skriv en http- eller https-adresse.",
        f"{name!r}{at_en}: {shown!r} is an address that can run something when it is followed, "
        "and is not accepted. Write an http or https address.",
        members=members,
    )


def _find(
    places: SentPlaces, about: tuple[NamedNode | BlankNode, NamedNode], iri: str
) -> tuple[int, int] | None:
    if not isinstance(places, TriplePlaces):
        return None
    span = places.span(str(about[0].value), (about[1].value,), iri)
    return places.text.place(span.start) if span is not None else None
