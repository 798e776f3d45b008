"""The queries users would send: read from ``queries/*.rq``, about seeded records.

A file that names ``urn:bench:partnership``, ``actor``, ``theme`` or ``word`` is sent about many of
them in turn; the others are the same text each time. The names put in are the generator's own.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.generate import SEED, Census, iri_of
from bench.wordlist import RARE_WORDS

__all__ = ["LOOKUPS", "Query", "workload"]

FOLDER: Final = Path(__file__).parent / "queries"
VARIANTS: Final = 64
LOOKUPS: Final = frozenset({"lookup", "members", "ask", "describe", "record"})
"""Queries about one record; the rest read much of the graph."""

ENGINE_DEFINED: Final = frozenset({"describe"})
"""Queries whose answer the standard leaves to the engine (SPARQL 1.1 Query, section 16.4)."""

GRAPH_ANSWERS: Final = frozenset({"describe", "record"})


@dataclass(frozen=True, slots=True)
class Query:
    """One kind of question: its name and the texts it is asked in."""

    name: str
    texts: tuple[str, ...]

    @property
    def comparable(self) -> bool:
        """Whether every engine must give as many rows."""
        return self.name not in ENGINE_DEFINED

    @property
    def accept(self) -> str:
        """The media type to ask for; Turtle because every peer writes it."""
        return "text/turtle" if self.name in GRAPH_ANSWERS else "application/sparql-results+json"


def _fill(text: str, census: Census, draw: random.Random) -> str:
    for kind, available in (
        ("partnership", census.partnerships),
        ("actor", census.actors),
        ("theme", census.themes),
    ):
        text = text.replace(f"urn:bench:{kind}", iri_of(kind, int(draw.random() * available)))
    return text.replace("urn:bench:word", RARE_WORDS[int(draw.random() * len(RARE_WORDS))])


def workload(census: Census, *, seed: int = SEED) -> tuple[Query, ...]:
    """Read every query and bind it to records of a graph of that census, lookups first."""
    draw = random.Random(seed)  # noqa: S311 - a repeatable draw, no secret
    queries = []
    for path in sorted(FOLDER.glob("*.rq"), key=lambda path: (path.stem not in LOOKUPS, path.stem)):
        text = path.read_text(encoding="utf-8")
        varied = (_fill(text, census, draw) for _ in range(VARIANTS))
        queries.append(Query(path.stem, tuple(dict.fromkeys(varied))))
    return tuple(queries)
