"""Let ordinary queries past the guard with a tenth of its work.

Nearly all queries hold nothing that the guard has to think about. Those are told from the rest
here, by looking at each *different* token once; whatever is the least unusual goes to the guard,
whose word is the only one that counts: what is let through here, the guard would let through in
the same spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from partnerskap.sparql.guard import CLOSERS, VOLATILE, Form, Passed, check, spell
from partnerskap.sparql.lexer import ANY_TOKEN
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.words import KNOWN_WORDS, QUERY_WORDS

__all__ = ["let_through", "read_plain"]

_SPACE: Final = " \t\r\n"
_PIECE: Final = re.compile(rf"[ \t\r\n]*+(?:{ANY_TOKEN}|\Z)", re.VERBOSE)
"""A token with the space before it; the last one is empty."""
_FETCHING: Final = frozenset({"SERVICE", "LOAD"})
_HARMLESS: Final = KNOWN_WORDS - _FETCHING
_MARKS: Final = frozenset({*".,;=>!+-*/|^?~", "^^", "&&", "||", "!=", "<=", ">="})
_BRACKETS: Final = frozenset((*CLOSERS, *CLOSERS.values()))
_USUAL: Final = (
    _MARKS
    | _BRACKETS
    | (_HARMLESS - frozenset(VOLATILE))
    | frozenset(word.lower() for word in _HARMLESS - frozenset(VOLATILE))
    | {""}
)
_FORMS: Final = {word: Form(word.lower()) for word in QUERY_WORDS}
_NO_WORD: Final = frozenset("?$\"'@_.0123456789#<")
"""How variables, strings, languages, blank nodes, numbers, comments and IRIs begin."""
_AS_IT_IS: Final = ("<http://", "<https://")
"""How IRIs begin that the guard never spells otherwise."""


def let_through(text: str, limits: Limits) -> Passed:
    """Let a query or update through, or say why not; raises as ``check`` does."""
    return read_plain(text, limits) or check(text, limits)


def read_plain(text: str, limits: Limits) -> Passed | None:
    """Read a query that is nothing out of the ordinary; None for every other text."""
    pieces: list[str] = _PIECE.findall(text)
    if len(pieces) > limits.query_steps or "".join(pieces) != text:
        return None
    tokens = [piece.lstrip(_SPACE) for piece in pieces]
    unusual = set(tokens) - _USUAL
    volatile = _look_at(unusual)
    brackets = tuple(filter(_BRACKETS.__contains__, tokens))
    if volatile is None or not _is_balanced(brackets, limits.query_depth):
        return None
    prefixes, verb = _read_prologue(tokens)
    form = _FORMS.get(verb.upper())
    if form is None:
        return None
    return Passed(form, text, _spell(pieces, tokens, unusual), prefixes, volatile)


def _look_at(unusual: set[str]) -> bool | None:
    """Tell whether an answer may differ from one moment to the next; None for the guard to say."""
    volatile = False
    for token in unusual:
        if token[0] in _NO_WORD:
            continue
        if ":" in token:
            if "service" in (lower := token.lower()) or lower.startswith("load"):
                return None
        elif token.upper() in VOLATILE:
            volatile = True
        else:
            return None  # a slip, a word in many cases, or one that fetches
    return volatile


@lru_cache(maxsize=256)
def _is_balanced(brackets: tuple[str, ...], depth: int) -> bool:
    """Tell whether brackets are closed in order; queries are many, the shapes of them few."""
    open_ones: list[str] = []
    for bracket in brackets:
        if bracket in CLOSERS:
            open_ones.append(CLOSERS[bracket])
            if len(open_ones) > depth:
                return False
        elif not open_ones or open_ones.pop() != bracket:
            return False
    return not open_ones


def _read_prologue(tokens: Iterable[str]) -> tuple[dict[str, str], str]:
    """Give the declared prefixes and the first word after them; an empty one for the guard."""
    prefixes: dict[str, str] = {}
    words = (token for token in tokens if token[:1] != "#")
    for word in words:
        if word not in {"PREFIX", "prefix"}:
            return prefixes, word
        name, iri = next(words, ""), next(words, "")
        if name[-1:] != ":" or iri[:1] != "<":
            break
        prefixes[name[:-1]] = iri[1:-1]
    return {}, ""


def _spell(pieces: list[str], tokens: list[str], unusual: set[str]) -> str:
    """Spell as the guard does; most texts are left as they are."""
    spelt = {
        token: spell(token)
        for token in unusual
        if token[0] in "#<" and not token.startswith(_AS_IT_IS)
    }
    for place, (piece, token) in enumerate(zip(pieces, tokens, strict=True)):
        if token in spelt or "\t" in piece:
            gap = piece.removesuffix(token).replace("\t", " ")
            pieces[place] = gap + spelt.get(token, token)
    return "".join(pieces).rstrip(" \r\n")
