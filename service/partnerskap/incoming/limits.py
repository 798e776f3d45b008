"""How much of anything we take in, and the refusals that say so."""

from __future__ import annotations

from dataclasses import dataclass

from partnerskap.errors import InvalidDataError, TooLargeError

__all__ = ["Limits", "too_deep", "too_long_literal", "too_many_bytes", "too_many_triples"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes as sent and as unpacked, levels of nesting, triples, and characters in one literal."""

    sent_bytes: int = 16_777_216
    unpacked_bytes: int = 67_108_864
    depth: int = 100
    triples: int = 1_000_000
    literal: int = 100_000


def too_many_bytes(name: str, limit: int, *, unpacked: bool = False) -> TooLargeError:
    """Say that a body, or what is packed in it, is larger than we take."""
    nb, en = ("pakket ut ", "unpacked ") if unpacked else ("", "")
    return TooLargeError(
        f"«{name}» er {nb}større enn {limit} byte, som er det meste vi tar imot. Del den opp.",
        f"{name!r} is {en}larger than {limit} bytes, the most we take. Split it.",
        members={"limit": "unpacked_bytes" if unpacked else "sent_bytes", "value": limit},
    )


def too_deep(name: str, limit: int) -> InvalidDataError:
    """Say that brackets or elements are nested deeper than we read."""
    return InvalidDataError(
        f"«{name}» er nøstet dypere enn {limit} nivåer. Skriv dataene flatere.",
        f"{name!r} is nested deeper than {limit} levels. Write the data flatter.",
        members={"limit": "depth", "value": limit},
    )


def too_many_triples(name: str, limit: int) -> TooLargeError:
    """Say that a text holds more statements than we judge at once."""
    return TooLargeError(
        f"«{name}» har mer enn {limit} utsagn (tripler). Del den opp.",
        f"{name!r} holds more than {limit} statements (triples). Split it.",
        members={"limit": "triples", "value": limit},
    )


def too_long_literal(name: str, limit: int, start: str) -> InvalidDataError:
    """Say that one text is longer than any field takes."""
    return InvalidDataError(
        f"En tekst i «{name}» er lengre enn {limit} tegn. Kort den ned. Den begynner «{start}…».",
        f"A text in {name!r} is longer than {limit} characters. Shorten it. It begins “{start}…”.",
        members={"limit": "literal", "value": limit},
    )
