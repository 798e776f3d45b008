"""Check what was sent against our shapes, or against shapes that were sent with it.

Nothing is saved and nothing is fetched. The published graph serves look-ups.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from partnerskap.checking.plain import read_plain
from partnerskap.checking.suggesting import Suggesting
from partnerskap.checking.tables import TableReader
from partnerskap.checking.task import Profile
from partnerskap.doctor.examining import examine
from partnerskap.doctor.rules import read_rules, rule_texts
from partnerskap.errors import InvalidDataError, Text
from partnerskap.graph.reading import read_turtle
from partnerskap.graph.terms import BASE, PREFIXES, SHAPES, expand
from partnerskap.incoming.formats import Kind
from partnerskap.incoming.reading import READERS, Incoming, Note, Options, Reader, read_all
from partnerskap.incoming.terms import check_imports
from partnerskap.portal.profiles import Profile as CatalogueProfile
from partnerskap.records.report import Report
from partnerskap.records.validation import foreign_validator, validate
from partnerskap.resources import ontology_dir, shapes_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pyoxigraph import Store

    from partnerskap.checking.task import Task
    from partnerskap.doctor.scoring import CatalogueScore
    from partnerskap.incoming.json_text import JsonValue
    from partnerskap.incoming.limits import Limits
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.report import Result

    Tell = Callable[[str], None]

__all__ = [
    "UNTOUCHED",
    "Checked",
    "check",
    "our_rules_apply",
    "reading_options",
    "without_echoes",
    "write_shapes",
]

_FILES: Final = {Profile.CODES: "codes.ttl", Profile.ONTOLOGY: "ontology.ttl"}
_TYPE: Final = expand("rdf:type")
_TARGETS: Final = {
    expand(f"sh:target{kind}") for kind in ("Class", "SubjectsOf", "ObjectsOf", "Node")
}
_CHOSEN: Final = {
    "codes.ttl": ("skos:Concept", "skos:ConceptScheme"),
    "ontology.ttl": ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty"),
}
"""What those of our shapes are about that choose their nodes by a query."""
_VOCABULARIES: Final = {namespace.rstrip("#/") for namespace in PREFIXES.values()}
_TARGET: Final = expand("sh:target")
_CLASSES: Final = {expand("rdfs:Class"), expand("owl:Class")}
_SUBCLASS: Final = expand("rdfs:subClassOf")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read and what is wrong with it; a data catalogue has a score too."""

    incoming: Incoming
    report: Report
    profile: Profile
    score: CatalogueScore | None = None


def check(task: Task, graph: Store, tell: Tell = lambda _: None) -> Checked:
    """Read and judge; ``tell`` hears which step begins: ``reading``, ``checking``.

    Raises what reading raises, InvalidDataError for shapes that cannot be used, and the same when
    there is nothing to check.
    """
    tell("reading")
    options = reading_options(task.limits, graph)
    incoming = read_all(task.data, options)
    if not incoming.triples:
        raise _nothing(incoming)
    known = partial(_is_known, graph)
    check_imports(incoming.triples, incoming.places, known)
    if task.profile is not Profile.SHAPES:
        tell("checking")
        if task.profile.is_of_catalogues:
            return _as_catalogue(incoming, task.profile)
        return _by_our_shapes(incoming, task.profile, graph)
    shapes = read_all(task.shapes, options)
    check_imports(shapes.triples, shapes.places, known)
    tell("checking")
    return _by_their_shapes(incoming, shapes.triples, allow_sparql=task.allow_sparql)


def _is_known(graph: Store, iri: str) -> bool:
    """Tell whether something stands in the graph, or is one of the vocabularies we write with.

    W3C's tests of SHACL import such a vocabulary; nothing they say hangs on what it holds.
    """
    if iri.rstrip("#/") in _VOCABULARIES:
        return True
    return next(graph.quads_for_pattern(NamedNode(iri), None, None), None) is not None


def _nothing(incoming: Incoming) -> InvalidDataError:
    """Say that there is nothing to check, and what may be the reason."""
    nb = "".join(f" {note.text.nb}" for note in incoming.notes[:1])
    en = "".join(f" {note.text.en}" for note in incoming.notes[:1])
    return InvalidDataError(
        f"Det du sendte, inneholder ingen utsagn. Send minst én oppføring.{nb}",
        f"What you sent holds no statements. Send at least one record.{en}",
    )


def reading_options(limits: Limits, graph: Store | None = None) -> Options:
    """Give what everything is read by here: all readers, and the contexts that are known.

    Tables are read only beside a ``graph``, which tells what the names in their cells mean.
    """
    readers: dict[Kind, Reader] = {**READERS, Kind.JSON: read_plain}
    if graph is not None:
        readers |= dict.fromkeys((Kind.CSV, Kind.XLSX), TableReader(graph))
        readers[Kind.JSON] = partial(read_plain, known=Suggesting(graph))
    return Options(limits, known_contexts(), readers)


@cache
def known_contexts() -> dict[str, JsonValue]:
    """Give the JSON-LD contexts that need not be fetched: our own, by every address it has."""
    text = (ontology_dir() / "context.jsonld").read_text("utf-8")
    context: JsonValue = json.loads(text)["@context"]
    paths = ("/ns/context.jsonld", "/ns/context")
    return {address: context for path in paths for address in (path, f"{BASE}{path}")}


def write_shapes(profile: Profile) -> str:
    """Write the rules of one of our profiles as Turtle."""
    if profile.is_of_catalogues:
        return "\n".join(rule_texts(CatalogueProfile(profile.value)).values())
    paths = sorted(shapes_dir().glob(_FILES.get(profile, "*.ttl")))
    return "\n".join(path.read_text("utf-8") for path in paths)


def _by_our_shapes(incoming: Incoming, profile: Profile, graph: Store) -> Checked:
    report = validate(incoming.triples, graph)
    if incoming.problems:
        report = Report.of(incoming.problems, without_echoes(incoming, report.results))
    name = _FILES.get(profile)
    names, _ = _rules(name)
    if name is not None:
        report = Report(
            tuple(r for r in report.results if r.shape in names or r in incoming.problems)
        )
    touched = our_rules_apply(incoming.triples, profile)
    return Checked(_noted(incoming, touched=touched), report, profile)


def our_rules_apply(triples: Iterable[Triple], profile: Profile = Profile.ENTRY) -> bool:
    """Tell whether a rule of a profile is about anything that was read."""
    _, targets = _rules(_FILES.get(profile))
    named = {
        term.value
        for _, predicate, value in triples
        for term in ((value,) if predicate.value == _TYPE else (predicate,))
    }
    return bool(named & targets)


def _as_catalogue(incoming: Incoming, profile: Profile) -> Checked:
    rules = CatalogueProfile(profile.value)
    report, score = examine(incoming.triples, rules)
    touched = bool(report.results) or _may_apply(read_rules(rules), incoming.triples)
    return Checked(_noted(incoming, touched=touched), report, profile, score)


def without_echoes(incoming: Incoming, results: Sequence[Result]) -> tuple[Result, ...]:
    """Leave out that a value is missing where what stands there could not be read."""
    unread = {incoming.places.find(problem) for problem in incoming.problems}
    missing = [result for result in results if result.value is None and result.path]
    echoes = {result for result in missing if incoming.places.find(result) in unread - {None}}
    return tuple(result for result in results if result not in echoes)


def _by_their_shapes(
    incoming: Incoming, shapes: Sequence[Triple], *, allow_sparql: bool
) -> Checked:
    validator = foreign_validator(shapes, allow_sparql=allow_sparql)
    report = validator.validate_alone(incoming.triples)
    touched = bool(report.results) or _may_apply(shapes, incoming.triples)
    return Checked(_noted(incoming, touched=touched), report, Profile.SHAPES)


def _may_apply(shapes: Sequence[Triple], triples: Sequence[Triple]) -> bool:
    """Tell whether a shape may have a target in the data; classes below others count as theirs."""
    targets = {value.value for _, predicate, value in shapes if predicate.value in _TARGETS}
    targets |= {s.value for s, _, value in shapes if value.value in _CLASSES}
    words = {term.value for triple in triples for term in triple}
    queried = any(predicate.value == _TARGET for _, predicate, _ in shapes)
    return queried or bool(words & targets) or _SUBCLASS in words


@cache
def _rules(name: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """Give the names of the shapes in one of our files, or in all, and what they target."""
    names: set[str] = {f"{SHAPES}Literal"}
    about = (classes for file, classes in _CHOSEN.items() if name in {None, file})
    targets: set[str] = {expand(each) for classes in about for each in classes}
    for path in sorted(shapes_dir().glob(name or "*.ttl")):
        for subject, predicate, value in read_turtle(path.read_bytes(), name=path.name).triples:
            names.add(subject.value)
            if predicate.value in _TARGETS:
                targets.add(value.value)
    return frozenset(names), frozenset(targets)


def _noted(incoming: Incoming, *, touched: bool) -> Incoming:
    return incoming if touched else replace(incoming, notes=(*incoming.notes, UNTOUCHED))


UNTOUCHED: Final = Note(
    Text(
        "Ingen av reglene gjelder for noe i dataene, så ingenting er kontrollert. Se etter om "
        "typene (rdf:type) er riktige, og om du har valgt riktige regler.",
        "None of the rules applies to anything in the data, so nothing was checked. See whether "
        "the types (rdf:type) are right, and whether you chose the right rules.",
    )
)
