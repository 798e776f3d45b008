"""Ask a SPARQL endpoint elsewhere, with limits of time and size."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from partnerskap import __version__
from partnerskap.errors import BadRequestError, LimitError
from partnerskap.sparql.limits import Limits

__all__ = ["ask_endpoint"]

BLOCK: Final = 65_536


class _NoRedirect(HTTPRedirectHandler):
    """Follow nothing: a redirected POST would lose the query."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Give no new request, so that the answer counts as a failure."""


def ask_endpoint(address: str, query: str, media_type: str, limits: Limits) -> Iterator[bytes]:
    """Send a query by POST and yield the answer.

    Raises BadRequestError for an address that is not http or https and for a query the endpoint
    refuses, LimitError when the endpoint fails, is too slow or answers too much.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadRequestError(
            f"«{address}» er ingen http- eller https-adresse.",
            f"{address!r} is not an http or https address.",
        )
    request = Request(  # noqa: S310 - the scheme is checked above
        address,
        urlencode({"query": query}).encode(),
        {
            "Accept": media_type,
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": f"partnerskap/{__version__}",
        },
    )
    deadline = time.monotonic() + limits.seconds
    try:
        response = build_opener(ProxyHandler, _NoRedirect).open(request, timeout=limits.seconds)
    except HTTPError as error:
        with error:
            raise _refused(address, error) from error
    except (URLError, OSError, HTTPException) as error:
        raise _failed(address, str(getattr(error, "reason", error))) from error
    return _read(response, address, deadline, limits)


def _read(response: HTTPResponse, address: str, deadline: float, limits: Limits) -> Iterator[bytes]:
    size = 0
    with response:
        while True:
            try:
                block = response.read1(BLOCK)
            except (OSError, HTTPException) as error:
                raise _failed(address, str(error)) from error
            if not block:
                break
            size += len(block)
            if size > limits.result_bytes or time.monotonic() > deadline:
                raise _failed(address, f"{size} bytes / {limits.seconds:g} s")
            yield block


def _refused(address: str, error: HTTPError) -> BadRequestError | LimitError:
    said = error.read(2_000).decode("utf-8", "replace").strip()
    if error.code >= 500:
        return _failed(address, f"{error.code}: {said}")
    return BadRequestError(
        f"{address} svarte {error.code}: {said}", f"{address} answered {error.code}: {said}"
    )


def _failed(address: str, reason: str) -> LimitError:
    return LimitError(
        f"{address} svarte ikke som det skulle ({reason}). Prøv igjen, eller spør om mindre.",
        f"{address} did not answer as it should ({reason}). Try again, or ask for less.",
    )
