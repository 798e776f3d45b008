"""Ways to mend what a rule found, as changes to the record that a person may say yes to.

Pure: what there is to choose from comes through ``Lookup``. Nothing here knows whether a change
truly mends; the judge tries each before it is offered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.graph.terms import BASE, NS, PREFIXES, expand
from partnerskap.records.lookups import NUMBERS, Lookup, wanted_by
from partnerskap.records.report import Proposal
from partnerskap.records.spellings import is_oddly_tagged, other_spellings
from partnerskap.records.wording import Wording
from partnerskap.shacl.vocabulary import component, sh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from partnerskap.graph.reading import Object
    from partnerskap.records.naming import Names
    from partnerskap.shacl.findings import Finding
    from partnerskap.shacl.index import Index, Triple

__all__ = ["Workshop"]

_MOST_TRIED: Final = 12
_MOST_CHOICES: Final = 40
_START: Final = NamedNode(expand("dcat:startDate"))
_END: Final = NamedNode(expand("dcat:endDate"))
_SUBJECT: Final = NamedNode(expand("rdf:subject"))
_PREDICATE: Final = NamedNode(expand("rdf:predicate"))
_OBJECT: Final = NamedNode(expand("rdf:object"))
_PREF_LABEL: Final = NamedNode(expand("skos:prefLabel"))
_INVERSES: Final = {
    NamedNode(expand(one)): NamedNode(expand(other))
    for one, other in (
        ("pk:contradicts", "pk:contradicts"),
        ("org:organization", "org:hasMembership"),
        ("skos:topConceptOf", "skos:hasTopConcept"),
    )
}


@dataclass(frozen=True, slots=True)
class Workshop:
    """What repairs work with: the record's own triples, the shapes, names and look-ups."""

    record: Index
    shapes: Index
    names: Names
    lookup: Lookup

    def proposals(self, finding: Finding) -> Iterator[Proposal]:
        """Give changes that may mend a finding, the likeliest first, at most a dozen."""
        predicate = _predicate(finding)
        kind = finding.source.component.value.removeprefix(PREFIXES["sh"])
        special = self._special(kind.removesuffix("ConstraintComponent"))
        found: list[Iterator[Proposal]] = []
        if special is not None and predicate is not None:
            found.append(special(finding, predicate))
        if finding.value is not None:
            found.append(self._for_value(finding, finding.value, predicate))
        yield from islice(chain.from_iterable(found), _MOST_TRIED)

    def _special(self, kind: str) -> Callable[[Finding, NamedNode], Iterator[Proposal]] | None:
        """Give the way to mend that goes with one kind of constraint."""
        return {
            "HasValue": self._add,
            "MinCount": self._fill,
            "QualifiedMinCount": self._fill,
            "MaxCount": self._keep_one,
            "UniqueLang": self._keep_one,
            "Closed": self._drop,
        }.get(kind)

    def _for_value(
        self, finding: Finding, value: Object, predicate: NamedNode | None
    ) -> Iterator[Proposal]:
        focus = finding.focus
        if isinstance(focus, Literal):
            return
        if predicate is not None and value in self.record.objects(focus, predicate):
            old: Triple = (focus, predicate, value)
            for other in chain(
                self._others(finding, value), self._registered(focus, predicate, value)
            ):
                yield Proposal(self._label(value, other), (old,), ((focus, predicate, other),))
            yield from self._turned_round(old)
        yield from self._renamed(focus, value)

    def _others(self, finding: Finding, value: Object) -> Iterator[Object]:
        wanted = wanted_by(self.shapes, finding.source.shape)
        if wanted and not isinstance(value, BlankNode):
            text = value.value
            name = text if isinstance(value, Literal) else re.split(r"[/#]", text.rstrip("/"))[-1]
            yield from (each for each in self.lookup.nearest(name, wanted) if each != value)
        asks = finding.source.component == component("SPARQL")
        for other in other_spellings(value):
            # a rule on what is said is not kept by saying the same in another type of text
            same = isinstance(value, Literal) and isinstance(other, Literal)
            if not (asks and same and other.value == value.value):
                yield other

    def _registered(
        self, focus: NamedNode | BlankNode, predicate: NamedNode, value: Object
    ) -> Iterator[Object]:
        """Give the number of what is named in its place, or that has the name of the record."""
        if predicate not in NUMBERS or not isinstance(value, Literal):
            return
        written = [value.value] if not any(letter.isdecimal() for letter in value.value) else []
        names = (name.value for name in self.record.texts(focus, _PREF_LABEL))
        numbers = self.lookup.numbers(predicate, focus, (*written, *names))
        yield from (number for number in numbers if number != value)

    def _label(self, old: Object, new: Object) -> Wording:
        if isinstance(new, Literal):
            if isinstance(old, Literal) and old.value == new.value and new.language:
                tag = new.language
                return Wording(f"Merk teksten med språket {tag}", f"Mark the text as {tag}")
            return Wording(f"Skriv «{new.value}»", f"Write “{new.value}”")
        name = self.names.of(new)
        if isinstance(new, NamedNode) and not new.value.startswith(BASE):  # a web address
            return Wording(f"Skriv «{new.value}»", f"Write “{new.value}”")
        return Wording(f"Velg «{name.nb}»", f"Choose “{name.en}”", name.nn and f"Vel «{name.nn}»")

    def _turned_round(self, old: Triple) -> Iterator[Proposal]:
        """Give what mends a statement that does not agree with the other end, or another one."""
        focus, predicate, value = old
        inverse = _INVERSES.get(predicate)
        if inverse is not None and not isinstance(value, Literal):
            yield Proposal(
                Wording("Skriv det i begge ender", "Write it at both ends"),
                added=((value, inverse, focus),),
            )
        if predicate == _END:
            for start in self.record.objects(focus, _START):
                yield Proposal(
                    Wording("Bytt om start og slutt", "Swap start and end"),
                    (old, (focus, _START, start)),
                    ((focus, _START, value), (focus, _END, start)),
                )
        if predicate == _OBJECT:
            yield from self._restated(focus, value)

    def _restated(self, focus: NamedNode | BlankNode, value: Object) -> Iterator[Proposal]:
        """Let a statement say what the record says, or the record what the statement says."""
        about, field = self.record.one(focus, _SUBJECT), self.record.one(focus, _PREDICATE)
        if isinstance(about, Literal | None) or not isinstance(field, NamedNode):
            return
        for real in self.record.objects(about, field):
            yield Proposal(
                self._label(value, real), ((focus, _OBJECT, value),), ((focus, _OBJECT, real),)
            )
        yield Proposal(
            Wording("Skriv verdien i oppføringen også", "Write the value in the record too"),
            added=((about, field, value),),
        )

    def _renamed(self, focus: NamedNode | BlankNode, value: Object) -> Iterator[Proposal]:
        """Give other names for a property of ours that does not exist."""
        if not isinstance(value, NamedNode) or not value.value.startswith(NS):
            return
        uses = [(focus, value, each) for each in self.record.objects(focus, value)]
        for other in self.lookup.properties(value.value.removeprefix(NS)) if uses else ():
            yield Proposal(
                self._label(value, other),
                tuple(uses),
                tuple((focus, other, each) for _, _, each in uses),
            )

    def _add(self, finding: Finding, predicate: NamedNode) -> Iterator[Proposal]:
        """Add the value that must be there."""
        focus, value = finding.focus, finding.source.parameters[0]
        if not isinstance(focus, Literal):
            yield Proposal(self._label(value, value), added=((focus, predicate, value),))

    def _fill(self, finding: Finding, predicate: NamedNode) -> Iterator[Proposal]:
        """Fill in what is missing: by another language tag, the default, or a pick-list."""
        focus = finding.focus
        if isinstance(focus, Literal):
            return
        for value in self.record.objects(focus, predicate):
            for other in other_spellings(value) if is_oddly_tagged(value) else ():
                old, new = (focus, predicate, value), (focus, predicate, other)
                yield Proposal(self._label(value, other), (old,), (new,))
        shape = finding.source.shape
        for value in self.shapes.objects(shape, sh("defaultValue")):
            yield Proposal(self._label(value, value), added=((focus, predicate, value),))
        wanted = wanted_by(self.shapes, shape)
        entries = self.lookup.entries(wanted) if wanted else []
        if 0 < len(entries) <= _MOST_CHOICES:
            choices = [
                Proposal(self._label(each, each), added=((focus, predicate, each),))
                for each in entries
            ]
            yield _pick(choices)

    def _keep_one(self, finding: Finding, predicate: NamedNode) -> Iterator[Proposal]:
        """Keep one value of too many, or of those in the same language."""
        focus = finding.focus
        if isinstance(focus, Literal):
            return
        values = list(self.record.objects(focus, predicate))
        rivals: dict[str, list[Object]] = {}
        for value in values:
            language = value.language if isinstance(value, Literal) else None
            rivals.setdefault(language or "", []).append(value)
        for group in [values, *(each for each in rivals.values() if each != values)]:
            if len(group) < 2:
                continue
            yield _pick(
                [
                    Proposal(
                        _keep(self.names.of(kept)),
                        tuple((focus, predicate, each) for each in group if each != kept),
                    )
                    for kept in group
                ]
            )

    def _drop(self, finding: Finding, predicate: NamedNode) -> Iterator[Proposal]:
        """Take away what has no place."""
        focus, value = finding.focus, finding.value
        if not isinstance(focus, Literal) and value is not None:
            name = self.names.of(value)
            yield Proposal(
                Wording(f"Ta bort «{name.nb}»", f"Remove “{name.en}”"),
                ((focus, predicate, value),),
            )


def _predicate(finding: Finding) -> NamedNode | None:
    return None if finding.path is None else finding.path.predicate


def _pick(choices: list[Proposal]) -> Proposal:
    label = Wording("Velg én", "Choose one", "Vel éin")
    return Proposal(label, choices=tuple(choices))


def _keep(name: Wording) -> Wording:
    return Wording(
        f"Behold bare «{name.nb}»",
        f"Keep only “{name.en}”",
        name.nn and f"Behald berre «{name.nn}»",
    )
