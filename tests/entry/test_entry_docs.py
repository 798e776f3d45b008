"""What docs/entry.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from json_schemas import checker
from partnerskap.entry.choices import Choices
from partnerskap.entry.forms import released_forms
from partnerskap.entry.json_schema import json_schema
from partnerskap.entry.plain import PlainLimits, from_plain, parse_plain
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.validation import validate

KEY = DocumentKey("partnership", "eksempelbyen")
FORM = released_forms()["partnership"]


@pytest.fixture(scope="module")
def text(pytestconfig: pytest.Config) -> str:
    return Path(pytestconfig.rootpath, "docs", "entry.md").read_text(encoding="utf-8")


def block(text: str, name: str) -> dict[str, object]:
    (found,) = re.findall(rf"```json {name}\n(.*?)```", text, re.DOTALL)
    return parse_plain(found.encode())


def test_the_record_shown_is_read_and_breaks_no_rule(
    text: str, choices: Choices, released_graph: GraphStore
) -> None:
    data = block(text, "record")
    read = from_plain(FORM, KEY, data, known=choices)

    assert read.problems == ()
    assert validate(read.triples, released_graph.store).results == ()
    assert checker(json_schema(FORM, choices.entries))(data) == set()
    names = {subject.value.partition("#")[2] for subject, _, _ in read.triples}
    assert {"member-ntnu", "trigger-1", "partnership-agreement-1-period"} <= names


def test_the_faults_shown_are_told_as_shown(text: str, choices: Choices) -> None:
    read = from_plain(FORM, KEY, block(text, "faulty"), known=choices)

    told = {read.place_of(problem): problem.message.nb for problem in read.problems}
    table = text.partition("| place | message |")[2].partition("\n\n")[0]
    assert told == dict(re.findall(r"^\| `(/\S+)` \| (.*) \|$", table, re.MULTILINE))


def test_the_limits_told_are_those_that_hold() -> None:
    assert PlainLimits() == PlainLimits(size=2_000_000, depth=20, values=50_000)
