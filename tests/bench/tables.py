"""Measure what a large workbook costs: ten thousand rows read, laid over the graph and judged.

The peer is openpyxl reading the same cells and doing nothing with them. Prints Markdown.

Run: ``PYTHONPATH=tests .venv/bin/python -m bench.tables``.
"""

from __future__ import annotations

import io
import resource
import sys
import time
from collections.abc import Sequence

import openpyxl

from partnerskap.entry.choices import Choices
from partnerskap.entry.finding import Finding
from partnerskap.entry.forms import released_forms
from partnerskap.graph.labels import Labels
from partnerskap.graph.search import SearchIndex
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.neighbours import Triple
from partnerskap.records.validation import released_validator, validate
from partnerskap.tables.importing import Ground, Status, read_tables
from partnerskap.tables.layout import lay_out
from partnerskap.tables.limits import TableLimits
from partnerskap.tables.marking import mark_workbook, marks_of
from partnerskap.tables.workbook_reading import read_workbook
from worlds import load_release

ROWS = 10_000
HEADINGS = (
    "Nøkkel",
    "Navn (bokmål)",
    "Navn (nynorsk)",
    "Navn (engelsk)",
    "Type aktør",
    "Nettsted",
    "Kilde",
)


def make_workbook() -> bytes:
    """Write the workbook; one row in a hundred has a misspelt type."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Aktør")
    page.append(HEADINGS)
    for number in range(ROWS):
        kind = "forskningsinstitut" if number % 100 == 0 else "forskningsinstitutt"
        name = f"Institutt {number}"
        page.append((f"inst-{number}", name, name, name, kind, f"https://x{number}.no/", "ks-omr"))
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _published(_: DocumentKey) -> tuple[Sequence[Triple], int]:
    return (), 0


def _floor(body: bytes) -> float:
    begun = time.process_time()
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
    cells = sum(len(row) for page in book for row in page.iter_rows(values_only=True))
    assert cells >= ROWS * len(HEADINGS)
    return time.process_time() - begun


def main() -> int:
    """Measure and tell; 1 when the answer is wrong."""
    graph = load_release().store
    choices = Choices(graph, Labels(graph), SearchIndex(graph))
    ground = Ground(graph, _published, Finding(choices, graph), choices, validate)
    released_validator()
    body = make_workbook()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    floor = _floor(body)
    begun = time.process_time()
    layout = lay_out(released_forms()["actor"])
    imported = read_tables(layout, read_workbook(body, TableLimits()), ground)
    spent = time.process_time() - begun
    begun = time.process_time()
    mark_workbook(body, marks_of(imported), TableLimits(), "nb")
    marked = time.process_time() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{ROWS:,} rows of {len(HEADINGS)} columns, processor seconds of one core\n")
    print("| what | measured |\n|---|---|")
    print(f"| openpyxl reads the cells | {floor:.1f} s |")
    print(f"| read, laid over the graph and judged | {spent:.1f} s ({spent / floor:.0f} ×) |")
    print(f"| the marked copy | {marked:.1f} s ({marked / floor:.0f} ×) |")
    print(f"| memory beyond that of the graph | {grown:,.0f} MB |")
    wrong = imported.count(Status.WRONG), imported.count(Status.CREATED)
    return 0 if wrong == (ROWS // 100, ROWS - ROWS // 100) else 1


if __name__ == "__main__":
    sys.exit(main())
