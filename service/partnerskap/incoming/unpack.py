"""Unpack gzip and zip bodies within limits, and turn bytes into text.

A bomb is found by counting what comes out, never by trusting what an archive says of itself.
"""

from __future__ import annotations

import codecs
import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from werkzeug.http import parse_options_header

from partnerskap.errors import BadRequestError, InvalidDataError, Text, UnsupportedMediaTypeError
from partnerskap.incoming.limits import too_many_bytes

if TYPE_CHECKING:
    from partnerskap.incoming.limits import Limits

__all__ = ["decode", "unpack"]

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_CHUNK: Final = 1 << 16
_MOST_FILES: Final = 1_000
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSETS: Final = {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "cp1252", "ascii"}


def unpack(name: str, body: bytes, limits: Limits) -> list[tuple[str, bytes]]:
    """Give the files in a body by name: itself, or what it packs.

    A workbook, which is a zip too, is left as it is. Raises TooLargeError when more comes out than
    we take, and BadRequestError for an archive that is broken, locked or packed in itself.
    """
    if len(body) > limits.sent_bytes:
        raise too_many_bytes(name, limits.sent_bytes)
    if body.startswith(_GZIP):
        inner = _gunzip(name, body, limits.unpacked_bytes)
        if inner.startswith((_GZIP, _ZIP)):
            raise _nested(name)
        return [(name.removesuffix(".gz").removesuffix(".gzip"), inner)]
    if body.startswith(_ZIP):
        return _unzip(name, body, limits.unpacked_bytes)
    return [(name, body)]


def decode(name: str, body: bytes, content_type: str = "") -> tuple[str, Text | None]:
    """Turn bytes into text by byte order mark, then by charset, then as UTF-8.

    Raises InvalidDataError with the place of the first byte that is wrong, and
    UnsupportedMediaTypeError for a charset we do not read.
    """
    note: Text | None = None
    charset = parse_options_header(content_type)[1].get("charset", "utf-8")
    try:
        encoding = codecs.lookup(charset).name
    except (LookupError, ValueError):
        encoding = ""
    if encoding not in _CHARSETS:
        raise UnsupportedMediaTypeError(
            f"Vi kan ikke lese tegnsettet «{charset[:40]}». Send UTF-8.",
            f"We cannot read the charset {charset[:40]!r}. Send UTF-8.",
        )
    for mark, marked in _MARKS:
        if body.startswith(mark):
            body, encoding = body[len(mark) :], marked
            if marked != "utf-8":
                note = Text(f"Teksten er lest som {marked}.", f"The text was read as {marked}.")
            break
    try:
        return body.decode(encoding), note
    except UnicodeDecodeError as fault:
        good = body[: fault.start].decode(encoding, "replace")
        line, column = good.count("\n") + 1, len(good) - (good.rfind("\n") + 1) + 1
        raise InvalidDataError(
            f"«{name}», linje {line}, kolonne {column}: tegnet er ikke gyldig {encoding}. "
            "Lagre filen som UTF-8 og send den på nytt.",
            f"{name!r}, line {line}, column {column}: the character is not valid {encoding}. "
            "Save the file as UTF-8 and send it again.",
            members={"line": line, "column": column},
        ) from fault


def _gunzip(name: str, body: bytes, limit: int) -> bytes:
    unpacked = bytearray()
    rest = body
    try:
        while rest.startswith(_GZIP):
            stream = zlib.decompressobj(wbits=31)
            while rest and not stream.eof:
                unpacked += stream.decompress(rest, _CHUNK)
                rest = stream.unconsumed_tail
                if len(unpacked) > limit:
                    raise too_many_bytes(name, limit, unpacked=True)
            if not stream.eof:
                raise _broken(name, "gzip")
            rest = stream.unused_data
    except zlib.error as fault:
        raise _broken(name, "gzip") from fault
    return bytes(unpacked)


def _unzip(name: str, body: bytes, limit: int) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if any(entry.filename == "[Content_Types].xml" for entry in entries):
                return [(name, body)]
            if len(entries) > _MOST_FILES:
                raise too_many_bytes(name, limit, unpacked=True)
            files: list[tuple[str, bytes]] = []
            left = limit
            for entry in entries:
                with archive.open(entry) as packed:
                    content = packed.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise too_many_bytes(name, limit, unpacked=True)
                if content.startswith((_GZIP, _ZIP)):
                    raise _nested(name)
                files.append((entry.filename, content))
            return files
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError) as fault:
        raise _broken(name, "zip") from fault


def _broken(name: str, kind: str) -> BadRequestError:
    return BadRequestError(
        f"«{name}» kan ikke pakkes ut som {kind}; den er ødelagt eller låst med passord. "
        "Pakk den på nytt, eller send den upakket.",
        f"{name!r} cannot be unpacked as {kind}; it is broken or locked with a password. "
        "Pack it again, or send it unpacked.",
    )


def _nested(name: str) -> BadRequestError:
    return BadRequestError(
        f"«{name}» er pakket flere ganger. Send den pakket én gang eller upakket.",
        f"{name!r} is packed more than once. Send it packed once or not at all.",
    )
