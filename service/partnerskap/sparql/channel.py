"""The event loop's end of the socket to one worker: whole messages, one at a time.

Knows nothing of what the messages mean. Reads ahead a little and then lets the worker wait, so
that a slow reader costs no memory.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, cast

from partnerskap.sparql.frames import HEADER, CutShortError, Frame, pack, unpack_header

__all__ = ["Channel"]

_AHEAD: Final = 1 << 18


class Channel(asyncio.Protocol):
    """Sends messages and receives them in order."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._header = b""
        self._kind: Frame | None = None
        self._left = 0  # of the payload that comes
        self._parts: list[bytes] = []
        self._messages: deque[tuple[Frame, bytes]] = deque()
        self._held = 0
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None
        self._heard: Callable[[], None] | None = None
        self.lost = False
        self.gone: Callable[[], None] | None = None
        """Called once when the worker is gone."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; called by the event loop."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are none by descent

    def data_received(self, data: bytes) -> None:
        """Take what came; called by the event loop."""
        at = 0
        while at < len(data):
            at = self._read_header(data, at) if self._kind is None else self._read_payload(data, at)
        if self._held > _AHEAD and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()
        if self._messages:
            self._wake()

    def _read_header(self, data: bytes, at: int) -> int:
        end = at + HEADER.size - len(self._header)
        self._header += data[at:end]
        if len(self._header) == HEADER.size:
            self._kind, self._left = unpack_header(self._header)
            self._header = b""
            if not self._left:
                self._put(b"")
        return end

    def _read_payload(self, data: bytes, at: int) -> int:
        """Take what there is of a payload; of an answer that goes on, the parts are as good."""
        piece = data[at : at + self._left]
        self._left -= len(piece)
        if self._kind is Frame.CHUNK or not (self._left or self._parts):
            self._put(piece)
        else:
            self._parts.append(piece)
            if not self._left:
                self._put(b"".join(self._parts))
        return at + len(piece)

    def _put(self, payload: bytes) -> None:
        if self._kind is not None:
            self._messages.append((self._kind, payload))
            self._held += len(payload)
        if not self._left:
            self._kind = None
            self._parts.clear()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the loop names it so
        """Note that the worker is gone; called by the event loop."""
        self.lost = True
        self._wake()
        gone, self.gone = self.gone, None
        if gone is not None:
            gone()

    def send(self, kind: Frame, payload: bytes = b"") -> None:
        """Send one message; it goes nowhere when the worker is gone."""
        if self._transport is not None and not self.lost:
            self._transport.write(pack(kind, payload))

    def listen(self, heard: Callable[[], None] | None) -> None:
        """Have ``heard`` called once, when a message has come or none will; None calls it off."""
        self._heard = heard

    def take_end(self) -> bytes | None:
        """Take the next message if it ends an answer; None, and it stays, if it does not."""
        if not self._messages or self._messages[0][0] is not Frame.END:
            return None
        payload = self._messages.popleft()[1]
        self._held -= len(payload)
        return payload

    async def receive(self, until: float) -> tuple[Frame, bytes]:
        """Wait for the next message, until a time of the event loop.

        Raises TimeoutError when none has come by then and CutShortError when none will.
        """
        while not self._messages:
            if self.lost:
                raise CutShortError
            await self._wait(until)
        kind, payload = self._messages.popleft()
        self._held -= len(payload)
        if self._paused and self._held <= _AHEAD and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return kind, payload

    def close(self) -> None:
        """Hang up; a worker that waits for a question then ends."""
        if self._transport is not None:
            self._transport.close()

    async def _wait(self, until: float) -> None:
        waiter = self._waiter = self._loop.create_future()
        alarm = self._loop.call_at(until, _expire, waiter)
        try:
            await waiter
        finally:
            alarm.cancel()
            self._waiter = None

    def _wake(self) -> None:
        if self._heard is not None:
            heard, self._heard = self._heard, None
            heard()
        elif self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _expire(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())
