"""Proof that a form came from a page of this service, and was written for this person.

A form's token is a time and an HMAC of it with the person's id: it holds in every session of that
person, so that whoever logs in again in another window can still send what they have typed.
"""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import urlsplit

__all__ = ["is_own_origin", "is_valid_token", "make_token"]

_LIFETIME: Final = 7 * 24 * 3600


def make_token(key: bytes, person: str, now: int) -> str:
    """Make the token for a form that is shown to a person now."""
    return f"{now:x}.{_sign(key, person, now)}"


def is_valid_token(key: bytes, person: str, token: str, now: int) -> bool:
    """Tell whether a token was made for this person within the last week.

    >>> is_valid_token(b"key", "p1", make_token(b"key", "p1", 1000), 1060)
    True
    >>> is_valid_token(b"key", "p2", make_token(b"key", "p1", 1000), 1060)
    False
    """
    time, _, signature = token.partition(".")
    try:
        made = int(time, 16)
    except ValueError:
        return False
    if not made <= now < made + _LIFETIME:
        return False
    return hmac.compare_digest(signature.encode(), _sign(key, person, made).encode())


def is_own_origin(site: str, origin: str | None, own: str) -> bool:
    """Tell whether a request that changes something was sent by a page of this service.

    ``site`` is Sec-Fetch-Site, which a page cannot write; ``origin`` is Origin, ``own`` the address
    of this service. Programs send neither; browsers send one with all that changes something.

    >>> is_own_origin("same-origin", None, "https://graf.example")
    True
    >>> is_own_origin("", "https://evil.example", "https://graf.example")
    False
    """
    if site:
        return site in {"same-origin", "none"}
    if origin is None:
        return True
    return _place(origin) == _place(own) != ("", "")


def _place(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets that hold no address
        return "", ""
    host = parts.netloc.lower()
    standard = {"https": ":443", "http": ":80"}.get(parts.scheme, "")
    return parts.scheme, host.removesuffix(standard) if standard else host


def _sign(key: bytes, person: str, time: int) -> str:
    return hmac.new(key, f"form\0{person}\0{time}".encode(), "sha256").hexdigest()
