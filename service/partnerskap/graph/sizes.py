"""How many triples stand in which graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Store

__all__ = ["GraphSizes", "count_graphs"]


@dataclass(frozen=True, slots=True)
class GraphSizes:
    """The triples of the merged graph, and of each named graph by its IRI, in order."""

    merged: int
    named: Mapping[str, int]


def count_graphs(store: Store) -> GraphSizes:
    """Count the triples of every graph of a store."""
    merged = sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph()))
    names = [name for name in store.named_graphs() if isinstance(name, NamedNode)]
    named = {
        name.value: sum(1 for _ in store.quads_for_pattern(None, None, None, name))
        for name in sorted(names, key=str)
    }
    return GraphSizes(merged, named)
