"""The file an answer is written to: cuts it into blocks, counts, and stops at a limit.

Knows nothing of where the blocks go.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from partnerskap.errors import QuerySizeError, QueryTimeError

__all__ = ["HEAD_BYTES", "Writer", "over_memory", "over_time"]

BLOCK: Final = 65_536
HEAD_BYTES: Final = 64 * BLOCK
"""How much of an answer is gathered before any of it is sent, so that a failure until then can
still become a proper error."""
_NOT_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_UNFINISHED: Final = re.compile(rb"\xef\xbf?\Z")


class Writer:
    """A file for the serialiser: cuts into blocks, counts, and stops at a limit."""

    def __init__(self, put: Callable[[bytes], None], result_bytes: int) -> None:
        self._put = put
        self._result_bytes = result_bytes
        self._block = bytearray()
        self._written = 0
        self._for_xml = False

    def only_xml_characters(self) -> None:
        """Replace what XML 1.0 cannot hold by U+FFFD, and write CR so that it survives reading."""
        self._for_xml = True

    def write(self, data: bytes) -> int:
        """Take some bytes; raise QuerySizeError over a limit, which ends the serialiser's work."""
        self._written += len(data)
        if self._written > self._result_bytes:
            raise _over_size(self._result_bytes)
        self._block += data
        if len(self._block) >= BLOCK:
            self._send()
        return len(data)

    def flush(self) -> None:
        """Do nothing; blocks go out when they are full."""

    def finish(self) -> bytes:
        """Give what is left, which is not handed over."""
        return self._cut(final=True)

    def _send(self) -> None:
        block = self._cut(final=False)
        if block:
            self._put(block)

    def _cut(self, *, final: bool) -> bytes:
        block, self._block = bytes(self._block), bytearray()
        if self._for_xml:
            cut = None if final else _UNFINISHED.search(block)
            if cut:
                block, self._block = block[: cut.start()], bytearray(cut.group())
            block = _NOT_XML.sub(_xml_stand_in, block)
        return block


def _xml_stand_in(match: re.Match[bytes]) -> bytes:
    return b"&#13;" if match.group() == b"\r" else b"\xef\xbf\xbd"


def over_time(seconds: float) -> QueryTimeError:
    """Say that a query took too long."""
    return QueryTimeError(
        f"Spørringen brukte mer enn {seconds:g} sekunder og ble stoppet. Gjør den smalere, eller "
        "sett LIMIT.",
        f"The query took more than {seconds:g} seconds and was stopped. Make it narrower, or set "
        "LIMIT.",
        members={"limit": "max_query_seconds", "value": seconds},
    )


def over_memory(limit: int) -> QuerySizeError:
    """Say that a query needed too much memory."""
    return QuerySizeError(
        f"Spørringen trengte mer enn {limit >> 20} MiB minne og ble stoppet. Gjør den smalere, "
        "eller sorter og grupper mindre på en gang.",
        f"The query needed more than {limit >> 20} MiB of memory and was stopped. Make it "
        "narrower, or sort and group less at once.",
        members={"limit": "max_query_memory_bytes", "value": limit},
    )


def _over_size(limit: int) -> QuerySizeError:
    return QuerySizeError(
        f"Svaret ble større enn {limit} byte. Be om mindre med LIMIT, eller last ned hele "
        "datasettet.",
        f"The answer grew beyond {limit} bytes. Ask for less with LIMIT, or download the whole "
        "dataset.",
        members={"limit": "max_result_bytes", "value": limit},
    )
