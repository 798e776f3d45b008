"""Cut SPARQL text into tokens exactly as the engine's parser would.

The guard decides on tokens, so a token here must never hide text that the engine reads
otherwise. What cannot be cut is refused; nothing is guessed. Follows the terminals of SPARQL 1.1
(section 19.8) and the new ones of SPARQL 1.2. Knows no grammar and runs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from partnerskap.errors import QuerySyntaxError

__all__ = ["ANY_TOKEN", "Kind", "Token", "misplaced", "position", "read_tokens"]


class Kind(StrEnum):
    """What a token is; the values name the groups of the pattern below."""

    COMMENT = "comment"
    STRING = "string"
    IRI = "iri"
    VARIABLE = "variable"
    BLANK = "blank"
    NAME = "name"
    NUMBER = "number"
    WORD = "word"
    LANGUAGE = "language"
    OPEN = "open"
    CLOSE = "close"
    OPERATOR = "operator"
    MARK = "mark"


class Token(NamedTuple):
    """A piece of the text: its kind, its characters and where they begin."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset just after the token."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of some keywords, given in upper case."""
        return self.kind is Kind.WORD and self.text.upper() in words


_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS: Final = _BASE + "_0-9\u00b7\u0300-\u036f\u203f-\u2040-"
_UCHAR: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPE: Final = rf"""\\[tbnrf"'\\]|{_UCHAR}"""
_PLX: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_DOTS: Final = r"\.++"

_PATTERNS: Final = {
    Kind.COMMENT: r"\#[^\r\n]*+",
    Kind.STRING: rf"""
        \"\"\"(?:[^"\\]++|{_ESCAPE}|"(?!""))*+\"\"\" | '''(?:[^'\\]++|{_ESCAPE}|'(?!''))*+'''
      | "(?!"")(?:[^"\\\r\n]++|{_ESCAPE})*+" | '(?!'')(?:[^'\\\r\n]++|{_ESCAPE})*+' """,
    Kind.IRI: rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]++|{_UCHAR})*+>",
    Kind.VARIABLE: rf"[?$][{_BASE}_0-9][{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040]*+",
    Kind.BLANK: rf"_:[{_BASE}_0-9](?:[{_CHARS}]++|{_DOTS}(?=[{_CHARS}]))*+",
    Kind.NAME: rf"""(?:[{_BASE}](?:[{_CHARS}]++|{_DOTS}(?=[{_CHARS}]))*+)?:
        (?:(?:[{_BASE}_:0-9]|{_PLX})(?:[{_CHARS}:]++|{_PLX}|{_DOTS}(?=[{_CHARS}:%\\]))*+)?""",
    Kind.NUMBER: r"(?:[0-9]++(?:\.[0-9]*+(?=[0-9eE]|(?<=[0-9])))?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?",
    Kind.WORD: r"[A-Za-z][A-Za-z0-9_]*+",
    Kind.LANGUAGE: r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?",
    Kind.OPEN: r"<<\(|<<|\{\||[({\[]",
    Kind.CLOSE: r"\)>>|>>|\|\}|[)}\]]",
    Kind.OPERATOR: r"\^\^|&&|\|\||!=|<=|>=|[<>=!+\-*/|^?~]",
    Kind.MARK: r"[.,;]",
}
ANY_TOKEN: Final = "|".join(f"(?:{pattern})" for pattern in _PATTERNS.values())
"""The pattern of one token of any kind, without groups; for the verbose mode."""
_TOKEN: Final = re.compile(
    "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()), re.VERBOSE
)
_SPACE: Final = re.compile(r"[ \t\r\n]*+")
_KINDS: Final[dict[str | None, Kind]] = {kind.value: kind for kind in Kind}


def position(text: str, offset: int) -> tuple[int, int]:
    r"""Give line and column, both from 1, of an offset.

    >>> position("ASK\n{ ?s }", 6)
    (2, 3)
    """
    before = text[:offset].replace("\r\n", " \n").replace("\r", "\n")
    line = before.count("\n")
    return line + 1, len(before) - before.rfind("\n")


def read_tokens(text: str) -> Iterator[Token]:
    """Yield every token, comments too; raise QuerySyntaxError where no token begins.

    >>> [token.text for token in read_tokens("ASK { ?s a <urn:x> }")]
    ['ASK', '{', '?s', 'a', '<urn:x>', '}']
    """
    offset = _end_of_space(text, 0)
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            raise _unreadable(text, offset)
        yield Token(_KINDS[match.lastgroup], match.group(), offset)
        offset = _end_of_space(text, match.end())


def misplaced(text: str, token: Token, reason: str = "") -> QuerySyntaxError:
    """Say that a token cannot stand where it stands; ``reason`` is a remark in brackets."""
    line, column = position(text, token.start)
    shown = token.text[:40]
    return QuerySyntaxError(
        f"Linje {line}, kolonne {column}: «{shown}» kan ikke stå her{reason}. Se etter en "
        "skrivefeil der eller like foran.",
        f"Line {line}, column {column}: {shown!r} cannot stand here{reason}. Look for a slip "
        "there or just before it.",
        line=line,
        column=column,
    )


def _end_of_space(text: str, offset: int) -> int:
    match = _SPACE.match(text, offset)
    return match.end() if match else offset


def _unreadable(text: str, offset: int) -> QuerySyntaxError:
    line, column = position(text, offset)
    character = text[offset]
    if character in "\"'":
        return QuerySyntaxError(
            f"Linje {line}, kolonne {column}: teksten som begynner her, mangler sluttegn eller har "
            "en ugyldig omvendt skråstrek. Lukk den med samme tegn som den begynte med.",
            f"Line {line}, column {column}: the string that starts here has no end or holds a "
            "backslash that escapes nothing. Close it with the mark it began with.",
            line=line,
            column=column,
        )
    return QuerySyntaxError(
        f"Linje {line}, kolonne {column}: tegnet {character!r} kan ikke stå her. Fjern det, eller "
        "skriv det inne i en tekst eller en IRI.",
        f"Line {line}, column {column}: the character {character!r} cannot stand here. Remove it, "
        "or write it inside a string or an IRI.",
        line=line,
        column=column,
    )
