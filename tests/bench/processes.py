"""Start, watch and stop the servers we measure: ports, process trees and their memory.

Linux only: memory is read from ``/proc``. Touches no process but those started here.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

__all__ = ["PeakMemory", "free_port", "memory_megabytes", "stop", "tree"]


def free_port() -> int:
    """Find a loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tree(process_id: int) -> list[int]:
    """List a process and everything it started, the youngest last; the dead are left out."""
    found = [process_id]
    for parent in found:
        for path in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in path.read_text().split()]
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we looked
    return found


def memory_megabytes(process_id: int) -> float:
    """Sum the proportional share of memory (Pss) of a process tree: shared pages count once."""
    kilobytes = 0
    for member in tree(process_id):
        try:
            rollup = Path(f"/proc/{member}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue  # it ended while we looked
        line = next((line for line in rollup.splitlines() if line.startswith("Pss:")), "Pss: 0")
        kilobytes += int(line.split()[1])
    return kilobytes / 1024


class PeakMemory:
    """Reads a tree's memory every so often while other work goes on; keeps the highest."""

    def __init__(
        self, process_id: int, *, every: float = 0.25, read: Callable[[int], float] | None = None
    ) -> None:
        self.megabytes = 0.0
        self._process_id = process_id
        self._every = every
        self._read = read or memory_megabytes
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._look()
        self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
        self._look()

    def _look(self) -> None:
        self.megabytes = max(self.megabytes, self._read(self._process_id))

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            seen = await asyncio.to_thread(self._read, self._process_id)
            self.megabytes = max(self.megabytes, seen)


def stop(process: subprocess.Popen[bytes], *, patience: float = 5.0) -> None:
    """End a process that leads its own session: politely, then its whole group for certain."""
    process.terminate()
    deadline = time.monotonic() + patience
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # what it left behind, as much as itself
    process.wait()
