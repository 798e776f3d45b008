"""Start the real command for a test and stop it again."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["serving"]


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
            yield next(
                found.group()
                for line in process.stderr
                if (found := re.search(r"http://127\.0\.0\.1:\d+", line))
            )
        finally:
            process.terminate()
