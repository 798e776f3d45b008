"""Rows become records: new, changed, unchanged or wrong, and each fault has its cell."""

from __future__ import annotations

import io

import openpyxl
import pytest

from partnerskap.entry.plain import Json, to_plain
from partnerskap.tables.csv_reading import read_csv
from partnerskap.tables.guide import OWN_SHEETS
from partnerskap.tables.importing import Imported, Status, read_tables
from partnerskap.tables.limits import TableLimits
from partnerskap.tables.marking import as_workbook, mark_workbook, marks_of
from partnerskap.tables.workbook_reading import read_workbook
from partnerskap.tables.workbook_writing import write_workbook
from table_ground import as_csv, documents, ground, layout_of, make_workbook, triples_of

LIMITS = TableLimits()
NEW = {
    "Partnerskap": [
        ["Navn (bokmål)", "Navn (nynorsk)", "Navn (engelsk)", "Samarbeidsform", "Startet"],
        ["Nytt samarbeid", "Nytt samarbeid", "New partnership", "To parter", "28.03.2021"],
    ],
    "Deltakere": [
        ["Nøkkel", "Aktør", "Rolle", "Kilde"],
        ["nytt-samarbeid", "5001", "Vertskommune", "omtale"],
        ["nytt-samarbeid", "Høgskolen ved fjorden", "akademisk part", "Om Prøvesamarbeidet"],
    ],
    "Kilder til felt": [
        ["Nøkkel", "Felt", "Kilde"],
        ["nytt-samarbeid", "Samarbeidsform", "omtale"],
        ["nytt-samarbeid", "Startet", "omtale"],
    ],
}


def _read(body: bytes, kind: str = "partnership") -> Imported:
    tables = read_workbook(body, LIMITS, skip=OWN_SHEETS)
    return read_tables(layout_of(kind), tables, ground())


def _filled(kind: str, language: str = "nb") -> bytes:
    layout = layout_of(kind)
    records = [to_plain(layout.form, each.key, triples_of(each)) for each in documents(kind)]
    return write_workbook(layout, ground().finding, language, records)


@pytest.mark.parametrize("kind", ["partnership", "actor", "theme", "scheme", "source", "county"])
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_filled_workbook_uploaded_as_it_is_changes_nothing(kind: str, language: str) -> None:
    tables = read_workbook(_filled(kind, language), LIMITS, skip=OWN_SHEETS)
    layout = layout_of(kind)

    imported = read_tables(layout, tables, ground())

    assert [each.key for each in imported.records] == [each.key for each in documents(kind)]
    for document, record in zip(documents(kind), imported.records, strict=True):
        assert set(record.triples) == set(triples_of(document)), document.key
    assert not imported.remarks


def test_a_new_record_is_read_from_names_numbers_and_norwegian_dates() -> None:
    imported = _read(make_workbook(NEW))

    (record,) = imported.records
    assert str(record.key) == "partnership/nytt-samarbeid"
    sourced = {"sources": ["omtale"], "basis": "stated"}
    assert record.data["form"] == [{"value": "toparts", **sourced}]
    assert record.data["founded"] == {"value": "2021-03-28", **sourced}
    members = record.data["members"]
    assert members == [
        {
            "actor": "fjord-kommune",
            "role": "lead-municipality",
            "sources": ["omtale"],
            "basis": "stated",
        },
        {
            "actor": "hogskolen",
            "role": "academic",
            "sources": ["omtale"],
            "basis": "stated",
        },
    ]
    assert record.status is Status.CREATED, [f.result.message.nb for f in record.faults]


def test_what_was_assumed_is_told_with_its_cell() -> None:
    told = {each.text.nb: each.cell for each in _read(make_workbook(NEW)).remarks}

    dates = [cell for text, cell in told.items() if "«28.03.2021» er lest som 2021-03-28" in text]
    assert [cell.address for cell in dates if cell] == ["E2"]
    assert any("av navnet ble den «nytt-samarbeid»" in text for text in told)


def test_a_changed_cell_changes_its_record_alone() -> None:
    book = openpyxl.load_workbook(io.BytesIO(_filled("partnership")))
    page = book["Partnerskap"]
    headings = [cell.value for cell in page[1]]
    page.cell(4, headings.index("Startet") + 1).value = "2016"
    output = io.BytesIO()
    book.save(output)

    imported = _read(output.getvalue())

    before = {str(d.key): set(triples_of(d)) for d in documents("partnership")}
    changed = [r for r in imported.records if set(r.triples) != before[str(r.key)]]
    assert [str(each.key) for each in changed] == ["partnership/prove"]
    assert changed[0].data["founded"] == "2016"
    assert changed[0].base == 3


def test_an_empty_cell_leaves_and_a_cell_that_says_so_removes() -> None:
    rows = [["Nøkkel", "Startet", "Stadium"], ["prove", "", "(slett)"]]

    (record,) = _read(make_workbook({"Partnerskap": rows})).records

    assert record.data["founded"] == "2018"
    assert "stage" not in record.data
    assert len(record.data["members"] or []) == 2  # type: ignore[arg-type]  # a list, as written


def test_the_same_rows_again_make_no_doubles() -> None:
    rows = [["Nøkkel", "Aktør", "Rolle"], ["prove", "Fjord kommune", "Vertskommune"]]

    (record,) = _read(make_workbook({"Deltakere": rows})).records

    assert set(record.triples) == set(triples_of(documents("partnership")[1]))


@pytest.mark.parametrize(
    ("sheet", "address", "value", "said"),
    [
        ("Partnerskap", "D2", "toparter", "Samarbeidsform"),
        ("Partnerskap", "E2", "31.02.2021", "Startet"),
        ("Partnerskap", "C2", "", "Navn på engelsk"),
        ("Deltakere", "B3", "Bergen", "Aktør"),
        ("Deltakere", "D2", "", "Kilde"),
    ],
)
def test_a_fault_points_at_its_cell(sheet: str, address: str, value: str, said: str) -> None:
    tables = {name: [list(cells) for cells in rows] for name, rows in NEW.items()}
    tables[sheet][int(address[1]) - 1]["ABCDE".index(address[0])] = value

    (record,) = _read(make_workbook(tables)).records

    assert record.status is Status.WRONG
    places = {
        (fault.cell.sheet, fault.cell.address, fault.result.name.nb)
        for fault in record.faults
        if fault.cell
    }
    assert (sheet, address, said) in places


def test_unknown_columns_sheets_and_rows_are_told_and_not_dropped_in_silence() -> None:
    tables = {
        "Partnerskap": [["Nøkkel", "Startet", "Farge"], ["prove", "2018", "blå"]],
        "Deltakere": [["Nøkkel", "Aktør"], ["", "Fjord kommune"]],
        "Notater": [["huskeliste"], ["ring KS"]],
    }

    remarks = [each for each in _read(make_workbook(tables)).remarks if each.grave]

    told = {each.cell.address: each.text.nb for each in remarks if each.cell}
    assert "Kolonnen «Farge» kjenner vi ikke" in told["C1"]
    assert "Raden har ingen nøkkel" in told["A2"]
    assert "Arket «Notater»" in told["A1"]


def test_a_key_used_twice_or_badly_spelt_is_told() -> None:
    rows = [["Nøkkel", "Startet"], ["prove", "2018"], ["prove", "2019"], ["Å nei!", "2020"]]

    imported = _read(make_workbook({"Partnerskap": rows}))

    assert [str(record.key) for record in imported.records] == ["partnership/prove"]
    told = " ".join(each.text.nb for each in imported.remarks)
    assert "«prove» står også i rad 2" in told
    assert "«Å nei!» kan ikke være en nøkkel" in told


def test_a_row_of_a_part_that_is_not_there_is_told() -> None:
    rows = [["Nøkkel", "Hører til rad", "Navn"], ["prove", "finnes-ikke", "Ola"]]

    imported = _read(make_workbook({"Avtaler – Undertegnet av": rows}))

    assert "ingen rad i arket over har den id-en" in imported.remarks[-1].text.nb


def test_csv_keeps_leading_zeros_and_names_the_line() -> None:
    rows = [["Nøkkel", "Kommunenummer", "Type aktør"], ["ny", "0301", "tull"]]
    table, _ = read_csv(as_csv(rows, "cp1252"), LIMITS)

    (record,) = read_tables(layout_of("actor"), [table], ground()).records

    assert record.data["municipalityNumber"] == "0301"
    cells = [fault.cell for fault in record.faults if fault.result.name.nb == "Type aktør"]
    assert [(cell.row, cell.heading or cell.address) for cell in cells if cell] == [
        (2, "Type aktør")
    ]


def test_the_template_offers_lists_help_and_text_columns() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(write_workbook(layout_of("partnership"), ground().finding, "nb"))
    )

    page = book["Partnerskap"]
    assert page["B1"].value == "Navn (bokmål) *"
    assert str(page["A2"].value).startswith("ⓘ ")
    assert page.column_dimensions["A"].number_format == "@"
    offered = {str(each.sqref): each.formula1 for each in page.data_validations.dataValidation}
    lists = book["Lister"]
    assert any("Lister" in str(formula) for formula in offered.values())
    assert "to parter" in {cell.value for row in lists.iter_rows() for cell in row}
    assert book.sheetnames[0] == "Les meg"
    assert book.sheetnames[-1] == "Lister"


def test_an_empty_template_holds_no_records() -> None:
    body = write_workbook(layout_of("partnership"), ground().finding, "nb")

    imported = _read(body)

    assert imported == Imported((), ())


def test_text_that_looks_like_a_formula_stays_text() -> None:
    layout = layout_of("source")
    title: Json = {"nb": '=HYPERLINK("http://evil.example")'}
    record: dict[str, Json] = {"type": "source", "id": "x", "title": title}

    book = openpyxl.load_workbook(
        io.BytesIO(write_workbook(layout, ground().finding, "nb", [record]))
    )

    cell = book["Kilde"]["B3"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://evil.example")')


def test_the_marked_workbook_has_colour_comment_and_a_list_of_faults() -> None:
    tables = {name: [list(cells) for cells in rows] for name, rows in NEW.items()}
    tables["Partnerskap"][1][4] = "snart"
    body = make_workbook(tables)

    marked = openpyxl.load_workbook(
        io.BytesIO(mark_workbook(body, marks_of(_read(body)), LIMITS, "nb"))
    )

    cell = marked["Partnerskap"]["E2"]
    assert cell.value == "snart"
    assert cell.fill.fgColor.rgb == "00F8CBAD"
    assert cell.comment is not None
    assert "«snart» kan ikke brukes" in cell.comment.text
    listed = [[each.value for each in row] for row in marked["Å rette"].iter_rows(min_row=2)]
    assert any(row[:3] == ["Partnerskap", "E2", "Startet"] for row in listed)


def test_a_marked_workbook_can_be_uploaded_again() -> None:
    body = make_workbook(NEW)
    marked = mark_workbook(body, marks_of(_read(body)), LIMITS, "nb")

    again = _read(marked)

    assert again.records[0].triples == _read(body).records[0].triples


def test_marked_csv_comes_back_as_a_workbook() -> None:
    body = as_csv([["Nøkkel", "Startet"], ["prove", "snart"]])
    imported = read_tables(layout_of("partnership"), [read_csv(body, LIMITS)[0]], ground())

    marked = as_workbook(read_csv(body, LIMITS)[0], marks_of(imported), "nb")

    book = openpyxl.load_workbook(io.BytesIO(marked))
    assert book.worksheets[1]["B2"].comment is not None
