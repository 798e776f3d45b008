"""A property added to a shape appears everywhere people enter records, with no change to code."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl

from partnerskap.entry.form_input import read_form_input
from partnerskap.entry.json_schema import json_schema
from partnerskap.entry.plain import from_plain
from partnerskap.graph.terms import NS, DocumentKey
from partnerskap.tables.layout import lay_out
from partnerskap.tables.workbook_writing import write_workbook
from partnerskap.web.entry_view import make_view
from shape_extras import MOTTO, extended_forms
from table_ground import ground


def test_it_appears_in_form_template_and_schema(tmp_path: Path) -> None:
    form = extended_forms(tmp_path, MOTTO)["partnership"]
    finding = ground().finding

    view = make_view(form, {}, finding, "nb")
    shown = [field for group in view.groups for field in group.fields if field.name == "/motto"]
    assert [(field.label, field.help) for field in shown] == [
        ("Motto", "Det samarbeidet sier om seg selv.")
    ]
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(lay_out(form), finding, "nb")))
    assert "Motto" in [cell.value for cell in book["Partnerskap"][1]]
    schema = json_schema(form, lambda *_: [], "nb")
    assert "motto" in str(schema["properties"])


def test_what_is_typed_into_it_becomes_a_triple(tmp_path: Path) -> None:
    form = extended_forms(tmp_path, MOTTO)["partnership"]

    data = read_form_input(form, [("/motto", "Sammen")], ground().finding)
    read = from_plain(form, DocumentKey("partnership", "ny"), data)

    assert [(p.value, o.value) for _, p, o in read.triples if p.value == f"{NS}motto"] == [
        (f"{NS}motto", "Sammen")
    ]
