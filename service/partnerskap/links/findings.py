"""What was found of one link or identifier, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from partnerskap.records.report import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.records.wording import Wording

__all__ = ["Finding", "Trouble", "as_json", "must_be_mended"]


class Trouble(StrEnum):
    """What can be wrong."""

    FORM = "form"
    MISMATCH = "mismatch"
    DUPLICATE = "duplicate"
    DEAD_HERE = "dead-here"
    WITHDRAWN = "withdrawn"
    DEAD = "dead"
    MOVED = "moved"
    UNSURE = "unsure"

    @property
    def severity(self) -> Severity:
        """How grave it is: what may be a passing trouble of others is no fault of the data."""
        match self:
            case Trouble.MOVED | Trouble.WITHDRAWN:
                return Severity.WARNING
            case Trouble.UNSURE:
                return Severity.INFO
            case _:
                return Severity.VIOLATION


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One trouble: in which record, with which value, in words that say what to do."""

    record: str
    trouble: Trouble
    value: str
    text: Wording


def must_be_mended(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding is one that must be mended."""
    return any(each.trouble.severity is Severity.VIOLATION for each in findings)


def as_json(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Write findings as plain values."""
    return [
        {
            "record": each.record,
            "trouble": each.trouble.value,
            "severity": each.trouble.severity.value,
            "value": each.value,
            "message": {"nb": each.text.nb, "en": each.text.en},
        }
        for each in findings
    ]
