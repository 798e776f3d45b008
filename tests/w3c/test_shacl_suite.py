"""W3C's SHACL tests, against our own validator and pySHACL. Run by ``make test-shacl``.

The tests are not ours: they come with pySHACL's source package, which that target fetches from
PyPI as locked, and stand in the folder that ``SHACL_TESTS`` names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad

from partnerskap.errors import InvalidDataError
from partnerskap.graph.reading import Object, read_turtle
from partnerskap.records.report import Report
from partnerskap.records.report_rdf import report_triples
from partnerskap.records.validation import foreign_validator
from partnerskap.shacl.index import Index, Triple
from partnerskap.shacl.vocabulary import sh

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
FOLDER = Path(os.environ.get("SHACL_TESTS", "nowhere")).resolve()
COMPARED = (
    *("focusNode", "resultSeverity", "sourceShape", "sourceConstraintComponent", "value"),
    *("sourceConstraint", "resultPath"),
)


@dataclass(frozen=True)
class Case:
    graph: Index
    node: Object
    data: Index
    shapes: Index

    @property
    def expected(self) -> Object | None:
        return self.graph.one(self.node, NamedNode(f"{MF}result"))


def graph_of(path: Path) -> Index:
    return Index(read_turtle(path.read_bytes(), name=path.name, base=path.as_uri()).triples)


def cases() -> list[tuple[Path, str]]:
    found = []
    for path in sorted(FOLDER.rglob("*.ttl")):
        graph = graph_of(path)
        for node in graph.instances(NamedNode(f"{SHT}Validate")):
            assert isinstance(node, NamedNode)
            found.append((path, node.value))
    return found


def read_case(path: Path, iri: str) -> Case:
    graph, node = graph_of(path), NamedNode(iri)
    action = graph.one(node, NamedNode(f"{MF}action"))
    assert action is not None
    data, shapes = (
        graph_of(Path(term.value.removeprefix("file://").partition("#")[0]))
        for name in ("dataGraph", "shapesGraph")
        if isinstance(term := graph.one(action, NamedNode(f"{SHT}{name}")), NamedNode)
    )
    return Case(graph, node, data, shapes)


def judge(case: Case) -> Report:
    validator = foreign_validator(case.shapes.triples, allow_sparql=True)
    return validator.validate_alone(case.data.triples)


def results(graph: Index, report: Object, wanted: frozenset[NamedNode]) -> list[Triple]:
    """Keep of a report what W3C compares: its results, with messages only where expected."""
    kept: list[Triple] = []
    waiting = [*graph.objects(report, sh("result"))]
    while waiting:
        node = waiting.pop()
        for predicate, values in graph.facts(node).items():
            if predicate in wanted:
                kept += [(node, predicate, value) for value in values]  # type: ignore[misc]
                if predicate == sh("resultPath"):
                    kept += beneath(graph, values)
    return kept


def beneath(graph: Index, nodes: object) -> list[Triple]:
    found: list[Triple] = []
    waiting = [n for n in nodes if isinstance(n, BlankNode)]  # type: ignore[attr-defined]
    while waiting:
        node = waiting.pop()
        for predicate, values in graph.facts(node).items():
            found += [(node, predicate, value) for value in values]
            waiting += [value for value in values if isinstance(value, BlankNode)]
    return found


def canonical(triples: list[Triple], shapes: Index) -> set[str]:
    """Name blank nodes alike for alike content; those of the shapes keep their own names."""
    own = {node for triple in shapes.triples for node in triple if isinstance(node, BlankNode)}

    def named(term: Object) -> Object:
        return NamedNode(f"urn:shape:{term.value}") if term in own else term

    dataset = Dataset(
        Quad(s, p, named(o) if p == sh("sourceShape") or p == sh("focusNode") else o)
        for s, p, o in triples
    )
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@pytest.mark.parametrize(
    ("path", "iri"), cases(), ids=lambda v: v.stem if isinstance(v, Path) else v.rpartition("/")[2]
)
def test_a_case_of_w3c_gives_the_result_it_asks_for(path: Path, iri: str) -> None:
    case = read_case(path, iri)
    if case.expected == NamedNode(f"{SHT}Failure"):
        with pytest.raises(InvalidDataError):
            judge(case)
        return
    assert case.expected is not None
    found = Index(report_triples(judge(case)))
    (report,) = found.instances(sh("ValidationReport"))
    wanted = {sh(name) for name in COMPARED}
    expected = results(case.graph, case.expected, frozenset({*wanted, sh("resultMessage")}))
    if any(p == sh("resultMessage") for _, p, _ in expected):
        wanted.add(sh("resultMessage"))
    ours = results(found, report, frozenset(wanted))

    assert found.one(report, sh("conforms")) == case.graph.one(case.expected, sh("conforms"))
    assert canonical(ours, case.shapes) == canonical(expected, case.shapes)


def test_the_tests_are_there() -> None:
    assert len(cases()) >= 120, "Run make test-shacl, which fetches them."
