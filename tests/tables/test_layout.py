"""The sheets follow the form, and so the shapes."""

from __future__ import annotations

from partnerskap.graph.terms import RECORD_TYPES
from partnerskap.tables.layout import sheet_title
from table_ground import layout_of


def test_the_records_stand_in_the_first_sheet_and_parts_in_sheets_of_their_own() -> None:
    titles = [sheet.title.nb for sheet in layout_of("partnership").sheets]

    assert titles[:2] == ["Partnerskap", "Deltakere"]
    assert {"Avtaler", "Innsikter", "Kilder til felt"} <= set(titles)


def test_a_part_that_there_is_one_of_is_laid_out_as_columns() -> None:
    agreements = layout_of("partnership").sheet(("agreements",))

    assert agreements is not None
    headings = [column.heading.nb for column in agreements.columns]
    assert "Avtaleperiode: Fra" in headings
    assert layout_of("partnership").sheet(("agreements", "period")) is None


def test_a_text_has_a_column_for_each_language() -> None:
    records = layout_of("partnership").sheets[0]

    names = [c.heading.nb for c in records.columns if c.keys == ("name",)]
    assert names == ["Navn (bokmål)", "Navn (nynorsk)", "Navn (engelsk)"]


def test_rows_of_parts_within_parts_say_which_part_they_belong_to() -> None:
    layout = layout_of("partnership")
    signatures = layout.sheet(("agreements", "attributions"))

    assert signatures is not None
    assert [column.role for column in signatures.columns[:3]] == ["record", "within", "id"]
    assert layout.above(("agreements", "attributions")) == ("agreements",)


def test_no_sheet_has_two_columns_with_one_heading_and_no_workbook_two_sheets_of_a_name() -> None:
    for kind in RECORD_TYPES:
        layout = layout_of(kind)
        for language in ("nb", "nn", "en"):
            titles = [sheet_title(layout, sheet, language) for sheet in layout.sheets]
            assert len(set(titles)) == len(titles)
            assert max(map(len, titles)) <= 31
            for sheet in layout.sheets:
                headings = [column.heading.in_language(language) for column in sheet.columns]
                assert len(set(headings)) == len(headings), (kind, sheet.title.nb)
