"""What a provider tells of itself: its endpoints and keys, fetched from where it may be.

Each is kept for an hour. An unknown key is looked for anew, but not more than once a minute, so
that nobody can make the service ask the provider over and over.
"""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from partnerskap.errors import LoginError, ProviderError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

__all__ = ["Discovery", "Endpoints", "asking", "cannot_log_in"]

_KEPT: Final = 3_600
_AGAIN: Final = 60
_SECONDS: Final = 10
_LONGEST: Final = 1_048_576
_CODE: Final = re.compile(r"[\w .:'-]{1,100}", re.ASCII)
_PATH: Final = "/.well-known/openid-configuration"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider does what; empty where it does not, or not at a host it may be asked at."""

    authorization: str
    token: str
    keys: str
    userinfo: str
    end_session: str
    client_auth: str


class Discovery:
    """Asks a provider for what it tells of itself, and remembers it for a while."""

    def __init__(
        self,
        issuer: str,
        hosts: str,
        clock: Callable[[], float] = time.monotonic,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.issuer = issuer
        self._transport = transport
        parts = urlsplit(issuer)
        self._scheme = parts.scheme
        named = (host.strip().lower() for host in hosts.split(","))
        self._hosts = {parts.netloc.lower(), *filter(None, named)}
        self._clock = clock
        self._endpoints: tuple[float, Endpoints] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def open(self, kind: Callable[..., T], **options: object) -> T:
        """Make a client that follows no redirects, waits briefly and reads no large answers."""
        return kind(
            transport=self._transport,
            timeout=_SECONDS,
            follow_redirects=False,
            event_hooks={"response": [_refuse_large]},
            headers={"Accept-Encoding": "identity"},
            **options,
        )

    async def read(self) -> Endpoints:
        """Give the endpoints; ProviderError when they cannot be had."""
        now = self._clock()
        if self._endpoints is None or self._endpoints[0] + _KEPT < now:
            async with self.open(httpx2.AsyncClient) as client:
                told = await self.fetch(client, self.issuer.rstrip("/") + _PATH)
            self._endpoints = now, self._understand(told)
        return self._endpoints[1]

    async def keys(self, *, anew: bool = False) -> KeySet:
        """Give the keys that the provider signs with; ProviderError when they cannot be had."""
        now = self._clock()
        kept = _AGAIN if anew else _KEPT
        if self._keys is None or self._keys[0] + kept < now:
            address = (await self.read()).keys
            async with self.open(httpx2.AsyncClient) as client:
                told = await self.fetch(client, address)
            try:
                found = KeySet.import_key_set({"keys": _dicts(told.get("keys"))})
            except (JoseError, ValueError) as fault:
                raise _failed(self.issuer, f"jwks_uri: {fault}") from fault
            self._keys = now, found
        return self._keys[1]

    async def fetch(self, client: httpx2.AsyncClient, address: str) -> dict[str, object]:
        """Fetch a JSON object; ProviderError when there is none."""
        async with asking(self.issuer):
            response = await client.get(address)
            response.raise_for_status()
            told = response.json()
        if not isinstance(told, dict):
            raise _failed(self.issuer, f"{address}: no JSON object")
        return told

    def _understand(self, told: dict[str, object]) -> Endpoints:
        if told.get("issuer") != self.issuer:
            raise _failed(self.issuer, f"issuer: {str(told.get('issuer'))[:200]!r}")
        methods = told.get("token_endpoint_auth_methods_supported")
        basic = not isinstance(methods, list) or "client_secret_basic" in methods
        found = Endpoints(
            authorization=self._address(told, "authorization_endpoint"),
            token=self._asked_at(told, "token_endpoint"),
            keys=self._asked_at(told, "jwks_uri"),
            userinfo=self._asked_at(told, "userinfo_endpoint"),
            end_session=self._address(told, "end_session_endpoint"),
            client_auth="client_secret_basic" if basic else "client_secret_post",
        )
        for name in ("authorization", "token", "keys"):
            if not getattr(found, name):
                raise _failed(self.issuer, f"{name}: not at {', '.join(sorted(self._hosts))}")
        return found

    def _address(self, told: dict[str, object], name: str) -> str:
        """Give an address for browsers, which must be as safe as the issuer's."""
        address = told.get(name)
        if not isinstance(address, str) or urlsplit(address).scheme not in {"https", self._scheme}:
            return ""
        return address

    def _asked_at(self, told: dict[str, object], name: str) -> str:
        """Give an address for this program, at a host it may ask."""
        address = self._address(told, name)
        return address if urlsplit(address).netloc.lower() in self._hosts else ""


@asynccontextmanager
async def asking(issuer: str) -> AsyncIterator[None]:
    """Turn what goes wrong while a provider is asked into ProviderError."""
    try:
        async with asyncio.timeout(2 * _SECONDS):
            yield
    except TimeoutError as fault:
        raise _failed(issuer, f"{2 * _SECONDS} s") from fault
    except (httpx2.HTTPError, ValueError) as fault:  # ValueError: what is no JSON
        raise _failed(issuer, str(fault) or type(fault).__name__) from fault


def cannot_log_in(reason: str) -> LoginError:
    """Say that a login cannot be completed, and why in a word."""
    if reason == "access_denied":
        return LoginError(
            "Innloggingen ble avbrutt. Begynn på nytt på /login om du vil logge inn.",
            "The login was cancelled. Begin again at /login if you want to log in.",
        )
    shown = reason if _CODE.fullmatch(reason) else "?"
    return LoginError(
        f"Innloggingen kan ikke fullføres ({shown}). Den kan være brukt før, ha tatt for lang tid "
        "eller være begynt i en annen nettleser. Begynn på nytt på /login.",
        f"The login cannot be completed ({shown}). It may have been used before, have taken too "
        "long or have begun in another browser. Begin again at /login.",
    )


async def _refuse_large(response: httpx2.Response) -> None:
    """Refuse what says that it is large, and what was packed though nobody asked for it."""
    size = response.headers.get("content-length", "0")
    if not size.isdigit() or int(size) > _LONGEST or "content-encoding" in response.headers:
        raise httpx2.RemoteProtocolError("too large or packed")


def _dicts(keys: object) -> list[dict[str, str | list[str]]]:
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []


def _failed(issuer: str, reason: str) -> ProviderError:
    return ProviderError(
        f"Innloggingstjenesten {issuer} svarte ikke som den skulle ({reason}). Prøv igjen om litt. "
        "Alt du kan lese uten å logge inn, virker som før.",
        f"The login provider {issuer} did not answer as it should ({reason}). Try again in a "
        "while. All that can be read without logging in works as before.",
    )
