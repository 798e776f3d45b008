"""Decide from its tokens whether a text may reach the engine, and in which spelling.

The engine's parser overflows its stack on deep or very long expressions, accepts keywords glued
to names (``SERVICEex:a``), and follows SERVICE and LOAD to any address. So every text passes here
first, in one linear pass. What is handed on is spelt so that the parser can only read the tokens
the guard has seen: comments become spaces and characters that could end an IRI early are escaped.
A SERVICE whose endpoint is allowed is handed on with an endpoint that leads nowhere.
Evaluates nothing and judges no grammar beyond brackets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from partnerskap.errors import BadRequestError, ForbiddenError, QuerySyntaxError
from partnerskap.sparql.lexer import Kind, Token, misplaced, position, read_tokens
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.services import Service, disarm, find_services, refused_service
from partnerskap.sparql.words import KNOWN_WORDS, QUERY_WORDS, UPDATE_WORDS

__all__ = ["CLOSERS", "VOLATILE", "Form", "Guarded", "Passed", "check", "spell"]


class Form(StrEnum):
    """What kind of operation a text is."""

    SELECT = "select"
    ASK = "ask"
    CONSTRUCT = "construct"
    DESCRIBE = "describe"
    UPDATE = "update"

    @property
    def gives_graph(self) -> bool:
        """Tell whether the answer is RDF rather than rows or a truth value."""
        return self in {Form.CONSTRUCT, Form.DESCRIBE}


@dataclass(frozen=True, slots=True)
class Passed:
    """A text that may reach the engine.

    ``original`` is what the client sent, ``text`` the spelling to hand on. ``volatile`` marks
    answers that differ from one moment to the next (NOW, RAND, UUID).
    """

    form: Form
    original: str
    text: str
    prefixes: dict[str, str] = field(hash=False)
    volatile: bool


@dataclass(frozen=True, slots=True)
class Guarded(Passed):
    """A text that passed, with its tokens; ``pieces`` is the spelling to hand on.

    There is one piece per token, with the space before it. ``services`` tells which endpoint was
    named where: the places of its pieces, which now lead nowhere.
    """

    tokens: tuple[Token, ...]
    pieces: tuple[str, ...]
    services: Mapping[int, Service] = field(default_factory=dict, hash=False)


CLOSERS: Final = {"(": ")", "{": "}", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}
_FREE_WORDS: Final = frozenset({"A", "TRUE", "FALSE", "UNDEF"})
_FREE_IN_DATA: Final = frozenset({"+", "-", "^^"})
VOLATILE: Final = ("NOW", "RAND", "UUID", "STRUUID")
_UNAMBIGUOUS_IRI: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_NO_BREAK: Final = re.compile(r"[^\r\n]")
_RISKY_IN_IRI: Final = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|[^\w:.]", re.ASCII)


def check(text: str, limits: Limits) -> Guarded:
    """Let a query or update through, or say why not.

    Raises QuerySyntaxError for text that cannot be SPARQL, BadRequestError for text that is
    nested too deeply or too long, ForbiddenError for LOAD and for SERVICE, but where a query asks
    an endpoint that the limits allow.
    """
    tokens = tuple(token for token in read_tokens(text) if token.kind is not Kind.COMMENT)
    words = _check_words(text, tokens)
    _check_shape(text, tokens, limits)
    form = _find_form(text, tokens)
    allowed = limits.services if form is not Form.UPDATE else ()
    pieces = tuple(_spell_all(text, tokens))
    services: dict[int, Service] = {}
    if allowed and "SERVICE" in words:
        prologue = "".join(pieces[: _prologue_length(tokens)])
        services = find_services(text, tokens, prologue, allowed)
        pieces = disarm(pieces, services)
    _refuse_fetching(tokens, services, allowed)
    return Guarded(
        form=form,
        original=text,
        text="".join(pieces),
        tokens=tokens,
        pieces=pieces,
        prefixes=dict(_find_prefixes(tokens)) if "PREFIX" in words else {},
        volatile=bool(services) or not words.isdisjoint(VOLATILE),
        services=services,
    )


def _check_words(text: str, tokens: tuple[Token, ...]) -> set[str]:
    """Refuse what is no keyword; give those there are, in upper case."""
    words = set()
    for token in tokens:
        if token.kind is Kind.WORD:
            word = token.text.upper()
            if word not in KNOWN_WORDS:
                raise misplaced(text, token)
            words.add(word)
    return words


def _check_shape(text: str, tokens: tuple[Token, ...], limits: Limits) -> None:
    """Bound the depth of brackets and the number of steps the parser must nest."""
    stack: list[tuple[Token, bool]] = []
    steps = 0
    data_next = False
    for token in tokens:
        in_data = bool(stack) and stack[-1][1]
        if token.kind is Kind.OPEN:
            begins_data = token.text == "{" and data_next
            data_next = data_next and not begins_data
            stack.append((token, in_data or begins_data))
            if len(stack) > limits.query_depth:
                raise _too_deep(text, token, limits)
        elif token.kind is Kind.CLOSE:
            _close(text, token, stack)
        elif token.kind is Kind.WORD:
            data_next = data_next or token.is_word("VALUES", "DATA")
        steps += _counts(token, in_data=in_data)
    if stack:
        raise _unclosed(text, stack[-1][0])
    if steps > limits.query_steps:
        raise _too_long(steps, limits)


def _counts(token: Token, *, in_data: bool) -> bool:
    match token.kind:
        case Kind.OPEN:
            return not in_data
        case Kind.OPERATOR:
            return not (in_data and token.text in _FREE_IN_DATA)
        case Kind.WORD:
            return token.text.upper() not in _FREE_WORDS
        case _:
            return False


def _close(text: str, token: Token, stack: list[tuple[Token, bool]]) -> None:
    if not stack or CLOSERS[stack[-1][0].text] != token.text:
        raise misplaced(text, token)
    stack.pop()


def _find_form(text: str, tokens: tuple[Token, ...]) -> Form:
    begin = _prologue_length(tokens)
    if begin < len(tokens):
        token = tokens[begin]
        if token.is_word(*QUERY_WORDS):
            return Form(token.text.lower())
        if token.is_word(*UPDATE_WORDS):
            return Form.UPDATE
        raise misplaced(text, token)
    line, column = position(text, len(text))
    raise QuerySyntaxError(
        "Spørringen er tom: etter eventuelle PREFIX må det stå SELECT, ASK, CONSTRUCT eller "
        "DESCRIBE.",
        "The query is empty: after any PREFIX there must be SELECT, ASK, CONSTRUCT or DESCRIBE.",
        line=line,
        column=column,
    )


def _prologue_length(tokens: tuple[Token, ...]) -> int:
    """Count the tokens of the declarations, after which the verb should be."""
    index = 0
    while index < len(tokens) and tokens[index].is_word("PREFIX", "BASE", "VERSION"):
        index += 3 if tokens[index].is_word("PREFIX") else 2
    return index


def _find_prefixes(tokens: tuple[Token, ...]) -> Iterator[tuple[str, str]]:
    for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if word.is_word("PREFIX") and name.text.endswith(":") and iri.kind is Kind.IRI:
            yield name.text[:-1], iri.text[1:-1]


def _refuse_fetching(
    tokens: tuple[Token, ...], services: Collection[int], allowed: tuple[str, ...]
) -> None:
    """Refuse SERVICE and LOAD, also glued to a name as the parser would accept them.

    Where some endpoints are allowed, every SERVICE that stands by itself has been looked at;
    ``services`` are the places of their endpoints.
    """
    before: Token | None = None
    for place, (token, after) in enumerate(zip(tokens, (*tokens[1:], None), strict=True)):
        if token.kind is Kind.WORD or (token.kind is Kind.NAME and place not in services):
            written_out = token.is_word("SERVICE") and not allowed
            if written_out or _glues_service(before, token, after):
                raise refused_service(token.text, allowed)
            if token.is_word("LOAD") or _glues_load(before, token):
                raise ForbiddenError(
                    "LOAD er slått av: vi henter ikke data fra andre adresser. Send dataene med "
                    "INSERT DATA eller til /graphs.",
                    "LOAD is off: we do not fetch data from other addresses. Send the data with "
                    "INSERT DATA or to /graphs.",
                )
        before = token


def _glues_service(before: Token | None, token: Token, after: Token | None) -> bool:
    if token.kind is not Kind.NAME or "service" not in token.text.partition(":")[0].lower():
        return False
    names_graph = before is not None and before.is_word("GRAPH", "FROM", "NAMED")
    return after is not None and after.text == "{" and not names_graph


def _glues_load(before: Token | None, token: Token) -> bool:
    if token.kind is not Kind.NAME or not token.text.lower().startswith("load"):
        return False
    return before is None or before.text == ";" or before.kind is Kind.IRI


def _spell_all(text: str, tokens: tuple[Token, ...]) -> Iterator[str]:
    end = 0
    for token in tokens:
        gap = text[end : token.start]
        if gap and gap != " ":
            gap = _NO_BREAK.sub(" ", gap)  # a comment, or much space
        yield gap + spell(token.text)
        end = token.end


def spell(piece: str) -> str:
    """Spell a token so that the parser can read nothing else in it; a comment becomes spaces."""
    first = piece[0]
    if first == "<" and piece[-1] == ">" and not _UNAMBIGUOUS_IRI.match(piece):
        return f"<{_RISKY_IN_IRI.sub(_escape, piece[1:-1])}>"
    if first == "#":
        return " " * len(piece)
    return "< " if piece == "<" else piece


def _escape(match: re.Match[str]) -> str:
    found = match.group()
    return found if len(found) > 1 else f"\\U{ord(found):08X}"


def _unclosed(text: str, token: Token) -> QuerySyntaxError:
    line, column = position(text, token.start)
    return QuerySyntaxError(
        f"Linje {line}, kolonne {column}: «{token.text}» blir aldri lukket. Sett inn "
        f"«{CLOSERS[token.text]}» der det slutter.",
        f"Line {line}, column {column}: {token.text!r} is never closed. Put in "
        f"{CLOSERS[token.text]!r} where it ends.",
        line=line,
        column=column,
    )


def _too_deep(text: str, token: Token, limits: Limits) -> BadRequestError:
    line, column = position(text, token.start)
    return BadRequestError(
        f"Spørringen har mer enn {limits.query_depth} parenteser inne i hverandre (linje {line}, "
        f"kolonne {column}). Del den opp, eller skriv den flatere.",
        f"The query has more than {limits.query_depth} brackets inside each other (line {line}, "
        f"column {column}). Split it, or write it flatter.",
    )


def _too_long(steps: int, limits: Limits) -> BadRequestError:
    return BadRequestError(
        f"Spørringen har {steps} ledd (parenteser, operatorer og nøkkelord); grensen er "
        f"{limits.query_steps}. Bruk VALUES eller IN for lange lister, eller del den opp.",
        f"The query has {steps} parts (brackets, operators and keywords); the limit is "
        f"{limits.query_steps}. Use VALUES or IN for long lists, or split it.",
    )
