"""How much one uploaded table may ask for."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TableLimits"]


@dataclass(frozen=True, slots=True)
class TableLimits:
    """Upper bounds; ``bytes`` is what is sent, ``unpacked`` what a workbook may grow to."""

    bytes: int = 16_777_216
    unpacked: int = 268_435_456
    files: int = 1_000
    sheets: int = 60
    rows: int = 50_000
    columns: int = 400
    cells: int = 3_000_000
