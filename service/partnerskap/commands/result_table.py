"""Draw SPARQL results as a table of text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from unicodedata import category

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    parse_query_results,
)

__all__ = ["draw_table"]

WIDEST: Final = 60
Term = NamedNode | BlankNode | Literal | Triple | None


def draw_table(results: bytes, prefixes: Mapping[str, str]) -> str:
    """Draw results that come as SPARQL JSON; ``true`` or ``false`` for a truth value.

    Known IRIs are shortened, long values cut, and characters that could steer a terminal shown
    as ``·``.
    """
    answer = parse_query_results(results, QueryResultsFormat.JSON)
    if isinstance(answer, QueryBoolean):
        return "true" if bool(answer) else "false"
    return "\n".join(_lines(answer, prefixes))


def _lines(answer: QuerySolutions, prefixes: Mapping[str, str]) -> Iterator[str]:
    names = [variable.value for variable in answer.variables]
    rows = [[_show(solution[name], prefixes) for name in names] for solution in answer]
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    yield _line(names, widths)
    yield _line(["─" * width for width in widths], widths)
    for row in rows:
        yield _line(row, widths)
    yield f"({len(rows)})"


def _line(cells: list[str], widths: list[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _show(term: Term, prefixes: Mapping[str, str]) -> str:
    match term:
        case None:
            text = ""
        case NamedNode():
            text = _shorten(term.value, prefixes)
        case Literal():
            text = term.value
        case _:
            text = str(term)
    safe = "".join("·" if category(character)[0] == "C" else character for character in text)
    return safe if len(safe) <= WIDEST else safe[: WIDEST - 1] + "…"


def _shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    fitting = [(name, start) for name, start in prefixes.items() if iri.startswith(start)]
    if not fitting:
        return iri
    name, start = max(fitting, key=lambda pair: len(pair[1]))
    return f"{name}:{iri.removeprefix(start)}"
