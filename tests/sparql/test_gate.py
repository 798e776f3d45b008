"""Who a request comes from, and when it is turned away."""

from __future__ import annotations

import pytest

from partnerskap.errors import BadRequestError, BudgetError, LimitError, ServiceError
from partnerskap.sparql.budget import Budget, Share
from partnerskap.sparql.gate import Gate, name_client, read_networks
from partnerskap.sparql.register import Register, Running


def gate(share: Share) -> Gate:
    budget = Budget(share)
    return Gate(budget, Register(0, budget.spend), read_networks("127.0.0.1,::1"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.7", b"", "192.0.2.7"),
        ("192.0.2.7", b"198.51.100.1", "192.0.2.7"),
        ("127.0.0.1", b"198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", b"6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", b"198.51.100.1, 127.0.0.1", "198.51.100.1"),
        ("127.0.0.1", b"", "127.0.0.1"),
        ("127.0.0.1", b"nonsense", "127.0.0.1"),
        ("::1", b"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", b"", "192.0.2.7"),
        ("fe80::1%eth0", b"", "fe80::/64"),
        ("", b"198.51.100.1", ""),
        ("testclient", b"198.51.100.1", ""),
    ],
)
def test_the_client_is_the_nearest_address_that_is_no_proxy_of_ours(
    peer: str, forwarded: bytes, expected: str
) -> None:
    assert name_client(peer, forwarded, read_networks("127.0.0.1,::1")) == expected


def test_the_name_is_read_from_a_request() -> None:
    headers = [(b"x-forwarded-for", b"6.6.6.6"), (b"x-forwarded-for", b"198.51.100.1")]
    scope = {"type": "http", "client": ("127.0.0.1", 5), "headers": headers}

    assert gate(Share()).name(scope) == "198.51.100.1"
    assert gate(Share()).name({"type": "http", "client": None, "headers": []}) == ""


def test_more_queries_at_once_than_allowed_are_turned_away() -> None:
    entrance = gate(Share(at_once=2))
    for number in range(2):
        entrance.admit("a")
        running = Running(str(number), "a", "ask", "ASK {}")
        entrance.register.begin(running)
    entrance.admit("b")
    with pytest.raises(BudgetError) as refused:
        entrance.admit("a")
    entrance.register.end(running, "whole")

    entrance.admit("a")
    assert refused.value.members == {"limit": "max_client_queries", "value": 2}
    assert refused.value.headers == {"Retry-After": "1"}


@pytest.mark.parametrize(
    ("error", "counts"),
    [(BadRequestError("", ""), True), (LimitError("", ""), False), (BudgetError("", ""), False)],
)
def test_being_turned_away_is_no_failure_of_the_client(
    error: ServiceError, *, counts: bool
) -> None:
    entrance = gate(Share(failures=1))
    entrance.note("a", error)

    if counts:
        with pytest.raises(BudgetError):
            entrance.admit("a")
    else:
        entrance.admit("a")


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        read_networks("127.0.0.1, nonsense")
