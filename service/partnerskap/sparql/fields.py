"""Read the fields of an address or a form, ``name=value&…`` with percent signs."""

from __future__ import annotations

import codecs
import re
from binascii import a2b_qp
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl

from partnerskap.errors import BadRequestError, UnsupportedMediaTypeError

__all__ = ["MAX_FIELDS", "Fields", "decode", "read_charset", "read_fields"]

Fields = dict[str, tuple[str, ...]]
MAX_FIELDS: Final = 1_000
_LOOSE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})|[\r\n\x80-\xff]")
"""A per cent sign that escapes nothing, a line break, or a byte that should have been escaped."""


def read_fields(encoded: bytes, charset: str) -> Fields:
    """Read names and values; BadRequestError for what is not in ``charset``, or too many."""
    try:
        pairs = _pairs(encoded, charset)
    except UnicodeDecodeError:
        raise _undecodable(charset) from None
    except ValueError:
        raise BadRequestError(
            f"Forespørselen har mer enn {MAX_FIELDS} felt. Fjern dem som ikke trengs.",
            f"The request has more than {MAX_FIELDS} fields. Remove those not needed.",
        ) from None
    fields: Fields = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return fields


def _pairs(encoded: bytes, charset: str) -> Iterable[tuple[str, str]]:
    """Split into names and values; UnicodeDecodeError, or ValueError for too many."""
    if charset != "utf-8" or encoded.count(b"&") >= MAX_FIELDS or _LOOSE.search(encoded):
        return parse_qsl(
            encoded.decode(charset),
            keep_blank_values=True,
            encoding=charset,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    parts = (part.partition(b"=") for part in encoded.split(b"&") if part)
    return [(_unescape(name), _unescape(value)) for name, _, value in parts]


def _unescape(raw: bytes) -> str:
    """Decode well-formed percent-encoding: quoted-printable with another sign, so the library's."""
    return a2b_qp(raw.replace(b"=", b"%3D").replace(b"+", b" ").replace(b"%", b"=")).decode()


def decode(raw: bytes, charset: str) -> str:
    """Decode a text; BadRequestError for what is not in ``charset``."""
    try:
        return raw.decode(charset)
    except UnicodeDecodeError:
        raise _undecodable(charset) from None


def _undecodable(charset: str) -> BadRequestError:
    return BadRequestError(
        f"Teksten er ikke gyldig {charset.upper()}. Kod den på nytt før den sendes.",
        f"The text is not valid {charset.upper()}. Encode it again before sending.",
    )


def read_charset(name: str) -> str:
    """Give Python's name of a text encoding; UnsupportedMediaTypeError for others."""
    try:
        found = codecs.lookup(name).name
        "".encode(found)
    except (LookupError, ValueError):
        raise UnsupportedMediaTypeError(
            f"Vi kjenner ikke tegnsettet «{name[:40]}». Bruk UTF-8.",
            f"We do not know the charset {name[:40]!r}. Use UTF-8.",
        ) from None
    return found
