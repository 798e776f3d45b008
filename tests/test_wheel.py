"""The wheel runs by itself: built, installed with pip alone, started in an empty folder."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

import pytest

from partnerskap.web.render import has_editor
from services import serving

REPOSITORY = Path(__file__).parents[1]
LOCK = REPOSITORY / "requirements.lock"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, REPOSITORY],
        check=True,
        capture_output=True,
    )
    (built,) = out.glob("*.whl")
    return built


def pins() -> str:
    """Give the versions of the lock as pip takes them beside a wheel: without hashes and extras."""
    requirement = re.compile(r"^([a-z0-9][\w.\[\]-]*==[^\\\n]*?)\s*\\?$", re.MULTILINE)
    return "\n".join(
        re.sub(r"\[.*?\]", "", line, count=1) for line in requirement.findall(LOCK.read_text())
    )


def test_an_installed_wheel_serves_all_the_data(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    constraints = tmp_path / "constraints.txt"
    constraints.write_text(pins())
    install: list[str | Path] = [
        environment / "bin" / "pip",
        "install",
        "--quiet",
        "-c",
        constraints,
        wheel,
    ]
    subprocess.run(install, check=True, capture_output=True)
    empty = tmp_path / "empty"
    empty.mkdir()

    with serving([environment / "bin" / "partnerskap"], empty) as address:
        query = f"{address}/sparql?query=SELECT%20*%20%7B%3Fp%20a%20%3Chttps://w3id.org/partnerskap/ns%23Partnership%3E%7D"
        with urllib.request.urlopen(query, timeout=30) as answer:  # noqa: S310 - our own service
            found = json.load(answer)
        page = urllib.request.Request(f"{address}/sparql", headers={"Accept": "text/html"})  # noqa: S310 - our own service
        with urllib.request.urlopen(page, timeout=30) as answer:  # noqa: S310 - our own service
            text = answer.read().decode()

    assert len(found["results"]["bindings"]) == 16
    assert ("/static/editor/yasgui.min.js" in text) == has_editor()
    assert [path.name for path in empty.iterdir()] == ["state"]
