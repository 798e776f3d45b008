"""Compression piece by piece, and what a cut leaves behind."""

from __future__ import annotations

import asyncio
import gzip
import os
from collections.abc import AsyncGenerator

import pytest

from partnerskap.errors import LimitError
from partnerskap.sparql.compression import GzipChunks, compress, wants_gzip

PIECE = os.urandom(65_536)


async def pieces(count: int, *, fails: bool) -> AsyncGenerator[bytes]:
    for _ in range(count):
        yield PIECE
    if fails:
        raise LimitError("nb", "cut")


async def packed(count: int, *, fails: bool) -> bytes:
    found = bytearray()
    try:
        async for piece in GzipChunks(pieces(count, fails=fails)):
            found += piece
    except LimitError:
        assert fails
    return bytes(found)


def test_a_stream_is_compressed_to_what_it_was() -> None:
    assert gzip.decompress(asyncio.run(packed(4, fails=False))) == PIECE * 4


def test_a_stream_of_nothing_is_a_whole_gzip_file() -> None:
    assert gzip.decompress(asyncio.run(packed(0, fails=False))) == b""


def test_a_stream_that_fails_never_looks_whole() -> None:
    cut = asyncio.run(packed(4, fails=True))

    assert len(cut) > 100_000
    with pytest.raises(EOFError):
        gzip.decompress(cut)


def test_closing_early_closes_what_is_behind() -> None:
    async def scene() -> tuple[bool, list[bytes]]:
        behind = pieces(4, fails=False)
        chunks = GzipChunks(behind)
        await anext(chunks)
        await chunks.aclose()
        return False, [chunk async for chunk in behind] + [c async for c in chunks]

    assert asyncio.run(scene()) == (False, [])


@pytest.mark.parametrize("size", [2_000, 200_000])
def test_a_whole_body_is_compressed(size: int) -> None:
    body = b"abc\n" * (size // 4)
    found = asyncio.run(compress(body))

    assert found is not None
    assert len(found) < size / 10
    assert gzip.decompress(found) == body


def test_a_small_body_is_left_as_it_is() -> None:
    assert asyncio.run(compress(b"x" * 100)) is None


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("gzip; q=0.001", True),
        ("gzip; q=0.000", False),
        ("gzip;q=0", False),
        ("br, zstd", False),
        ("*", False),
        ("", False),
    ],
)
def test_gzip_must_be_named(accept: str, *, expected: bool) -> None:
    assert wants_gzip(accept) is expected
