"""The front process's side of the holder: start it, give it the graph, ask it for workers.

A holder that dies is replaced by one that gets the graph anew; workers that live go on.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Self

from partnerskap.sparql.channel import Channel
from partnerskap.sparql.frames import HEADER, CutShortError, Frame, receive, send, unpack_header
from partnerskap.sparql.worker import Allowance

__all__ = ["Holder", "Holding", "Snapshot", "Worker"]

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A graph to begin with: its version and its quads as N-Quads."""

    version: str
    quads: bytes


@dataclass(frozen=True, slots=True)
class Worker:
    """A forked process that can answer, and the version of the graph it was born with."""

    process: int
    version: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that is there to hold a graph, and the socket it takes commands from."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    @classmethod
    def start(cls, module: str = "partnerskap.sparql.holder") -> Self:
        """Start the process; it needs a moment before it reads its first command.

        ``module`` is what the process runs: workers forked from it do what it has them do.
        """
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", module, str(theirs.fileno())]
        process = subprocess.Popen(  # noqa: S603 - ours
            command, pass_fds=[theirs.fileno()]
        )
        theirs.close()
        return cls(process, ours)

    def stop(self) -> None:
        """Hang up and wait for the end."""
        self.control.close()
        self.process.terminate()
        self.process.wait()


class Holding:
    """One holder process at a time, with the version of the graph it holds.

    What talks to the holder blocks, and so runs in threads, one at a time. ``spare`` is a holder
    that was started beforehand.
    """

    def __init__(
        self,
        allowance: Allowance,
        snapshot: Callable[[], Snapshot],
        spare: Holder | None = None,
        start: Callable[[], Holder] = Holder.start,
    ) -> None:
        self._allowance = allowance
        self._snapshot = snapshot
        self._start = start
        self._spare = spare
        self._turn = threading.RLock()
        self._holder: Holder | None = None
        self._closed = False
        # What was done to the graph since the snapshot, for a holder that must begin again.
        self._updates: list[bytes] = []
        self.version = ""
        self.is_unprepared = False

    async def fork(self) -> Worker:
        """Make a worker, from a new holder when the old one is gone."""
        process, channel, version = await asyncio.to_thread(self._fork)
        loop = asyncio.get_running_loop()
        _, protocol = await loop.create_connection(Channel, sock=channel)
        return Worker(process, version, protocol)

    async def patch(self, lines: bytes, version: str) -> None:
        """Bring the graph to a new version by lines ``D quad .`` and ``A quad .``."""
        await asyncio.to_thread(self._patch, lines, version)

    async def update(self, update: str, version: str) -> None:
        """Bring the graph to a new version by an update that a worker has tried out."""
        await asyncio.to_thread(self._update, update.encode(), version)

    async def reload(self) -> None:
        """Give the holder the graph as it is now, whole."""
        await asyncio.to_thread(self._reload)

    async def prepare(self) -> bool:
        """Have the holder get ready for a moment what workers then have; tell whether to go on."""
        return await asyncio.to_thread(self._prepare)

    def close(self) -> None:
        """Let the holder go for good; waits for a thread that is talking to it."""
        with self._turn:
            self._closed = True
            self._drop()
            if self._spare is not None:
                self._spare.stop()

    def _fork(self) -> tuple[int, socket.socket, str]:
        with self._turn:
            try:
                return self._ask_for_worker(self._running())
            except (CutShortError, ConnectionError):
                self._drop()
            _LOG.warning("The process that holds the graph is gone; starting another")
            return self._ask_for_worker(self._running())

    def _ask_for_worker(self, control: socket.socket) -> tuple[int, socket.socket, str]:
        send(control, Frame.FORK)
        message, descriptors, _, _ = socket.recv_fds(control, HEADER.size, 1)
        if not descriptors or len(message) < HEADER.size:
            raise CutShortError
        _, length = unpack_header(message)
        process = int.from_bytes(control.recv(length))
        return process, socket.socket(fileno=descriptors[0]), self.version

    def _patch(self, lines: bytes, version: str) -> None:
        with self._turn:
            self._command(self._running(), Frame.PATCH, lines)
            self.version = version

    def _update(self, update: bytes, version: str) -> None:
        with self._turn:
            control = self._running()
            self._updates.append(update)
            self._command(control, Frame.UPDATE, update)
            self.version = version

    def _reload(self) -> None:
        with self._turn:
            self._updates.clear()
            self._load(self._running())

    def _prepare(self) -> bool:
        with self._turn:
            if self._holder is None:
                return False
            return self._command(self._holder.control, Frame.PREPARE, b"") != b""

    def _command(self, control: socket.socket, kind: Frame, payload: bytes) -> bytes:
        try:
            send(control, kind, payload)
            return receive(control)[1]
        except (CutShortError, ConnectionError):
            self._drop()  # who asks next starts another, with the graph as it is then
            return b""

    def _running(self) -> socket.socket:
        if self._closed:
            raise ConnectionError("The pool is closed")
        if self._holder is not None:
            return self._holder.control
        self._holder, self._spare = self._spare or self._start(), None
        ours = self._holder.control
        self._command(ours, Frame.CONFIGURE, self._allowance.encode())
        version = self.version
        self._load(ours)
        for update in self._updates:
            self._command(ours, Frame.UPDATE, update)
            self.version = version
        return ours

    def _load(self, control: socket.socket) -> None:
        snapshot = self._snapshot()
        self._command(control, Frame.LOAD, snapshot.quads)
        self.version = snapshot.version
        self.is_unprepared = bool(self._allowance.functions)

    def _drop(self) -> None:
        if self._holder is not None:
            self._holder.stop()
        self._holder = None
