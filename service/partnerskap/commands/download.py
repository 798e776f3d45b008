"""Fetch a file whose address the user named, within limits of size, time and redirects."""

from __future__ import annotations

import time
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from partnerskap import __version__
from partnerskap.errors import BadRequestError, LimitError
from partnerskap.incoming.limits import too_many_bytes
from partnerskap.incoming.reading import Sent

__all__ = ["fetch", "is_address"]

_ACCEPT: Final = (
    "text/turtle, application/n-triples;q=0.9, application/ld+json;q=0.8, "
    "application/rdf+xml;q=0.7, */*;q=0.1"
)
_BLOCK: Final = 65_536
_REDIRECTS: Final = 5
_SECONDS: Final = 60.0


class _FewRedirects(HTTPRedirectHandler):
    """Follow a few redirects, and none that leaves http and https."""

    max_redirections = _REDIRECTS

    def redirect_request(  # noqa: PLR0917 - the signature is urllib's
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        """Give the next request; None, so that the answer counts as a failure, for others."""
        if not is_address(newurl):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def is_address(text: str) -> bool:
    """Tell whether a text is an http or https address.

    >>> is_address("https://data.example.no/catalog"), is_address("file:///etc/passwd")
    (True, False)
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def fetch(address: str, most_bytes: int, seconds: float = _SECONDS) -> Sent:
    """Fetch a catalogue by GET, following at most five redirects; ``is_address`` is true of it.

    Raises BadRequestError when the address refuses, TooLargeError over ``most_bytes``, and
    LimitError when it fails or takes longer than ``seconds``.
    """
    deadline = time.monotonic() + seconds
    headers = {"Accept": _ACCEPT, "User-Agent": f"partnerskap/{__version__}"}
    request = Request(address, headers=headers)  # noqa: S310 - the caller checked the scheme
    opener = build_opener(ProxyHandler, _FewRedirects)
    try:
        with opener.open(request, timeout=seconds) as response:
            body = _read(response, address, most_bytes, deadline)
            kind = response.headers.get("Content-Type", "")
            return Sent(address, body, kind, base=response.url)
    except HTTPError as error:
        with error:
            raise BadRequestError(
                f"{address} svarte {error.code}. Se etter om adressen er riktig.",
                f"{address} answered {error.code}. See whether the address is right.",
            ) from error
    except (URLError, OSError, HTTPException) as error:
        raise _failed(address, str(getattr(error, "reason", error))) from error


def _read(response: HTTPResponse, address: str, most_bytes: int, deadline: float) -> bytes:
    blocks: list[bytes] = []
    size = 0
    while block := response.read1(_BLOCK):
        size += len(block)
        if size > most_bytes:
            raise too_many_bytes(address, most_bytes)
        if time.monotonic() > deadline:
            raise _failed(address, "tid / time")
        blocks.append(block)
    return b"".join(blocks)


def _failed(address: str, reason: str) -> LimitError:
    return LimitError(
        f"{address} svarte ikke som det skulle ({reason}). Last ned filen og oppgi den i stedet.",
        f"{address} did not answer as it should ({reason}). Download the file and give that.",
    )
