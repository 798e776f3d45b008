"""Ask whether outward links answer, gently: HEAD, then GET, one request at a time to each host.

The links come from the data, so where they lead is somebody else's say: every address is looked at
before a connection is made, at each step of a redirection anew. No body is read.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import aclosing
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

import httpx2

from partnerskap.links.findings import Finding, Trouble
from partnerskap.links.identifiers import is_identifier
from partnerskap.records.wording import Wording
from partnerskap.sparql.addresses import (
    InsideAddressError,
    LookUp,
    find_addresses,
    is_public,
    look_up,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

__all__ = ["Bounds", "probe_links"]

_PERMANENT: Final = frozenset({301, 308})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({404, 410})
_MOST_HOPS: Final = 5


@dataclass(frozen=True, slots=True)
class Bounds:
    """What asking may cost: seconds of one link, links at once, seconds between two to a host."""

    seconds: float = 15.0
    at_once: int = 8
    pause: float = 0.5


@dataclass(frozen=True, slots=True)
class _Step:
    """One answer: its status, and where it leads."""

    status: int
    location: str = ""


@dataclass
class _Prober:
    bounds: Bounds
    agent: str
    inside: frozenset[str]
    look_up: LookUp
    tls: ssl.SSLContext
    places: asyncio.Semaphore
    hosts: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def probe(self, iri: str) -> tuple[Trouble, Wording] | None:
        """Tell what is wrong with a link; None when it answers."""
        async with self.places:
            try:
                async with asyncio.timeout(self.bounds.seconds):
                    return await self._follow(iri)
            except TimeoutError:
                seconds = f"{self.bounds.seconds:g}"
                return _unsure(f"svarte ikke på {seconds} s", f"did not answer in {seconds} s")
            except InsideAddressError:
                return _unsure(
                    "fører til en adresse som ikke er på det åpne nettet, og er ikke fulgt",
                    "leads to an address that is not on the open net, and was not followed",
                )
            except (OSError, httpx2.HTTPError, httpx2.InvalidURL) as error:
                return _unsure(f"kunne ikke nås ({error})", f"could not be reached ({error})")

    async def _follow(self, iri: str) -> tuple[Trouble, Wording] | None:
        at, permanent = iri, True
        for _ in range(_MOST_HOPS):
            step = await self._ask(at)
            if step.status not in _REDIRECTS or not step.location:
                break
            permanent = permanent and step.status in _PERMANENT
            at = str(httpx2.URL(at).join(step.location))
        else:
            return _unsure("viser videre uten ende", "redirects without end")
        if step.status in _GONE:
            return Trouble.DEAD, Wording(
                f"Svarte {step.status}: siden finnes ikke lenger. Finn en ny adresse, eller ta "
                "lenken bort.",
                f"Answered {step.status}: the page is gone. Find a new address, or remove the "
                "link.",
            )
        if step.status >= 400:
            return _unsure(f"svarte {step.status}", f"answered {step.status}")
        if at != iri and permanent and not is_identifier(iri):
            return Trouble.MOVED, Wording(
                f"Har flyttet for godt til {at}. Skriv den nye adressen.",
                f"Has moved for good to {at}. Write the new address.",
            )
        return None

    async def _ask(self, iri: str) -> _Step:
        """Ask by HEAD, and by GET where that fails: many servers know only the latter."""
        url = httpx2.URL(iri)
        if url.scheme not in {"http", "https"}:
            raise InsideAddressError(iri)
        async with self.hosts[url.host]:
            step = await self._request("HEAD", url)
            if step.status >= 400:
                await asyncio.sleep(self.bounds.pause)
                step = await self._request("GET", url)
            await asyncio.sleep(self.bounds.pause)
        return step

    async def _request(self, method: str, url: httpx2.URL) -> _Step:
        address = await self._address(url)
        request = httpx2.Request(
            method,
            url.copy_with(host=address, fragment=None),
            headers={
                "Host": url.netloc.decode("ascii"),
                "User-Agent": self.agent,
                "Accept": "*/*",
                "Accept-Encoding": "identity",
            },
            extensions={
                "sni_hostname": url.raw_host.decode("ascii"),
                "timeout": dict.fromkeys(("connect", "read", "write", "pool"), self.bounds.seconds),
            },
        )
        # A transport of its own, so that no connection serves another host's name.
        async with httpx2.AsyncHTTPTransport(verify=self.tls, trust_env=False) as transport:
            response = await transport.handle_async_request(request)
            async with aclosing(response):
                return _Step(response.status_code, response.headers.get("location", ""))

    async def _address(self, url: httpx2.URL) -> str:
        host = url.raw_host.decode("ascii")
        port = url.port or (443 if url.scheme == "https" else 80)
        inside = url.host in self.inside
        if not inside and not _may_be_public(host):
            raise InsideAddressError(host)
        return (await find_addresses(host, port, inside=inside, look_up=self.look_up))[0]


async def probe_links(
    links: Mapping[str, tuple[str, ...]],
    bounds: Bounds,
    agent: str,
    *,
    inside: frozenset[str] = frozenset(),
    look_up: LookUp = look_up,
    done: Callable[[], object] = lambda: None,
) -> list[Finding]:
    """Ask all links, and tell what is wrong for each record that has one.

    ``inside`` are hosts of the inner net that may be asked; ``done`` is called after each link.
    """
    prober = _Prober(
        bounds,
        agent,
        inside,
        look_up,
        httpx2.create_ssl_context(),
        asyncio.Semaphore(bounds.at_once),
    )

    async def one(iri: str) -> list[Finding]:
        told = await prober.probe(iri)
        done()
        return [Finding(record, told[0], iri, told[1]) for record in links[iri]] if told else []

    found = await asyncio.gather(*(one(iri) for iri in links))
    return sorted(
        (each for findings in found for each in findings),
        key=lambda each: (each.record, each.trouble, each.value),
    )


def _may_be_public(host: str) -> bool:
    try:
        return is_public(ip_address(host.strip("[]")))
    except ValueError:
        return host != "localhost"


def _unsure(nb: str, en: str) -> tuple[Trouble, Wording]:
    return Trouble.UNSURE, Wording(
        f"Adressen {nb}. Se etter selv, og prøv igjen senere.",
        f"The address {en}. Look for yourself, and try again later.",
    )
