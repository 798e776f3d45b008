"""Turnstile and doorway: who sends much waits in a line of their own; nobody is lost in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from partnerskap.errors import ServiceError
from partnerskap.sparql.budget import Budget, Share
from partnerskap.sparql.doorway import Doorway
from partnerskap.sparql.endpoint import SparqlEndpoint
from partnerskap.sparql.gate import Gate
from partnerskap.sparql.holding import Snapshot
from partnerskap.sparql.lane import Begun, Lane
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.pool import PoolSize, WorkerPool
from partnerskap.sparql.register import Register
from partnerskap.sparql.turnstile import Turnstile
from partnerskap.sparql.worker import Allowance

PRODUCT = "".join(f"?s{number} ?p{number} ?o{number} . " for number in range(9))
ADDRESSES = {"a": "192.0.2.1", "b": "192.0.2.2"}


class House:
    """An application whose answers begin when the test lets them."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        self.begun.append(path)
        await self.gates.setdefault(path, asyncio.Event()).wait()
        await PlainTextResponse("here")(scope, receive, send)

    def open(self, path: str) -> None:
        self.gates.setdefault(path, asyncio.Event()).set()


class Street:
    """Requests that come to a house behind a turnstile."""

    def __init__(self, *, at_once: int = 2, seconds: float = 60.0) -> None:
        self.house = House()
        self.turnstile = Turnstile(at_once)
        budget = Budget(Share())
        gate = Gate(budget, Register(), turnstile=self.turnstile)
        self.door = Doorway(self.house, gate, _show, seconds=seconds)

    def come(self, client: str, path: str) -> asyncio.Task[int]:
        return asyncio.create_task(self._ask(client, path))

    async def _ask(self, client: str, path: str) -> int:
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "headers": [],
            "client": (ADDRESSES[client], 1),
        }
        statuses: list[int] = []

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await self.door(scope, _nothing, send)
        return statuses[0]


def _show(_: Request, error: ServiceError) -> Response:
    return PlainTextResponse(error.detail.en, error.status, error.headers)


async def _nothing() -> Message:
    return {"type": "http.request"}


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def play(scene: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(10):
            await scene()

    asyncio.run(bounded())


def test_a_client_alone_is_not_held_back() -> None:
    async def scene() -> None:
        street = Street()
        tasks = [street.come("a", f"a{number}") for number in range(50)]
        await settle()
        assert len(street.house.begun) == 50
        for number in range(50):
            street.house.open(f"a{number}")
        assert set(await asyncio.gather(*tasks)) == {200}

    play(scene)


def test_who_comes_after_a_hundred_of_another_is_begun_at_once() -> None:
    async def scene() -> None:
        street = Street()
        street.house.open("b0")
        await street.come("b", "b0")
        crowd = [street.come("a", f"a{number}") for number in range(100)]
        await settle()
        street.house.open("b1")
        assert await street.come("b", "b1") == 200
        assert street.house.begun == ["b0", "a0", "a1", "b1"]
        for number in range(100):
            street.house.open(f"a{number}")
        assert set(await asyncio.gather(*crowd)) == {200}
        assert street.house.begun[4:] == [f"a{number}" for number in range(2, 100)]
        assert len(street.turnstile) == 0

    play(scene)


def test_a_request_that_takes_long_lets_the_next_one_of_its_client_in() -> None:
    async def scene() -> None:
        street = Street(at_once=1, seconds=0.01)
        street.house.open("b")
        await street.come("b", "b")
        slow = street.come("a", "slow")
        street.house.open("quick")
        assert await street.come("a", "quick") == 200
        assert not slow.done()
        street.house.open("slow")
        assert await slow == 200
        assert len(street.turnstile) == 0

    play(scene)


def test_who_leaves_the_line_holds_nobody_up() -> None:
    async def scene() -> None:
        street = Street(at_once=1)
        street.house.open("b")
        await street.come("b", "b")
        first, second, third = (street.come("a", path) for path in ("first", "second", "third"))
        await settle()
        second.cancel()
        street.house.open("first")
        await first
        await settle()
        assert street.house.begun == ["b", "first", "third"]
        third.cancel()
        await asyncio.gather(second, third, return_exceptions=True)
        assert len(street.turnstile) == 0

    play(scene)


def test_who_leaves_in_the_moment_of_their_turn_gives_it_on() -> None:
    async def scene() -> None:
        street = Street(at_once=1)
        street.house.open("b")
        await street.come("b", "b")
        first, second, third = (street.come("a", path) for path in ("first", "second", "third"))
        await settle()
        street.turnstile._leave(ADDRESSES["a"])  # the turn is second's, who does not know it yet
        second.cancel()
        await settle()
        assert street.house.begun == ["b", "first", "third"]
        for task in (first, third):
            task.cancel()
        await asyncio.gather(first, second, third, return_exceptions=True)

    play(scene)


def test_a_line_has_an_end() -> None:
    async def scene() -> None:
        street = Street(at_once=1)
        street.house.open("b")
        await street.come("b", "b")
        tasks = [street.come("a", f"a{number}") for number in range(257)]
        await settle()
        assert await street.come("a", "one too many") == 429
        assert len(street.house.begun) == 2
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert len(street.turnstile) == 0

    play(scene)


def test_a_client_is_alone_again_when_no_other_has_come_for_a_while() -> None:
    now = [0.0]
    turnstile = Turnstile(1, lambda: now[0])
    turns = [turnstile.enter_now(client) for client in ("a", "a", "b", "b", "a", "a")]
    now[0] = 10.1

    assert [turn is not None for turn in turns] == [True, True, True, False, True, False]
    assert turnstile.enter_now("a") is not None


def test_who_has_no_name_is_let_in() -> None:
    turnstile = Turnstile(1)

    assert None not in [turnstile.enter_now(client) for client in ("a", "", "b", "", "", "")]


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - what is waited for tells no one
        await asyncio.sleep(0.01)


class Told:
    """Where the quick lane's answers go, in place of a connection."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.handed_over = 0

    def send(self, status: int, head: bytes, body: bytes) -> None:
        assert head
        assert body
        self.statuses.append(status)

    def hand_over(self, begun: Begun) -> None:
        begun.leave()
        self.handed_over += 1


def test_the_quick_lane_keeps_to_the_turns_and_gives_them_back() -> None:
    queries = [f"query=ASK%7B%3Fs+%3Fp+{number}%7D".encode() for number in range(5)]
    slow = f"query={quote('SELECT (COUNT(*) AS ?n) { ' + PRODUCT + '}')}".encode()

    async def scene() -> None:
        register, turnstile, told = Register(), Turnstile(1), Told()
        gate = Gate(Budget(Share()), register, turnstile=turnstile)
        facts = b"".join(b"<urn:%d> <urn:p> <urn:o> .\n" % number for number in range(99))
        allowance = Allowance(256 << 20, Limits(), {})
        start = Snapshot("1", facts)
        async with WorkerPool(allowance, PoolSize(2, 9), lambda: start, register) as pool:
            lane = Lane(SparqlEndpoint(pool, _show, gate=gate), pool, {})
            await until(lambda: len(list(pool.workforce.idle)) == 2)
            taken = [
                lane.take(query, [], client, told)
                for query, client in zip(queries, "baaab", strict=True)
            ]
            assert [bool(each) for each in taken] == [True, True, False, False, True]
            await until(lambda: len(told.statuses) == 3)
            assert len(turnstile) == 0
            assert lane.take(slow, [], "a", told)
            assert not lane.take(queries[2], [], "a", told)
            await until(lambda: told.handed_over == 1)
            assert len(turnstile) == 0
            assert lane.take(queries[2], [], "a", told)
            await until(lambda: len(told.statuses) == 4)

    play(scene)
