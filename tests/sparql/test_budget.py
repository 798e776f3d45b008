"""What a client may use in a minute, and what it is told when that is used up."""

from __future__ import annotations

import pytest

from partnerskap.errors import BudgetError
from partnerskap.sparql.budget import Budget, Share


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budget(clock: Clock) -> Budget:
    return Budget(Share(seconds=10, failures=3), clock)


def test_work_beyond_the_share_is_refused_until_enough_is_a_minute_old(
    budget: Budget, clock: Clock
) -> None:
    budget.spend("a", 6)
    clock.now += 20
    budget.spend("a", 5)
    with pytest.raises(BudgetError) as refused:
        budget.check("a")
    clock.now += 40

    budget.check("a")
    assert refused.value.headers == {"Retry-After": "40"}
    assert refused.value.members == {"limit": "max_client_seconds", "value": 10}
    assert "10 seconds in the last minute" in refused.value.detail.en
    assert "10 sekunder det siste minuttet" in refused.value.detail.nb


def test_failures_beyond_the_share_are_refused(budget: Budget, clock: Clock) -> None:
    for _ in range(3):
        budget.check("a")
        budget.fail("a")
        clock.now += 1
    with pytest.raises(BudgetError) as refused:
        budget.check("a")

    assert refused.value.headers == {"Retry-After": "57"}
    assert refused.value.members == {"limit": "max_client_failures", "value": 3}


def test_one_client_pays_for_no_other(budget: Budget) -> None:
    budget.spend("a", 100)

    budget.check("b")


def test_who_has_no_name_is_not_counted(budget: Budget) -> None:
    budget.spend("", 100)

    budget.check("")
    assert budget.headers("") == {}


def test_the_headers_tell_what_is_left(budget: Budget, clock: Clock) -> None:
    budget.spend("a", 2.5)
    budget.fail("a")
    clock.now += 15

    assert budget.headers("a") == {
        "RateLimit-Policy": '"work";q=10;w=60;qu="seconds", "failures";q=3;w=60',
        "RateLimit": '"work";r=7;t=45, "failures";r=2;t=45',
    }


def test_addresses_are_forgotten_after_a_minute(budget: Budget, clock: Clock) -> None:
    for number in range(5):
        budget.spend(f"client {number}", 1)
    clock.now += 60
    budget.spend("another", 1)

    assert len(budget) == 1


def test_many_addresses_do_not_fill_the_memory(budget: Budget) -> None:
    for number in range(10_050):
        budget.spend(str(number), 0.1)

    assert len(budget) == 10_000
