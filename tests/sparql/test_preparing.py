"""The texts of a graph are shown to functions before workers are born, in steps and with an end."""

from __future__ import annotations

import asyncio
from unittest.mock import patch

from pyoxigraph import Literal, RdfFormat, Store

from partnerskap import functions
from partnerskap.graph import matching
from partnerskap.sparql import preparing
from partnerskap.sparql.functions import load_prepare
from partnerskap.sparql.holding import Snapshot
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.pool import PoolSize, WorkerPool
from partnerskap.sparql.preparing import Preparing
from partnerskap.sparql.worker import Allowance

WORLD = """
@prefix : <urn:> .
:a :p "ett", "to"@nb, 3, true, :b .
:g { :a :p "elsewhere" }
"""


def _world() -> Store:
    store = Store()
    store.load(WORLD, format=RdfFormat.TRIG)
    return store


def test_every_text_is_shown_once_and_nothing_else() -> None:
    seen: list[str] = []

    def prepare(text: Literal) -> bool:
        seen.append(text.value)
        return True

    steps = Preparing(_world(), prepare)

    assert [steps.go_on(), steps.go_on()] == [False, False]
    assert sorted(seen) == ["ett", "to"]


def test_when_there_is_no_more_room_it_ends() -> None:
    seen: list[str] = []

    def prepare(text: Literal) -> bool:
        seen.append(text.value)
        return False

    steps = Preparing(_world(), prepare)

    assert [steps.go_on(), steps.go_on()] == [False, False]
    assert len(seen) == 1


def test_a_step_ends_when_its_time_is_up() -> None:
    with patch.object(preparing, "_SECONDS", -1):
        steps = Preparing(_world(), lambda _: True)
        more = [steps.go_on() for _ in range(7)]

    assert more == [True] * 5 + [False] * 2


def test_without_anything_to_prepare_nothing_is_done() -> None:
    assert not Preparing(_world(), load_prepare("")).go_on()
    assert not Preparing(_world(), load_prepare("json")).go_on()


def test_the_words_of_texts_are_remembered_while_there_is_room() -> None:
    matching._forms.cache_clear()

    assert functions.prepare(Literal("Kommunene forsker", language="nb"))
    assert matching._forms.cache_info().currsize == 2
    assert matching.word_values("forsker", "forsker", "nb") == [1.0]
    assert matching._forms.cache_info().misses == 2

    with patch.object(matching, "_WORDS_KEPT", 2):
        assert not functions.prepare(Literal("mer"))


def test_workers_are_renewed_once_the_holder_is_ready() -> None:
    async def processes() -> tuple[set[int], set[int]]:
        quads = _world().dump(format=RdfFormat.N_QUADS) or b""
        allowance = Allowance(256 << 20, Limits(), {}, "partnerskap.functions")
        async with WorkerPool(allowance, PoolSize(2, 4), lambda: Snapshot("1", quads)) as pool:
            born: set[int] = set()
            while len(born) < 4:  # two as soon as may be, and two that know the words
                await asyncio.sleep(0.01)
                born |= {worker.process for worker in pool.workforce.idle}
            while len(list(pool.workforce.idle)) < 2:  # noqa: ASYNC110 - the pool tells no one
                await asyncio.sleep(0.01)
            return born, {worker.process for worker in pool.workforce.idle}

    born, left = asyncio.run(asyncio.wait_for(processes(), 20))
    assert len(born - left) == 2
