"""A connection that asks one thing after the other and only counts what comes.

Sends the next request in the very moment an answer is whole, into one buffer that is never copied,
so that the load takes as little as can be from the processors it shares with the servers. The
body of the last answer is kept by one connection of a drive, for its rows to be counted.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final, cast

__all__ = ["Counting"]

_BUFFER: Final = 1 << 20
_END: Final = b"\r\n\r\n"


class Counting(asyncio.BufferedProtocol):
    """Asks until ``next_request`` gives None; ``done`` is called with status, head, body, seconds.

    ``over`` becomes True when there is nothing more to ask, False when the server wants another
    connection for that, and raises ConnectionError when an answer was cut.
    """

    def __init__(
        self,
        next_request: Callable[[], bytes | None],
        done: Callable[[int, bytes, bytes, float], None],
        *,
        keeps: bool,
    ) -> None:
        self.over: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._next = next_request
        self._done = done
        self._keeps = keeps
        self._view = memoryview(bytearray(_BUFFER))
        self._transport: asyncio.Transport | None = None
        self._reset()

    def _reset(self) -> None:
        self._head = b""
        self._status = 0
        self._left = 0  # of the body, or of the chunk with its line end
        self._chunked = False
        self._line = b""  # what has come of the line before a chunk
        self._is_last = False
        self._body = bytearray()
        self._begun = time.perf_counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are none by descent
        self._ask()

    def _ask(self) -> None:
        request = None if self._transport is None else self._next()
        if request is None or self._transport is None:
            self._end(finished=True)
            return
        self._reset()
        self._transport.write(request)

    def _end(self, *, finished: bool) -> None:
        if not self.over.done():
            self.over.set_result(finished)
        self.close()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - the loop names it so
        return self._view

    def buffer_updated(self, nbytes: int) -> None:
        at = 0 if self._head[-4:] == _END else self._read_head(nbytes)
        if self._chunked:
            whole = self._read_chunks(at, nbytes)
        else:
            self._take(at, nbytes)
            self._left -= nbytes - at
            whole = self._left == 0 and self._head[-4:] == _END
        if whole:
            self._finish()

    def _read_head(self, nbytes: int) -> int:
        """Read on in the head; give where the body begins in the buffer."""
        before = len(self._head)
        self._head += bytes(self._view[: min(nbytes, 8_192)])
        end = self._head.find(_END)
        if end < 0:
            return nbytes
        self._head = self._head[: end + 4]
        self._status = int(self._head[9:12])
        lower = self._head.lower()
        self._chunked = b"\r\ntransfer-encoding: chunked" in lower
        _, found, rest = lower.partition(b"\r\ncontent-length:")
        self._left = int(rest.partition(b"\r\n")[0]) if found and self._status != 304 else 0
        return end + 4 - before

    def _read_chunks(self, at: int, nbytes: int) -> bool:
        """Go through chunks; True at the end of the last one, which is empty."""
        while at < nbytes:
            if not self._left:
                at = self._read_size(at, nbytes)
                continue
            step = min(self._left, nbytes - at)
            self._take(at, at + min(step, max(0, self._left - 2)))  # a line end is no body
            self._left -= step
            at += step
            if self._is_last and not self._left:
                return True
        return False

    def _read_size(self, at: int, nbytes: int) -> int:
        """Read on in the line before a chunk."""
        piece = bytes(self._view[at : min(nbytes, at + 64)])
        before, found, _ = piece.partition(b"\n")
        self._line += before
        if found:
            size = int(self._line.partition(b";")[0], 16)
            self._line, self._left, self._is_last = b"", size + 2, not size
        return at + len(before) + len(found)

    def _take(self, begins: int, ends: int) -> None:
        if self._keeps and ends > begins:
            self._body += self._view[begins:ends]

    def _finish(self) -> None:
        seconds = time.perf_counter() - self._begun
        self._done(self._status, self._head, bytes(self._body), seconds)
        if b"\r\nconnection: close" in self._head.lower():
            self._end(finished=False)
        else:
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the loop names it so
        if not self.over.done():
            self.over.set_exception(ConnectionResetError("the answer was cut"))
