"""Write the records of a version as CSV tables in a zip, with W3C's metadata for tables beside.

The tables are those that people fill in and upload: one for the records of a type and one for each
kind of part that may be many, columns named by keys. Codes and references stand as their short
words; ``codes.csv`` tells what the codes mean. What no field can show stands in the RDF files only.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO

from pyoxigraph import Literal, NamedNode

from partnerskap.dumps.csvw import CODES, CodeRow, describe_tables, file_name
from partnerskap.entry.forms import released_forms
from partnerskap.entry.lines import read_lines
from partnerskap.entry.plain_writing import to_plain
from partnerskap.graph.terms import PREFIXES, expand
from partnerskap.tables.cells import safe_cell
from partnerskap.tables.flatten import flatten
from partnerskap.tables.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from partnerskap.entry.fields import Field
    from partnerskap.records.record import StoredRecord
    from partnerskap.tables.layout import Layout, Sheet

__all__ = ["METADATA", "TableWriter"]

METADATA: Final = "csv-metadata.json"
_LANGUAGE: Final = "en"
Moment = tuple[int, int, int, int, int, int]
_LABEL: Final = expand("skos:prefLabel")
_CODE: Final = PREFIXES["code"]


class _Words:
    """Shows codes and references as the short words they are."""

    def show(self, _field: Field, word: str, _language: str) -> str:
        return word


class TableWriter:
    """Takes the documents of a version one by one and leaves one zip."""

    def __init__(self, folder: Path, version: int, at: str) -> None:
        self._folder = folder / "tables"
        self._folder.mkdir()
        self._version = version
        self._at = at
        self._open: dict[str, TextIO] = {}
        self._codes: list[CodeRow] = []
        self._sheets: dict[str, tuple[Layout, Sheet]] = {}

    def take(self, document: StoredRecord) -> None:
        """Write what the tables show of one document."""
        form = released_forms().get(document.key.type)
        if form is not None:
            layout = lay_out(form)
            record = to_plain(form, document.key, read_lines(document.triples))
            every = flatten(layout, _Words(), _LANGUAGE, [record])
            for sheet, rows in zip(layout.sheets, every, strict=True):
                if rows:
                    self._write(layout, sheet, rows)
        elif document.key.type == "code":
            self._codes += _codes_of(document)

    def close(self, path: Path) -> None:
        """Put the tables together; the same tables give the same file."""
        for stream in self._open.values():
            stream.close()
        if self._codes:
            with self._begin(CODES) as stream:
                csv.writer(stream).writerows(row.cells for row in [CodeRow.head(), *self._codes])
        when = datetime.fromisoformat(self._at)
        moment = when.year, when.month, when.day, when.hour, when.minute, when.second
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for each in sorted(self._folder.iterdir()):
                with each.open("rb") as source:
                    _add(archive, moment, each.name, source)
            _add(archive, moment, METADATA, io.BytesIO(self._metadata()))
        for each in self._folder.iterdir():
            each.unlink()
        self._folder.rmdir()

    def _metadata(self) -> bytes:
        tables = describe_tables(self._sheets, self._version, codes=bool(self._codes))
        return json.dumps(tables, ensure_ascii=False, indent=1).encode()

    def _write(
        self, layout: Layout, sheet: Sheet, rows: Iterable[list[str | int | float | None]]
    ) -> None:
        name = file_name(layout, sheet)
        if name not in self._open:
            self._open[name] = self._begin(name)
            self._sheets[name] = layout, sheet
            csv.writer(self._open[name]).writerow(column.name for column in sheet.columns)
        cells = (["" if c is None else safe_cell(str(c)) for c in row] for row in rows)
        csv.writer(self._open[name]).writerows(cells)

    def _begin(self, name: str) -> TextIO:
        return (self._folder / name).open("w", encoding="utf-8", newline="")


def _codes_of(document: StoredRecord) -> list[CodeRow]:
    """Read names of codes; what is no code of a list has none."""
    found: dict[str, dict[str, str]] = {}
    for subject, predicate, value in read_lines(document.triples):
        named = isinstance(subject, NamedNode) and predicate.value == _LABEL
        if named and isinstance(value, Literal) and subject.value.startswith(_CODE):
            found.setdefault(subject.value, {})[value.language or ""] = value.value
    return [CodeRow.of(iri, names) for iri, names in sorted(found.items())]


def _add(archive: zipfile.ZipFile, moment: Moment, name: str, source: BinaryIO) -> None:
    entry = zipfile.ZipInfo(name, moment)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    with archive.open(entry, "w", force_zip64=True) as out:
        shutil.copyfileobj(source, out)
