"""Describe the tables of a dump by W3C's Metadata Vocabulary for Tabular Data.

What columns hold comes from the forms, so from the shapes: datatypes, languages, properties, keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.entry.fields import Kind
from partnerskap.graph.terms import BASE, PREFIXES, expand
from partnerskap.tables.cells import SEPARATOR
from partnerskap.tables.layout import ID, RECORD, WITHIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from partnerskap.records.wording import Wording
    from partnerskap.tables.layout import Column, Layout, Sheet

__all__ = ["CODES", "CodeRow", "describe_tables", "file_name"]

CODES: Final = "codes.csv"
_LICENCE: Final = "http://creativecommons.org/licenses/by/4.0/"
_XSD: Final = PREFIXES["xsd"]
_ALONE: Final = frozenset({"date", "gYear", "gYearMonth", "integer", "decimal", "dateTime"})
_DAY: Final = {"base": "string", "format": r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"}
_LANGUAGES: Final = ("nb", "nn", "en")

Description = dict[str, object]
"""JSON-LD of the metadata."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code: its IRI, the word that stands for it in the tables, and its names."""

    cells: tuple[str, ...]

    @classmethod
    def head(cls) -> CodeRow:
        """Give the row of headings."""
        return cls(("iri", "list", "code", *(f"name.{each}" for each in _LANGUAGES)))

    @classmethod
    def of(cls, iri: str, names: Mapping[str, str]) -> CodeRow:
        """Make a row of an IRI and its names by language.

        >>> CodeRow.of(f"{BASE}/code/role/lab", {"nb": "Lab"}).cells[1:]
        ('role', 'lab', 'Lab', '', '')
        """
        kind, _, word = iri.removeprefix(PREFIXES["code"]).partition("/")
        return cls((iri, kind, word, *(names.get(each, "") for each in _LANGUAGES)))


def file_name(layout: Layout, sheet: Sheet) -> str:
    """Name a table by the type of its records and the keys of its rows."""
    parts = (*sheet.keys, *(("field", "sources") if sheet.sources else ()))
    return "-".join((layout.form.type, *parts)) + ".csv"


def describe_tables(
    sheets: Mapping[str, tuple[Layout, Sheet]], version: int, *, codes: bool
) -> Description:
    """Describe a group of tables, by file name; ``codes`` is told of where it is one of them."""
    tables = [_table(name, *sheets[name]) for name in sorted(sheets)]
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "@type": "TableGroup",
        "dc:title": f"{BASE} {version}",
        "dc:license": {"@id": _LICENCE},
        "dc:source": {"@id": BASE},
        "tables": [*([_codes()] if codes else []), *tables],
    }


def _codes() -> Description:
    """Describe the table that tells what codes mean."""
    columns: list[Description] = [{"name": "iri", "titles": "iri", "datatype": "anyURI"}]
    columns += [{"name": each, "titles": each} for each in ("list", "code")]
    label = expand("skos:prefLabel")
    columns += [
        {"name": f"name.{each}", "titles": f"name.{each}", "lang": each, "propertyUrl": label}
        for each in _LANGUAGES
    ]
    return {
        "url": CODES,
        "tableSchema": {"aboutUrl": "{+iri}", "primaryKey": "iri", "columns": columns},
    }


def _table(name: str, layout: Layout, sheet: Sheet) -> Description:
    columns = [_column(column) for column in sheet.columns]
    part = "#{id}" if sheet.column(ID) else ""
    schema: Description = {
        "aboutUrl": f"{PREFIXES[layout.form.type]}{{record}}{part}",
        "columns": columns,
    }
    if not sheet.sources:
        schema["primaryKey"] = [RECORD, ID] if part else RECORD
    keys = _foreign_keys(layout, sheet)
    if keys:
        schema["foreignKeys"] = keys
    return {"url": name, "dc:title": _in_languages(sheet.title), "tableSchema": schema}


def _foreign_keys(layout: Layout, sheet: Sheet) -> list[Description]:
    """Lead from a part to its record, and to the part it lies in."""
    keys: list[Description] = []
    records = layout.sheets[0]
    if sheet is not records:
        keys.append(_foreign_key(layout, records, RECORD, RECORD))
    above = layout.sheet(layout.above(sheet.keys))
    if above is not None and sheet.column(WITHIN):
        keys.append(_foreign_key(layout, above, [RECORD, WITHIN], [RECORD, ID]))
    return keys


def _foreign_key(layout: Layout, to: Sheet, here: object, there: object) -> Description:
    target = {"resource": file_name(layout, to), "columnReference": there}
    return {"columnReference": here, "reference": target}


def _column(column: Column) -> Description:
    told: Description = {
        "name": column.name,
        "titles": column.name,
        "rdfs:label": _in_languages(column.heading),
        "datatype": _datatype(column),
    }
    if column.role in {RECORD, ID}:
        told["required"] = True
    if column.language:
        told["lang"] = column.language
    if column.many:
        told["separator"] = SEPARATOR
    if column.field is not None and len(column.keys) == 1:
        told["propertyUrl"] = column.field.path
    return told


def _datatype(column: Column) -> object:
    field = column.field
    if field is None:
        return "string"
    if field.kind is Kind.BOOLEAN:
        return {"base": "boolean", "format": "yes|no"}
    if field.kind is Kind.NUMBER:
        names = {each.removeprefix(_XSD) for each in field.datatypes}
        return "integer" if names == {"integer"} else "decimal"
    if field.kind is Kind.DATE:
        names = {each.removeprefix(_XSD) for each in field.datatypes}
        return next(iter(names)) if len(names) == 1 and names <= _ALONE else _DAY
    return "anyURI" if field.kind is Kind.ADDRESS else "string"


def _in_languages(wording: Wording) -> list[Description]:
    return [
        {"@value": wording.in_language(language), "@language": language} for language in _LANGUAGES
    ]
