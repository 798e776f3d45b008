"""The messages between the front process, the holder and the workers: a kind, a length, bytes.

A stream that ends anywhere but after a whole message was cut, and says so.
"""

from __future__ import annotations

import struct
from enum import IntEnum
from socket import socket
from typing import Final

__all__ = ["HEADER", "CutShortError", "Frame", "pack", "receive", "send", "unpack_header"]

HEADER: Final = struct.Struct(">BQ")


class Frame(IntEnum):
    """What a message is."""

    CONFIGURE = 0
    """To the holder: what workers may use, as JSON."""
    LOAD = 1
    """To the holder: N-Quads to begin with."""
    PATCH = 2
    """To the holder: a change, as lines ``A quad .`` and ``D quad .``."""
    UPDATE = 9
    """To the holder: an update in SPARQL, which a worker has tried out before."""
    PREPARE = 10
    """To the holder: get ready for a moment for what queries may call; and back: is there more."""
    FORK = 3
    """To the holder: make a worker; to the front: its process number, with its socket."""
    DONE = 4
    """From the holder: the command was carried out."""
    JOB = 5
    """To a worker: a question."""
    CHUNK = 6
    """From a worker: some bytes of the answer."""
    END = 7
    """From a worker: the last bytes of the answer, which is whole with them."""
    FAILURE = 8
    """From a worker: why there is no answer, as JSON."""
    STEP = 10
    """From a worker: which step of its work begins, by name."""


class CutShortError(Exception):
    """The other side went away in the middle of a message, or before it."""


def pack(kind: Frame, payload: bytes = b"") -> bytes:
    """Make one message.

    >>> pack(Frame.END).hex()
    '070000000000000000'
    """
    return HEADER.pack(kind, len(payload)) + payload


def unpack_header(header: bytes) -> tuple[Frame, int]:
    """Read the kind and the length of the payload that follows."""
    kind, length = HEADER.unpack(header)
    return Frame(kind), length


def send(channel: socket, kind: Frame, payload: bytes = b"") -> None:
    """Write one message, waiting for the reader."""
    channel.sendall(pack(kind, payload))


def receive(channel: socket) -> tuple[Frame, bytes]:
    """Read one message; raise CutShortError when the other side is gone."""
    kind, length = unpack_header(_exactly(channel, HEADER.size))
    return kind, _exactly(channel, length)


def _exactly(channel: socket, size: int) -> bytes:
    parts = []
    while size:
        part = channel.recv(min(size, 1 << 20))
        if not part:
            raise CutShortError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
