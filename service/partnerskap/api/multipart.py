"""Read bodies that people upload: whole within a limit, and in parts where they have parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from partnerskap.errors import BadRequestError
from partnerskap.incoming.limits import too_many_bytes

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["FORM", "MULTIPART", "Part", "read_parts", "read_within"]

FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/"
_MOST_PARTS: Final = 200
_BODY: Final = "data"


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form: its name, what it holds, and of a file its name and type."""

    name: str
    body: bytes
    filename: str = ""
    content_type: str = ""

    @property
    def text(self) -> str:
        """The field as text; raises BadRequestError for what is not UTF-8."""
        try:
            return self.body.decode()
        except UnicodeDecodeError as fault:
            raise _unreadable(f"{self.name}: UTF-8") from fault


async def read_within(request: Request, limit: int) -> bytes:
    """Read a body; raise TooLargeError as soon as it is known to pass the limit."""
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > limit:
        raise too_many_bytes(_BODY, limit)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise too_many_bytes(_BODY, limit)
    return bytes(body)


def read_parts(body: bytes, content_type: str) -> list[Part]:
    """Take a form apart, whether it is ``multipart`` or urlencoded.

    Raises BadRequestError for what is neither, is cut off or has more than 200 parts.
    """
    media_type, options = parse_options_header(content_type)
    if media_type.lower() == FORM:
        return _from_form(body)
    boundary = options.get("boundary", "")
    if not boundary or not media_type.lower().startswith(MULTIPART):
        raise _unreadable("boundary")
    try:
        return _from_multipart(body, boundary.encode("ascii", "replace"))
    except RequestEntityTooLarge as fault:
        raise _unreadable(f"> {_MOST_PARTS}") from fault
    except ValueError as fault:
        raise _unreadable("multipart") from fault


def _from_form(body: bytes) -> list[Part]:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_PARTS)
    except ValueError as fault:
        raise _unreadable(FORM) from fault
    return [Part(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs]


def _from_multipart(body: bytes, boundary: bytes) -> list[Part]:
    decoder = MultipartDecoder(boundary, max_parts=_MOST_PARTS)
    decoder.receive_data(body)
    decoder.receive_data(None)
    parts: list[Part] = []
    head: Field | File | None = None
    content = bytearray()
    while True:
        event = decoder.next_event()
        if isinstance(event, Epilogue | NeedData):
            return parts
        if isinstance(event, Field | File):
            head, content = event, bytearray()
        elif isinstance(event, Data):
            content += event.data
            if not event.more_data and head is not None:
                filename = head.filename if isinstance(head, File) else ""
                told = head.headers.get("content-type", "")
                parts.append(Part(head.name or "", bytes(content), filename or "", told))


def _unreadable(what: str) -> BadRequestError:
    return BadRequestError(
        f"Skjemaet kan ikke leses ({what}). Send det på nytt, som multipart/form-data eller "
        f"{FORM}.",
        f"The form cannot be read ({what}). Send it again, as multipart/form-data or {FORM}.",
    )
