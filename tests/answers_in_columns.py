"""Answers of queries as tests of figures write them: words, and numbers with their datatype."""

from __future__ import annotations

from partnerskap.web.columns import Column, read_columns
from partnerskap.web.model import Value
from partnerskap.web.result_page import Cell, ResultTable

__all__ = ["column", "read"]

Written = str | int | float | tuple[str, str] | None


def read(names: str, *rows: tuple[Written, ...]) -> tuple[Column, ...]:
    """Read the columns of a table; a pair is a text and its datatype."""
    cells = tuple(tuple(map(_cell, row)) for row in rows)
    return read_columns(ResultTable(tuple(names.split()), cells, len(cells)))


def column(*cells: Written) -> Column:
    """Read one column."""
    return read("x", *((cell,) for cell in cells))[0]


def _cell(written: Written) -> Cell | None:
    match written:
        case None:
            return None
        case int():
            return Cell(Value(str(written)), kind="xsd:integer")
        case float():
            return Cell(Value(repr(written)), kind="xsd:double")
        case str():
            return Cell(Value(written), kind="nb")
        case text, kind:
            return Cell(Value(text), kind=kind)
