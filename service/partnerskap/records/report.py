"""What validation found: values that the command line, API and pages can show as they are.

No sentence here holds an IRI; IRIs stand in fields of their own, for machines.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from partnerskap.graph.terms import BASE, PREFIXES, SHAPES, Iri
from partnerskap.records.wording import NOTHING, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.graph.reading import Object
    from partnerskap.records.neighbours import Triple
    from partnerskap.shacl.findings import Finding

__all__ = ["Group", "Proposal", "Report", "Result", "Severity"]


class Severity(StrEnum):
    """How much a result weighs; only a violation keeps a record from conforming."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def iri(self) -> Iri:
        """The severity's IRI in SHACL 1.0, section 2.1.4."""
        return Iri(f"{PREFIXES['sh']}{self.value.capitalize()}")

    @property
    def word(self) -> Wording:
        """The severity for people: what must, should or may well be corrected."""
        return _WORDS[self]


_RANK: Final = {severity: rank for rank, severity in enumerate(Severity)}
_WORDS: Final = {
    Severity.VIOLATION: Wording("må rettes", "must be corrected", "må rettast"),
    Severity.WARNING: Wording("bør rettes", "should be corrected", "bør rettast"),
    Severity.INFO: Wording("tips", "tip", "tips"),
}


_PLACES: Final = Wording("steder", "places", "stader")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A way to mend a fault that a program can carry out when a person says yes.

    It takes the triples of ``removed`` away and adds those of ``added``. A pick-list has neither;
    it has ``choices`` instead, each a proposal of its own, the likeliest first.
    """

    label: Wording
    removed: tuple[Triple, ...] = ()
    added: tuple[Triple, ...] = ()
    choices: tuple[Proposal, ...] = ()

    def apply(self, triples: Iterable[Triple]) -> tuple[Triple, ...]:
        """Give the triples as they are after the proposal, in their order, new ones last."""
        gone = set(self.removed)
        kept = dict.fromkeys(triple for triple in triples if triple not in gone)
        return tuple({**kept, **dict.fromkeys(self.added)})


@dataclass(frozen=True, slots=True)
class Result:
    """One rule that one node breaks.

    ``focus`` is the node, ``path`` the properties that lead from it to the value (none when the
    rule is about the node itself), ``value`` the offending term in the words of its file: an IRI
    or the text of a literal; None when something is missing. ``term`` is that value as a term.

    For people: ``name`` is the field, ``message`` says what is wrong, what was found and what to
    do; ``advice`` is the same without the value, so that it fits many. ``found`` is the value by
    its label and ``allowed`` what may stand there (each may be empty). ``causes`` are
    the results that lie beneath, when the rule is put together from others (``sh:or``,
    ``sh:node`` and the like). ``proposals`` are ways to mend it, the likeliest first.
    ``finding`` is what the shapes said, as terms, when it was shapes that said it.
    ``shape`` is the rule's stable name; under our own base it is also where the rule is explained.
    """

    severity: Severity
    focus: str
    path: tuple[str, ...]
    value: str | None
    shape: Iri
    component: Iri
    name: Wording
    message: Wording
    term: Object | None = None
    advice: Wording = NOTHING
    found: Wording = NOTHING
    allowed: Wording = NOTHING
    causes: tuple[Result, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    finding: Finding | None = field(default=None, compare=False, repr=False)

    @property
    def explained_at(self) -> str:
        """The address below the service's root where the rule is explained; empty for others'."""
        return self.shape.removeprefix(BASE) if self.shape.startswith(SHAPES) else ""

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        """The key by which reports are sorted: the gravest first, then by place and rule."""
        return _RANK[self.severity], self.focus, self.shape, self.component, self.value or ""


@dataclass(frozen=True, slots=True)
class Group:
    """Results of one cause: the same rule, broken in the same way by one or more nodes."""

    results: tuple[Result, ...]

    @property
    def first(self) -> Result:
        """One of the results, to speak for all."""
        return self.results[0]

    def sentence(self, things: Wording = _PLACES) -> Wording:
        """Say it once for all, with how many ``things`` it concerns when there are several."""
        count = len(self.results)
        if count == 1:
            return self.first.message
        advice = self.first.advice or self.first.message
        nynorsk = advice.nn and f"{count} {things.nn or things.nb}: {advice.nn}"
        return Wording(
            f"{count} {things.nb}: {advice.nb}", f"{count} {things.en}: {advice.en}", nynorsk
        )


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

    def distinct(self) -> Report:
        """Keep one of the results that tell people the same of the same value.

        A rule with several conditions gives one for each that fails; the one with causes is kept.
        """
        kept: dict[tuple[str, str, str | None, Wording], Result] = {}
        for result in self.results:
            fault = (result.focus, result.shape, result.value, result.message)
            if fault not in kept or (result.causes and not kept[fault].causes):
                kept[fault] = result
        return Report(tuple(kept.values()))

    def grouped(self) -> tuple[Group, ...]:
        """Put results with the same cause together, in the order of the report."""
        groups: dict[tuple[Iri, Iri, Wording], list[Result]] = {}
        for result in self.results:
            said = result.advice or result.message
            groups.setdefault((result.shape, result.component, said), []).append(result)
        return tuple(Group(tuple(results)) for results in groups.values())
