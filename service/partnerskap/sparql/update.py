"""Read a SPARQL Update and spell it so that the engine can carry it out.

Only for endpoints that someone opened for writing; changes nothing itself. Two gaps of the engine
are closed here: declarations after the first operation of a request, and the graphs that the
protocol lets a client name for the WHERE parts (SPARQL 1.1 Protocol, section 2.2.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from partnerskap.errors import BadRequestError
from partnerskap.sparql.guard import Form, Guarded, check
from partnerskap.sparql.lexer import Kind, Token
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.request import Dataset, SparqlRequest

__all__ = ["read_update"]


def read_update(asked: SparqlRequest, limits: Limits) -> Guarded:
    """Check an update and spell it as the engine takes it.

    Raises BadRequestError for a query, QuerySyntaxError, and ForbiddenError for LOAD and SERVICE.
    """
    guarded = check(asked.text, limits)
    if guarded.form is not Form.UPDATE:
        raise BadRequestError(
            "Dette er en spørring. Send den i feltet «query».",
            "This is a query. Send it in the field 'query'.",
        )
    ready = _hoist_declarations(guarded)
    return _with_graphs(ready, asked.dataset) if asked.dataset else ready


@dataclass(frozen=True, slots=True)
class _Part:
    """One token with the piece handed on for it."""

    token: Token
    piece: str


def _hoist_declarations(guarded: Guarded) -> Guarded:
    """Move declarations that follow a semicolon to the front, where the engine takes them."""
    front: list[_Part] = []
    rest: list[_Part] = []
    declared: dict[str, str] = {}
    operations = _operations(guarded)
    for operation in operations:
        length = _prologue_length(operation)
        _note_declarations(operation[:length], declared)
        front += operation[:length]
        rest += operation[length:]
    return _rebuilt(guarded, front + rest)


def _operations(guarded: Guarded) -> list[list[_Part]]:
    """Cut at the semicolons between operations; each but the last keeps its semicolon."""
    operations: list[list[_Part]] = [[]]
    depth = 0
    for token, piece in zip(guarded.tokens, guarded.pieces, strict=True):
        depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        operations[-1].append(_Part(token, piece))
        if depth == 0 and token.text == ";":
            operations.append([])
    return operations


def _prologue_length(operation: list[_Part]) -> int:
    length = 0
    while length < len(operation) and operation[length].token.is_word("PREFIX", "BASE", "VERSION"):
        length += 3 if operation[length].token.is_word("PREFIX") else 2
    return length


def _note_declarations(parts: list[_Part], declared: dict[str, str]) -> None:
    """Refuse a name that is declared twice with different meanings: moved, one would be lost."""
    for index, part in enumerate(parts):
        if not part.token.is_word("PREFIX", "BASE") or index + 1 >= len(parts):
            continue
        is_base = part.token.is_word("BASE")
        name = "BASE" if is_base else parts[index + 1].token.text
        value = parts[min(index + (1 if is_base else 2), len(parts) - 1)].token.text
        if declared.setdefault(name, value) != value:
            raise BadRequestError(
                f"«{name}» er erklært to ganger med ulik betydning. Bruk to navn, eller send "
                "operasjonene hver for seg.",
                f"{name!r} is declared twice with different meanings. Use two names, or send the "
                "operations one by one.",
            )


_CLASH: Final = ("USING", "WITH")


def _with_graphs(guarded: Guarded, dataset: Dataset) -> Guarded:
    """Write the graphs of the request into each operation that has a WHERE part."""
    if any(token.is_word(*_CLASH) for token in guarded.tokens):
        raise BadRequestError(
            "Grafene er gitt både i oppdateringen (USING, WITH) og i forespørselen. Velg ett sted.",
            "The graphs are given both in the update (USING, WITH) and in the request. Choose one.",
        )
    clause = "".join(f" USING <{iri}>" for iri in dataset.default)
    clause += "".join(f" USING NAMED <{iri}>" for iri in dataset.named)
    parts = [part for operation in _operations(guarded) for part in _using(operation, clause)]
    return _rebuilt(guarded, parts)


def _using(operation: list[_Part], clause: str) -> Iterator[_Part]:
    """Put ``clause`` before WHERE; spell out the short form DELETE WHERE, which has no place."""
    depth = 0
    for index, part in enumerate(operation):
        depth += (part.token.kind is Kind.OPEN) - (part.token.kind is Kind.CLOSE)
        if depth == 0 and part.token.is_word("WHERE"):
            if index and operation[index - 1].token.is_word("DELETE"):
                yield from _pattern(operation[index + 1 :])
            yield _Part(part.token, f"{clause} {part.piece}")
        else:
            yield part


def _pattern(parts: list[_Part]) -> Iterator[_Part]:
    """Give the group that begins here."""
    depth = 0
    for part in parts:
        depth += (part.token.kind is Kind.OPEN) - (part.token.kind is Kind.CLOSE)
        yield part
        if depth == 0:
            return


def _rebuilt(guarded: Guarded, parts: list[_Part]) -> Guarded:
    pieces = tuple(f" {part.piece}" for part in parts)
    tokens = tuple(part.token for part in parts)
    return replace(guarded, tokens=tokens, pieces=pieces, text="".join(pieces))
