"""Judge records with compiled shapes.

Only a record's own nodes are put to the shapes that target them; what the record refers to serves
look-ups and is not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal

from partnerskap.graph.terms import PREFIXES, SHAPES, Iri
from partnerskap.records import lexical
from partnerskap.records.neighbours import find_neighbours
from partnerskap.records.report import Report, Result, Severity
from partnerskap.records.wording import Wording
from partnerskap.shacl.compiling import compile_shapes
from partnerskap.shacl.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import Store

    from partnerskap.graph.reading import Object
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.shapes import Shapes
    from partnerskap.shacl.findings import Finding

__all__ = ["LITERAL_RULE", "CompiledValidator"]

_DATATYPE: Final = Iri(f"{PREFIXES['sh']}DatatypeConstraintComponent")
_SEVERITIES: Final = {severity.iri: severity for severity in Severity}

LITERAL_RULE: Final = Iri(f"{SHAPES}Literal")
"""The rule that every literal is written as its datatype demands."""


class CompiledValidator:
    """Judges records by one set of shapes. Holds no state between calls."""

    def __init__(self, shapes: Shapes) -> None:
        self._voices = shapes.voices
        self._compiled = compile_shapes(shapes.triples)

    def validate(self, record: Sequence[Triple], graph: Store) -> Report:
        """Judge one record or a few together, in the company of the published graph."""
        own = {subject for subject, _, _ in record}
        world = Index((*record, *find_neighbours(record, graph)))
        return self._report(self._compiled.validate(world, own), record)

    def validate_all(self, triples: Sequence[Triple]) -> Report:
        """Judge every node of a whole data set, which refers to nothing outside itself."""
        world = Index(triples)
        return self._report(self._compiled.validate(world, world.subjects), triples)

    def _report(self, findings: Iterable[Finding], record: Sequence[Triple]) -> Report:
        results = tuple(self._result(finding) for finding in findings)
        judged = {(r.focus, r.value) for r in results}  # one result for one fault is enough
        spelling = [r for r in self._spelling(record) if (r.focus, r.value) not in judged]
        return Report.of(results, tuple(spelling))

    def _result(self, finding: Finding) -> Result:
        source = finding.source
        shape = Iri(_written(source.shape))
        voice = self._voices[shape]
        return Result(
            voice.severity,
            _written(finding.focus),
            finding.path.predicates if finding.path else (),
            None if finding.value is None else _written(finding.value),
            shape,
            Iri(source.component.value),
            voice.name,
            voice.message,
            finding.value,
        )

    def _spelling(self, record: Iterable[Triple]) -> Iterator[Result]:
        """Find literals that are not written as their datatype demands."""
        name = self._voices[LITERAL_RULE].name
        for subject, predicate, value in record:
            if not isinstance(value, Literal) or value.language:
                continue
            if lexical.is_well_formed(value.value, value.datatype.value):
                continue
            wanted = lexical.hint(value.datatype.value)
            yield Result(
                Severity.VIOLATION,
                _written(subject),
                (predicate.value,),
                value.value,
                LITERAL_RULE,
                _DATATYPE,
                name,
                Wording(
                    f"«{value.value}» er skrevet på en måte vi ikke kan lese. Skriv {wanted.nb}.",
                    f"“{value.value}” is written in a way we cannot read. Write {wanted.en}.",
                ),
                value,
            )


def _written(term: Object) -> str:
    """Give a term's own words: an IRI, ``_:label`` or the text of a literal."""
    return str(term) if isinstance(term, BlankNode) else term.value
