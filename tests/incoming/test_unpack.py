"""Packed bodies are unpacked within limits; bytes become text by what they say and show."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from partnerskap.errors import (
    BadRequestError,
    InvalidDataError,
    TooLargeError,
    UnsupportedMediaTypeError,
)
from partnerskap.incoming.limits import Limits
from partnerskap.incoming.unpack import decode, unpack

_LIMITS = Limits(sent_bytes=100_000, unpacked_bytes=1_000_000)


def _zip(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_what_is_not_packed_stays_as_it_is() -> None:
    assert unpack("a.ttl", b"x", _LIMITS) == [("a.ttl", b"x")]


def test_gzip_of_several_parts_is_put_together() -> None:
    body = gzip.compress(b"one ") + gzip.compress(b"two")

    assert unpack("a.ttl.gz", body, _LIMITS) == [("a.ttl", b"one two")]


def test_the_files_of_a_zip_keep_their_names() -> None:
    body = _zip({"data/a.ttl": b"a", "data/b.nt": b"b"})

    assert unpack("all.zip", body, _LIMITS) == [("data/a.ttl", b"a"), ("data/b.nt", b"b")]


def test_a_workbook_is_no_archive() -> None:
    body = _zip({"[Content_Types].xml": b"", "xl/workbook.xml": b""})

    assert unpack("a.xlsx", body, _LIMITS) == [("a.xlsx", body)]


@pytest.mark.parametrize(
    "bomb",
    [
        gzip.compress(b"\x00" * 50_000_000),
        _zip({"a.ttl": b"\x00" * 50_000_000}),
        _zip({f"{n}.ttl": b"\x00" * 300_000 for n in range(9)}),
        _zip({f"{n}.ttl": b"" for n in range(1_001)}),
    ],
    ids=["gzip", "zip", "zip of many", "zip of too many"],
)
def test_a_bomb_is_refused_by_what_comes_out_of_it(bomb: bytes) -> None:
    with pytest.raises(TooLargeError) as refused:
        unpack("bombe", bomb, Limits(unpacked_bytes=1_000_000))

    assert refused.value.members == {"limit": "unpacked_bytes", "value": 1_000_000}
    assert "pakket ut" in refused.value.detail.nb
    assert "unpacked" in refused.value.detail.en


def test_a_body_over_the_limit_is_refused() -> None:
    with pytest.raises(TooLargeError, match="larger than 100000 bytes"):
        unpack("stor.ttl", b"x" * 100_001, _LIMITS)


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b"hello")[:-9],
        b"\x1f\x8b\x08\x00 no gzip",
        b"PK\x03\x04 no zip",
        gzip.compress(gzip.compress(b"x")),
        _zip({"inner.zip": _zip({"a": b"x"})}),
    ],
    ids=["cut off", "no gzip", "no zip", "gzip in gzip", "zip in zip"],
)
def test_a_broken_or_nested_archive_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequestError) as refused:
        unpack("arkiv", body, _LIMITS)

    assert (
        "Pakk den på nytt" in refused.value.detail.nb or "flere ganger" in refused.value.detail.nb
    )


@pytest.mark.parametrize(
    ("body", "content_type", "text", "said"),
    [
        ("æ".encode(), "", "æ", ""),
        (b"\xef\xbb\xbf" + "æ".encode(), "", "æ", ""),
        ("æ".encode("utf-16"), "text/csv; charset=utf-8", "æ", "utf-16"),
        ("æ".encode("latin-1"), "text/turtle; charset=ISO-8859-1", "æ", ""),
        (b"\x80", "text/csv; charset=windows-1252", "€", ""),
    ],
)
def test_bytes_become_text_by_mark_charset_or_as_utf_8(
    body: bytes, content_type: str, text: str, said: str
) -> None:
    found, note = decode("x", body, content_type)

    assert found == text
    assert (note is not None) == bool(said)
    assert said in (note.nb if note else "")


def test_a_byte_that_is_no_utf_8_has_its_place_told() -> None:
    with pytest.raises(InvalidDataError) as refused:
        decode("navn.ttl", "en\nÅr".encode() + b"\xe6", "")

    assert refused.value.members == {"line": 2, "column": 3}
    assert "«navn.ttl», linje 2, kolonne 3" in refused.value.detail.nb


@pytest.mark.parametrize("charset", ["utf-7", "rot13", "no-such", "base64"])
def test_a_charset_we_do_not_read_is_refused(charset: str) -> None:
    with pytest.raises(UnsupportedMediaTypeError, match="Send UTF-8"):
        decode("x", b"x", f"text/turtle; charset={charset}")
