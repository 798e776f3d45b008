"""Our restatement of DCAT-AP-NO and DCAT-AP, on catalogues that keep it and twins that do not."""

from __future__ import annotations

import pytest

from doctor_examples import TWINS, Twin, good, twin_text
from partnerskap.doctor.rules import PROFILES, RULES, judge, read_rules
from partnerskap.graph.reading import read_turtle
from partnerskap.graph.terms import PREFIXES
from partnerskap.portal.profiles import Profile
from partnerskap.records.report import Result, Severity

SH = PREFIXES["sh"]


def results(text: str, profile: Profile, severity: Severity) -> list[Result]:
    report = judge(read_turtle(text).triples, profile)
    return [result for result in report.results if result.severity is severity]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("own", [True, False])
def test_a_good_catalogue_has_nothing_that_must_or_should_be_corrected(
    profile: Profile, *, own: bool
) -> None:
    text = good(profile if own else Profile.NEUTRAL)

    assert results(text, profile, Severity.VIOLATION) == []
    assert results(text, profile, Severity.WARNING) == []


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_a_broken_twin_breaks_the_rules_it_was_made_to_break(twin: Twin) -> None:
    found = results(twin_text(twin), twin.profile, Severity.VIOLATION)

    assert {result.shape.removeprefix(RULES) for result in found} == set(twin.rule.split())


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_recommended_and_missing_should_be_added(profile: Profile) -> None:
    text = good(profile).replace('    dcat:keyword "badevann"@nb, "bathing water"@en ;\n', "")

    (found,) = results(text, profile, Severity.WARNING)

    assert found.message.nb == "Emneord (dcat:keyword) er anbefalt, men mangler. Oppgi minst én."
    assert found.message.nn.endswith("er tilrådd, men manglar. Oppgje minst éin.")
    assert found.message.en.endswith("is recommended but missing. Give at least one.")


def test_a_distribution_without_an_address_is_a_tip() -> None:
    text = good(Profile.NEUTRAL).replace(":bathing-csv", "_:csv")

    (found,) = [
        each for each in results(text, Profile.NO_3, Severity.INFO) if "named" in each.shape
    ]

    assert "får den ingen poeng på data.norge.no" in found.message.nb


@pytest.mark.parametrize(
    ("find", "put", "proposal"),
    [
        ('"2048"^^xsd:nonNegativeInteger', '"2048"^^xsd:decimal', "Skriv «2048»"),
        ('dct:title "Badevann"@nb', 'dct:title "Badevann"', "Merk teksten med språket nb"),
    ],
)
def test_a_fault_that_can_be_mended_comes_with_a_proposal(
    find: str, put: str, proposal: str
) -> None:
    text = good(Profile.NO_3).replace(find, put)
    (found,) = results(text, Profile.NO_3, Severity.VIOLATION)

    assert found.proposals[0].label.nb == proposal
    assert judge(found.proposals[0].apply(read_turtle(text).triples), Profile.NO_3).conforms


@pytest.mark.parametrize("profile", PROFILES)
def test_every_rule_speaks_three_languages_and_has_a_severity(profile: Profile) -> None:
    said: dict[str, dict[str, set[str]]] = {}
    for subject, predicate, value in read_rules(profile):
        if subject.value.startswith(RULES):
            language = getattr(value, "language", None)
            said.setdefault(subject.value, {}).setdefault(predicate.value, set()).add(
                language or value.value
            )
    rules = {name: facts for name, facts in said.items() if f"{SH}path" in facts}

    assert len(rules) > 100
    assert {frozenset(facts[f"{SH}message"]) for facts in rules.values()} == {
        frozenset({"nb", "nn", "en"})
    }
    assert all(len(facts[f"{SH}severity"]) == 1 for facts in rules.values())
