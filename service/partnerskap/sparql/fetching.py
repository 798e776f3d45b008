"""Ask another endpoint on behalf of a query, trusting nothing that comes back.

One request, one answer: no redirects, cookies, credentials or proxies. The connection goes to the
very address that was checked, while TLS is verified for the name. Only a whole SPARQL result that
the engine can read without harm is handed on.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import httpx2
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from partnerskap.errors import FederationError, Text
from partnerskap.sparql.addresses import InsideAddressError, LookUp, find_addresses, look_up

if TYPE_CHECKING:
    import ssl
    from types import TracebackType
    from typing import Self

__all__ = ["RESULT_TYPE", "CallBounds", "Fetcher", "too_many_calls"]

RESULT_TYPE: Final = "application/sparql-results+json"
QUERY_TYPE: Final = "application/sparql-query"

_MOST_ADDRESSES: Final = 4
_DEEPEST: Final = 64
_ESCAPE: Final = re.compile(rb"\\.", re.DOTALL)
_STRING: Final = re.compile(rb'"[^"]*+"?')
_NO_BRACKETS: Final = bytes(set(range(256)) - set(b'[]{}"'))


@dataclass(frozen=True, slots=True)
class CallBounds:
    """What asking other endpoints may cost: seconds and bytes of a call, calls of a query."""

    seconds: float = 10.0
    bytes: int = 8_388_608
    calls: int = 20


class Fetcher:
    """Asks endpoints; ``agent`` says to them who asks.

    ``inside`` are hosts that the operator named as being of the inner net. ``tls`` verifies
    endpoints that have https, by default with what the system trusts.
    """

    def __init__(
        self,
        bounds: CallBounds,
        agent: str,
        *,
        inside: frozenset[str] = frozenset(),
        look_up: LookUp = look_up,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.bounds = bounds
        self._agent = agent
        self._inside = inside
        self._look_up = look_up
        self._tls = tls
        self._transports: dict[str, httpx2.AsyncHTTPTransport] = {}

    async def __aenter__(self) -> Self:
        """Begin; opens nothing yet."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all connections."""
        async with AsyncExitStack() as closing:
            for transport in self._transports.values():
                closing.push_async_callback(transport.aclose)
            self._transports.clear()

    async def fetch(self, endpoint: str, query: bytes) -> bytes:
        """Give the result of a query as JSON; raise FederationError when there is none."""
        try:
            async with asyncio.timeout(self.bounds.seconds):
                body = await self._ask(endpoint, query)
                readable = await asyncio.to_thread(_is_readable, body)
        except TimeoutError:
            raise _too_slow(endpoint, self.bounds.seconds) from None
        except InsideAddressError:
            raise _inside(endpoint) from None
        except (OSError, httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise _unreachable(endpoint) from error
        if not readable:
            raise _unusable(
                endpoint,
                "svaret er ikke noe SPARQL-resultat som kan leses",
                "the answer is no SPARQL result that can be read",
            )
        return body

    async def _ask(self, endpoint: str, query: bytes) -> bytes:
        url = httpx2.URL(endpoint)
        host = url.raw_host.decode("ascii")
        port = url.port or (443 if url.scheme == "https" else 80)
        found = await find_addresses(
            host, port, inside=url.host in self._inside, look_up=self._look_up
        )
        addresses = found[:_MOST_ADDRESSES]
        for address in addresses:
            request = self._request(url, address, query, self.bounds.seconds / len(addresses))
            try:
                response = await self._transport(endpoint).handle_async_request(request)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                if address == addresses[-1]:
                    raise
                continue
            async with aclosing(response):
                return await self._read(endpoint, response)
        raise OSError(f"{host} has no address")

    def _request(
        self, url: httpx2.URL, address: str, query: bytes, patience: float
    ) -> httpx2.Request:
        """Address a request to an address, in the name of the host."""
        most = self.bounds.seconds
        return httpx2.Request(
            "POST",
            url.copy_with(host=address),
            headers={
                "Host": url.netloc.decode("ascii"),
                "User-Agent": self._agent,
                "Accept": RESULT_TYPE,
                "Accept-Encoding": "identity",
                "Content-Type": QUERY_TYPE,
            },
            content=query,
            extensions={
                "sni_hostname": url.raw_host.decode("ascii"),
                "timeout": {"connect": patience, "read": most, "write": most, "pool": most},
            },
        )

    def _transport(self, endpoint: str) -> httpx2.AsyncHTTPTransport:
        """Give each endpoint connections of its own, so that none serves another host's name."""
        if endpoint not in self._transports:
            if self._tls is None:
                self._tls = httpx2.create_ssl_context()
            self._transports[endpoint] = httpx2.AsyncHTTPTransport(
                verify=self._tls, trust_env=False
            )
        return self._transports[endpoint]

    async def _read(self, endpoint: str, response: httpx2.Response) -> bytes:
        _check_head(endpoint, response)
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > self.bounds.bytes:
                raise _too_large(endpoint, self.bounds.bytes)
        return bytes(body)


def _check_head(endpoint: str, response: httpx2.Response) -> None:
    """Refuse what is no plain SPARQL result before reading any of it."""
    status = response.status_code
    if 300 <= status < 400:
        raise _unusable(
            endpoint,
            f"den viser videre til en annen adresse (status {status}), og vi følger ikke etter",
            f"it points to another address (status {status}), where we do not follow",
        )
    if status != 200:
        raise _unusable(endpoint, f"den svarte med status {status}", f"it answered {status}")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != RESULT_TYPE:
        raise _unusable(
            endpoint, f"svaret er ikke {RESULT_TYPE}", f"the answer is not {RESULT_TYPE}"
        )
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise _unusable(
            endpoint,
            "svaret er komprimert uten at vi ba om det",
            "the answer is compressed, which we did not ask for",
        )


def _is_readable(body: bytes) -> bool:
    """Tell whether a result has rows, is whole, and harms no parser."""
    if not _is_shallow(body):
        return False
    try:
        result = parse_query_results(body, QueryResultsFormat.JSON)
        if not isinstance(result, QuerySolutions):
            return False
        for _ in result:
            pass
    except SyntaxError:
        return False
    return True


def _is_shallow(body: bytes) -> bool:
    """Tell whether brackets close and are not nested so deep that they overflow a parser.

    >>> [_is_shallow(body) for body in (b'{"a": ["}", {}]}', b"[" * 65 + b"]" * 65, b"[")]
    [True, False, False]
    """
    brackets = _ESCAPE.sub(b"", body).translate(None, _NO_BRACKETS)
    brackets = _STRING.sub(b"", brackets)
    for _ in range(_DEEPEST):
        if not brackets:
            return True
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return not brackets


def _failed(
    endpoint: str, nb: str, en: str, members: dict[str, str | float] | None = None
) -> FederationError:
    first = Text("Be om mindre", "Ask for less") if members else Text("Prøv senere", "Try later")
    return FederationError(
        f"Spørringen ba oss spørre {endpoint}, men {nb}. {first.nb}, eller skriv SERVICE SILENT "
        "for å få resten av svaret uten.",
        f"The query had us ask {endpoint}, but {en}. {first.en}, or write SERVICE SILENT to get "
        "the rest of the answer without it.",
        members={"endpoint": endpoint, **(members or {})},
    )


def _unusable(endpoint: str, nb: str, en: str) -> FederationError:
    return _failed(endpoint, nb, en)


def _unreachable(endpoint: str) -> FederationError:
    return _failed(
        endpoint,
        "den kunne ikke nås, eller forbindelsen ble brutt",
        "it could not be reached, or the connection broke",
    )


def _inside(endpoint: str) -> FederationError:
    return _failed(
        endpoint,
        "navnet leder til en adresse som ikke er på det åpne nettet",
        "its name leads to an address that is not on the open net",
    )


def _too_slow(endpoint: str, seconds: float) -> FederationError:
    return _failed(
        endpoint,
        f"den svarte ikke på {seconds:g} sekunder",
        f"it did not answer in {seconds:g} seconds",
        {"limit": "max_service_seconds", "value": seconds},
    )


def _too_large(endpoint: str, most: int) -> FederationError:
    return _failed(
        endpoint,
        f"svaret er større enn {most} byte",
        f"the answer is larger than {most} bytes",
        {"limit": "max_service_bytes", "value": most},
    )


def too_many_calls(endpoint: str, most: int) -> FederationError:
    """Say that a query asks more often than it may."""
    return _failed(
        endpoint,
        f"én spørring kan ikke spørre andre mer enn {most} ganger",
        f"one query may not ask others more than {most} times",
        {"limit": "max_service_calls", "value": most},
    )
