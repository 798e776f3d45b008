"""The examples of docs/linking.md, run as they stand against the service."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from partnerskap.linking.kinds import KINDS
from partnerskap.linking.lookup import PARAMETERS
from services import serving

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "linking.md").read_text("utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
# What shows that each example was answered, in their order.
ANSWERS = (
    '"id": "id/actor/trondheim-kommune"',
    '"id/actor/bergen-kommune": {"municipality-number": [{"str": "4601"}]',
    "location: /actors/ntnu",
    "Municipality number 3043 was valid in 2020–2023. Today it is Ål municipality (3328).",
    "split on 1 January 2024 into Ålesund municipality (1508) and Haram municipality (1580)",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    command = [sys.executable, "-m", "partnerskap"]
    with serving(command, tmp_path_factory.mktemp("service")) as address:
        yield address


@pytest.mark.skipif(shutil.which("curl") is None, reason="The examples are for curl")
@pytest.mark.parametrize(
    ("example", "answer"), list(zip(SHELL, ANSWERS, strict=True)), ids=range(5)
)
def test_every_example_is_answered(service: str, example: str, answer: str) -> None:
    command = ["sh", "-c", example]
    done = subprocess.run(
        command,
        env={**os.environ, "SERVICE": service},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert answer in done.stdout


@pytest.mark.parametrize("name", [*PARAMETERS, *KINDS])
def test_every_type_and_parameter_is_told(name: str) -> None:
    assert f"`{name}`" in PAGE
