"""Lay records in plain JSON out as rows, for a workbook that people go on with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from partnerskap.entry.fields import Kind
from partnerskap.tables.cells import join
from partnerskap.tables.layout import ID, RECORD, SOURCED, VALUE, WITHIN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.entry.fields import Field
    from partnerskap.entry.values import Json
    from partnerskap.tables.layout import Column, Layout, Sheet

__all__ = ["Shows", "flatten"]


class Shows(Protocol):
    """Tells what codes and references are shown as."""

    def show(self, field: Field, word: str, language: str, /) -> str:
        """Give what a word is shown as."""


Node = Mapping[str, "Json"]
Cells = list[str | int | float | None]


def flatten(
    layout: Layout, finding: Shows, language: str, records: Iterable[Node]
) -> list[list[Cells]]:
    """Give the rows of every sheet of a layout, in the order of its sheets.

    A published record that stands in the place of a part has no row: it is no part of the record.
    """
    rows: list[list[Cells]] = [[] for _ in layout.sheets]
    writer = _Writer(finding, language)
    for record in records:
        for number, sheet in enumerate(layout.sheets):
            if sheet.sources:
                rows[number] += writer.sources(layout, sheet, record)
            else:
                rows[number] += writer.rows(layout, sheet, record)
    return rows


class _Writer:
    def __init__(self, finding: Shows, language: str) -> None:
        self._finding = finding
        self._language = language

    def rows(self, layout: Layout, sheet: Sheet, record: Node) -> Iterator[Cells]:
        key = str(record.get("id", ""))
        for within, node in _nodes(layout, sheet.keys, record):
            leading = {RECORD: key, WITHIN: within, ID: str(node.get("id", ""))}
            yield [
                leading.get(column.role, "") if column.field is None else self._cell(column, node)
                for column in sheet.columns
            ]

    def sources(self, layout: Layout, sheet: Sheet, record: Node) -> Iterator[Cells]:
        for field in layout.form.fields:
            if field.statement is None:
                continue
            found = record.get(field.key)
            for value in found if isinstance(found, list) else [found]:
                if not isinstance(value, dict):
                    continue
                leading = {
                    RECORD: str(record.get("id", "")),
                    SOURCED: field.label.in_language(self._language),
                    VALUE: str(value.get("value", "")) if field.many else "",
                }
                yield [
                    leading.get(c.role, "") if c.field is None else self._cell(c, value)
                    for c in sheet.columns
                ]

    def _cell(self, column: Column, node: Node) -> str | int | float | None:
        value: Json = dict(node)
        for key in column.keys:
            value = value.get(key) if isinstance(value, dict) else None
        if column.language:
            value = value.get(column.language) if isinstance(value, dict) else None
        if value is None or column.field is None:
            return None
        values = value if isinstance(value, list) else [value]
        bare = [each.get("value") if isinstance(each, dict) else each for each in values]
        if len(bare) == 1 and isinstance(bare[0], int | float) and not isinstance(bare[0], bool):
            return bare[0]
        shown = [self._show(column.field, each) for each in bare if each is not None]
        return join(shown) if column.many else (shown[0] if shown else None)

    def _show(self, field: Field, value: Json) -> str:
        if isinstance(value, bool):
            return (
                ("ja" if value else "nei") if self._language != "en" else ("yes" if value else "no")
            )
        text = str(value)
        if field.kind in {Kind.CODE, Kind.REFERENCE}:
            return self._finding.show(field, text, self._language)
        return text


def _nodes(layout: Layout, keys: tuple[str, ...], record: Node) -> Iterator[tuple[str, Node]]:
    """Find the nodes under some keys, each with the id of the node that has a row above it."""
    if not keys:
        yield "", record
        return
    above = layout.above(keys)
    parents = _nodes(layout, above, record)
    for _, parent in parents:
        node: Json = dict(parent)
        for key in keys[len(above) :]:
            node = node.get(key) if isinstance(node, dict) else None
        for item in node if isinstance(node, list) else [node]:
            if isinstance(item, dict):
                yield str(parent.get("id", "")) if above else "", item
