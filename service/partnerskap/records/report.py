"""What validation found: values that the command line, API and pages can show as they are.

No sentence here holds an IRI; IRIs stand in fields of their own, for machines.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from partnerskap.graph.terms import PREFIXES, Iri

if TYPE_CHECKING:
    from partnerskap.errors import Text

__all__ = ["Report", "Result", "Severity"]


class Severity(StrEnum):
    """How much a result weighs; only a violation keeps a record from conforming."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def iri(self) -> Iri:
        """The severity's IRI in SHACL 1.0, section 2.1.4."""
        return Iri(f"{PREFIXES['sh']}{self.value.capitalize()}")


_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Result:
    """One rule that one node breaks.

    ``focus`` is the node, ``path`` the properties that lead from it to the value (none when the
    rule is about the node itself), ``value`` the offending term in the words of its file: an IRI
    or the text of a literal; None when something is missing. ``name`` is the field's name.
    """

    severity: Severity
    focus: str
    path: tuple[str, ...]
    value: str | None
    shape: Iri
    component: Iri
    name: Text
    message: Text

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        """The key by which reports are sorted: the gravest first, then by place and rule."""
        return _RANK[self.severity], self.focus, self.shape, self.component, self.value or ""


@dataclass(frozen=True, slots=True)
class Report:
    """All results for what was put to the shapes, each once, the gravest first."""

    results: tuple[Result, ...] = ()

    @classmethod
    def of(cls, *parts: tuple[Result, ...]) -> Report:
        """Put results together, sorted and without doubles."""
        return cls(tuple(sorted({r for part in parts for r in part}, key=lambda r: r.order)))

    @property
    def conforms(self) -> bool:
        """Whether nothing found is a violation."""
        return not any(result.severity is Severity.VIOLATION for result in self.results)

    def count(self, severity: Severity) -> int:
        """Tell how many results have this severity."""
        return Counter(result.severity for result in self.results)[severity]
