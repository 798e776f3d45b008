"""Workbooks are read within limits; hostile ones are refused with a reason."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from partnerskap.errors import BadRequestError, TooLargeError
from partnerskap.tables.limits import TableLimits
from partnerskap.tables.workbook_reading import read_workbook
from table_ground import make_workbook

LIMITS = TableLimits()


def _repacked(changes: dict[str, bytes]) -> bytes:
    """Put other files into a sound workbook."""
    source = zipfile.ZipFile(io.BytesIO(make_workbook({"A": [["x"], ["1"]]})))
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, changes.get(name, source.read(name)))
        for name in changes.keys() - set(source.namelist()):
            target.writestr(name, changes[name])
    return output.getvalue()


def _read_all(body: bytes, limits: TableLimits) -> None:
    for table in read_workbook(body, limits):
        list(table.rows)


def test_sheets_give_headings_and_rows_with_their_numbers() -> None:
    body = make_workbook({"Første": [["a", "b"], [1, None], [], ["x", 2.5]], "Tomt": []})

    (table,) = read_workbook(body, LIMITS)

    assert (table.title, list(table.headings), table.first_row) == ("Første", ["a", "b"], 1)
    assert [(n, list(v)) for n, v in table.rows if v] == [(2, [1]), (4, ["x", 2.5])]


def test_hidden_sheets_and_those_to_be_skipped_are_left_alone() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a"])
    book.create_sheet("Skjult").append(["b"])
    book["Skjult"].sheet_state = "hidden"
    book.create_sheet("Lister").append(["c"])
    output = io.BytesIO()
    book.save(output)

    tables = read_workbook(output.getvalue(), LIMITS, skip=frozenset({"Lister"}))

    assert [table.title for table in tables] == ["Sheet"]


def test_a_formula_is_never_worked_out() -> None:
    (table,) = read_workbook(make_workbook({"A": [["x"], ["=1+1"]]}), LIMITS)

    assert [values for _, values in table.rows] == [[]]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"PK\x03\x04 no zip", "not a workbook"),
        (b"plain text", "not a workbook"),
        (b"\xd0\xcf\x11\xe0old", "old Excel format"),
        (_repacked({"../../etc/passwd": b"x"}), "not a workbook"),
        (_repacked({"[Content_Types].xml": b"<broken"}), "not a workbook"),
    ],
)
def test_what_is_no_workbook_is_refused_with_advice(body: bytes, said: str) -> None:
    with pytest.raises(BadRequestError, match=said):
        list(read_workbook(body, LIMITS)[0].rows)


def test_entities_that_grow_are_refused() -> None:
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData>'
        b"</worksheet>"
    )

    with pytest.raises(BadRequestError, match="not a workbook"):
        read_workbook(_repacked({"xl/worksheets/sheet1.xml": laughs}), LIMITS)


@pytest.mark.parametrize(
    ("body", "limits"),
    [
        (_repacked({"xl/bomb.bin": bytes(4_000_000)}), LIMITS),
        (make_workbook({"A": [["x"]]}), TableLimits(bytes=100)),
        (make_workbook({"A": [["x"]]}), TableLimits(unpacked=1_000)),
        (make_workbook({"A": [["x"]]}), TableLimits(files=2)),
        (make_workbook({"A": [["x"]], "B": [["x"]]}), TableLimits(sheets=1)),
        (make_workbook({"A": [["x"], [1], [2], [3]]}), TableLimits(rows=2)),
        (make_workbook({"A": [["x", "y", "z"]]}), TableLimits(columns=2)),
        (make_workbook({"A": [["x", "y"], [1, 2]]}), TableLimits(cells=3)),
    ],
)
def test_a_workbook_over_a_limit_is_refused(body: bytes, limits: TableLimits) -> None:
    with pytest.raises(TooLargeError, match="too large"):
        _read_all(body, limits)


def test_a_row_far_down_does_not_cost_the_rows_above_it() -> None:
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    (table,) = read_workbook(_repacked({"xl/worksheets/sheet1.xml": far}), TableLimits(rows=1000))

    with pytest.raises(TooLargeError, match="too large"):
        list(table.rows)
