"""What the page about checking over HTTP promises: its examples run, its lists are true."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from partnerskap.checking.task import Profile
from partnerskap.checking.writing import FORMS
from services import serving

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "validate.md").read_text("utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
# What shows that each example was answered, in their order.
ANSWERS = (
    '"conforms": true',
    '"actor/ntnu"',
    '"conforms": true',
    "202 Accepted",
    '"nrOfErrors"',
    "sh:conforms true",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    command = [sys.executable, "-m", "partnerskap"]
    with serving(command, tmp_path_factory.mktemp("service")) as address:
        yield address


def _run(command: list[str], service: str) -> str:
    environment = {**os.environ, "SERVICE": service}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="The examples are for curl")
@pytest.mark.parametrize(
    ("example", "answer"), list(zip(SHELL, ANSWERS, strict=True)), ids=range(6)
)
def test_every_example_for_the_shell_is_answered(service: str, example: str, answer: str) -> None:
    assert answer in _run(["sh", "-c", example], service)


def test_the_program_runs(service: str) -> None:
    (program,) = PYTHON

    assert _run([sys.executable, "-c", program], service).splitlines()[-1] == "in order"


def test_every_form_and_profile_is_named() -> None:
    for name in (*FORMS, *(each.value for each in Profile if each is not Profile.SHAPES)):
        assert f"`{name}`" in PAGE or f"profile={name}" in PAGE
