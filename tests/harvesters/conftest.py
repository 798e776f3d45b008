"""A service with all the released data and a publisher who is known, for harvesters to visit.

Harvesters have an environment of their own, without our package: they see of us what we serve.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PUBLISHER = {
    "PARTNERSKAP_PUBLISHER_NAME": "Prøveby kommune",
    "PARTNERSKAP_PUBLISHER_NUMBER": "987654321",
    "PARTNERSKAP_PUBLISHER_KIND": "LocalAuthority",
    "PARTNERSKAP_PUBLISHER_HOMEPAGE": "https://www.example.no/",
    "PARTNERSKAP_CONTACT_EMAIL": "post@example.no",
}


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the command of our own environment on a free port and give the address it prints."""
    folder = tmp_path_factory.mktemp("service")
    process = subprocess.Popen(
        [REPOSITORY / ".venv" / "bin" / "partnerskap", "serve", "--port", "0"],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(REPOSITORY / "service"),
            "PARTNERSKAP_DATA_DIR": str(folder / "state"),
            **PUBLISHER,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            printed = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout)
            address = next(filter(None, printed), None)
            assert address is not None, "partnerskap serve ended without an address"
            yield address.group()
        finally:
            process.terminate()
