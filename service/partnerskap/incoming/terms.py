"""Refuse terms that could harm or that no field takes: endless texts, IRIs that run something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.errors import InvalidDataError
from partnerskap.incoming.limits import too_long_literal
from partnerskap.incoming.places import AllPlaces, TriplePlaces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from partnerskap.incoming.limits import Limits
    from partnerskap.incoming.places import SentPlaces
    from partnerskap.records.neighbours import Triple

__all__ = ["IMPORTS", "check_imports", "check_terms", "dangerous", "is_dangerous"]

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


def check_imports(
    triples: Sequence[Triple], places: SentPlaces, known: Callable[[str], bool]
) -> None:
    """Refuse data that ask for more data, unless those are there: sent along, or ``known``.

    What is judged without them could be called right, or wrong, for no other reason.
    """
    wanted = [triple for triple in triples if triple[1].value == IMPORTS]
    there = {subject.value for subject, _, _ in triples} if wanted else set()
    for subject, predicate, value in wanted:
        iri = value.value
        is_there = isinstance(value, NamedNode) and (iri in there or known(iri))
        if not is_there:  # a text or a nameless node names nothing that could be
            raise _not_imported(iri, _find(places, (subject, predicate), iri))


def _not_imported(iri: str, at: tuple[int, int] | None) -> InvalidDataError:
    nb, en, members = _at(at)
    shown = iri[:200]
    return InvalidDataError(
        f"owl:imports{nb}: Dataene ber om <{shown}>. Vi henter ingenting. Send den filen sammen "
        "med denne, eller ta bort linjen.",
        f"owl:imports{en}: The data ask for <{shown}>. We fetch nothing. Send that file along with "
        "this one, or take the line away.",
        members=members,
    )


def dangerous(name: str, iri: str, at: tuple[int, int] | None = None) -> InvalidDataError:
    """Refuse an IRI that runs something; ``at`` is its line and column, where they are known."""
    at_nb, at_en, members = _at(at)
    shown = iri[:60]
    return InvalidDataError(
        f"«{name}»{at_nb}: «{shown}» er en adresse som kan kjøre noe når den følges, og den tas "
        "ikke imot. Skriv en http- eller https-adresse.",
        f"{name!r}{at_en}: {shown!r} is an address that can run something when it is followed, "
        "and is not accepted. Write an http or https address.",
        members=members,
    )


def _at(at: tuple[int, int] | None) -> tuple[str, str, dict[str, int]]:
    """Write a place in nb and en, and as members of a problem."""
    if at is None:
        return "", "", {}
    line, column = at
    return (
        f", linje {line}, kolonne {column}",
        f", line {line}, column {column}",
        {"line": line, "column": column},
    )


def _find(
    places: SentPlaces, about: tuple[NamedNode | BlankNode, NamedNode], iri: str
) -> tuple[int, int] | None:
    if isinstance(places, AllPlaces):
        found = (_find(part, about, iri) for part in places.parts)
        return next((at for at in found if at is not None), None)
    if not isinstance(places, TriplePlaces):
        return None
    span = places.span(str(about[0].value), (about[1].value,), iri)
    return places.text.place(span.start) if span is not None else None
