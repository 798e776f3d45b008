"""Kept answers: found again, bounded in bytes, and made once for all who ask at once."""

from __future__ import annotations

import asyncio

import pytest

from partnerskap.errors import LimitError, ServiceError
from partnerskap.sparql.cache import Kept, Key, ResultCache
from partnerskap.sparql.execute import Answer


def key(text: str) -> Key:
    return (text, (), (), "text/csv")


def kept(text: str, size: int = 1_000, version: str = "1") -> Kept:
    return Kept(key(text), version, "text/csv", f'"{text}"', b"x" * size)


def test_an_answer_is_found_again_for_its_version_only() -> None:
    cache = ResultCache(100_000)
    first = kept("a")
    cache.keep(first)
    cache.name("?query=a", first)

    assert cache.find(key("a"), "1") is first
    assert cache.find_by_name("?query=a", "1") is first
    assert cache.find_by_name("?query=b", "1") is None
    assert cache.find(key("a"), "2") is None
    assert (len(cache), cache.bytes, cache.find_by_name("?query=a", "1")) == (0, 0, None)


def test_what_was_not_asked_for_longest_goes_first() -> None:
    cache = ResultCache(5_000)
    for name in "ab":
        cache.keep(kept(name))
    cache.find(key("a"), "1")
    cache.keep(kept("c"))

    assert [cache.find(key(name), "1") is not None for name in "abc"] == [True, False, True]
    assert cache.bytes <= 5_000


def test_compressed_forms_and_names_count_too() -> None:
    cache = ResultCache(100_000)
    first = kept("a")
    cache.keep(first)
    before = cache.bytes
    first.packed = b"x" * 500
    cache.weigh(first)
    for number in range(20):
        cache.name(f"?query=a&n={number}", first)

    assert cache.bytes == before + 500 + 8
    assert cache.find_by_name("?query=a&n=8", "1") is None


def test_an_answer_larger_than_all_the_room_is_not_kept() -> None:
    cache = ResultCache(1_000)
    cache.keep(kept("a"))

    assert (len(cache), cache.bytes) == (0, 0)


class Kitchen:
    """Makes answers, counts them, and waits until it is told to go on."""

    def __init__(self, outcome: Kept | Answer | ServiceError) -> None:
        self.made = 0
        self.ready = asyncio.Event()
        self._outcome = outcome

    async def make(self) -> Kept | Answer:
        self.made += 1
        await self.ready.wait()
        if isinstance(self._outcome, ServiceError):
            raise self._outcome
        return self._outcome


async def ask(cache: ResultCache, kitchen: Kitchen) -> tuple[Kept | Answer, bool]:
    return await cache.get_or_make((key("a"), "1"), kitchen.make, alone=False)


def test_the_same_asked_by_many_at_once_is_made_once() -> None:
    async def scene() -> tuple[int, list[bool]]:
        cache, kitchen = ResultCache(100_000), Kitchen(kept("a"))
        tasks = [asyncio.create_task(ask(cache, kitchen)) for _ in range(10)]
        await asyncio.sleep(0)
        kitchen.ready.set()
        return kitchen.made, [hit for _, hit in await asyncio.gather(*tasks)]

    assert asyncio.run(scene()) == (1, [False] + [True] * 9)


def test_who_leaves_while_making_leaves_it_to_the_next() -> None:
    async def scene() -> tuple[int, list[bool]]:
        cache, kitchen = ResultCache(100_000), Kitchen(kept("a"))
        tasks = [asyncio.create_task(ask(cache, kitchen)) for _ in range(3)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.gather(tasks[0], return_exceptions=True)
        await asyncio.sleep(0)
        kitchen.ready.set()
        return kitchen.made, [hit for _, hit in await asyncio.gather(*tasks[1:])]

    assert asyncio.run(scene()) == (2, [False, True])


def test_one_who_waits_may_leave_without_harm_to_the_others() -> None:
    async def scene() -> tuple[int, list[bool]]:
        cache, kitchen = ResultCache(100_000), Kitchen(kept("a"))
        tasks = [asyncio.create_task(ask(cache, kitchen)) for _ in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        kitchen.ready.set()
        await asyncio.gather(tasks[1], return_exceptions=True)
        return kitchen.made, [hit for _, hit in await asyncio.gather(tasks[0], tasks[2])]

    assert asyncio.run(scene()) == (1, [False, True])


def test_a_failure_is_shared_and_the_next_may_try_again() -> None:
    async def scene() -> tuple[int, int]:
        cache, kitchen = ResultCache(100_000), Kitchen(LimitError("nb", "en"))
        tasks = [asyncio.create_task(ask(cache, kitchen)) for _ in range(3)]
        await asyncio.sleep(0)
        kitchen.ready.set()
        failed = await asyncio.gather(*tasks, return_exceptions=True)
        with pytest.raises(LimitError):
            await ask(cache, kitchen)
        return sum(isinstance(error, LimitError) for error in failed), kitchen.made

    assert asyncio.run(scene()) == (3, 2)


def test_a_stream_is_not_shared() -> None:
    async def scene() -> tuple[int, list[bool]]:
        cache, kitchen = ResultCache(100_000), Kitchen(Answer.of(b"x", "1"))
        tasks = [asyncio.create_task(ask(cache, kitchen)) for _ in range(3)]
        await asyncio.sleep(0)
        kitchen.ready.set()
        hits = [hit for _, hit in await asyncio.gather(*tasks)]
        return kitchen.made, hits

    assert asyncio.run(scene()) == (3, [False] * 3)
