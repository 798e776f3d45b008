"""Parts of an answer as a page shows them."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerskap.sparql.lexer import position
from partnerskap.web.result_page import mark_place, printable
from worlds import check_html


@given(st.text(st.characters(), max_size=60))
def test_any_text_can_be_shown_in_a_page(text: str) -> None:
    shown = escape(printable(text))

    check_html(f'<!doctype html><title>x</title><p title="{shown}">{shown}</p>')
    assert len(printable(text)) == len(text)


@given(st.text(st.sampled_from("a {}\r\n\x0b\u2028æ"), min_size=1, max_size=30), st.data())
def test_the_marked_place_is_where_the_fault_was_found(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n":
        offset -= 1  # the two characters are one line end
    line, column = position(text, offset)

    assert mark_place(text, line, column) == (
        text[:offset],
        text[offset : offset + 1],
        text[offset + 1 :],
    )


@pytest.mark.parametrize(
    ("text", "expected"), [("a\tb\nc", "a\tb\nc"), ("\x85\ufdd0\U0001ffff", "\ufffd" * 3)]
)
def test_only_what_html_cannot_hold_is_replaced(text: str, expected: str) -> None:
    assert printable(text) == expected
