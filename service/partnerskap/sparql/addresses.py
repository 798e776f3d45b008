"""Which addresses a query may have the service speak to: endpoints by IRI, hosts by IP address.

An endpoint is one the operator listed, in one spelling that comparing is done in. Where its host's
name leads is somebody else's say, so every address is looked at before a connection is made.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias
from urllib.parse import urlsplit, urlunsplit

__all__ = [
    "InsideAddressError",
    "LookUp",
    "canonical",
    "find_addresses",
    "is_public",
    "look_up",
    "read_endpoints",
    "read_hosts",
]

Address: TypeAlias = IPv4Address | IPv6Address
LookUp: TypeAlias = Callable[[str, int], Awaitable[list[str]]]
"""Gives the addresses of a host; raises OSError when there are none."""

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_NAT64: Final = IPv6Network("64:ff9b::/96")
_UNICAST: Final = IPv6Network("2000::/3")
_RESERVED: Final = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20"))
)
"""Set aside for protocols and documents (IANA), but not everywhere known as such to Python."""
_LAST_32_BITS: Final = 0xFFFF_FFFF


class InsideAddressError(Exception):
    """A host that should be on the open net has an address that is not."""


def canonical(iri: str) -> str:
    """Spell the address of an endpoint as it is compared; ValueError for what can be none.

    Only scheme, host and a port that goes without saying are spelt anew; the path must agree to
    the letter.

    >>> canonical("HTTPS://Query.Example:443/sparql")
    'https://query.example/sparql'
    """
    parts = urlsplit(iri)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"{iri!r} is no address of the form http://host/path or https://host/path")
    if "@" in parts.netloc or "#" in iri or "%" in parts.netloc:
        raise ValueError(f"{iri!r} holds a user, a fragment or a zone")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if parts.port not in {None, _DEFAULT_PORTS[parts.scheme]}:
        host = f"{host}:{parts.port}"
    return urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))


def read_endpoints(text: str) -> tuple[str, ...]:
    """Read addresses of endpoints between commas, each once; ValueError for what is none."""
    return tuple(dict.fromkeys(canonical(part.strip()) for part in text.split(",") if part.strip()))


def read_hosts(text: str) -> frozenset[str]:
    """Read names of hosts between commas."""
    return frozenset(part.strip().lower() for part in text.split(",") if part.strip())


async def look_up(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a host."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


async def find_addresses(host: str, port: int, *, inside: bool, look_up: LookUp) -> list[str]:
    """Give the addresses of a host that may be connected to, all of them checked.

    ``inside`` tells that the operator named the host as one of the inner net; so does writing an
    address or ``localhost`` for it. Raises InsideAddressError when any address is not on the open
    net and should be, and OSError when there are none.
    """
    try:
        literal = ip_address(host)
    except ValueError:
        inside = inside or host == "localhost"
        found = [ip_address(text.partition("%")[0]) for text in await look_up(host, port)]
    else:
        found, inside = [literal], True
    # One that may not be used among others that may is a sign that someone leads us astray.
    if not all(is_public(address) or (inside and _is_inside(address)) for address in found):
        raise InsideAddressError(host)
    if not found:
        raise OSError(f"{host} has no address")
    return [str(address) for address in found]


def is_public(address: Address) -> bool:
    """Tell whether an address, or one of IPv4 within it, is of the open net.

    >>> [is_public(ip_address(text)) for text in ("1.1.1.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False]
    """
    if isinstance(address, IPv6Address):
        within = _within(address)
        if within is not None:
            return is_public(within)
        if address not in _UNICAST:
            return False
    if any(address in network for network in _RESERVED):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _is_inside(address: Address) -> bool:
    """Tell whether an address may be that of a host of the inner net, or of this machine."""
    within = _within(address) if isinstance(address, IPv6Address) else None
    if within is not None:
        return _is_inside(within)
    if address.is_loopback:
        return True
    no_host = address.is_unspecified or address.is_multicast or address.is_reserved
    return not (no_host or address.is_link_local)


def _within(address: IPv6Address) -> IPv4Address | None:
    """Find the address of IPv4 that an address of IPv6 stands for."""
    if address in _NAT64:
        return IPv4Address(int(address) & _LAST_32_BITS)
    return address.ipv4_mapped or address.sixtofour
