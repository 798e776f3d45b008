"""What is left of a deleted record that others refer to: its names, and what takes its place.

A tombstone has no class, so that it stands in no list and no rule asks anything of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.entry.lines import read_lines
from partnerskap.graph.terms import expand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Triple

    from partnerskap.graph.terms import DocumentKey, Iri

__all__ = ["DEPRECATED", "REPLACED_BY", "TRUE", "is_tombstone", "make_tombstone"]

DEPRECATED: Final = NamedNode(expand("owl:deprecated"))
REPLACED_BY: Final = NamedNode(expand("dct:isReplacedBy"))
TRUE: Final = Literal("true", datatype=NamedNode(expand("xsd:boolean")))
_NAMES: Final = frozenset(
    NamedNode(expand(name)) for name in ("skos:prefLabel", "dct:title", "schema:name", "foaf:name")
)


def make_tombstone(
    key: DocumentKey, lines: Iterable[str], replaced_by: Iri | None
) -> tuple[str, ...]:
    """Give the lines that are left of a record."""
    root = NamedNode(key.iri)
    kept = {f"{s} {p} {o}" for s, p, o in read_lines(lines) if s == root and p in _NAMES}
    kept.add(f"{root} {DEPRECATED} {TRUE}")
    if replaced_by is not None:
        kept.add(f"{root} {REPLACED_BY} {NamedNode(replaced_by)}")
    return tuple(sorted(kept))


def is_tombstone(triples: Iterable[Triple]) -> bool:
    """Tell whether triples are what is left of a deleted record."""
    return any(t.predicate == DEPRECATED and t.object == TRUE for t in triples)
