"""Carry bytes from a thread that writes an answer to whoever reads it, holding only a little.

The first 256 KiB are gathered before anything is handed out, so that a failure until then can
still become a proper error. After that the writer waits whenever the reader is behind.
"""

from __future__ import annotations

import re
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import Final

from partnerskap.errors import LimitError, ServiceError
from partnerskap.sparql.limits import Limits

__all__ = ["Pipe", "Writer"]

BLOCK: Final = 65_536
HEAD_BLOCKS: Final = 4
_TICK: Final = 0.1
STALLED_SECONDS: Final = 60.0
_NOT_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_UNFINISHED: Final = re.compile(rb"\xef\xbf?\Z")


class _AbandonedError(Exception):
    """The reader has left; the writer may stop."""


class Writer:
    """A file for the serialiser: cuts into blocks, counts, and stops at a limit."""

    def __init__(self, pipe: Pipe, limits: Limits) -> None:
        self._pipe = pipe
        self._limits = limits
        self._block = bytearray()
        self._written = 0
        self._for_xml = False

    def only_xml_characters(self) -> None:
        """Replace what XML 1.0 cannot hold by U+FFFD, and write CR so that it survives reading."""
        self._for_xml = True

    def write(self, data: bytes) -> int:
        """Take some bytes; raise LimitError over a limit, which ends the serialiser's work."""
        self._pipe.check_time()
        self._written += len(data)
        if self._written > self._limits.result_bytes:
            raise _over_size(self._limits.result_bytes)
        self._block += data
        if len(self._block) >= BLOCK:
            self._send(final=False)
        return len(data)

    def flush(self) -> None:
        """Do nothing; blocks go out when they are full."""

    def finish(self) -> None:
        """Hand over what is left."""
        self._send(final=True)

    def _send(self, *, final: bool) -> None:
        block, self._block = bytes(self._block), bytearray()
        if self._for_xml:
            cut = None if final else _UNFINISHED.search(block)
            if cut:
                block, self._block = block[: cut.start()], bytearray(cut.group())
            block = _NOT_XML.sub(_xml_stand_in, block)
        if block:
            self._pipe.put(block)


def _xml_stand_in(match: re.Match[bytes]) -> bytes:
    return b"&#13;" if match.group() == b"\r" else b"\xef\xbf\xbd"


class Pipe:
    """A bounded queue between one writing thread and one reader."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._queue: Queue[bytes | BaseException | None] = Queue(HEAD_BLOCKS + 2)
        self._left = threading.Event()
        self._deadline = time.monotonic() + limits.seconds

    def start(self, work: Callable[[Writer], None]) -> None:
        """Begin ``work`` in a thread that does not keep the program alive."""
        thread = threading.Thread(target=self._work, args=(work,), daemon=True, name="sparql")
        thread.start()

    def read(self) -> tuple[Iterator[bytes], int | None]:
        """Wait for the first 256 KiB or the end; give the pieces, and their size if that is all.

        Raises what ``work`` raised until then, and LimitError when the time is up before.
        """
        head: list[bytes] = []
        while len(head) < HEAD_BLOCKS:
            block = self._get()
            if block is None:
                return iter(head), sum(map(len, head))
            head.append(block)
        return self._rest(head), None

    def close(self) -> None:
        """Tell the writer that nobody reads any more."""
        self._left.set()

    def put(self, block: bytes | BaseException | None) -> None:
        """Add to the queue, waiting for the reader at the reader's cost and not the query's."""
        began = time.monotonic()
        while not self._left.is_set():
            with suppress(Full):
                self._queue.put(block, timeout=_TICK)
                self._deadline += time.monotonic() - began
                return
            if time.monotonic() - began > STALLED_SECONDS:
                break
        raise _AbandonedError

    def check_time(self) -> None:
        """Raise LimitError when the time is up."""
        if self._left.is_set():
            raise _AbandonedError
        if time.monotonic() > self._deadline:
            raise _over_time(self._limits.seconds)

    def _work(self, work: Callable[[Writer], None]) -> None:
        writer = Writer(self, self._limits)
        with suppress(_AbandonedError):
            try:
                work(writer)
                writer.finish()
            except _AbandonedError:
                raise
            except BaseException as error:  # noqa: BLE001 - carried to the reader, who raises it
                _let_go(error)
                self.put(error)
            else:
                self.put(None)

    def _get(self) -> bytes | None:
        """Take the next block; None at the end; raise what the writer raised."""
        try:
            block = self._queue.get(timeout=max(self._deadline - time.monotonic(), 0) + _TICK)
        except Empty:
            self._left.set()
            raise _over_time(self._limits.seconds) from None
        if isinstance(block, BaseException):
            raise block
        return block

    def _rest(self, head: list[bytes]) -> Iterator[bytes]:
        try:
            yield from head
            head.clear()
            while (block := self._get()) is not None:
                yield block
        finally:
            self.close()


def _let_go(error: BaseException | None) -> None:
    """Empty the frames an error remembers: the engine's answers must die in their own thread."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _over_time(seconds: float) -> ServiceError:
    return LimitError(
        f"Spørringen brukte mer enn {seconds:g} sekunder og ble stoppet. Gjør den smalere, eller "
        "sett LIMIT.",
        f"The query took more than {seconds:g} seconds and was stopped. Make it narrower, or set "
        "LIMIT.",
    )


def _over_size(limit: int) -> ServiceError:
    return LimitError(
        f"Svaret ble større enn {limit} byte. Be om mindre med LIMIT, eller last ned hele "
        "datasettet.",
        f"The answer grew beyond {limit} bytes. Ask for less with LIMIT, or download the whole "
        "dataset.",
    )
