"""Queries that no server can answer in reasonable time or space; for hostile.py alone.

Written from what public endpoints have met. Each is sent to our own endpoint on loopback only.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["Bomb", "bombs"]

NESTED_GROUPS: Final = 5_000
VALUES_BYTES: Final = 100_000_000


@dataclass(frozen=True, slots=True)
class Bomb:
    """One hostile query: what it attacks, and the text, or how long a body to make of VALUES."""

    name: str
    text: str
    body_bytes: int = 0

    def body(self) -> Iterator[bytes]:
        """Give the request body piece by piece, so that a large one needs no memory here."""
        if not self.body_bytes:
            yield self.text.encode()
            return
        yield b"SELECT (COUNT(*) AS ?n) { VALUES ?x {"
        piece = b'"hundre megabyte"' * 4096
        sent = 37
        while sent + len(piece) + 2 <= self.body_bytes:
            yield piece
            sent += len(piece)
        yield b" " * (self.body_bytes - sent - 2) + b"}}"


def _kinds() -> list[Bomb]:
    product = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    paths = "SELECT (COUNT(*) AS ?n) { ?a (<urn:x>|!<urn:x>)* ?b }"
    zigzag = "SELECT (COUNT(*) AS ?n) { ?a ((<urn:x>|!<urn:x>)/^(<urn:x>|!<urn:x>))+ ?b }"
    sort = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY DESC(?c) ?f ?a"
    regex = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "
    regex += '"^((a|o|e|[a-zæøå ])*)*[0-9]+x?$", "i")) }'
    doubling = " ".join(  # 10 GB at its end
        f"BIND(CONCAT(?s{step}, ?s{step}) AS ?s{step + 1})" for step in range(30)
    )
    strings = f'SELECT (STRLEN(?s30) AS ?n) {{ BIND("0123456789" AS ?s0) {doubling} }}'
    joined = 'SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f)); separator=" ") AS ?t) '
    joined += "{ ?a ?b ?c . ?d ?e ?f }"
    distinct = "SELECT DISTINCT ?a ?c ?e WHERE { ?a ?b ?c . ?d ?e ?f }"
    nested = "SELECT * " + "{" * NESTED_GROUPS + "}" * NESTED_GROUPS
    return [
        Bomb("Cartesian product", product),
        Bomb("unbounded path", paths),
        Bomb("huge sort", sort),
        Bomb("regex", regex),
        Bomb("doubling string", strings),
        Bomb("100 MB of VALUES", "", VALUES_BYTES),
        Bomb("5 000 nested groups", nested),
        Bomb("unbounded path to and fro", zigzag),
        Bomb("joined string", joined),
        Bomb("distinct product", distinct),
    ]


def bombs(number: int) -> list[Bomb]:
    """Take so many hostile queries, every kind in turn."""
    return list(itertools.islice(itertools.cycle(_kinds()), number))
