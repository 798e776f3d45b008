"""What is told of reviewing and keeping is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from partnerskap.cli import app
from partnerskap.entry.outbox import MOST_ATTEMPTS
from partnerskap.entry.states import Part, State, allowed_acts
from partnerskap.settings import Settings

NUMBERS = {8: "eight"}


@pytest.fixture(scope="module")
def text(pytestconfig: pytest.Config) -> str:
    return Path(pytestconfig.rootpath, "docs", "review.md").read_text(encoding="utf-8")


def test_the_table_of_states_is_the_one_that_decides(text: str) -> None:
    told: dict[tuple[str, str], set[str]] = {}
    state = ""
    for row in re.findall(r"^\|(.*)\|$", text.partition("## For reviewers")[0], re.MULTILINE):
        first, _, acts, part = (cell.strip() for cell in row.split("|"))
        state = first.strip("`") or state
        if part in set(Part):
            told[state, part] = set(acts.split(", "))

    decided = {
        (state.value, part.value): {act.value for act in acts}
        for state in State
        for part in Part
        if (acts := allowed_acts(state, frozenset({part})))
    }
    told.pop(("published", "reviewer"))  # what is reverted is the change, not the submission
    assert told == decided


def test_every_setting_and_command_named_exists(text: str) -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]  # a group, typed as a command
    named = set(re.findall(r"\bpartnerskap ([a-z]+)", text))
    settings = set(re.findall(r"\b(?:smtp|max)_[a-z_]+|\breview_own\b", text))

    assert named >= {"backup", "restore", "verify", "export", "dump", "person"}
    assert named <= commands
    assert settings <= set(Settings.model_fields)


def test_so_often_is_mail_tried(text: str) -> None:
    assert f"It is tried {NUMBERS[MOST_ATTEMPTS]} times" in text
