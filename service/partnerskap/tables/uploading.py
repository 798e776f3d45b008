"""From the bytes of a file to what it would do to the records, and back to a marked workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerskap.entry.forms import released_forms
from partnerskap.tables.csv_reading import read_csv
from partnerskap.tables.guide import OWN_SHEETS
from partnerskap.tables.importing import Imported, read_tables
from partnerskap.tables.layout import lay_out
from partnerskap.tables.marking import as_workbook, mark_workbook, marks_of
from partnerskap.tables.workbook_reading import read_workbook

if TYPE_CHECKING:
    from partnerskap.entry.kept_uploads import Waiting
    from partnerskap.tables.importing import Ground
    from partnerskap.tables.limits import TableLimits

__all__ = ["is_workbook", "mark_upload", "read_upload"]

_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def is_workbook(body: bytes) -> bool:
    """Tell whether a file is a workbook, old ones among them, by how it begins."""
    return body.startswith(_STARTS)


def read_upload(waiting: Waiting, ground: Ground, limits: TableLimits) -> Imported:
    """Read a workbook or CSV; raises BadRequestError and TooLargeError for what cannot be read."""
    layout = lay_out(released_forms()[waiting.type])
    body = waiting.upload.body
    if is_workbook(body):
        return read_tables(layout, read_workbook(body, limits, skip=OWN_SHEETS), ground)
    table, remarks = read_csv(body, limits)
    imported = read_tables(layout, [table], ground)
    return Imported(imported.records, (*remarks, *imported.remarks))


def mark_upload(waiting: Waiting, imported: Imported, limits: TableLimits, language: str) -> bytes:
    """Give the file back as a workbook with every cell to be mended marked and explained."""
    body, marks = waiting.upload.body, marks_of(imported)
    if is_workbook(body):
        return mark_workbook(body, marks, limits, language)
    return as_workbook(read_csv(body, limits)[0], marks, language)
