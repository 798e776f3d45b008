"""Let ordinary queries past the guard with a tenth of its work.

Nearly all queries hold nothing that the guard has to think about. Those are told from the rest
here, by looking at each *different* token once; whatever is the least unusual goes to the guard,
whose word is the only one that counts: what is let through here, the guard would let through in
the same spelling.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import Final

from partnerskap.sparql.guard import CLOSERS, VOLATILE, Form, Passed, check, spell
from partnerskap.sparql.lexer import ANY_TOKEN
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.words import KNOWN_WORDS, QUERY_WORDS

__all__ = ["let_through", "read_plain"]

Piece = tuple[str, str]
"""The space before a token, and the token; the last one is empty."""

_PIECE: Final = re.compile(rf"([ \t\r\n]*+)({ANY_TOKEN}|\Z)", re.VERBOSE)
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


def let_through(text: str, limits: Limits) -> Passed:
    """Let a query or update through, or say why not; raises as ``check`` does."""
    return read_plain(text, limits) or check(text, limits)


def read_plain(text: str, limits: Limits) -> Passed | None:
    """Read a query that is nothing out of the ordinary; None for every other text."""
    found: list[Piece] = _PIECE.findall(text)
    if len(found) > limits.query_steps or sum(map(len, chain.from_iterable(found))) != len(text):
        return None
    unusual = {token for _, token in found} - _USUAL
    volatile = _look_at(unusual)
    tokens = [token for _, token in found if token[:1] != "#"]
    if volatile is None or not _is_balanced(tokens, limits.query_depth):
        return None
    prefixes, verb = _read_prologue(tokens)
    form = _FORMS.get(verb.upper())
    if form is None:
        return None
    return Passed(form, text, _spell(text, found, unusual), prefixes, volatile)


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


def _is_balanced(tokens: list[str], depth: int) -> bool:
    open_ones: list[str] = []
    for token in tokens:
        if token in CLOSERS:
            open_ones.append(CLOSERS[token])
            if len(open_ones) > depth:
                return False
        elif token in _BRACKETS and (not open_ones or open_ones.pop() != token):
            return False
    return not open_ones


def _read_prologue(tokens: list[str]) -> tuple[dict[str, str], str]:
    """Give the declared prefixes and the first word after them; an empty one for the guard."""
    prefixes: dict[str, str] = {}
    at = 0
    while at + 3 < len(tokens) and tokens[at] in {"PREFIX", "prefix"}:
        name, iri = tokens[at + 1 : at + 3]
        if name[-1:] != ":" or iri[0] != "<":
            return {}, ""
        prefixes[name[:-1]] = iri[1:-1]
        at += 3
    return prefixes, tokens[at]


def _spell(text: str, found: list[Piece], unusual: set[str]) -> str:
    """Spell as the guard does; most texts are left as they are."""
    respelt = {token: spell(token) for token in unusual if token[0] in "#<"}
    if "\t" in text:
        found = [(gap.replace("\t", " "), token) for gap, token in found]
    elif all(token == spelt for token, spelt in respelt.items()):
        return text.rstrip(" \r\n")
    pieces = [gap + respelt.get(token, token) for gap, token in found]
    return "".join(pieces).rstrip(" \r\n")
