"""Who asks, and whether they may: the client behind a connection, and its share.

A client is an address; of IPv6 the network of 64 bits, which one subscriber has. Whoever comes
without one (a local socket) has no name and no share of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from starlette.types import Scope

from partnerskap.errors import BudgetError, ServiceError
from partnerskap.sparql.budget import Budget
from partnerskap.sparql.register import Register
from partnerskap.sparql.turnstile import Turnstile

__all__ = ["Gate", "Networks", "name_client", "read_networks"]

Networks: TypeAlias = tuple[IPv4Network | IPv6Network, ...]
_MOST_HOPS = 20
_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets clients in for as long as they keep within their share."""

    budget: Budget
    register: Register
    proxies: Networks = ()
    turnstile: Turnstile = field(default_factory=lambda: Turnstile(_AT_ONCE))

    def name(self, scope: Scope) -> str:
        """Name the client of a request; empty when nobody can tell."""
        client = scope.get("client")
        return self.name_of(client[0] if client else "", scope["headers"])

    def name_of(self, peer: str, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """Name the client behind a peer's request with such headers."""
        forwarded = [value for name, value in headers if name == b"x-forwarded-for"]
        return name_client(peer, b",".join(forwarded), self.proxies)

    def admit(self, client: str) -> None:
        """Raise BudgetError when a client has no share left, or too many queries at once."""
        if not client:
            return
        self.budget.check(client)
        at_once = self.budget.share.at_once
        if self.register.count(client) >= at_once:
            raise BudgetError(
                f"Du har {at_once} spørringer i gang, og flere kan ikke være det samtidig. Vent "
                "til noen er ferdige.",
                f"You have {at_once} queries under way, and no more may be at once. Wait until "
                "some are done.",
                headers={"Retry-After": "1"},
                members={"limit": "max_client_queries", "value": at_once},
            )

    def note(self, client: str, error: ServiceError) -> None:
        """Count a failure against its client, but not that it was turned away."""
        if error.status not in {429, 503}:
            self.budget.fail(client)


def read_networks(text: str) -> Networks:
    """Read addresses and networks between commas; ValueError for anything else.

    >>> read_networks("127.0.0.1, 10.0.0.0/8")
    (IPv4Network('127.0.0.1/32'), IPv4Network('10.0.0.0/8'))
    """
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def name_client(peer: str, forwarded: bytes, proxies: Networks) -> str:
    """Name a client by its address: the nearest that is not one of our own proxies.

    >>> name_client("10.0.0.1", b"6.6.6.6, 192.0.2.7", read_networks("10.0.0.0/8"))
    '192.0.2.7'
    >>> name_client("192.0.2.7", b"6.6.6.6", read_networks("10.0.0.0/8"))
    '192.0.2.7'
    """
    named = _read(peer)
    if named is None:
        return ""
    hops = forwarded.decode("latin-1").split(",")[-_MOST_HOPS:] if forwarded else []
    while hops and any(named in network for network in proxies):
        further = _read(hops.pop().strip())
        if further is None:
            break
        named = further
    if isinstance(named, IPv6Address):
        return str(IPv6Network((named, 64), strict=False))
    return str(named)


def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found
