"""Answers kept for those who ask the same again, and one answer for all who ask it at once.

Holds whole answers only, in so many bytes; what was not asked for longest goes first. An answer
belongs to one version of the graph and is gone when that has moved on.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, TypeAlias

from partnerskap.errors import ServiceError
from partnerskap.sparql.execute import Answer

__all__ = ["Kept", "Key", "ResultCache", "make_etag"]

Key: TypeAlias = tuple[str, tuple[str, ...], tuple[str, ...], str]
"""Query, default graphs, named graphs and media type."""

_Outcome: TypeAlias = "Kept | Answer | ServiceError | None"

_OVERHEAD: Final = 1_024
_MOST_NAMES: Final = 8


@dataclass(slots=True, eq=False)
class Kept:
    """A whole answer: its version, bytes and when it was made; ``names`` are what it was asked by.

    ``packed`` is its compressed form once someone has asked for that.
    """

    key: Key
    version: str
    content_type: str
    etag: str
    body: bytes
    made: float = field(default_factory=time.monotonic)
    packed: bytes | None = None
    names: list[Hashable] = field(default_factory=list)

    @property
    def age(self) -> int:
        """Whole seconds since it was made."""
        return int(time.monotonic() - self.made)

    @property
    def size(self) -> int:
        """Roughly the memory it takes."""
        text, default, named, _ = self.key
        asked = len(text) + (sum(map(len, default + named)) if default or named else 0)
        packed = len(self.packed) if self.packed is not None else 0
        return len(self.body) + packed + asked * (1 + len(self.names)) + _OVERHEAD


class ResultCache:
    """Keeps answers in at most so many bytes; none when that is 0."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._sizes: dict[Key, int] = {}
        self._names: dict[Hashable, Key] = {}
        self._bytes = 0
        self._making: dict[tuple[Key, str], asyncio.Future[_Outcome]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def bytes(self) -> int:
        """The memory taken at present."""
        return self._bytes

    def find(self, key: Key, version: str) -> Kept | None:
        """Find the answer of a version."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        if kept.version != version:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return kept

    def find_by_name(self, name: Hashable, version: str) -> Kept | None:
        """Find the answer of a version by the very request it was asked by before."""
        key = self._names.get(name)
        return None if key is None else self.find(key, version)

    def keep(self, kept: Kept) -> None:
        """Keep an answer in place of an older one, unless it alone is too large."""
        self._drop(kept.key)
        self._kept[kept.key] = kept
        self.weigh(kept)

    def weigh(self, kept: Kept) -> None:
        """Count anew what grew, and let go of what no longer has room."""
        if self._kept.get(kept.key) is not kept:
            return
        size = kept.size
        self._bytes += size - self._sizes.get(kept.key, 0)
        self._sizes[kept.key] = size
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._kept)))

    def name(self, name: Hashable, kept: Kept) -> None:
        """Remember a request by which an answer was asked for."""
        if kept.key in self._kept and name not in self._names and len(kept.names) < _MOST_NAMES:
            kept.names.append(name)
            self._names[name] = kept.key
            self.weigh(kept)

    def is_vacant(self, place: tuple[Key, str]) -> bool:
        """Tell whether the answer of a version is neither there nor being made."""
        return place not in self._making and self.find(*place) is None

    def promise(self, place: tuple[Key, str]) -> None:
        """Let others wait for an answer at a vacant place, until it is settled."""
        self._making[place] = asyncio.get_running_loop().create_future()

    def settle(self, place: tuple[Key, str], outcome: _Outcome) -> None:
        """Tell those who wait what came of it; None lets the next of them make the answer."""
        self._making.pop(place).set_result(outcome)

    async def get_or_make(
        self, place: tuple[Key, str], make: Callable[[], Awaitable[Kept | Answer]], *, alone: bool
    ) -> tuple[Kept | Answer, bool]:
        """Find the answer of a version, wait for one that is being made, or make it.

        Tells with it whether it is another's. ``alone`` makes it in any case. Who leaves while
        making leaves the making to the next. Raises what making it raises.
        """
        if alone:
            return await make(), False
        while (kept := self.find(*place)) is None and place in self._making:
            found = await asyncio.shield(self._making[place])
            match found:
                case ServiceError():
                    raise found
                case Kept():
                    return found, True
                case Answer():
                    return await make(), False  # a stream has one reader
        if kept is not None:
            return kept, True
        self.promise(place)
        return await self.keep_promise(place, make)

    async def keep_promise(
        self, place: tuple[Key, str], make: Callable[[], Awaitable[Kept | Answer]]
    ) -> tuple[Kept | Answer, bool]:
        """Make the answer that was promised; raises what making it raises."""
        outcome: _Outcome = None
        try:
            made = outcome = await make()
        except ServiceError as error:
            outcome = error
            raise
        else:
            return made, False
        finally:
            self.settle(place, outcome)

    def _drop(self, key: Key) -> None:
        kept = self._kept.pop(key, None)
        if kept is None:
            return
        self._bytes -= self._sizes.pop(key)
        for name in kept.names:
            self._names.pop(name, None)


def make_etag(key: Key, version: str) -> str:
    """Make the strong ETag of an answer of one version."""
    text, default, named, media_type = key
    parts = (version, text, "default", *default, "named", *named, media_type)
    return f'"{sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'
