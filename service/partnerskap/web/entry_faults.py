"""What is wrong in a form, by the element it is about, with the ways to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from partnerskap.entry.mending import mends_of
from partnerskap.records.report import Severity
from partnerskap.web.entry_model import element_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from partnerskap.entry.fields import Form
    from partnerskap.entry.mending import Mend
    from partnerskap.entry.plain import PlainRead
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.report import Report
    from partnerskap.web.entry_model import View

__all__ = ["Asked", "Fault", "Faults", "find_faults", "no_faults"]

_MOST_MENDS = 4


@dataclass(frozen=True, slots=True)
class Fault:
    """One message at one element; ``mends`` are buttons, each with the name it is asked for by."""

    name: str
    field: str
    message: str
    grave: bool
    mends: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """The id of the element."""
        return element_id(self.name)

    @property
    def message_id(self) -> str:
        """The id of the message itself."""
        return f"{self.id}-said"


@dataclass(frozen=True, slots=True)
class Faults:
    """All messages of a form: ``must`` are to be mended, ``should`` are worth a look."""

    must: tuple[Fault, ...]
    should: tuple[Fault, ...]
    mends: Mapping[str, Mend]

    def at(self, name: str) -> tuple[Fault, ...]:
        """Give the messages at one element."""
        return tuple(each for each in (*self.must, *self.should) if each.name == name)

    def within(self, name: str) -> bool:
        """Tell whether something must be mended at an element or inside it."""
        return any(each.name == name or each.name.startswith(f"{name}/") for each in self.must)


def no_faults() -> Faults:
    """Give the faults of a form that nobody has checked."""
    return Faults((), (), {})


@dataclass(frozen=True, slots=True)
class Asked:
    """What was checked: the form it was read by, the record, and the language of the reader."""

    form: Form
    key: DocumentKey
    language: str


def find_faults(asked: Asked, read: PlainRead, report: Report, view: View) -> Faults:
    """Put every result of a report where the reader can act on it."""
    found: dict[Severity, list[Fault]] = {severity: [] for severity in Severity}
    mends: dict[str, Mend] = {}
    for number, result in enumerate(report.results):
        pointer = read.place_of(result)
        offered = {
            f"{number}.{choice}": mend
            for choice, mend in enumerate(
                mends_of(asked.form, asked.key, result, pointer)[:_MOST_MENDS]
            )
        }
        mends |= offered
        fault = Fault(
            view.nearest(pointer or ""),
            result.name.in_language(asked.language),
            result.message.in_language(asked.language),
            grave=result.severity is Severity.VIOLATION,
            mends=tuple((k, m.label.in_language(asked.language)) for k, m in offered.items()),
        )
        if fault not in found[result.severity]:
            found[result.severity].append(fault)
    order = {name: n for n, name in enumerate(view.order)}
    must = sorted(found[Severity.VIOLATION], key=lambda fault: order.get(fault.name, -1))
    return Faults(tuple(must), (*found[Severity.WARNING], *found[Severity.INFO]), mends)
