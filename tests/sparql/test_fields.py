"""How the parts of an address are read: as the library reads them, but quicker."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from partnerskap.errors import BadRequestError
from partnerskap.sparql.fields import MAX_FIELDS, _pairs
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.request import read_request


@given(st.text(min_size=1), st.sampled_from([quote, quote_plus]))
@example("a=b&c%3D+d\r\n\0é😀", quote)
def test_whatever_is_encoded_is_read_back(text: str, encode: object) -> None:
    assert callable(encode)
    encoded = f"x={encode(text)}&empty&=nameless&&query=ASK%7B%7D"

    assert list(_pairs(encoded.encode(), "utf-8")) == [
        ("x", text),
        ("empty", ""),
        ("", "nameless"),
        ("query", "ASK{}"),
    ]


BYTES = st.lists(st.sampled_from([*b"%%%=&+0aAfF9gz;", 0xC3, 0xA9, 0x0A, 0x0D, 0x20, 0x5F]))


@given(BYTES.map(bytes))
@example(b"\xc3%A9")
@example(b"%C3\xa9")
@example("é".encode())
def test_what_is_badly_encoded_is_read_as_the_library_does(encoded: bytes) -> None:
    def library() -> list[tuple[str, str]]:
        return parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict")

    try:
        expected = library()
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            _pairs(encoded, "utf-8")
    else:
        assert list(_pairs(encoded, "utf-8")) == expected


@pytest.mark.parametrize("fields", [b"&".join([b"a=1"] * MAX_FIELDS) + b"&query=ASK{}"])
def test_too_many_fields_are_refused(fields: bytes) -> None:
    with pytest.raises(BadRequestError, match="more than 1000 fields"):
        read_request("GET", fields, "", b"", limits=Limits())
