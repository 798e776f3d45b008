"""Watch the processes of a service for leaks: memory, open files, and how many there are."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import memory_megabytes, tree

__all__ = ["Watch", "open_files"]


def open_files(process_id: int) -> int:
    """Count the open file descriptors of a process tree."""
    count = 0
    for member in tree(process_id):
        try:
            count += len(list(Path(f"/proc/{member}/fd").iterdir()))
        except FileNotFoundError:
            continue  # it ended while we looked
    return count


@dataclass(slots=True)
class Watch:
    """Samples of memory and open files; the lowest of a stretch is what nothing gives back."""

    process_id: int
    memory: list[tuple[float, float]] = field(default_factory=list)
    files: list[tuple[float, int]] = field(default_factory=list)

    async def go_on(self, every: float) -> None:
        """Look every so many seconds until cancelled."""
        begun = time.monotonic()
        while True:
            now = time.monotonic() - begun
            self.memory.append((now, await asyncio.to_thread(memory_megabytes, self.process_id)))
            self.files.append((now, open_files(self.process_id)))
            await asyncio.sleep(every)

    def lowest(self, parts: int) -> list[tuple[float, int]]:
        """Give the lowest memory and open files of each of so many stretches of time."""
        end = self.memory[-1][0] + 1e-9
        found = []
        for part in range(parts):
            begin, until = end * part / parts, end * (part + 1) / parts
            memory = [value for at, value in self.memory if begin <= at < until]
            files = [value for at, value in self.files if begin <= at < until]
            if memory:
                found.append((min(memory), min(files)))
        return found
