"""Find the endpoints that a query names in SERVICE, and take their addresses out of its text.

The engine would follow any address. So in the text handed on each endpoint is an address that
leads nowhere, and only whoever runs the query puts another in its place. Which endpoint a token
names is read here with the engine's own rules for prefixes and relative IRIs; as the engine never
sees the token itself, a difference could refuse too much, but reach nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from pyoxigraph import NamedNode, QuerySolutions, Store

from partnerskap.errors import ForbiddenError, ServiceError
from partnerskap.sparql.addresses import canonical
from partnerskap.sparql.lexer import Kind, Token, misplaced

__all__ = ["NOWHERE", "Service", "disarm", "find_services", "refused_service"]

NOWHERE: Final = "<service:>"
"""Stands for an endpoint in the text that is handed on; the engine refuses to follow it."""


class Service(NamedTuple):
    """One SERVICE of a query: the endpoint, and whether its failures are passed over."""

    endpoint: str
    silent: bool


_SHOWN: Final = 200
_LISTED: Final = 10


def find_services(
    text: str, tokens: Sequence[Token], prologue: str, allowed: tuple[str, ...]
) -> dict[int, Service]:
    """Tell, for each SERVICE, which token is its endpoint and which of ``allowed`` that names.

    Raises ForbiddenError for an endpoint that is not allowed or stands in a variable, and
    QuerySyntaxError for what cannot be the endpoint of a SERVICE.
    """
    places = _places(text, tokens)
    for place in places:
        if tokens[place].kind is Kind.VARIABLE:
            raise refused_service(tokens[place].text, allowed)
    named = [tokens[place] for place in places]
    found = {}
    for place, iri in zip(places, _resolve(text, prologue, named), strict=True):
        try:
            endpoint = canonical(iri)
        except ValueError:
            raise refused_service(iri, allowed) from None
        if endpoint not in allowed:
            raise refused_service(iri, allowed)
        found[place] = Service(endpoint, tokens[place - 1].is_word("SILENT"))
    return found


def disarm(pieces: Sequence[str], places: Iterable[int]) -> tuple[str, ...]:
    """Put an address that leads nowhere in the place of each endpoint."""
    disarmed = list(pieces)
    for place in places:
        piece = pieces[place]
        space = piece[: len(piece) - len(piece.lstrip())]
        disarmed[place] = f"{space}{NOWHERE}"
    return tuple(disarmed)


def refused_service(shown: str, allowed: tuple[str, ...]) -> ServiceError:
    """Say why a SERVICE is refused: all are, or this one is not among those allowed."""
    if not allowed:
        return ForbiddenError(
            "SERVICE er slått av: vi spør ikke andre tjenester på dine vegne. Hent dataene "
            "derfra selv og slå dem sammen hos deg.",
            "SERVICE is off: we do not ask other services on your behalf. Fetch their data "
            "yourself and join them on your side.",
        )
    shown, listed = shown[:_SHOWN], ", ".join(allowed[:_LISTED])
    return ForbiddenError(
        f"SERVICE går ikke til «{shown}» her, bare til {listed}. Skriv adressen ut, slik den står "
        "her, eller hent dataene selv.",
        f"SERVICE does not go to {shown!r} here, only to {listed}. Write the address out as it "
        "stands here, or fetch the data yourself.",
    )


def _places(text: str, tokens: Sequence[Token]) -> list[int]:
    """List where endpoints stand, each between SERVICE and a group."""
    places = []
    for index, token in enumerate(tokens):
        if not token.is_word("SERVICE"):
            continue
        following = tokens[index + 1 : index + 4]
        silent = bool(following) and following[0].is_word("SILENT")
        found = following[silent : silent + 2]
        if len(found) < 2 or found[0].kind not in {Kind.IRI, Kind.NAME, Kind.VARIABLE}:
            raise misplaced(text, found[0] if found else token)
        if found[1].text != "{":
            raise misplaced(text, found[1])
        places.append(index + 1 + silent)
    return places


def _resolve(text: str, prologue: str, named: Sequence[Token]) -> list[str]:
    """Read IRIs and prefixed names as the engine does after this prologue, all in one go."""
    listed = " ".join(token.text for token in named)
    try:
        answer = Store().query(f"{prologue} SELECT ?iri {{ VALUES ?iri {{ {listed} }} }}")
    except SyntaxError:
        raise misplaced(text, _undeclared(prologue, named)) from None
    if not isinstance(answer, QuerySolutions):
        raise TypeError("A SELECT gives rows")
    iris = [solution["iri"] for solution in answer]
    return [iri.value for iri in iris if isinstance(iri, NamedNode)]


def _undeclared(prologue: str, named: Sequence[Token]) -> Token:
    """Find the likely culprit: a name whose prefix is nowhere declared, else the first."""
    for token in named:
        prefix = token.text.partition(":")[0]
        if token.kind is Kind.NAME and f"{prefix}:" not in prologue:
            return token
    return named[0]
