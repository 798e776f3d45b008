"""Show the texts of a graph to the functions that queries may call, a moment at a time.

What they remember of them is in the memory of the process that keeps the graph, and so of every
worker born later: none has to find it out by itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from pyoxigraph import DefaultGraph, Literal, Store

from partnerskap.sparql.functions import Prepare

__all__ = ["Preparing"]

_SECONDS: Final = 0.02
_MOST: Final = 500_000
_TEXTS: Final = frozenset(
    {
        "http://www.w3.org/2001/XMLSchema#string",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
    }
)


class Preparing:
    """Goes once through the texts of a graph as it is now, in steps."""

    def __init__(self, store: Store, prepare: Prepare | None) -> None:
        self._prepare = prepare
        self._texts = _texts(store) if prepare is not None else iter(())

    def go_on(self) -> bool:
        """Take a few texts more; False when all are done, or as many as there is room for."""
        if self._prepare is None:
            return False
        until = time.monotonic() + _SECONDS
        for text in self._texts:
            if text is not None and not self._prepare(text):
                break
            if time.monotonic() > until:
                return True
        self._texts = iter(())
        return False


def _texts(store: Store) -> Iterator[Literal | None]:
    """Go through the statements; None for one that has no text."""
    statements = store.quads_for_pattern(None, None, None, DefaultGraph())
    for _, statement in zip(range(_MOST), statements, strict=False):
        value = statement.object
        yield value if isinstance(value, Literal) and value.datatype.value in _TEXTS else None
