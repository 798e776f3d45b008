"""Turn what compiled shapes find into results that people understand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, NamedNode

from partnerskap.graph.terms import PREFIXES, SHAPES, Iri, expand
from partnerskap.records.allowed import allowed_by, joined
from partnerskap.records.naming import Names, wording_of
from partnerskap.records.report import Result, Severity
from partnerskap.records.wording import NOTHING, Wording
from partnerskap.shacl.vocabulary import component, sh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerskap.graph.reading import Object
    from partnerskap.shacl.findings import Finding, Source
    from partnerskap.shacl.index import Index

__all__ = ["LITERAL_RULE", "LITERAL_SHAPE", "Explainer", "with_found", "written"]

_SEVERITIES: Final = {severity.iri: severity for severity in Severity}
_LABEL: Final = NamedNode(expand("rdfs:label"))
LITERAL_RULE: Final = Iri(f"{SHAPES}Literal")
"""The rule that every literal is written as its datatype demands."""

LITERAL_SHAPE: Final = NamedNode(LITERAL_RULE)
_MISSING: Final = ("MinCount", "QualifiedMinCount", "HasValue")
_TOO_MANY: Final = ("MaxCount", "QualifiedMaxCount")
_ALTERNATIVES: Final = (component("Or"), component("Xone"))
_THE_RECORD: Final = Wording("Oppføringen", "The record", "Oppføringa")


class Explainer:
    """Words for the findings of one validation: from the shapes, else from what they demand."""

    def __init__(self, shapes: Index, names: Names) -> None:
        self._shapes = shapes
        self._names = names

    def explain(self, finding: Finding, above: Wording = _THE_RECORD) -> Result:
        """Make a result with its causes; proposals are for others to add.

        ``above`` names what the whole is about, for a cause that has no name of its own.
        """
        source = finding.source
        shape = source.shape
        name = self._field(finding, above)
        causes = tuple(self.explain(detail, name) for detail in finding.details)
        allowed = allowed_by(source, self._named_shape) or _any_of(source, causes)
        found = NOTHING if finding.value is None else self._names.of(finding.value)
        advice = wording_of(finding.messages or source.messages)
        if advice is None:
            advice = _advice(_component(finding), name, allowed)
        return Result(
            _SEVERITIES.get(Iri(source.severity.value), Severity.VIOLATION),
            written(finding.focus),
            finding.path.predicates if finding.path else (),
            None if finding.value is None else written(finding.value),
            Iri(written(shape)),
            Iri(source.component.value),
            name,
            with_found(advice, NOTHING if finding.value == finding.focus else found),
            finding.value,
            advice,
            found,
            allowed,
            causes,
            finding=finding,
        )

    def _field(self, finding: Finding, above: Wording) -> Wording:
        """Name the field: as the shape does, else as the property is called."""
        named = wording_of(self._shapes.texts(finding.source.shape, sh("name")))
        if named is not None and finding.source.shape != LITERAL_SHAPE:
            return named
        if finding.path is None:
            return wording_of(self._shapes.texts(finding.source.shape, _LABEL)) or above
        predicate = NamedNode(finding.path.predicates[-1])
        name = self._names.of(predicate)
        return _local_name(predicate.value) if name == self._names.spelt(predicate) else name

    def _named_shape(self, term: Object) -> Wording:
        """Name a parameter, which may be a shape with a label of its own, or with none."""
        for label in (_LABEL, sh("name")):
            found = wording_of(self._shapes.texts(term, label))
            if found is not None:
                return found
        return NOTHING if isinstance(term, BlankNode) else self._names.of(term)


def _any_of(source: Source, causes: Sequence[Result]) -> Wording:
    """Say what alternatives without names allow, where each has one demand that is not met."""
    alternatives = source.component in _ALTERNATIVES and len(causes) == len(source.parameters)
    words = [cause.allowed for cause in causes]
    return joined(words, "eller", "or") if alternatives and all(words) else NOTHING


def _local_name(iri: str) -> Wording:
    """Make words of the last part of a property's IRI.

    >>> _local_name("http://example.org/foundingYear").nb
    'founding year'
    """
    local = re.split(r"[/#:]", iri.rstrip("/#"))[-1]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]", " ", local).lower()
    return Wording(words, words)


def with_found(advice: Wording, found: Wording) -> Wording:
    """Add the value that was found to a sentence that does not tell it yet."""
    if not found or re.search(rf"(?<!\w){re.escape(found.nb)}(?!\w)", advice.nb):
        return advice
    return Wording(
        f"{advice.nb} Fant «{found.nb}».",
        f"{advice.en} Found “{found.en}”.",
        f"{advice.nn or advice.nb} Fann «{found.nn or found.nb}»." if advice.nn else "",
    )


def written(term: Object) -> str:
    """Give a term's own words: an IRI, ``_:label`` or the text of a literal."""
    return str(term) if isinstance(term, BlankNode) else term.value


def _component(finding: Finding) -> str:
    name = finding.source.component.value.removeprefix(PREFIXES["sh"])
    return name.removesuffix("ConstraintComponent")


def _advice(kind: str, name: Wording, allowed: Wording) -> Wording:
    """Make a sentence for a shape that has none of its own."""
    if kind in _MISSING:
        nb, en = "{0} mangler. Oppgi {1}.", "{0} is missing. Give {1}."
    elif kind in _TOO_MANY:
        nb, en = "{0} har for mange verdier. Oppgi {1}.", "{0} has too many values. Give {1}."
    elif kind == "Closed":
        nb, en = (
            "{0} har et felt som ikke skal stå her. Bruk {1}.",
            "{0} has a field too many. Use {1}.",
        )
    elif allowed:
        nb, en = "{0}: oppgi {1}.", "{0}: give {1}."
    else:
        nb, en = (
            "{0}: dette kan ikke stå her. Rett det.",
            "{0}: this cannot stand here. Correct it.",
        )
    if name and allowed.nb.startswith(name.nb.lower()):  # «et år»: «et år som 2021»
        return Wording(f"Oppgi {allowed.nb}.", f"Give {allowed.en}.")
    name = Wording(name.nb[:1].upper() + name.nb[1:], name.en[:1].upper() + name.en[1:])
    return Wording(nb.format(name.nb, allowed.nb), en.format(name.en, allowed.en))
