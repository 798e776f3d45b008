"""The graph of a running service, moved along with the journal.

The journal decides; the graph follows. After each version SPARQL moves at once by a patch, then
the graph that pages read is made anew beside the old one and put in its place whole, so that
nobody sees half a version. SPARQL also holds the history of all records, as a named graph that is
no part of the merge. What goes wrong between commit and move is made good by the next move,
or by the next start. Other processes' versions are noticed the same way.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from pyoxigraph import RdfFormat, Store

from partnerskap.entry.publishing import BehindError, accept
from partnerskap.errors import LimitError, StorageError
from partnerskap.graph.store import GraphStore
from partnerskap.records import database as db
from partnerskap.records.provenance import history_quads
from partnerskap.records.reading import read_documents, read_hash, read_head
from partnerskap.sparql.frames import CutShortError
from partnerskap.sparql.holder import patch_store
from partnerskap.sparql.holding import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from partnerskap.entry.desk import Desk
    from partnerskap.entry.publishing import Decision
    from partnerskap.entry.submission import Submission
    from partnerskap.records.record import StoredRecord

__all__ = ["Engine", "Live"]

T = TypeVar("T")

_LOG: Final = logging.getLogger(__name__)
_TRIES: Final = 5
_WATCH_SECONDS: Final = 2.0


class Engine(Protocol):
    """What answers SPARQL and must follow."""

    async def move(self, patch: bytes, version: str) -> None:
        """Bring the graph to a new version by lines ``D quad .`` and ``A quad .``."""

    async def reload(self) -> None:
        """Take the graph in anew, whole."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where the service stands: the graph that pages read, and the hash of its version.

    ``ahead`` is what SPARQL was moved by already and pages were not, ``mark`` the name of what
    SPARQL stands at: another whenever records or their history differ.
    """

    graph: GraphStore
    hash: str
    ahead: bytes
    mark: str

    @classmethod
    def at(cls, graph: GraphStore, chain: str) -> _Standing:
        return cls(graph, chain, b"", f"{graph.content_hash}.{chain}")


class Live:
    """The graph at the journal's head, and the one way to move it. One at a time writes."""

    def __init__(self, desk: Desk, graph: GraphStore) -> None:
        self.desk = desk
        self._standing = _Standing.at(graph, self._hash_of(graph.version))
        self._past: tuple[str, int] = ("", 0)
        self._turn = asyncio.Lock()
        self._engine: Engine | None = None
        self._show: Callable[[GraphStore], None] = lambda _: None

    def attach(self, engine: Engine, show: Callable[[GraphStore], None]) -> None:
        """Say what follows: ``engine`` at once, ``show`` in a thread with the graph for pages."""
        self._engine, self._show = engine, show

    @property
    def graph(self) -> GraphStore:
        """The graph that pages read; it never changes, another takes its place."""
        return self._standing.graph

    @property
    def mark(self) -> str:
        """The name of what SPARQL stands at: another whenever records or their history differ."""
        return self._standing.mark

    def snapshot(self) -> Snapshot:
        """Give the graph for an engine to begin with, as far as engines have moved.

        Where the journal cannot be read the history is missing: what is published now is in
        memory, and goes on being answered.
        """
        standing = self._standing
        quads = standing.graph.store.dump(format=RdfFormat.N_QUADS) or b""
        try:
            quads += "".join(history_quads(self.desk.engine, until=standing.graph.version)).encode()
        except StorageError as fault:
            _LOG.warning("SPARQL goes on without the history of records: %s", fault)
        if standing.ahead:
            store = Store()
            store.bulk_load(quads, format=RdfFormat.N_QUADS)
            patch_store(store, standing.ahead)
            quads = store.dump(format=RdfFormat.N_QUADS) or b""
        return Snapshot(standing.mark, quads)

    def history_size(self) -> int:
        """Count the triples of the history of all records, once per version."""
        standing = self._standing
        if self._past[0] != standing.hash:
            lines = set(history_quads(self.desk.engine, until=standing.graph.version))
            self._past = (standing.hash, len(lines))
        return self._past[1]

    async def accept(self, decision: Decision) -> Submission:
        """Accept a submission, publish it and move the graph; raises as ``publishing.accept``."""
        return await self.publish(partial(accept, self.desk, decision))

    async def publish(self, write: Callable[[GraphStore], T]) -> T:
        """Let ``write`` put a version into the journal, given the graph at its head, and follow.

        What was written stays written, whatever happens to the caller afterwards.
        """
        async with self._turn:
            for _ in range(_TRIES):
                try:
                    done = await asyncio.to_thread(write, self.graph)
                except BehindError:
                    await self._follow()
                else:
                    await self._follow()
                    return done
        raise LimitError(
            "Andre publiserer hele tiden. Prøv igjen om litt.",
            "Others keep publishing. Try again in a moment.",
            headers={"Retry-After": "2"},
        )

    async def follow(self) -> None:
        """Bring the graph up to the journal's head, if it is not there."""
        async with self._turn:
            await self._follow()

    async def watch(self) -> None:
        """Follow what other processes write, for as long as the service runs."""
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            try:
                await self.follow()
            except StorageError as fault:
                _LOG.warning("The journal cannot be followed: %s", fault)

    async def _follow(self) -> None:
        head, chain, documents = await asyncio.to_thread(self._news)
        before = self._standing
        if chain == before.hash:
            return
        if documents is None:
            await self._begin_anew()
            return
        patch = await asyncio.to_thread(before.graph.patch, documents)
        # The engine's loader renames blank nodes, so what names one cannot be patched.
        patchable = b"_:" not in patch
        if patchable:
            patch += await asyncio.to_thread(self._history_patch, before.graph.version, head)
            self._standing = replace(before, ahead=patch, mark=f"{before.mark}>{chain}")
            await self._move(patch, self.mark)
        after = await asyncio.to_thread(before.graph.following, documents, version=head)
        described = await asyncio.to_thread(after.description_patch, before.graph)
        await self._take(after, chain)
        if patchable:
            await self._move(described, self.mark)
        else:
            await self._reload()

    async def _begin_anew(self) -> None:
        """Build the graph from the whole journal, as when someone restored another one."""
        after = await asyncio.to_thread(self._rebuild)
        await self._take(after, await asyncio.to_thread(self._hash_of, after.version))
        await self._reload()

    async def _take(self, graph: GraphStore, chain: str) -> None:
        await asyncio.to_thread(self._show, graph)
        self._standing = _Standing.at(graph, chain)

    async def _move(self, patch: bytes, version: str) -> None:
        if self._engine is None:
            return
        try:
            await self._engine.move(patch, version)
        except (OSError, CutShortError) as fault:
            _LOG.warning("SPARQL could not follow to %s yet: %s", version, fault)

    async def _reload(self) -> None:
        if self._engine is not None:
            await self._engine.reload()

    def _news(self) -> tuple[int, str, list[StoredRecord] | None]:
        """Give the head, its hash, and the records since; None for those of another journal."""
        version, known = self.graph.version, self._standing.hash
        with db.reading(self.desk.engine) as connection:
            head, chain = read_head(connection)
            if chain == known:
                return head, chain, []
            if read_hash(connection, version) != known:
                return head, chain, None
            return head, chain, read_documents(connection, since=version)

    def _history_patch(self, since: int, until: int) -> bytes:
        lines = history_quads(self.desk.engine, since=since, until=until)
        return "".join(f"A {line}" for line in lines).encode()

    def _rebuild(self) -> GraphStore:
        with db.reading(self.desk.engine) as connection:
            head, documents = read_head(connection)[0], read_documents(connection)
        return GraphStore(documents, version=head, describe=self.graph.describe)

    def _hash_of(self, version: int) -> str:
        with db.reading(self.desk.engine) as connection:
            return read_hash(connection, version) or ""
