"""The rows of a list as a table: what its columns are, and CSV that spreadsheets can trust."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from partnerskap.graph.terms import DocumentKey
from partnerskap.records.document import insight_slug
from partnerskap.records.selection import slug_of
from partnerskap.tables.cells import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.records.lists import ListSpec
    from partnerskap.records.tables import Row
    from partnerskap.web.words import Words

__all__ = ["as_csv", "columns", "row_id"]


def columns(spec: ListSpec) -> dict[str, str]:
    """Name the columns of a list's CSV and say what each holds, in English for the API page."""
    described = {
        "id": "short name of the thing, as filters and addresses use it",
        "iri": "permanent IRI of the thing",
        "name": "label in the language of the answer",
    }
    for entry in spec.filters:
        described[entry.name] = "short names, separated by |"
        described[f"{entry.name}_label"] = "labels in the same order, separated by |"
    for name in spec.values:
        described[name] = "value as it stands in the graph; several separated by |"
    return described


def row_id(iri: str) -> str:
    """Give the short name of a row: the slug of a record, or that of a node inside one.

    >>> row_id("https://w3id.org/partnerskap/id/actor/ntnu")
    'ntnu'
    """
    key = DocumentKey.of_iri(iri)
    if key is None:
        return iri
    return insight_slug(iri) if "#" in iri else key.slug


def as_csv(spec: ListSpec, rows: Iterable[Row], words: Words) -> bytes:
    """Write rows as CSV (RFC 4180, UTF-8 without BOM), safe to open in a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns(spec))
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in _cells(spec, row, words)])
    return out.getvalue().encode()


def _cells(spec: ListSpec, row: Row, words: Words) -> list[str]:
    cells = [row_id(row.iri), row.iri, words.name(row.iri)]
    for entry in spec.filters:
        iris = row.values.get(entry.name, ())
        cells.append("|".join(slug_of(entry, iri) for iri in iris))
        cells.append("|".join(words.name(iri).replace("|", "/") for iri in iris))
    return cells + ["|".join(row.values.get(name, ())) for name in spec.values]
