"""Names as people write them in lists, the same each time, for tests of matching."""

from __future__ import annotations

import random
from functools import cache

from partnerskap.graph.labels import Labels
from partnerskap.linking.directory import Directory
from partnerskap.linking.matching import Candidate, Types, match_name
from partnerskap.records.tables import Tables
from worlds import load_release

__all__ = ["directory", "find", "misspelt"]


@cache
def directory() -> Directory:
    """Read the names of the release."""
    graph = load_release()
    return Directory(graph.store, Labels(graph.store), Tables(graph.store))


@cache
def find(text: str, kind: str = "") -> list[Candidate]:
    """Match a name once, however many tests ask."""
    return match_name(directory(), text, Types(frozenset({kind} if kind else ())))


def misspelt(name: str, seed: str) -> str:
    """Swap, drop, double or change one letter; names of fewer than five letters stay."""
    chance = random.Random(seed)  # noqa: S311 - a list that is the same each time
    if len(name) < 5:
        return name
    at = chance.randrange(1, len(name) - 1)
    before, letter, after = name[:at], name[at], name[at + 1 :]
    return chance.choice(
        [
            before + after[0] + letter + after[1:],
            before + after,
            before + letter + letter + after,
            before + ("a" if letter != "a" else "e") + after,
        ]
    )
