"""A text that remembers its lines, and spans in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

__all__ = ["Site", "Span", "Text"]

_LINE_END: Final = re.compile(r"\r\n|\n|\r")


class Span(NamedTuple):
    """A stretch of a text, counted in characters from 0; ``end`` is behind the last."""

    start: int
    end: int


class Site(NamedTuple):
    """Where one triple stands: its subject, predicate and object."""

    subject: Span
    predicate: Span
    object: Span


class Text:
    r"""What someone sent, as text, with its name.

    >>> text = Text("a.ttl", "x\r\ny z")
    >>> text.place(5), text.line(2)
    ((2, 3), 'y z')
    """

    __slots__ = ("_starts", "name", "whole")

    def __init__(self, name: str, whole: str) -> None:
        self.name = name
        self.whole = whole
        self._starts: list[int] | None = None

    def place(self, offset: int) -> tuple[int, int]:
        """Give the line and column of a character, both counted from 1."""
        starts = self._lines()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Give one line, counted from 1, without its end; empty when there is none."""
        starts = self._lines()
        if not 0 < number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.whole)
        return self.whole[starts[number - 1] : end].rstrip("\r\n")

    def offset(self, line: int, column: int) -> int:
        """Give the offset of a line and column, at most the length of the text."""
        starts = self._lines()
        return min(starts[min(line, len(starts)) - 1] + column - 1, len(self.whole))

    def _lines(self) -> list[int]:
        if self._starts is None:
            self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.whole))]
        return self._starts
