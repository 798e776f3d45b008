"""Every rule has an example that breaks it and no other, and a valid one that exercises it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from partnerskap.graph.reading import read_turtle
from partnerskap.graph.terms import PREFIXES, SHAPES
from partnerskap.records.neighbours import Triple
from partnerskap.records.shapes import Shapes, read_shapes
from partnerskap.records.validation import validate
from partnerskap.resources import ontology_dir, shapes_dir

SH = PREFIXES["sh"]
VALID = shapes_dir() / "examples" / "valid"
INVALID = shapes_dir() / "examples" / "invalid"
COMPONENTS = {
    "class": "Class",
    "datatype": "Datatype",
    "hasValue": "HasValue",
    "in": "In",
    "languageIn": "LanguageIn",
    "lessThanOrEquals": "LessThanOrEquals",
    "maxCount": "MaxCount",
    "minCount": "MinCount",
    "minInclusive": "MinInclusive",
    "node": "Node",
    "nodeKind": "NodeKind",
    "or": "Or",
    "pattern": "Pattern",
    "qualifiedMinCount": "QualifiedMinCount",
    "sparql": "SPARQL",
    "uniqueLang": "UniqueLang",
}
DESCRIBING = {
    "alternativePath",
    "codeIdentifier",
    "deactivated",
    "declare",
    "defaultValue",
    "description",
    "group",
    "inversePath",
    "message",
    "name",
    "namespace",
    "order",
    "path",
    "prefix",
    "prefixes",
    "property",
    "qualifiedValueShape",
    "select",
    "severity",
    "target",
    "targetClass",
    "targetSubjectsOf",
}


@cache
def shapes() -> Shapes:
    return read_shapes(shapes_dir())


@cache
def examples() -> tuple[Triple, ...]:
    return read(*sorted(VALID.glob("*.ttl")))


@cache
def world() -> Store:
    """The valid examples as the published graph, with the ontology and its code lists."""
    store = Store()
    lists = sorted(ontology_dir().rglob("*.ttl"))
    store.extend(Quad(*triple) for triple in (*examples(), *read(*lists)))
    return store


def read(*paths: Path) -> tuple[Triple, ...]:
    return tuple(t for p in paths for t in read_turtle(p.read_bytes(), name=p.name).triples)


@cache
def only_for_forms() -> frozenset[str]:
    """Shapes that are switched off: they tell forms of a field whose rules stand elsewhere."""
    return frozenset(s.value for s, p, _ in shapes().triples if p.value == f"{SH}deactivated")


def fields() -> set[str]:
    held: set[str] = {shape for held in shapes().properties.values() for shape in held}
    return held - only_for_forms()


def rules() -> list[str]:
    """List ``Shape.parameter`` for every constraint that can give a result of its own."""
    reported = set(shapes().properties) | fields()
    return sorted(
        f"{subject.value.removeprefix(SHAPES)}.{predicate.value.removeprefix(SH)}"
        for subject, predicate, _ in shapes().triples
        if subject.value in reported and predicate.value.removeprefix(SH) in COMPONENTS
    )


def test_every_word_of_shacl_in_the_shapes_is_one_the_examples_know() -> None:
    used = {p.value.removeprefix(SH) for _, p, _ in shapes().triples if p.value.startswith(SH)}

    assert used <= set(COMPONENTS) | DESCRIBING


def test_every_rule_has_one_invalid_example_and_every_example_a_rule() -> None:
    assert sorted(path.stem for path in INVALID.glob("*.ttl")) == rules()


@pytest.mark.parametrize("rule", rules())
def test_an_invalid_example_breaks_its_rule_and_no_other(rule: str) -> None:
    shape, _, parameter = rule.rpartition(".")

    report = validate(read(INVALID / f"{rule}.ttl"), world())

    assert [(result.shape, result.component) for result in report.results] == [
        (f"{SHAPES}{shape}", f"{SH}{COMPONENTS[parameter]}ConstraintComponent")
    ]


@pytest.mark.parametrize("path", sorted(VALID.glob("*.ttl")), ids=lambda path: path.stem)
def test_a_valid_example_breaks_no_rule(path: Path) -> None:
    assert validate(read(path), world()).results == ()


@pytest.mark.parametrize("shape", sorted(fields()))
def test_every_field_is_filled_in_by_a_valid_example(shape: str) -> None:
    (path, *_) = shapes().voices[shape].path

    assert NamedNode(path) in {predicate for _, predicate, _ in examples()}
