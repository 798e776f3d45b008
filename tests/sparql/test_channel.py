"""Messages from a worker, however the socket cuts them."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerskap.sparql.channel import Channel
from partnerskap.sparql.frames import CutShortError, Frame, pack

MESSAGES = st.lists(
    st.tuples(st.sampled_from([Frame.CHUNK, Frame.END, Frame.FAILURE]), st.binary(max_size=30)),
    max_size=6,
)


async def _received(stream: bytes, cuts: list[int]) -> list[tuple[Frame, bytes]]:
    """Read a stream that comes in pieces; parts of an answer that goes on are put together."""
    channel = Channel()
    for begins, ends in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        channel.data_received(stream[begins:ends])
    channel.connection_lost(None)
    found: list[tuple[Frame, bytes]] = []
    while True:
        try:
            kind, payload = await channel.receive(0)
        except CutShortError:
            return found
        if kind is Frame.CHUNK and found and found[-1][0] is Frame.CHUNK:
            payload = found.pop()[1] + payload
        found.append((kind, payload))


def _joined(messages: list[tuple[Frame, bytes]]) -> list[tuple[Frame, bytes]]:
    found: list[tuple[Frame, bytes]] = []
    for kind, payload in messages:
        if kind is Frame.CHUNK and found and found[-1][0] is Frame.CHUNK:
            found[-1] = (kind, found[-1][1] + payload)
        else:
            found.append((kind, payload))
    return found


@settings(deadline=None)
@given(MESSAGES, st.data())
def test_messages_are_the_same_however_they_are_cut(
    messages: list[tuple[Frame, bytes]], data: st.DataObject
) -> None:
    stream = b"".join(pack(*message) for message in messages)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))

    assert asyncio.run(_received(stream, cuts)) == _joined(messages)


@pytest.mark.parametrize("lost", range(1, 12))
def test_an_end_that_did_not_come_whole_has_not_come(lost: int) -> None:
    stream = pack(Frame.CHUNK, b"abc") + pack(Frame.END, b"end")

    assert asyncio.run(_received(stream[:-lost], [])) == [(Frame.CHUNK, b"abc")]


def test_an_end_that_is_whole_is_taken_at_once() -> None:
    async def take() -> list[bytes | None]:
        channel = Channel()
        before = channel.take_end()
        channel.data_received(pack(Frame.END, b"all")[:5])
        meanwhile = channel.take_end()
        channel.data_received(pack(Frame.END, b"all")[5:])
        return [before, meanwhile, channel.take_end(), channel.take_end()]

    assert asyncio.run(take()) == [None, None, b"all", None]
