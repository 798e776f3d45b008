"""Get a source: a file, or an address that the operator named.

An address is fetched within limits of time and size, and a redirection is followed on the same
host only: who named one host did not name another.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx2

from partnerskap import __version__
from partnerskap.errors import BadRequestError, FederationError, StorageError
from partnerskap.incoming.limits import too_many_bytes
from partnerskap.registers.reading import MOST_BYTES, Source

if TYPE_CHECKING:
    from partnerskap.errors import ServiceError

__all__ = ["get_source"]

_SECONDS: Final = 60.0
_MOST_HOPS: Final = 5


def get_source(named: str, transport: httpx2.BaseTransport | None = None) -> Source:
    """Read a file or fetch an address.

    Raises StorageError for a file that cannot be read, BadRequestError and FederationError for an
    address that does not answer as it should, TooLargeError for what is too large.
    """
    if named.startswith(("http://", "https://")):
        with httpx2.Client(
            transport=transport,
            timeout=_SECONDS,
            headers={"User-Agent": f"partnerskap/{__version__}"},
        ) as client:
            return _fetch(client, named)
    try:
        with Path(named).open("rb") as file:
            body = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise StorageError(
            f"«{named}» kan ikke leses: {fault.strerror}.",
            f"{named!r} cannot be read: {fault.strerror}.",
        ) from fault
    if len(body) > MOST_BYTES:
        raise too_many_bytes(named, MOST_BYTES)
    return Source(Path(named).name, body)


def _fetch(client: httpx2.Client, named: str) -> Source:
    deadline = time.monotonic() + _SECONDS
    try:
        url = httpx2.URL(named)
        for _ in range(_MOST_HOPS):
            with client.stream("GET", url) as response:
                if not response.is_redirect:
                    return _take(response, named, deadline)
                after = url.join(response.headers.get("location", ""))
                if after.host != url.host or (url.scheme, after.scheme) == ("https", "http"):
                    raise _astray(named, str(after))
                url = after
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise _failed(named, str(error) or type(error).__name__) from error
    raise _failed(named, "redirects without end")


def _take(response: httpx2.Response, named: str, deadline: float) -> Source:
    if response.status_code != 200:
        raise _failed(named, str(response.status_code))
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MOST_BYTES:
            raise too_many_bytes(named, MOST_BYTES)
        if time.monotonic() > deadline:
            raise _failed(named, f"> {_SECONDS:g} s")
    path = httpx2.URL(named).path.rpartition("/")[2]
    return Source(path or named, bytes(body), response.headers.get("content-type", ""))


def _failed(named: str, reason: str) -> ServiceError:
    return FederationError(
        f"«{named}» svarte ikke som den skulle ({reason}). Prøv igjen senere, eller rett adressen.",
        f"{named!r} did not answer as it should ({reason}). Try again later, or correct the "
        "address.",
    )


def _astray(named: str, after: str) -> ServiceError:
    return BadRequestError(
        f"«{named}» viser videre til «{after}» på en annen vert. Oppgi den adressen selv hvis du "
        "stoler på den.",
        f"{named!r} points to {after!r} on another host. Give that address yourself if you trust "
        "it.",
    )
