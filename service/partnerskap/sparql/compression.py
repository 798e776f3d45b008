"""Compress answers for those who ask for it, and for nobody else.

A harvester that did not ask for gzip takes it for the data, so ``*`` is no wish either. An answer
that is cut short lacks the end of its gzip stream, so that it does not look whole.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator
from typing import Final

from partnerskap.sparql.execute import Chunks

__all__ = ["GzipChunks", "compress", "compress_now", "label", "wants_gzip"]

_LEVEL: Final = 1  # four fifths of what the highest level saves, for a tenth of its time
_GZIP: Final = 31
_LEAST: Final = 1_024
_QUICK: Final = 32_768


def wants_gzip(accept: str | None) -> bool:
    """Tell whether gzip was asked for by name (RFC 9110, section 12.5.3).

    >>> wants_gzip("br, gzip;q=0.5"), wants_gzip("gzip;q=0"), wants_gzip("*"), wants_gzip(None)
    (True, False, False, False)
    """
    for part in (accept or "").lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name in {"gzip", "x-gzip"}:
            return not any(_is_zero(parameter) for parameter in parameters)
    return False


def label(etag: str) -> str:
    """Make the ETag of the compressed form of what has another ETag.

    >>> label('"abc"')
    '"abc-gzip"'
    """
    return f'{etag[:-1]}-gzip"'


async def compress(body: bytes) -> bytes | None:
    """Compress a whole body; None when it is too small to gain by it."""
    if len(body) < _LEAST:
        return None
    if len(body) < _QUICK:
        return _compress(body)
    return await asyncio.to_thread(_compress, body)


class GzipChunks:
    """An answer in pieces, compressed as it comes."""

    def __init__(self, chunks: Chunks) -> None:
        self._chunks = chunks
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        self._done = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        """Give the next piece that is ready; a failure comes through without an end."""
        while not self._done:
            try:
                piece = await anext(self._chunks)
            except StopAsyncIteration:
                self._done = True
                return self._packer.flush()
            packed = await asyncio.to_thread(self._packer.compress, piece)
            if packed:
                return packed
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Stop early."""
        self._done = True
        await self._chunks.aclose()


def compress_now(body: bytes) -> bytes | None:
    """Compress a small body while everything waits; None when it is too small to gain by it."""
    return _compress(body) if len(body) >= _LEAST else None


def _compress(body: bytes) -> bytes:
    return zlib.compress(body, _LEVEL, _GZIP)


def _is_zero(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and not value.strip().strip("0.")
