"""Make queries nobody would write out of those people do: the same seed gives the same queries.

Knows just enough of SPARQL's grammar to keep about half of what it makes parsable, so that not
only the parser is tried.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

__all__ = ["Mutator", "read_seeds"]

_TOKEN: Final = re.compile(
    r"""<[^<>"{}|^`\\\s]*>|"[^"\n]*"|'[^'\n]*'|[?$]\w+|@[\w-]+|[\w-]*:[\w%-]*|\w+"""
    r"""|\^\^|&&|\|\||!=|<=|>=|\#[^\n]*|\S"""
)
_PREFIX: Final = re.compile(r"^PREFIX .*", re.MULTILINE)
_COMMENT: Final = re.compile(r"^#.*", re.MULTILINE)
_OPENERS: Final = {"{": "}", "(": ")", "[": "]"}
_VALUES: Final = (
    *("0", "-1", "1e308", "-1e-308", "9223372036854775808", "0.1", "1.0e6", "00012", "+5"),
    *('""', '"\\u0000"', '"\\uD800"', '"æøå Христиания 😀"@nb', '"x"@a-b-c-d', '"(a*)*b"', "true"),
    *(
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"x"^^<>',
        '"x"^^<relative>',
        "<>",
        "<a b>",
    ),
    *(
        '"2024-02-30"^^<http://www.w3.org/2001/XMLSchema#date>',
        "_:b",
        "[]",
        "()",
        "UNDEF",
        "?x",
        "$y",
    ),
    *(
        '"POINT(10 60)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>',
        "<urn:x>",
        "rdf:nil",
        "a:b",
    ),
)
_WORDS: Final = (
    *(
        "SELECT",
        "CONSTRUCT",
        "DESCRIBE",
        "ASK",
        "WHERE",
        "DISTINCT",
        "REDUCED",
        "FROM",
        "NAMED",
        "AS",
    ),
    *(
        "OPTIONAL",
        "UNION",
        "MINUS",
        "GRAPH",
        "SERVICE",
        "SILENT",
        "FILTER",
        "BIND",
        "VALUES",
        "LATERAL",
    ),
    *("EXISTS", "NOT", "IN", "GROUP", "BY", "HAVING", "ORDER", "ASC", "DESC", "LIMIT", "OFFSET"),
    *("PREFIX", "BASE", "INSERT", "DELETE", "DATA", "LOAD", "CLEAR", "DROP", "a", "true", "*", "+"),
    *("^", "|", "/", "!", "?", "{", "}", "(", ")", "[", "]", ".", ";", ",", "&&", "||", "=", "-"),
)
_CALLS: Final = (
    *("STR", "LANG", "DATATYPE", "IRI", "BNODE", "RAND", "ABS", "CEIL", "STRLEN", "UCASE", "YEAR"),
    *(
        "CONTAINS",
        "REGEX",
        "REPLACE",
        "SUBSTR",
        "CONCAT",
        "STRDT",
        "STRLANG",
        "COALESCE",
        "IF",
        "UUID",
    ),
    *(
        "COUNT",
        "SUM",
        "AVG",
        "MIN",
        "MAX",
        "SAMPLE",
        "GROUP_CONCAT",
        "NOW",
        "SHA512",
        "ENCODE_FOR_URI",
    ),
    *("<https://w3id.org/partnerskap/ns/functions#matches>", "<urn:no-function>"),
    "<https://w3id.org/partnerskap/ns/functions#score>",
    "<http://www.opengis.net/def/function/geosparql/distance>",
    "<http://www.opengis.net/def/function/geosparql/convexHull>",
    "<http://www.w3.org/2001/XMLSchema#dateTime>",
)
_WRAPS: Final = (
    *(
        "OPTIONAL {0}",
        "MINUS {0}",
        "{0} UNION {{ ?u1 ?u2 ?u3 }}",
        "GRAPH ?g {0}",
        "GRAPH <urn:g> {0}",
    ),
    *(
        "FILTER EXISTS {0}",
        "FILTER NOT EXISTS {0}",
        "{{ SELECT * {0} LIMIT 3 }}",
        "{0} {0}",
        "{{ {0} }}",
    ),
    *(
        "{{ SELECT (COUNT(*) AS ?n) {0} GROUP BY ?x }}",
        "SERVICE <http://localhost/x> {0}",
        "LATERAL {0}",
    ),
)
_ENDS: Final = (
    *("GROUP BY ?x", "HAVING(COUNT(*) > 1)", "ORDER BY DESC(?x) RAND()", "LIMIT -1", "OFFSET 1"),
    *("LIMIT 18446744073709551616", "LIMIT 0", "VALUES ?x { 1 UNDEF }", "VALUES () { () }"),
)

Tokens = list[str]


def read_seeds(folder: Path) -> list[str]:
    """Read the queries to begin with."""
    return [path.read_text("utf-8") for path in sorted(folder.glob("*.rq"))]


class Mutator:
    """Gives one mutated query after the other, for ever."""

    def __init__(self, seeds: Sequence[str], number: int) -> None:
        found = {line for seed in seeds for line in _PREFIX.findall(seed)}
        self._prologue = "\n".join(sorted(found))
        self._seeds = [_TOKEN.findall(_PREFIX.sub("", _COMMENT.sub("", seed))) for seed in seeds]
        self._chance = random.Random(number)  # noqa: S311 - to be the same every time
        self._ways: tuple[Callable[[Tokens], Tokens], ...] = (
            *(self._wrap, self._wrap, self._wrap, self._graft, self._path, self._path, self._call),
            *(self._call, self._value, self._value, self._end, self._drop, self._double),
            *(self._swap, self._word),
        )

    def __iter__(self) -> Iterator[str]:
        while True:
            yield self.make()

    def make(self) -> str:
        """Make one."""
        tokens = list(self._chance.choice(self._seeds))
        for _ in range(self._chance.choice((1, 1, 1, 1, 1, 2, 2, 3, 8))):
            tokens = self._chance.choice(self._ways)(tokens)
        text = f"{self._prologue}\n{' '.join(tokens)}"
        if self._chance.random() < 0.1:
            text = self._disturb(text)
        return text

    def _place(self, tokens: Tokens) -> int:
        return self._chance.randrange(len(tokens)) if tokens else 0

    def _drop(self, tokens: Tokens) -> Tokens:
        at = self._place(tokens)
        return tokens[:at] + tokens[at + 1 :]

    def _double(self, tokens: Tokens) -> Tokens:
        at = self._place(tokens)
        end = at + self._chance.randrange(1, 9)
        return tokens[:end] + tokens[at:end] * self._chance.choice((1, 1, 1, 20)) + tokens[end:]

    def _swap(self, tokens: Tokens) -> Tokens:
        one, other = sorted((self._place(tokens), self._place(tokens)))
        if one == other:
            return tokens
        between = tokens[one + 1 : other]
        return [*tokens[:one], tokens[other], *between, tokens[one], *tokens[other + 1 :]]

    def _value(self, tokens: Tokens) -> Tokens:
        """Put another value where a variable, a name or a literal stands."""
        places = [at for at, token in enumerate(tokens) if token[0] in "?$\"'<0123456789_"]
        if not places:
            return tokens
        at = self._chance.choice(places)
        return [*tokens[:at], self._chance.choice(_VALUES), *tokens[at + 1 :]]

    def _word(self, tokens: Tokens) -> Tokens:
        at = self._place(tokens)
        return [
            *tokens[:at],
            self._chance.choice(_WORDS),
            *tokens[at + self._chance.choice((0, 1)) :],
        ]

    def _call(self, tokens: Tokens) -> Tokens:
        """Filter or bind by a function with arguments it may not take."""
        at = self._after(tokens, "{", ".")
        arguments = ", ".join(
            self._chance.choices(_VALUES, k=self._chance.choice((0, 1, 1, 2, 2, 3)))
        )
        call = f"{self._chance.choice(_CALLS)}({arguments})"
        shape = self._chance.choice(("FILTER({})", "BIND({} AS ?made)", "FILTER(!({}) || ?x = 1)"))
        return [*tokens[:at], shape.format(call), *tokens[at:]]

    def _wrap(self, tokens: Tokens) -> Tokens:
        """Put a group into another pattern."""
        begin, end = self._group(tokens)
        if begin == end:
            return tokens
        group = " ".join(tokens[begin:end])
        deep = self._chance.choice((1, 1, 1, 1, 40))
        for _ in range(deep):
            shape = self._chance.choice(_WRAPS) if deep == 1 else "{{ OPTIONAL {0} }}"
            group = f"{{ {shape.format(group)} }}"
        return [*tokens[:begin], *_TOKEN.findall(group), *tokens[end:]]

    def _graft(self, tokens: Tokens) -> Tokens:
        """Put a group of another query in the place of one."""
        other = self._chance.choice(self._seeds)
        begin, end = self._group(tokens)
        first, last = self._group(other)
        return [*tokens[:begin], *other[first:last], *tokens[end:]]

    def _path(self, tokens: Tokens) -> Tokens:
        places = [at for at, token in enumerate(tokens) if ":" in token]
        if not places:
            return tokens
        at = self._chance.choice(places)
        shape = self._chance.choice(
            ("{}*", "{}+", "{}?", "^{}", "!{}", "({}|^{})*", "{}/{}", "!({}|a)")
        )
        return [*tokens[:at], shape.replace("{}", tokens[at]), *tokens[at + 1 :]]

    def _end(self, tokens: Tokens) -> Tokens:
        return [*tokens, self._chance.choice(_ENDS)]

    def _after(self, tokens: Tokens, *marks: str) -> int:
        places = [
            at + 1
            for at, token in enumerate(tokens)
            if token in marks and not ({"VALUES", ")"} & set(tokens[max(0, at - 2) : at]))
        ]
        return self._chance.choice(places) if places else len(tokens)

    def _group(self, tokens: Tokens) -> tuple[int, int]:
        """Find a group in braces: where it begins and ends; nothing where there is none."""
        places = [at for at, piece in enumerate(tokens) if piece == "{"]
        if not places:
            return 0, 0
        begin, open_ones = self._chance.choice(places), 0
        for at in range(begin, len(tokens)):
            open_ones += (tokens[at] in _OPENERS) - (tokens[at] in _OPENERS.values())
            if not open_ones:
                return begin, at + 1
        return begin, begin

    def _disturb(self, text: str) -> str:
        """Put characters where none belong."""
        at = self._chance.randrange(len(text) + 1)
        noise = self._chance.choice(
            ("\x00", "\ufffe", "\u202e", "\\u0041", "#", "'''", '"', "\r", "�", "\\")
        )
        return text[:at] + noise * self._chance.choice((1, 1, 1, 300)) + text[at:]
