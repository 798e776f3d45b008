"""A service with all the released data, and an endpoint that may be changed, for other programs."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
NODE_BIN = REPOSITORY / ".venv-clients" / "npm" / "node_modules" / ".bin"
CITIES = """
@prefix ex: <http://example.org/> .
ex:oslo a ex:City ; ex:name "Oslo"@nb , "Христиания"@ru ; ex:people 700000 .
ex:bergen a ex:City ; ex:name "Bergen"@nb ; ex:people 290000 .
"""


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """Let no client wait for ever; some of them cannot be told how long."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(60)
    yield
    socket.setdefaulttimeout(before)


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[str]:
    """Start our command on a free port and give the address it prints."""
    process = subprocess.Popen(
        [BIN / "partnerskap", *arguments, "--port", "0"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PARTNERSKAP_DATA_DIR": str(folder / "state")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            printed = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout)
            address = next(filter(None, printed), None)
            assert address is not None, f"partnerskap {arguments[0]} ended without an address"
            yield address.group()
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service with everything that is released."""
    with serving(tmp_path_factory.mktemp("service"), "serve") as address:
        yield address


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[str]:
    """The address of an endpoint with two cities that anyone may change, new for each test."""
    (tmp_path / "cities.ttl").write_text(CITIES, "utf-8")
    with serving(tmp_path, "endpoint", "cities.ttl", "--writable") as address:
        yield f"{address}/sparql"


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """The environment a client runs in: our tools first, no settings of the person who tests."""
    path = os.pathsep.join([str(NODE_BIN), str(BIN), os.environ["PATH"]])
    return {"PATH": path, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
