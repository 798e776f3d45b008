"""The wheel runs by itself: built, installed with pip alone, started in an empty folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from partnerskap.web.render import has_editor

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
    """Give the versions of the lock without hashes: pip refuses hashes beside a local wheel."""
    requirement = re.compile(r"^([a-z0-9][\w.\[\]-]*==[^\\\n]*?)\s*\\?$", re.MULTILINE)
    return "\n".join(requirement.findall(LOCK.read_text()))


@contextmanager
def serving(environment: Path, folder: Path) -> Iterator[str]:
    """Start the installed command on a free port and give the address it prints."""
    process = subprocess.Popen(
        [environment / "bin" / "partnerskap", "serve", "--port", "0"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PARTNERSKAP_DATA_DIR": str(folder / "state")},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            assert process.stderr is not None
            yield next(
                found.group()
                for line in process.stderr
                if (found := re.search(r"http://127\.0\.0\.1:\d+", line))
            )
        finally:
            process.terminate()


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

    with serving(environment, empty) as address:
        query = f"{address}/sparql?query=SELECT%20*%20%7B%3Fp%20a%20%3Chttps://w3id.org/partnerskap/ns%23Partnership%3E%7D"
        with urllib.request.urlopen(query, timeout=30) as answer:  # noqa: S310 - our own service
            found = json.load(answer)
        page = urllib.request.Request(f"{address}/sparql", headers={"Accept": "text/html"})  # noqa: S310 - our own service
        with urllib.request.urlopen(page, timeout=30) as answer:  # noqa: S310 - our own service
            text = answer.read().decode()

    assert len(found["results"]["bindings"]) == 16
    assert ("/static/editor/yasgui.min.js" in text) == has_editor()
    assert [path.name for path in empty.iterdir()] == ["state"]
