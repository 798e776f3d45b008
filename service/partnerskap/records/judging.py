"""Judge records with compiled shapes, and offer ways to mend what they find.

Only a record's own nodes are put to the shapes that target them; what the record refers to serves
look-ups and is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal

from partnerskap.records.explaining import LITERAL_SHAPE, Explainer
from partnerskap.records.lookups import GraphLookup
from partnerskap.records.naming import Names
from partnerskap.records.neighbours import find_neighbours
from partnerskap.records.repairs import Workshop
from partnerskap.records.report import Proposal, Report
from partnerskap.shacl.compiling import compile_shapes
from partnerskap.shacl.findings import Finding, Source
from partnerskap.shacl.index import Index
from partnerskap.shacl.lexical import is_well_formed
from partnerskap.shacl.paths import of_predicate
from partnerskap.shacl.vocabulary import VIOLATION, component

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pyoxigraph import Store

    from partnerskap.graph.reading import Object
    from partnerskap.records.lookups import Lookup
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.wording import Wording
    from partnerskap.shacl.building import Options
    from partnerskap.shacl.engine import Compiled

    _Fault = tuple[Object, Object, Object, Object | None]

__all__ = ["CompiledValidator", "find_faults"]

_MOST_MENDED: Final = 50
_MOST_OFFERED: Final = 3
_MOST_TRIED: Final = 200_000
"""How many triples are judged, all trials of a record together; then no more is offered."""


class CompiledValidator:
    """Judges records by one set of shapes. Holds no state between calls."""

    def __init__(self, shapes: Iterable[Triple], options: Options | None = None) -> None:
        self._compiled = compile_shapes(shapes, options)

    def validate(
        self, record: Sequence[Triple], graph: Store, lookup: Lookup | None = None
    ) -> Report:
        """Judge one record or a few together, in the company of the published graph.

        ``lookup`` finds what misspelt names mean; without it the graph itself is read for that.
        """
        neighbours = find_neighbours(record, graph)
        own = {subject for subject, _, _ in record}
        findings = find_faults(self._compiled, record, neighbours, own)
        if not findings:
            return Report()
        mine, shapes = Index(record), self._compiled.shapes
        names = Names(mine, graph)
        explainer = Explainer(shapes, names)
        workshop = Workshop(mine, shapes, names, lookup or GraphLookup(graph))
        trial = _Trial(self._compiled, workshop, neighbours, graph, set(map(_fault, findings)))
        results = [
            replace(explainer.explain(finding), proposals=trial.offers(finding))
            if i < _MOST_MENDED
            else explainer.explain(finding)
            for i, finding in enumerate(findings)
        ]
        return Report.of(tuple(results))

    def validate_all(self, triples: Sequence[Triple]) -> Report:
        """Judge every node of a whole data set, which refers to nothing outside itself."""
        world = Index(triples)
        found = find_faults(self._compiled, triples, (), world.subjects)
        explainer = Explainer(self._compiled.shapes, Names(world, None))
        return Report.of(tuple(map(explainer.explain, found)))

    def validate_alone(self, triples: Sequence[Triple]) -> Report:
        """Judge data of any kind by nothing but the shapes: all their targets, each result kept.

        This is validation as SHACL defines it, section 3.4.
        """
        world = Index(triples)
        explainer = Explainer(self._compiled.shapes, Names(world, None))
        results = map(explainer.explain, self._compiled.validate(world))
        return Report(tuple(sorted(results, key=lambda result: result.order)))

    def nodes_in_fault(self, data: Index) -> set[Object]:
        """Judge as ``validate_alone`` does, and give only the nodes that break a rule gravely."""
        found = self._compiled.validate(data)
        return {finding.focus for finding in found if finding.source.severity == VIOLATION}


def find_faults(
    compiled: Compiled,
    record: Sequence[Triple],
    neighbours: Sequence[Triple],
    own: Collection[Object],
) -> list[Finding]:
    """Judge ``own`` nodes of a record, and how its literals are spelt; each fault once."""
    found = list(compiled.validate(Index((*record, *neighbours)), own))
    judged = {(each.focus, each.value) for each in found}
    return found + [each for each in _misspelt(record) if (each.focus, each.value) not in judged]


def _misspelt(record: Iterable[Triple]) -> Iterator[Finding]:
    """Find literals that are not written as their datatype demands."""
    for subject, predicate, value in record:
        if not isinstance(value, Literal) or value.language:
            continue
        if not is_well_formed(value.value, value.datatype.value):
            path = of_predicate(predicate)
            source = Source(
                LITERAL_SHAPE, component("Datatype"), VIOLATION, path, (), (value.datatype,)
            )
            yield Finding(source, subject, value, path)


@dataclass(slots=True)
class _Trial:
    """Tries proposals on the record: only what mends a fault and makes no new one is offered."""

    compiled: Compiled
    workshop: Workshop
    neighbours: Sequence[Triple]
    graph: Store
    before: set[_Fault]
    tried: int = 0

    def offers(self, finding: Finding) -> tuple[Proposal, ...]:
        said: set[Wording] = set()
        offered: list[Proposal] = []
        for proposal in self.workshop.proposals(finding):
            # the same words as another type of literal are no other choice for people
            if proposal.label in said or not self._mends(proposal, finding):
                continue
            said.add(proposal.label)
            offered.append(proposal)
            if len(offered) == _MOST_OFFERED:
                break
        return tuple(offered)

    def _mends(self, proposal: Proposal, finding: Finding) -> bool:
        tried = proposal.choices[0] if proposal.choices else proposal
        self.tried += len(self.workshop.record.triples) + len(self.neighbours)
        if self.tried > _MOST_TRIED:
            return False
        record = tried.apply(self.workshop.record.triples)
        changed = {subject for subject, _, _ in (*tried.removed, *tried.added)}
        new = find_neighbours(tried.added, self.graph)
        after = find_faults(
            self.compiled, record, (*self.neighbours, *new), {finding.focus, *changed}
        )
        faults = set(map(_fault, after))
        return _fault(finding) not in faults and faults <= self.before


def _fault(finding: Finding) -> _Fault:
    return finding.focus, finding.source.shape, finding.source.component, finding.value
