"""CSV as Norwegian spreadsheets write it is read, and what was assumed is told."""

from __future__ import annotations

import pytest

from partnerskap.errors import BadRequestError, TooLargeError
from partnerskap.tables.csv_reading import read_csv
from partnerskap.tables.limits import TableLimits
from table_ground import as_csv

ROWS = [["Nøkkel", "Navn (bokmål)"], ["a", "Åse"]]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (as_csv(ROWS), "UTF-8 med semikolon"),
        (as_csv(ROWS, "utf-8-sig"), "UTF-8 med semikolon"),
        (as_csv(ROWS, "cp1252"), "Windows-1252 med semikolon"),
        (as_csv(ROWS, "utf-16"), "UTF-16 med semikolon"),
        (as_csv(ROWS).replace(b";", b"\t"), "UTF-8 med tabulator"),
        (as_csv(ROWS).replace(b";", b","), "UTF-8 med komma"),
        (b"sep=,\r\n" + as_csv(ROWS).replace(b";", b","), "UTF-8 med komma"),
    ],
)
def test_encoding_and_separator_are_found_and_told(body: bytes, told: str) -> None:
    table, remarks = read_csv(body, TableLimits())

    assert table.headings == ["Nøkkel", "Navn (bokmål)"]
    assert [values for _, values in table.rows] == [["a", "Åse"]]
    assert told in remarks[0].text.nb


def test_a_row_is_numbered_by_the_line_it_begins_on() -> None:
    table, _ = read_csv(b'a;b\n1;"two\nlines"\n2;x\n', TableLimits())

    assert [number for number, _ in table.rows] == [2, 4]


def test_a_separator_in_quotes_is_none() -> None:
    table, _ = read_csv(b'"a,b,c,d";e\n1;2\n', TableLimits())

    assert table.headings == ["a,b,c,d", "e"]


@pytest.mark.parametrize("body", [b"", b"\n\n", b";;\n"])
def test_a_file_without_headings_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequestError, match="headings"):
        read_csv(body, TableLimits())


@pytest.mark.parametrize("body", [b"a;b\x00\n", b"\xff\xfea"])
def test_what_is_no_text_is_refused_with_advice(body: bytes) -> None:
    with pytest.raises(BadRequestError, match="workbook"):
        read_csv(body, TableLimits())


def test_an_open_quotation_mark_is_told_with_its_line() -> None:
    table, _ = read_csv(b'a;b\n1;"2\n', TableLimits())

    with pytest.raises(BadRequestError, match="Line"):
        list(table.rows)


@pytest.mark.parametrize(
    ("body", "limits"),
    [
        (b"a;b\n", TableLimits(bytes=3)),
        (b"a\n1\n2\n3\n", TableLimits(rows=2)),
        (b"a;b;c\n", TableLimits(columns=2)),
    ],
)
def test_a_table_over_a_limit_is_refused(body: bytes, limits: TableLimits) -> None:
    with pytest.raises(TooLargeError, match="Split it"):
        list(read_csv(body, limits)[0].rows)
