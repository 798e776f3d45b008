"""An engine's answer as a table of words: columns, and rows of values that link to their pages.

Reads what the engine wrote; asks nothing.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from partnerskap.web.list_table import safe_cell
from partnerskap.web.model import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.web.words import Words

__all__ = ["AnswerTable", "rows_as_csv", "table_of_graph", "table_of_rows", "triples_as_csv"]

_SHOWN: Final = 500
_TRIPLE: Final = ("subject", "predicate", "object")


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The first rows of an answer, and how many rows there are; ``truth`` for yes and no."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: int
    truth: bool | None = None


def table_of_rows(body: bytes, words: Words) -> AnswerTable:
    """Read SPARQL results in JSON into a table."""
    found = parse_query_results(body, format=QueryResultsFormat.JSON)
    if isinstance(found, QueryBoolean):
        return AnswerTable((), (), 1, truth=bool(found))
    if not isinstance(found, QuerySolutions):
        raise TypeError("These are neither rows nor a truth value")
    columns = tuple(variable.value for variable in found.variables)
    rows = [tuple(row[name] for name in columns) for row in found]
    return _table(columns, rows, words)


def table_of_graph(body: bytes, words: Words) -> AnswerTable:
    """Read N-Triples into a table of triples, sorted."""
    return _table(_TRIPLE, _triples(body), words)


def rows_as_csv(body: bytes) -> bytes:
    """Make CSV that the engine wrote safe to open in a spreadsheet."""
    return _write(csv.reader(io.StringIO(body.decode(), newline="")))


def triples_as_csv(body: bytes) -> bytes:
    """Write N-Triples as CSV with a column for each part."""
    rows = ([str(getattr(term, "value", term)) for term in row] for row in _triples(body))
    return _write([_TRIPLE, *rows])


def _write(rows: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _triples(body: bytes) -> list[tuple[object, ...]]:
    quads = parse(body, format=RdfFormat.N_TRIPLES)
    return sorted(((q.subject, q.predicate, q.object) for q in quads), key=str)


def _table(columns: tuple[str, ...], rows: list[tuple[object, ...]], words: Words) -> AnswerTable:
    shown = tuple(tuple(_value(term, words) for term in row) for row in rows[:_SHOWN])
    return AnswerTable(columns, shown, len(rows))


def _value(term: object, words: Words) -> Value:
    if isinstance(term, NamedNode):
        return words.link(term.value)
    if isinstance(term, Literal):
        return words.value("", term)
    return Value("" if term is None else str(term))
