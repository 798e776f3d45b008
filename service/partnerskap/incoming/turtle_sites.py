"""Find where each triple of a Turtle, TriG, N-Triples or N-Quads text stands.

Walks the tokens of a text that Oxigraph has read without fault, and gives the places of its triples
in the order in which Oxigraph gives the triples themselves, so that the two can be laid side by
side. It resolves no names; that is the parser's work. References: RDF 1.1 Turtle, section 6.5;
TriG, section 4.5.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from partnerskap.incoming.text import Site, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["find_sites"]

_NAME: Final = r"[^\x00-,/:-@\[-^`{-\x7f]"  # also "-" and "."; the parser has seen to the rest
_INNER: Final = r"[^\x00-,./:-@\[-^`{-\x7f]"
_TOKEN: Final = re.compile(
    r"(?P<skip>[\s]+|\#[^\n\r]*)"
    r"|(?P<iri><[^<>\s]*+>)"
    r"|(?P<string>\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*+\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*+'''"
    r"|\"(?:[^\"\\\n\r]|\\.)*+\"|'(?:[^'\\\n\r]|\\.)*+')"
    r"|(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?)"
    r"|(?P<caret>\^\^)"
    rf"|(?P<blank>_:(?:{_INNER}|:)(?:\.*(?:{_INNER}|:))*)"
    r"|(?P<number>[+-]?(?:\d+(?:\.\d*)?[eE][+-]?\d+|\.\d+[eE][+-]?\d+|\d*\.\d+|\d+))(?!"
    rf"{_NAME}*:)"
    rf"|(?P<name>(?:{_NAME}+)?:(?:\.*(?:{_INNER}|:|%[0-9A-Fa-f]{{2}}|\\.))*)"
    r"|(?P<word>[A-Za-z]+)"
    r"|(?P<mark>[.;,\[\](){}])",
    re.DOTALL,
)


class _Token(NamedTuple):
    kind: str
    text: str
    span: Span


def find_sites(text: str) -> list[Site]:
    """List where the triples stand, in the parser's order; nesting is bounded by the caller.

    Raises ValueError for a text that the parser would not have read.
    """
    return _Walk(text).statements()


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ValueError(f"No token at offset {place}")
        place = match.end()
        if match.lastgroup and match.lastgroup != "skip":
            yield _Token(match.lastgroup, match[0], Span(*match.span()))


class _Walk:
    """A walk through the tokens; what one token completes, the parser gives last first."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._end = _Token("end", "", Span(len(text), len(text)))
        self._here = next(self._tokens, self._end)
        self._completed: list[Site] = []
        self._sites: list[Site] = []

    def statements(self) -> list[Site]:
        while self._here.kind != "end":
            self._statement()
        self._flush()
        return self._sites

    def _next(self) -> None:
        self._flush()
        self._here = next(self._tokens, self._end)

    def _flush(self) -> None:
        self._sites += reversed(self._completed)
        self._completed.clear()

    def _take(self, mark: str) -> bool:
        if self._here.text != mark or self._here.kind not in {"mark", "caret"}:
            return False
        self._next()
        return True

    def _need(self, mark: str) -> None:
        if not self._take(mark):
            raise ValueError(f"Expected {mark} at offset {self._here.span.start}")

    def _statement(self) -> None:
        here = self._here
        if here.kind == "tag" or (here.kind == "word" and here.text.upper() != "GRAPH"):
            self._directive()
            return
        if here.kind == "word":  # GRAPH
            self._next()
            self._node()
            self._graph()
            return
        if here.text == "{":
            self._graph()
            return
        subject, alone = self._subject()
        if self._here.text == "{":
            self._graph()
            return
        self._properties(subject, alone=alone)
        if self._here.kind in {"iri", "blank"}:  # the graph of N-Quads
            self._next()
        self._need(".")

    def _directive(self) -> None:
        """Pass over ``@prefix``, ``BASE`` and their like; only those with @ end in a dot."""
        dotted = self._here.kind == "tag"
        named = self._here.text.upper().endswith("PREFIX")
        for _ in range(3 if named else 2):
            self._next()
        if dotted:
            self._need(".")

    def _graph(self) -> None:
        self._need("{")
        while not self._take("}"):
            subject, alone = self._subject()
            self._properties(subject, alone=alone)
            if not self._take(".") and self._here.text != "}":
                raise ValueError(f"Expected . at offset {self._here.span.start}")

    def _subject(self) -> tuple[Span, bool]:
        """Read a subject; tell whether it may stand alone, as ``[ :p :o ] .`` does."""
        span = self._here.span
        if self._take("["):
            empty = self._here.text == "]"
            self._bracketed(span)
            return span, not empty
        if self._take("("):
            self._items(span)
            return span, False
        return self._node(), False

    def _node(self) -> Span:
        span = self._here.span
        if self._take("["):
            self._need("]")
            return span
        if self._here.kind not in {"iri", "name", "blank", "word"}:
            raise ValueError(f"Expected a name at offset {span.start}")
        self._next()
        return span

    def _properties(self, subject: Span, *, alone: bool = False) -> None:
        if alone and self._here.text in {".", "}"}:
            return
        while True:
            predicate = self._node()
            self._object(subject, predicate)
            while self._take(","):
                self._object(subject, predicate)
            if not self._take(";"):
                return
            while self._take(";"):
                pass
            if self._here.text in {".", "]", "}"}:
                return

    def _object(self, subject: Span, predicate: Span) -> None:
        here = self._here
        if here.kind == "string":
            self._string(subject, predicate)
            return
        if self._take("["):
            self._bracketed(here.span, close=False)
            self._complete(subject, predicate, here.span)
            self._next()
            return
        if self._take("("):
            self._items(here.span, (subject, predicate))
            return
        if here.kind not in {"iri", "name", "blank", "word", "number"}:
            raise ValueError(f"Expected a value at offset {here.span.start}")
        self._complete(subject, predicate, here.span)
        self._next()

    def _string(self, subject: Span, predicate: Span) -> None:
        """Read a literal; without a tag or type it is complete when the next token is seen."""
        start, end = self._here.span
        self._next()
        typed = self._take("^^")
        if typed or (self._here.kind == "tag" and not _is_directive(self._here.text)):
            end = self._here.span.end
            self._complete(subject, predicate, Span(start, end))
            self._next()
        else:
            self._complete(subject, predicate, Span(start, end))

    def _bracketed(self, node: Span, *, close: bool = True) -> None:
        if self._here.text != "]":
            self._properties(node)
        if self._here.text != "]":
            raise ValueError(f"Expected ] at offset {self._here.span.start}")
        if close:
            self._next()

    def _items(self, opening: Span, owner: tuple[Span, Span] | None = None) -> None:
        """Read a list after its bracket: two triples an item, and one that leads to the list."""
        cell: Span | None = None
        while self._here.text != ")":
            item = self._here.span
            if cell is not None:
                self._complete(cell, cell, item)
            elif owner is not None:
                self._complete(*owner, opening)
            cell = item
            self._object(item, item)
        if cell is not None:
            self._complete(cell, cell, self._here.span)
        elif owner is not None:
            self._complete(*owner, opening)
        self._next()

    def _complete(self, subject: Span, predicate: Span, value: Span) -> None:
        self._completed.append(Site(subject, predicate, value))


def _is_directive(text: str) -> bool:
    return text in {"@prefix", "@base", "@version"}
