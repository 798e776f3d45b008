"""Start the real command for a test and stop it again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["endpoint_serving", "serving"]

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def serving(
    command: Sequence[str | Path], folder: Path, settings: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve on a free port with all state in ``folder``; give the address that is printed."""
    process = subprocess.Popen(
        [*command, "serve", "--port", "0"],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PARTNERSKAP_DATA_DIR": str(folder / "state"),
            **(settings or {}),
        },
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            assert process.stderr is not None
            yield next(found.group() for line in process.stderr if (found := _ADDRESS.search(line)))
        finally:
            process.terminate()


@contextmanager
def endpoint_serving(file: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve a file by ``partnerskap endpoint`` on a free port; give the address of /sparql."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1", **(settings or {})}
    command = [sys.executable, "-m", "partnerskap", "endpoint", str(file), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        try:
            assert process.stdout is not None
            found = _ADDRESS.search(process.stdout.readline())
            assert found is not None
            yield f"{found.group()}/sparql"
        finally:
            process.terminate()
