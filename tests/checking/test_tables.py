"""Workbooks and CSV are checked like everything else, and each result has its cell."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence

import openpyxl
import pytest

from partnerskap.checking.check import check
from partnerskap.checking.task import Task
from partnerskap.checking.writing import write
from partnerskap.errors import InvalidDataError, NotAcceptableError
from partnerskap.incoming.reading import Sent
from table_ground import as_csv, make_workbook
from worlds import load_world

GRAPH = load_world().store
ROWS: Mapping[str, Sequence[Sequence[object]]] = {
    "Partnerskap": [
        ["Nøkkel", "Navn (bokmål)", "Startet", "Farge"],
        ["ny", "Nytt", "snart", "blå"],
    ],
    "Deltakere": [["Nøkkel", "Aktør", "Rolle"], ["ny", "Fjord komune", "kommune"]],
}


def told(sent: Sent) -> list[tuple[str, object]]:
    report = json.loads(write(check(Task((sent,)), GRAPH), Task((sent,)), GRAPH))
    return [(each["field"]["nb"], each.get("place")) for each in report["results"]]


def test_each_result_of_a_workbook_has_its_sheet_and_cell() -> None:
    found = told(Sent("liste.xlsx", make_workbook(ROWS)))

    start = {"document": "liste.xlsx", "sheet": "Partnerskap", "cell": "C2"}
    assert ("Startet", start) in found
    assert ("Aktør", {"document": "liste.xlsx", "sheet": "Deltakere", "cell": "B2"}) in found
    assert ("Navn på engelsk", {**start, "cell": "A2"}) in found


def test_each_result_of_csv_has_its_line_and_column() -> None:
    body = as_csv([["Nøkkel", "Navn (bokmål)", "Startet"], ["ny", "Nytt", "snart"]], "cp1252")

    found = told(Sent("liste.csv", body))

    place = {"document": "liste.csv", "line": 2, "column": 3}
    assert ("Startet", place) in found


def test_tables_are_among_the_documents_read_and_leave_others_their_own_formats() -> None:
    sent = (Sent("liste.xlsx", make_workbook(ROWS)), Sent("a.nt", b"<urn:a> <urn:b> <urn:c> .\n"))

    report = json.loads(write(check(Task(sent), GRAPH), Task(sent), GRAPH))

    assert report["documents"] == [
        {"name": "liste.xlsx", "format": "xlsx"},
        {"name": "a.nt", "format": "nt"},
    ]


def test_a_value_that_could_not_be_read_is_not_told_to_be_missing_too() -> None:
    rows = [["Nøkkel", "Navn (bokmål)", "Type aktør"], ["ny", "Ny", "kommunne"]]

    found = told(Sent("liste.csv", as_csv(rows, "cp1252")))

    assert [name for name, _ in found].count("Type aktør") == 1


def test_what_was_assumed_and_not_read_stands_in_the_notes() -> None:
    checked = check(Task((Sent("x.xlsx", make_workbook(ROWS)),)), GRAPH)

    assert any("Kolonnen «Farge» kjenner vi ikke" in n.text.nb for n in checked.incoming.notes)


def test_rows_are_laid_over_what_is_published() -> None:
    body = as_csv([["Nøkkel", "Nettsted"], ["fjord-kommune", "https://ny.example/"]])

    checked = check(Task((Sent("x.csv", body),)), GRAPH)

    assert checked.report.conforms
    assert len(checked.incoming.triples) > 20


@pytest.mark.parametrize(
    "sent",
    [
        Sent("x.xlsx", make_workbook(ROWS)),
        Sent("x.csv", as_csv([["Nøkkel", "Navn (bokmål)", "Startet"], ["ny", "Nytt", "snart"]])),
    ],
    ids=["xlsx", "csv"],
)
def test_the_answer_may_be_the_same_workbook_with_marked_cells(sent: Sent) -> None:
    task = Task((sent,), form="xlsx")

    book = openpyxl.load_workbook(io.BytesIO(write(check(task, GRAPH), task, GRAPH)))

    comment = book.worksheets[1]["C2"].comment
    assert comment is not None
    assert "«snart» kan ikke brukes" in comment.text
    assert book.sheetnames[0] == "Å rette"


def test_a_marked_workbook_of_something_else_is_refused() -> None:
    task = Task((Sent("x.ttl", b"<http://e/a> <http://e/b> 1 ."),), form="xlsx")

    with pytest.raises(NotAcceptableError, match="one workbook or CSV file"):
        write(check(task, GRAPH), task, GRAPH)


def test_a_table_whose_headings_nobody_knows_is_refused_with_advice() -> None:
    with pytest.raises(InvalidDataError, match="/template"):
        check(Task((Sent("x.csv", b"a;b\n1;2\n"),)), GRAPH)
