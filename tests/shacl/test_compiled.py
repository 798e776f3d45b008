from __future__ import annotations

import pytest

from partnerskap.errors import InvalidDataError
from partnerskap.graph.reading import read_turtle
from partnerskap.shacl.building import Options
from partnerskap.shacl.compiling import compile_shapes
from partnerskap.shacl.findings import Finding
from partnerskap.shacl.index import Index, Triple

PREFIXES = """
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def triples(turtle: str) -> tuple[Triple, ...]:
    return read_turtle(PREFIXES + turtle).triples


def judge(shapes: str, data: str, options: Options | None = None) -> tuple[Finding, ...]:
    return compile_shapes(triples(shapes), options).validate(Index(triples(data)))


def told(findings: tuple[Finding, ...]) -> list[str]:
    return sorted(
        f"{f.focus.value.rpartition('/')[2]} {f.source.component.value.partition('#')[2]}"
        f" {'-' if f.value is None else f.value.value}".replace("ConstraintComponent", "")
        for f in findings
    )


def test_only_own_nodes_are_judged_when_they_are_named() -> None:
    shapes = compile_shapes(
        triples("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:nodeKind sh:Literal .")
    )
    data = Index(triples("ex:a a ex:C . ex:b a ex:C ."))
    own = [node for node in data.subjects if node.value.endswith("/b")]

    assert told(shapes.validate(data)) == [
        "a NodeKind http://example.org/a",
        "b NodeKind http://example.org/b",
    ]
    assert told(shapes.validate(data, own)) == ["b NodeKind http://example.org/b"]


def test_a_class_target_takes_in_classes_below_it() -> None:
    findings = judge(
        "ex:S sh:targetClass ex:Top ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .",
        "ex:Low rdfs:subClassOf ex:Middle . ex:Middle rdfs:subClassOf ex:Top . ex:a a ex:Low .",
    )

    assert told(findings) == ["a MinCount -"]


def test_why_none_of_the_alternatives_held_is_kept() -> None:
    (finding,) = judge(
        """ex:S a sh:NodeShape ; sh:targetNode ex:a ;
          sh:or ( [ sh:property [ sh:path ex:p ; sh:minCount 1 ] ] ex:Deep ) .
        ex:Deep sh:node [ sh:property [ sh:path ex:q ; sh:maxLength 2 ] ] .""",
        "ex:a ex:q 'abc' .",
    )

    assert told(finding.details) == ["a MinCount -", "a Node http://example.org/a"]
    (inner,) = [detail for detail in finding.details if detail.details]
    assert told(inner.details) == ["a MaxLength abc"]


def test_shapes_of_a_ring_are_refused_by_name() -> None:
    with pytest.raises(InvalidDataError, match=r"'http://example.org/S' refers to itself"):
        judge("ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:node ex:S ] .", "")


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("sh:minCount 1", "uses sh:minCount without sh:path"),
        ("sh:path ex:p ; sh:minCount -1", "has a value for sh:minCount"),
        ("sh:path ex:p ; sh:minCount 1, 2", "has a value for sh:minCount"),
        ("sh:path ex:p ; sh:nodeKind ex:Iri", "has a value for sh:nodeKind"),
        ("sh:path ex:p ; sh:datatype 'x'", "has a value for sh:datatype"),
        ("sh:path ex:p ; sh:in ex:noList", "is no valid RDF list"),
        ("sh:path ( ex:p )", "sh:path that cannot be read"),
        ("sh:path ex:p ; sh:pattern '('", "is no valid regular expression"),
        ("sh:path ex:p ; sh:pattern 'a{1,99999}'", "is too heavy"),
        ("sh:js ex:script", "uses sh:js, which is not part of SHACL Core"),
        ("sh:rule ex:rule", "uses sh:rule, which is not part of SHACL Core"),
        ("sh:sparql [ sh:select 'SELECT' ]", "is not valid SPARQL"),
        ("sh:sparql [ sh:select 'SELECT ? \\'' ]", "has a syntax error"),
        ("sh:sparql [ sh:ask 'ASK {}' ]", "exactly one sh:select"),
    ],
)
def test_shapes_that_break_the_rules_are_refused_in_words(shape: str, words: str) -> None:
    with pytest.raises(InvalidDataError, match=words):
        judge(f"ex:S sh:targetNode ex:a ; {shape} .", "")


@pytest.mark.parametrize(
    "shape",
    [
        "sh:targetNode ex:a ; sh:sparql [ sh:select 'SELECT $this { $this ?p ?o }' ]",
        "sh:target [ sh:select 'SELECT ?this { ?this ?p ?o }' ]",
        """sh:targetNode ex:a ; ex:limit 1 .
        ex:Own a sh:ConstraintComponent ; sh:parameter [ sh:path ex:limit ] ;
          sh:validator [ sh:ask 'ASK { FILTER($value = $limit) }' ]""",
    ],
)
def test_sparql_is_refused_where_it_is_not_allowed(shape: str) -> None:
    with pytest.raises(InvalidDataError, match="The shapes use SPARQL"):
        judge(f"ex:S {shape} .", "", Options(allow_sparql=False))


def test_too_many_shapes_and_too_deep_ones_are_refused() -> None:
    deep = "ex:S sh:targetNode ex:a ; sh:not ex:s0 ." + "".join(
        f"ex:s{i} sh:not ex:s{i + 1} ." for i in range(20)
    )
    wide = "".join(f"ex:s{i} sh:targetNode ex:a ." for i in range(20))

    for shapes in (deep, wide):
        with pytest.raises(
            InvalidDataError, match="too many shapes, or they are nested too deeply"
        ):
            judge(shapes, "", Options(max_depth=10, max_shapes=10))


def test_a_long_list_is_refused() -> None:
    with pytest.raises(InvalidDataError, match="has 11 items; 10 is the most"):
        judge(f"ex:S sh:targetNode ex:a ; sh:in ( {'1 ' * 11} ) .", "", Options(max_list=10))


def test_imports_are_not_followed() -> None:
    assert judge("ex: owl:imports <http://127.0.0.1:1/shapes> .", "ex:a ex:p 1 .") == ()


def test_a_pattern_that_would_hang_a_backtracking_engine_answers_at_once() -> None:
    findings = judge(
        "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:pattern '^(a+)+$' ] .",
        f"ex:a ex:p '{'a' * 5000}!' .",
        Options(trusted=False),
    )

    assert len(findings) == 1


@pytest.mark.parametrize(
    ("pattern", "text", "faults"),
    [
        ("^[0-9]{4}$", "0301", 0),
        ("^[0-9]{4}$", "0301\\n", 1),
        ("^\\\\p{Lu}", "Ål", 0),
        ("^.$", "😀", 0),
        ("ål", "BLÅLYS", 1),
    ],
)
@pytest.mark.parametrize("options", [Options(trusted=True), Options(trusted=False)], ids=str)
def test_patterns_mean_the_same_for_our_own_shapes_and_for_others(
    pattern: str, text: str, faults: int, options: Options
) -> None:
    findings = judge(
        f'ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:pattern "{pattern}" ] .',
        f'ex:a ex:p "{text}" .',
        options,
    )

    assert len(findings) == faults
