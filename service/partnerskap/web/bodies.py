"""Keeps bodies that were written once, so that the same answer is not written again.

Knows nothing of what it keeps: the key must name everything a body depends on.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Bodies"]

_SHARE: Final = 8


class Bodies:
    """The bodies asked for last, up to a number of bytes; one body takes an eighth at most.

    >>> bodies = Bodies(80)
    >>> bodies.get_or_write(("a",), lambda: b"first"), bodies.get_or_write(("a",), lambda: b"other")
    (b'first', b'first')
    """

    __slots__ = ("_kept", "_limit", "_lock", "_size")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._lock = Lock()

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._size

    def get_or_write(self, key: tuple[str, ...], write: Callable[[], bytes]) -> bytes:
        """Give the body kept under a key, or write it and keep it."""
        kept = self.find(key)
        if kept is not None:
            return kept
        body = write()
        self.keep(key, body)
        return body

    def find(self, key: tuple[str, ...]) -> bytes | None:
        """Give the body kept under a key; None when there is none."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def keep(self, key: tuple[str, ...], body: bytes) -> None:
        """Keep a body, unless it would take more than its share."""
        if len(body) > self._limit // _SHARE:
            return
        with self._lock:
            self._size += len(body) - len(self._kept.pop(key, b""))
            self._kept[key] = body
            while self._size > self._limit:
                self._size -= len(self._kept.popitem(last=False)[1])
