"""What is wrong is said so that it can be mended, and most of it can be mended by saying yes."""

from __future__ import annotations

from functools import cache

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from partnerskap.graph.loading import Release
from partnerskap.graph.terms import BASE, expand
from partnerskap.records.neighbours import Triple
from partnerskap.records.report import Proposal, Report, Result
from partnerskap.records.validation import read_release, validate
from partnerskap.records.wording import Wording
from seeded_faults import FAULTS, Faulty, faulty_records, read


@cache
def released() -> Store:
    store = Store()
    store.extend(Quad(*triple) for triple in read_release(Release.open()))
    return store


@cache
def judged() -> tuple[tuple[Faulty, Report], ...]:
    return tuple((each, validate(each.triples, released())) for each in faulty_records(200))


@cache
def sound(triples: tuple[Triple, ...]) -> Report:
    return validate(triples, released())


def new_results(faulty: Faulty, report: Report) -> list[Result]:
    known = {(r.focus, r.shape, r.value) for r in sound(faulty.sound).results}
    return [r for r in report.results if (r.focus, r.shape, r.value) not in known]


def says_all(result: Result) -> bool:
    """Tell whether a message names the field or its rule, the value found, and what to do."""
    for language in ("nb", "en"):
        message = result.message.in_language(language)
        found = result.found.in_language(language)
        shown = not result.found or result.value == result.focus or found in message
        if not (result.name and shown and result.advice.in_language(language).endswith(".")):
            return False
    return True


def test_the_seeded_faults_are_of_more_than_twenty_kinds() -> None:
    assert len({faulty.kind for faulty, _ in judged()}) == len(FAULTS) > 20


def test_nearly_every_seeded_fault_is_found_and_told_with_field_value_and_remedy() -> None:
    told = [
        results and all(map(says_all, results))
        for results in (new_results(*each) for each in judged())
    ]

    assert sum(map(bool, told)) >= 0.9 * len(told)


def test_most_seeded_faults_are_mended_by_the_first_proposal() -> None:
    mended = 0
    for faulty, report in judged():
        for result in new_results(faulty, report):
            if result.proposals and not result.proposals[0].choices:
                after = validate(result.proposals[0].apply(faulty.triples), released())
                if after == sound(faulty.sound):
                    mended += 1
                    break

    assert mended >= 0.85 * len(judged())


def test_no_message_and_no_found_value_shows_our_own_addresses() -> None:
    for _, report in judged():
        for result in report.results:
            for text in (result.message, result.found, result.allowed, result.name):
                assert BASE not in text.nb + text.en + text.nn


NTNU = NamedNode(f"{BASE}/id/actor/ntnu")
OPPDAL = NamedNode(f"{BASE}/id/partnership/oppdal")


def proposed(kind: str, stem: str, predicate: str, *values: Literal | NamedNode) -> list[Proposal]:
    """Give the proposals for a record whose values of a property are exchanged for others."""
    triples = read(kind, stem)
    subject = triples[0][0]
    node = NamedNode(expand(predicate))
    kept = [t for t in triples if (t[0], t[1]) != (subject, node)]
    report = validate((*kept, *((subject, node, value) for value in values)), released())
    return [
        proposal
        for result in report.results
        if result.focus == subject.value and result.path == (node.value,)
        for proposal in result.proposals
    ]


@pytest.mark.parametrize(
    ("stem", "predicate", "value", "words"),
    [
        ("oslo-kommune", "pk:municipalityNumber", "301", ("Skriv «0301»", "Write “0301”")),
        ("ntnu", "org:identifier", "974 767 880", ("Skriv «974767880»", "Write “974767880”")),
        ("ntnu", "org:identifier", "NTNU", ("Skriv «974767880»", "Write “974767880”")),
        ("ntnu", "org:identifier", "974767881", ("Skriv «974767880»", "Write “974767880”")),
        ("oslo-kommune", "pk:municipalityNumber", "Oslo kommune", ("Skriv «0301»", "Write “0301”")),
        (
            "ntnu",
            "foaf:homepage",
            "www.ntnu.no",
            ("Skriv «https://www.ntnu.no»", "Write “https://www.ntnu.no”"),
        ),
        (
            "ntnu",
            "org:classification",
            "Universitet",
            ("Velg «universitet»", "Choose “university”"),
        ),
    ],
)
def test_a_proposal_says_in_words_what_it_will_write(
    stem: str, predicate: str, value: str, words: tuple[str, str]
) -> None:
    first, *_ = proposed("actors", stem, predicate, Literal(value))

    assert (first.label.nb, first.label.en) == words


def test_the_number_of_a_thing_with_a_name_that_is_only_alike_is_not_proposed() -> None:
    node = NamedNode(f"{BASE}/id/actor/ny")
    name, number = NamedNode(expand("skos:prefLabel")), NamedNode(expand("org:identifier"))
    kept = [t for t in read("actors", "ntnu") if t[0] == NTNU and t[1] not in {name, number}]
    record = [(node, p, o) for _, p, o in kept]
    record += [(node, name, Literal("Vest kommune", language=each)) for each in ("nb", "en")]

    report = validate((*record, (node, number, Literal("974767881"))), released())

    asked = [r.proposals for r in report.results if r.path == (number.value,)]
    assert asked == [()]


def test_of_two_values_where_one_may_stand_a_person_picks() -> None:
    university, centre = (
        NamedNode(f"{BASE}/code/actortype/{name}") for name in ("university", "centre")
    )
    (pick,) = proposed("actors", "ntnu", "org:classification", university, centre)

    assert pick.label.nb == "Velg én"
    assert [choice.label.en for choice in pick.choices] == [
        "Keep only “university”",
        "Keep only “specialist centre”",
    ]
    assert pick.choices[0].removed == ((NTNU, NamedNode(expand("org:classification")), centre),)


def test_a_property_that_does_not_exist_is_renamed_to_one_that_does() -> None:
    wrong = NamedNode(expand("pk:forms"))
    triples = tuple(
        (s, wrong if (s, p.value) == (OPPDAL, expand("pk:form")) else p, o)
        for s, p, o in read("partnerships", "oppdal")
    )
    report = validate(triples, released())
    labels = [p.label.nb for r in report.results for p in r.proposals if r.value == wrong.value]

    assert labels[0] == "Velg «form»"


def test_a_proposal_leaves_the_rest_of_the_record_as_it_was() -> None:
    one, two, three = ((NTNU, NamedNode(f"urn:{n}"), Literal(n)) for n in "abc")
    proposal = Proposal(Wording("Skriv «c»", "Write “c”"), (two,), (three,))

    assert proposal.apply((one, two)) == (one, three)
    assert proposal.apply((one, three)) == (one, three)
