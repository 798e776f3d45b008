"""What the tests of tables stand on: the invented world, and tables made of it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache

import openpyxl

from partnerskap.entry.choices import Choices
from partnerskap.entry.finding import Finding
from partnerskap.entry.forms import released_forms
from partnerskap.graph.labels import Labels
from partnerskap.graph.reading import read_turtle
from partnerskap.graph.search import SearchIndex
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.neighbours import Triple
from partnerskap.records.validation import validate
from partnerskap.tables.importing import Ground
from partnerskap.tables.layout import Layout, lay_out
from worlds import Stated, load_world, read_world

__all__ = ["as_csv", "documents", "ground", "layout_of", "make_workbook", "triples_of"]


def triples_of(document: Stated) -> Sequence[Triple]:
    return read_turtle("".join(f"{line} .\n" for line in document.triples)).triples


def documents(kind: str) -> list[Stated]:
    return [each for each in read_world() if each.key.type == kind]


def layout_of(kind: str) -> Layout:
    return lay_out(released_forms()[kind])


@cache
def ground() -> Ground:
    world = {each.key: each for each in read_world()}

    def published(key: DocumentKey) -> tuple[Sequence[Triple], int]:
        found = world.get(key)
        return (triples_of(found), 3) if found else ((), 0)

    graph = load_world().store
    choices = Choices(graph, Labels(graph), SearchIndex(graph))
    return Ground(graph, published, Finding(choices, graph), choices, validate)


def make_workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def as_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(";".join(row) for row in rows).encode(encoding)
