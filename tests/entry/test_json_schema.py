"""The JSON Schema follows the shapes and fits every record there is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from json_schemas import checker
from partnerskap.entry.choices import Choices
from partnerskap.entry.forms import read_forms, released_forms
from partnerskap.entry.json_schema import json_schema
from partnerskap.entry.plain import to_plain
from partnerskap.graph.loading import Release, read_document
from partnerskap.graph.reading import read_turtle
from partnerskap.graph.terms import RECORD_TYPES
from partnerskap.records.context import load_context
from partnerskap.records.shapes import read_shapes
from partnerskap.resources import ontology_dir, shapes_dir

MOTTO = """
@prefix pk: <https://w3id.org/partnerskap/ns#> .
@prefix pks: <https://w3id.org/partnerskap/ns/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
pks:Partnership sh:property pks:Partnership-motto .
pks:Partnership-motto a sh:PropertyShape ;
    sh:path pk:motto ;
    sh:name "Motto"@nb, "Motto"@en ;
    sh:description "Det samarbeidet sier om seg selv."@nb, "What it says of itself."@en ;
    sh:group pks:group-about ;
    sh:minCount 1 ; sh:maxCount 1 ;
    sh:pattern "^[A-Z]" .
"""


@pytest.mark.parametrize("record_type", RECORD_TYPES)
def test_every_record_in_plain_json_is_valid(record_type: str, choices: Choices) -> None:
    form = released_forms()[record_type]
    faults = checker(json_schema(form, choices.entries))
    release = Release.open()
    wrong = {}
    records = [file for file in release.files if file.key.type == record_type]
    for file in records:
        lines = "".join(f"{line} .\n" for line in read_document(release, file))
        data = to_plain(form, file.key, read_turtle(lines).triples)
        if found := faults(data):
            wrong[str(file.key)] = found

    assert records
    assert wrong == {}


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"navn": "x"}, "$"),
        ({"founded": "12.3.2021"}, "$.founded"),
        ({"scope": "nei"}, "$.scope"),
        ({"name": {"nb": "Prøve"}}, "$.name"),
        ({"members": [{"actor": "NTNU, Trondheim"}]}, "$.members[0].actor"),
    ],
)
def test_what_the_form_refuses_the_schema_refuses(
    data: dict[str, object], place: str, choices: Choices
) -> None:
    faults = checker(json_schema(released_forms()["partnership"], choices.entries))

    assert place in faults(data)


def test_titles_and_labels_come_in_the_language_asked_for(choices: Choices) -> None:
    form = released_forms()["partnership"]
    nb, en = (json.dumps(json_schema(form, choices.entries, code)) for code in ("nb", "en"))

    assert '"title": "Samarbeidsform"' in nb
    assert '"title": "Form of partnership"' in en
    assert '"const": "toparts", "title": "One-to-one partnership"' in en


def test_a_property_added_to_a_shape_is_in_the_schema(tmp_path: Path, choices: Choices) -> None:
    for path in shapes_dir().glob("*.ttl"):
        shutil.copy(path, tmp_path)
    (tmp_path / "motto.ttl").write_text(MOTTO, encoding="utf-8")
    context = load_context(ontology_dir() / "context.jsonld")
    form = read_forms(read_shapes(tmp_path), context)["partnership"]

    schema = json_schema(form, choices.entries)

    properties, required = schema["properties"], schema["required"]
    assert isinstance(properties, dict)
    assert isinstance(required, list)
    assert properties["motto"] == {
        "type": "string",
        "pattern": "^[A-Z]",
        "title": "Motto",
        "description": "Det samarbeidet sier om seg selv.",
    }
    assert "motto" in required
