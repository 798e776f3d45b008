from __future__ import annotations

import io

import openpyxl

from partnerskap.registers.filling import Filled, Line
from partnerskap.registers.packing import origin, pack

FILLED = Filled(
    {
        "Partnership": [Line("a", {"record": "a"}, "x.csv:2")],
        "Participants": [
            Line("a", {"record": "a", "actor": "=1+1"}, "x.csv:2"),
            Line("a", {"record": "a", "role": "host"}, "x.csv:3"),
        ],
    }
)


def test_a_sheet_has_the_columns_that_any_of_its_lines_has() -> None:
    book = openpyxl.load_workbook(io.BytesIO(pack(FILLED)))

    assert book.sheetnames == ["Participants"]
    assert [[cell.value for cell in row] for row in book["Participants"]] == [
        ["record", "actor", "role"],
        ["a", "=1+1", None],
        ["a", None, "host"],
    ]
    assert book["Participants"]["B2"].data_type == "s"


def test_a_cell_leads_back_to_its_row() -> None:
    assert origin(FILLED, "Participants", "AB3") == "x.csv:3"
    assert origin(FILLED, "Participants", "B9") == ""
    assert origin(FILLED, "Insights", "B2") == ""
    assert origin(FILLED, "Participants", "") == ""
