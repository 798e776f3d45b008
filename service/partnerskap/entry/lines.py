"""Records as the journal keeps them, lines of N-Triples, turned into triples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerskap.graph.reading import read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from partnerskap.records.neighbours import Triple

__all__ = ["read_lines"]


def read_lines(lines: Iterable[str]) -> Sequence[Triple]:
    """Turn N-Triples lines without the final dot into triples, spelt as they stand."""
    return read_turtle("".join(f"{line} .\n" for line in lines)).triples
