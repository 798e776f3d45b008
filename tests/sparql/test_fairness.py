"""Turns: who comes next when many wait, and that nothing is lost on the way."""

from __future__ import annotations

import asyncio

import pytest

from partnerskap.sparql.fairness import FairQueue, Turns


def drained(queue: FairQueue[str]) -> list[str]:
    found = []
    while (item := queue.pop()) is not None:
        found.append(item)
    return found


def test_a_client_with_a_hundred_times_the_load_waits_in_its_own_line() -> None:
    queue = FairQueue[str]()
    for number in range(100):
        queue.push("greedy", f"greedy {number}")
    queue.push("modest", "modest 0")
    queue.push("shy", "shy 0")

    assert drained(queue)[:5] == ["greedy 0", "modest 0", "shy 0", "greedy 1", "greedy 2"]


def test_what_is_taken_back_leaves_no_gap() -> None:
    queue = FairQueue[str]()
    for client, item in (("a", "a0"), ("b", "b0"), ("a", "a1")):
        queue.push(client, item)
    queue.remove("b", "b0")
    queue.remove("b", "b0")

    assert (len(queue), drained(queue)) == (2, ["a0", "a1"])


def test_turns_go_round_among_those_who_wait() -> None:
    async def scene() -> list[str]:
        turns = Turns[int]()
        served: list[str] = []

        async def wait(client: str) -> None:
            await turns.take(client, 5)
            served.append(client)

        tasks = [asyncio.create_task(wait(client)) for client in ("a", "a", "a", "b")]
        await asyncio.sleep(0)
        for thing in range(4):
            turns.offer(thing)
            await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        return served

    assert asyncio.run(scene()) == ["a", "b", "a", "a"]


def test_who_waits_too_long_is_out_and_the_next_is_served() -> None:
    async def scene() -> tuple[int, int | None]:
        turns = Turns[int]()
        with pytest.raises(TimeoutError):
            await turns.take("a", 0.01)
        turns.offer(7)
        return turns.waiting, turns.take_free()

    assert asyncio.run(scene()) == (0, 7)


def test_a_thing_given_in_the_moment_of_leaving_is_given_on() -> None:
    async def scene() -> int | None:
        turns = Turns[int]()
        leaving = asyncio.create_task(turns.take("a", 5))
        await asyncio.sleep(0)
        turns.offer(7)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        return turns.take_free()

    assert asyncio.run(scene()) == 7


def test_what_was_given_back_last_is_taken_first_unless_a_certain_one_is_meant() -> None:
    turns = Turns[str]()
    for thing in ("cold", "mild", "warm"):
        turns.offer(thing)

    assert turns.take_this("mild")
    assert not turns.take_this("mild")
    assert [turns.take_free() for _ in range(3)] == ["warm", "cold", None]
