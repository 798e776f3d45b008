"""Things worked out from the graph once per version and then reused.

It decides when to work something out again and nothing else: what is worked out lies elsewhere.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Store

    from partnerskap.graph.store import GraphStore

__all__ = ["PerVersion"]

T = TypeVar("T")


class PerVersion(Generic[T]):
    """Keeps what ``build`` made of the graph until the graph's version moves.

    Threads that ask at the same time wait for one build instead of building twice.
    """

    __slots__ = ("_build", "_kept", "_lock")

    def __init__(self, build: Callable[[Store], T]) -> None:
        self._build = build
        self._kept: tuple[tuple[int, str], T] | None = None
        self._lock = Lock()

    def for_next(self, graph: GraphStore) -> PerVersion[T]:
        """Make the same for a graph that takes the place of the present one.

        What was asked for before is worked out at once, so that no reader has to wait for it.
        """
        after = PerVersion(self._build)
        if self._kept is not None:
            after.of(graph)
        return after

    def of(self, graph: GraphStore) -> T:
        """Give the thing as it is for the version the graph stands at now."""
        version = (graph.version, graph.content_hash)
        kept = self._kept
        if kept is not None and kept[0] == version:
            return kept[1]
        with self._lock:
            if self._kept is None or self._kept[0] != version:
                self._kept = (version, self._build(graph.store))
            return self._kept[1]
