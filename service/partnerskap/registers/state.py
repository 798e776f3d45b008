"""What was handed in of each record before, so that only what changes at the source is again.

Without it, a proposal that a reviewer turned down or mended would come back with every run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from partnerskap.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["State"]


@dataclass(frozen=True, slots=True)
class State:
    """A file that holds a hash of what was said of each record; one that is not there is empty."""

    file: Path

    def read(self) -> dict[str, str]:
        """Give the hashes by record; raise StorageError for a file that is something else."""
        try:
            told = json.loads(self.file.read_text("utf-8"))
            return {str(key): str(value) for key, value in told["records"].items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            raise StorageError(
                f"«{self.file}» kan ikke leses: {fault}. Slett den for å begynne forfra.",
                f"{str(self.file)!r} cannot be read: {fault}. Delete it to begin anew.",
            ) from fault

    def write(self, records: Mapping[str, str]) -> None:
        """Replace the file whole, so that it is never half written."""
        part = self.file.with_name(f"{self.file.name}.part")
        text = json.dumps({"records": dict(sorted(records.items()))}, indent=1)
        try:
            part.write_text(f"{text}\n", "utf-8")
            part.replace(self.file)
        except OSError as fault:
            raise StorageError(
                f"«{self.file}» kan ikke skrives: {fault}.",
                f"{str(self.file)!r} cannot be written: {fault}.",
            ) from fault
