"""Shapes that somebody sends speak in whole sentences too, with or without words of their own."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from partnerskap.errors import InvalidDataError
from partnerskap.graph.reading import read_turtle
from partnerskap.records.report import Result, Severity
from partnerskap.records.validation import foreign_validator

PREFIXES = """
@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NAMED = "sh:path ex:year ; sh:name 'År'@nb, 'Year'@en ;"


SEVERAL = "ex:a ex:year {} . ex:fet rdfs:label 'Fet' . ex:Town rdfs:label 'By'@nb, 'Town'@en ."


def judge(shapes: str, data: str) -> tuple[Result, ...]:
    triples = [read_turtle(PREFIXES + text).triples for text in (shapes, data)]
    return foreign_validator(triples[0]).validate_alone(triples[1]).results


@pytest.mark.parametrize(
    ("constraint", "values", "nb", "en"),
    [
        ("sh:minCount 1", "", "År mangler. Oppgi minst 1.", "Year is missing. Give at least 1."),
        (
            "sh:maxCount 1",
            "1, 2",
            "År har for mange verdier. Oppgi høyst 1.",
            "Year has too many values. Give at most 1.",
        ),
        (
            "sh:datatype xsd:gYear",
            "'x'",
            "År: oppgi et år som 2021. Fant «x».",
            "Year: give a year like 2021. Found “x”.",
        ),
        (
            "sh:minInclusive 1900",
            "1721",
            "År: oppgi 1900 eller mer. Fant «1721».",
            "Year: give 1900 or more. Found “1721”.",
        ),
        (
            "sh:in ( 'a' 'b' 'c' )",
            "'d'",
            "År: oppgi «a», «b» eller «c». Fant «d».",
            "Year: give “a”, “b” or “c”. Found “d”.",
        ),
        (
            "sh:languageIn ( 'nb' 'en' )",
            "'x'@de",
            "År: oppgi tekst på bokmål eller engelsk. Fant «x».",
            "Year: give text in bokmål or English. Found “x”.",
        ),
        (
            "sh:nodeKind sh:IRI",
            "'x'",
            "År: oppgi en nettadresse. Fant «x».",
            "Year: give a web address. Found “x”.",
        ),
        (
            "sh:pattern '^[0-9]{4}$'",
            "'301'",
            "År: oppgi fire siffer, for eksempel 0301. Fant «301».",
            "Year: give four digits, for example 0301. Found “301”.",
        ),
        (
            "sh:class ex:Town",
            "ex:fet",
            "År: oppgi noe av typen «By». Fant «Fet».",
            "Year: give something of the type “Town”. Found “Fet”.",
        ),
        (
            "sh:uniqueLang true",
            "'a'@nb, 'b'@nb",
            "År: oppgi én tekst for hvert språk.",
            "Year: give one text for each language.",
        ),
        (
            "sh:not [ sh:datatype xsd:string ]",
            "'x'",
            "År: dette kan ikke stå her. Rett det. Fant «x».",
            "Year: this cannot stand here. Correct it. Found “x”.",
        ),
    ],
)
def test_a_constraint_without_words_is_told_in_ours(
    constraint: str, values: str, nb: str, en: str
) -> None:
    (result,) = judge(
        f"ex:S sh:targetNode ex:a ; sh:property [ {NAMED} {constraint} ] .",
        SEVERAL.format(values) if values else "ex:b ex:year 2021 .",
    )

    assert (result.message.nb, result.message.en) == (nb, en)


def test_words_of_the_shapes_come_first_and_else_names_of_properties() -> None:
    own, bare = judge(
        """ex:S sh:targetNode ex:a ;
          sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:message 'Missing'@en ] ;
          sh:property [ sh:path ex:foundingYear ; sh:minCount 1 ; sh:severity sh:Warning ] .""",
        "ex:b ex:p 1 .",
    )

    assert (own.message.nb, own.severity) == ("Missing", Severity.VIOLATION)
    assert bare.message.nb == "Founding year mangler. Oppgi minst 1."
    assert bare.severity is Severity.WARNING


def test_text_nodes_can_be_targets_and_equal_results_are_all_kept() -> None:
    results = judge(
        "ex:S sh:targetNode 'x' ; sh:nodeKind sh:IRI . ex:T sh:targetNode ex:a ; "
        "sh:property [ sh:path ex:p ; sh:uniqueLang true ] .",
        "ex:a ex:p 'a'@nb, 'b'@nb, 'a'@en, 'b'@en .",
    )

    assert [result.focus for result in results] == ["http://example.org/a"] * 2 + ["x"]


def test_causes_of_shapes_without_names_are_unfolded() -> None:
    (result,) = judge(
        """ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:when ;
          sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:gYear ] ) ] .""",
        "ex:a ex:when '28.03.2021' .",
    )

    assert result.message.nb == (
        "When: oppgi en dag som 2021-03-28 eller et år som 2021. Fant «28.03.2021»."
    )
    assert [cause.advice.en for cause in result.causes] == [
        "When: give a day like 2021-03-28.",
        "When: give a year like 2021.",
    ]


def test_sparql_is_off_unless_it_is_turned_on() -> None:
    shapes = read_turtle(
        PREFIXES
        + "ex:S sh:targetNode ex:a ; sh:sparql [ sh:select 'SELECT $this { $this ?p 1 }' ] ."
    ).triples
    data = read_turtle(PREFIXES + "ex:a ex:p 1 .").triples

    with pytest.raises(InvalidDataError, match="The shapes use SPARQL"):
        foreign_validator(shapes)
    (result,) = foreign_validator(shapes, allow_sparql=True).validate_alone(data).results
    assert result.term == NamedNode("http://example.org/a")
