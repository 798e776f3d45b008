"""Read the small bodies that pages and scripts send about people: forms and JSON objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from partnerskap.errors import BadRequestError, TooLargeError, UnsupportedMediaTypeError

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["read_form", "read_object"]

_LONGEST: Final = 65_536
_MOST: Final = 50


async def read_form(request: Request) -> dict[str, str]:
    """Read a form as browsers send it; of fields with the same name the last one counts.

    Raises TooLargeError over 64 KiB and BadRequestError for what is no form.
    """
    _expect(request, "application/x-www-form-urlencoded")
    body = await _read(request)
    try:
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST))
    except ValueError as fault:
        raise _unreadable(str(fault)) from fault


async def read_object(request: Request) -> dict[str, object]:
    """Read a JSON object; raise TooLargeError over 64 KiB and BadRequestError for other JSON."""
    _expect(request, "application/json")
    body = await _read(request)
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise _unreadable(str(fault)) from fault
    if not isinstance(found, dict):
        raise _unreadable("{…}")
    return found


def _expect(request: Request, media_type: str) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_empty = not given and request.headers.get("content-length") == "0"
    if given != media_type and not is_empty:
        raise UnsupportedMediaTypeError(
            f"Vi leser ikke «{given[:80] or '?'}» her. Send {media_type}.",
            f"We do not read {given[:80] or '?'!r} here. Send {media_type}.",
        )


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST:
            raise TooLargeError(
                f"Det som er sendt, er større enn {_LONGEST} byte. Send mindre.",
                f"The body is larger than {_LONGEST} bytes. Send less.",
            )
    return bytes(body)


def _unreadable(fault: str) -> BadRequestError:
    return BadRequestError(
        f"Det som er sendt, kan ikke leses: {fault}. Rett det og send igjen.",
        f"The body cannot be read: {fault}. Correct it and send it again.",
    )
