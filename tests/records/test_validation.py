from __future__ import annotations

from functools import cache

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from partnerskap.graph.loading import Release
from partnerskap.graph.reading import read_turtle
from partnerskap.graph.terms import BASE, SHAPES, expand
from partnerskap.records.explaining import LITERAL_RULE
from partnerskap.records.neighbours import Triple, find_neighbours
from partnerskap.records.report import Report, Severity
from partnerskap.records.validation import (
    read_release,
    released_validator,
    validate,
    validate_dataset,
)
from partnerskap.resources import data_dir
from pyshacl_oracle import faults_by_pyshacl, faults_quickly


@cache
def released() -> Store:
    store = Store()
    store.extend(Quad(*triple) for triple in read_release(Release.open()))
    return store


def record(name: str) -> tuple[Triple, ...]:
    path = data_dir() / f"{name}.ttl"
    return read_turtle(path.read_bytes(), name=name).triples


def without(triples: tuple[Triple, ...], predicate: str) -> tuple[Triple, ...]:
    return tuple(t for t in triples if t[1].value != expand(predicate))


def exchanged(triples: tuple[Triple, ...], old: str, new: Triple) -> tuple[Triple, ...]:
    return (*(t for t in triples if t[1].value != expand(old)), new)


def rules(report: Report) -> list[str]:
    return [result.shape.removeprefix(SHAPES) for result in report.results]


def ours(report: Report) -> set[tuple[str, str, str, str | None]]:
    return {
        (r.focus, r.shape, r.component, r.value) for r in report.results if r.shape != LITERAL_RULE
    }


def test_the_released_data_break_no_rule() -> None:
    report = validate_dataset()

    assert [r for r in report.results if r.severity is Severity.VIOLATION] == []


@pytest.mark.parametrize(
    "name", ["partnerships/trd3", "actors/ntnu", "schemes/baerum-fond", "themes/helse"]
)
def test_a_released_record_conforms_by_itself(name: str) -> None:
    assert validate(record(name), released()).conforms


@pytest.mark.parametrize(
    "broken",
    [
        record("partnerships/oppdal"),
        without(record("partnerships/oppdal"), "pk:basis"),
        without(record("partnerships/oppdal"), "org:role"),
        without(record("actors/oppdal-kommune"), "pk:municipalityNumber"),
        exchanged(
            record("actors/oppdal-kommune"),
            "org:identifier",
            (
                NamedNode(f"{BASE}/id/actor/oppdal-kommune"),
                NamedNode(expand("org:identifier")),
                Literal("942110464"),
            ),
        ),
        without(record("themes/helse"), "rdf:predicate"),
        without(record("schemes/baerum-fond"), "schema:currency"),
        without(record("collections/ks-erfaringssamling"), "pk:contradicts")[:-3],
    ],
    ids=["whole", "basis", "role", "number", "double", "mapping", "currency", "contradiction"],
)
def test_results_are_those_of_pyshacl(broken: tuple[Triple, ...]) -> None:
    assert ours(validate(broken, released())) == faults_quickly(
        broken, find_neighbours(broken, released())
    )


def test_results_are_those_of_pyshacl_called_the_usual_way() -> None:
    broken = without(record("actors/oppdal-kommune"), "org:classification")
    neighbours = find_neighbours(broken, released())

    assert ours(validate(broken, released())) == faults_by_pyshacl(broken, neighbours)


def test_the_published_state_of_the_record_itself_is_left_out_of_account() -> None:
    triples = without(record("actors/oppdal-kommune"), "org:classification")

    assert rules(validate(triples, released())) == ["Actor-classification"]


def test_a_record_may_refer_to_another_that_is_judged_with_it() -> None:
    partnership, actor = record("partnerships/oppdal"), record("actors/oppdal-kommune")
    mine = {subject for subject, _, _ in actor}
    alone = Store()
    alone.extend(quad for quad in released() if quad.subject not in mine)

    assert not validate(partnership, alone).conforms
    assert validate((*partnership, *actor), alone).conforms


def test_a_second_actor_with_the_same_number_is_found_in_the_published_graph() -> None:
    twin = tuple(
        (NamedNode(s.value.replace("oppdal", "oppdals")), p, o)
        for s, p, o in record("actors/oppdal-kommune")
        if not s.value.endswith(("#place", "#population-2024"))
        and p.value not in {expand("dct:spatial"), expand("pk:hasFigure")}
    )

    assert rules(validate(twin, released())) == [
        "Actor-identifierUnique",
        "Actor-municipalityNumberUnique",
    ]


def test_an_ill_formed_literal_that_rdflib_takes_is_reported_once() -> None:
    node = NamedNode(f"{BASE}/id/source/prove")
    when = Literal("none", datatype=NamedNode(expand("xsd:boolean")))
    report = validate([(node, NamedNode(expand("rdfs:comment")), when)], Store())

    (result,) = report.results
    assert result.shape == LITERAL_RULE
    assert result.value == "none"
    assert result.message.nb == ("Comment: oppgi true eller false. Fant «none».")


def test_an_impossible_date_in_a_field_is_one_result_not_two() -> None:
    source = NamedNode(f"{BASE}/id/source/ks-trd")
    issued = (
        source,
        NamedNode(expand("dct:issued")),
        Literal("2021-02-30", datatype=NamedNode(expand("xsd:date"))),
    )

    report = validate(exchanged(record("sources/ks-trd"), "dct:issued", issued), released())

    assert rules(report) == ["Source-issued"]


def test_warnings_and_tips_do_not_keep_a_record_from_conforming() -> None:
    report = validate(without(record("partnerships/trd3"), "schema:contactPoint"), released())

    assert [result.severity for result in report.results] == [Severity.INFO]
    assert report.conforms


def test_a_result_names_field_and_remedy_in_both_languages() -> None:
    report = validate(without(record("sources/ks-trd"), "schema:url"), released())

    (result,) = report.results
    assert result.path == ("https://schema.org/url",)
    assert (result.name.nb, result.name.en) == ("Nettadresse", "Web address")
    assert result.message.nb == (
        "Nettadresse: skriv nøyaktig én adresse som begynner med http:// eller https://."
    )
    assert result.message.en == (
        "Web address: write exactly one address that begins with http:// or https://."
    )


def test_the_gravest_results_come_first() -> None:
    triples = without(record("partnerships/trd3"), "schema:contactPoint")
    report = validate(without(triples, "pk:form"), released())

    assert [result.severity for result in report.results][-1] is Severity.INFO
    assert report.results[0].severity is Severity.VIOLATION


def test_the_validator_is_made_once() -> None:
    assert released_validator() is released_validator()
