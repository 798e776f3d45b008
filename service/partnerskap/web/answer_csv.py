"""An engine's answer as CSV that is safe to open in a spreadsheet. Reads it; asks nothing."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, parse

from partnerskap.tables.cells import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["rows_as_csv", "triples_as_csv"]


def rows_as_csv(body: bytes) -> bytes:
    r"""Make CSV that the engine wrote safe to open in a spreadsheet.

    >>> rows_as_csv(b"name\r\n=1+1\r\n")
    b"name\r\n'=1+1\r\n"
    """
    return _write(csv.reader(io.StringIO(body.decode(), newline="")))


def triples_as_csv(body: bytes) -> bytes:
    """Write N-Triples as CSV, sorted, with a column for each part."""
    quads = parse(body, format=RdfFormat.N_TRIPLES)
    triples = sorted(((quad.subject, quad.predicate, quad.object) for quad in quads), key=str)
    rows = ([str(getattr(term, "value", term)) for term in triple] for triple in triples)
    return _write([("subject", "predicate", "object"), *rows])


def _write(rows: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode()
