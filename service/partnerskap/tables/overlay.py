"""Lay what rows say over a record as it stands, in plain JSON.

Only what is filled in changes anything: an empty cell, an absent column or an absent row leaves
what is there. A row finds its part by its id or, without one, by saying the same as it; so sending
the same table again changes nothing.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from partnerskap.entry.values import write_value
from partnerskap.graph.terms import DocumentKey
from partnerskap.tables.remarks import orphan, unknown_field
from partnerskap.tables.sheets import Cell, Remark

if TYPE_CHECKING:
    from partnerskap.entry.fields import Field, Form
    from partnerskap.entry.values import Json
    from partnerskap.tables.collect import Collected, Filled, Row
    from partnerskap.tables.layout import Layout

__all__ = ["Overlaid", "lay_over"]

Node = dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Overlaid:
    """A record as the rows would have it.

    By JSON Pointer, ``cells`` tells where a value stands and ``rows`` which row a node has.
    """

    data: Node
    cells: dict[str, Cell]
    rows: dict[str, Row]
    remarks: tuple[Remark, ...]

    def cell(self, pointer: str) -> Cell | None:
        """Find the cell of a value, also of a missing one; else the row of what it belongs to."""
        if pointer in self.cells:
            return self.cells[pointer]
        keys: list[str] = []
        while pointer and pointer not in self.rows:
            pointer, _, key = pointer.rpartition("/")
            keys.insert(0, key)
        row = self.rows.get(pointer)
        if row is None:
            return self.cells.get("")
        paths = ("/".join(keys[:length]) for length in range(len(keys), 0, -1))
        column = next((row.positions[path] for path in paths if path in row.positions), None)
        return row.cell if column is None else replace(row.cell, column=column)


def lay_over(layout: Layout, rows: Collected, before: Node) -> Overlaid:
    """Lay rows over the plain JSON of a record (none: it is new); ``before`` is left as it is.

    The key of the rows must be one that a record can have.
    """
    work = _Overlay(layout, rows, deepcopy(before), DocumentKey(layout.form.type, rows.key))
    work.run()
    return Overlaid(work.data, work.cells, work.at, tuple(work.remarks))


@dataclass(slots=True)
class _Overlay:
    layout: Layout
    rows: Collected
    data: Node
    home: DocumentKey
    cells: dict[str, Cell] = field(default_factory=dict)
    at: dict[str, Row] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    _nodes: dict[tuple[tuple[str, ...], str], tuple[Node, str]] = field(default_factory=dict)
    _taken: set[int] = field(default_factory=set)

    def run(self) -> None:
        self.cells[""] = self.rows.cell
        for sheet in self.layout.sheets:
            if sheet.sources:
                continue
            if sheet.keys:
                self._note_ids(sheet.keys)
            for row in self.rows.rows.get(sheet.keys, ()):
                if sheet.keys:
                    self._part(sheet.keys, row)
                else:
                    self.at[""] = row
                    is_new = not self.data
                    self._fill(self.data, "", row)
                    if is_new:
                        self._add_defaults((), self.data)
        for row in self.rows.sources:
            self._source(row)

    def said(self, row: Row) -> Node:
        """Give what a row says by itself."""
        self._fill(self.data, "", row)
        return self.data

    def _note_ids(self, keys: tuple[str, ...]) -> None:
        """Let rows find the parts that are there by their ids."""
        above = self.layout.above(keys)
        parents = [node for (at, _), node in self._nodes.items() if at == above]
        for parent, pointer in parents or [(self.data, "")]:
            found, place = _descend(parent, pointer, keys[len(above) : -1], make=False)
            items = found.get(keys[-1]) if found is not None else None
            for index, item in enumerate(items if isinstance(items, list) else ()):
                if isinstance(item, dict) and isinstance(item.get("id"), str):
                    self._nodes[keys, str(item["id"])] = item, f"{place}/{keys[-1]}/{index}"

    def _part(self, keys: tuple[str, ...], row: Row) -> None:
        above = self.layout.above(keys)
        parent = self._nodes.get((above, row.within)) if above else (self.data, "")
        if parent is None:
            self.remarks.append(orphan(row))
            return
        holder, pointer = _descend(*parent, keys[len(above) : -1], make=True)
        if holder is None:
            return
        items = holder.setdefault(keys[-1], [])
        if not isinstance(items, list):
            items = holder[keys[-1]] = [items]
        index = self._find(items, row)
        item = items[index]
        is_new = item == {}
        place = f"{pointer}/{keys[-1]}/{index}"
        self.cells[place] = row.cell
        self.at[place] = row
        if isinstance(item, dict):
            self._taken.add(id(item))
            if row.id:
                item["id"] = row.id
                self._nodes[keys, row.id] = item, place
            self._fill(item, place, row)
            if is_new:
                self._add_defaults(keys, item)

    def _add_defaults(self, keys: tuple[str, ...], node: Node) -> None:
        """Give a new node the usual value of what nobody filled in."""
        sheet = self.layout.sheet(keys)
        for column in sheet.columns if sheet else ():
            usual = column.field.default if column.field else None
            if usual is None or column.field is None or not column.field.min:
                continue
            holder, _ = _descend(node, "", column.keys[:-1], make=False)
            if holder is not None:
                word = write_value(column.field, usual, self.home)
                holder.setdefault(column.keys[-1], [word] if column.many else word)

    def _add_usual(self, statement: Form | None, node: Node) -> None:
        """Give a new source of a field the usual value of what nobody filled in."""
        for each in statement.fields if statement else ():
            if each.default is not None and each.min:
                word = write_value(each, each.default, self.home)
                node.setdefault(each.key, [word] if each.many else word)

    def _find(self, items: list[Json], row: Row) -> int:
        """Find the part a row is about, or make one."""
        said = _Overlay(self.layout, self.rows, {}, self.home).said(row)
        for index, item in enumerate(items):
            if not isinstance(item, dict) or id(item) in self._taken:
                continue
            if item.get("id") == row.id if row.id else _says(item, said):
                return index
        items.append({})
        return len(items) - 1

    def _fill(self, node: Node, pointer: str, row: Row) -> None:
        for filled in row.filled:
            keys = filled.column.keys
            holder, place = _descend(node, pointer, keys[:-1], make=True)
            if holder is not None:
                self._set(holder, f"{place}/{keys[-1]}", filled)

    def _set(self, holder: Node, place: str, filled: Filled) -> None:
        column = filled.column
        key = column.keys[-1]
        if column.field is None:
            return
        if column.language:
            texts = holder.get(key)
            if not isinstance(texts, dict):
                texts = holder[key] = {}
            holder, key, place = texts, column.language, f"{place}/{column.language}"
        self.cells[place] = filled.cell
        if filled.read.clear:
            holder.pop(key, None)
            return
        values: list[Json] = [_json(value) for value in filled.read.values]
        known = holder.get(key)
        kept = [_kept(column.field, value, known) for value in values]
        for index in range(len(kept)):
            self.cells[f"{place}/{index}"] = filled.cell
        holder[key] = kept if column.many else kept[0]

    def _source(self, row: Row) -> None:
        wanted = row.sourced.strip().casefold()
        found = next(
            (
                each
                for each in self.layout.form.fields
                if each.statement is not None and wanted in {each.key.casefold(), *_labels(each)}
            ),
            None,
        )
        if found is None or found.key not in self.data:
            self.remarks.append(unknown_field(self.layout, row))
            return
        standing = self.data[found.key]
        many = isinstance(standing, list)
        values: list[Json] = standing if isinstance(standing, list) else [standing]
        for index, value in enumerate(values):
            bare = value["value"] if isinstance(value, dict) else value
            if row.value and row.value != bare:
                continue
            sourced: Node = dict(value) if isinstance(value, dict) else {"value": value}
            place = f"/{found.key}/{index}" if many else f"/{found.key}"
            self.at[place] = row
            if place in self.cells:
                self.cells[f"{place}/value"] = self.cells[place]
            self._fill(sourced, place, row)
            if not isinstance(value, dict):
                self._add_usual(found.statement, sourced)
            values[index] = sourced
        self.data[found.key] = values if many else values[0]


def _descend(
    node: Node, pointer: str, keys: tuple[str, ...], *, make: bool
) -> tuple[Node | None, str]:
    for key in keys:
        pointer = f"{pointer}/{key}"
        inner = node.get(key)
        if not isinstance(inner, dict):
            if not make:
                return None, pointer
            inner = node[key] = {}
        node = inner
    return node, pointer


def _json(value: object) -> Json:
    return value if isinstance(value, str | int | float | bool) else str(value)


def _kept(field: Field, value: Json, known: Json) -> Json:
    """Keep the source of a value that stays as it was."""
    if field.statement is None:
        return value
    standing = known if isinstance(known, list) else [known]
    for each in standing:
        if isinstance(each, dict) and each.get("value") == value:
            return each
    return value


def _says(item: Json, said: Json) -> bool:
    """Tell whether a part says all that a row says; order in lists does not count."""
    if isinstance(said, dict):
        return isinstance(item, dict) and all(
            key in item and _says(item[key], value) for key, value in said.items()
        )
    if isinstance(said, list):
        items = item if isinstance(item, list) else [item]
        return all(any(_says(each, value) for each in items) for value in said)
    return item == said or (isinstance(item, dict) and item.get("value") == said)


def _labels(field: Field) -> set[str]:
    return {text.casefold() for text in (field.label.nb, field.label.nn, field.label.en) if text}
