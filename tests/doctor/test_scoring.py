"""Scores by the metrics of data.norge.no and data.europa.eu."""

from __future__ import annotations

import pytest

from doctor_examples import good
from partnerskap.doctor.cases import Verdict
from partnerskap.doctor.metrics import Scheme, read_book
from partnerskap.doctor.rules import nodes_in_fault
from partnerskap.doctor.scoring import CatalogueScore, addresses_of, score
from partnerskap.doctor.telling import gain_lines, headline, metric_lines, score_as_json
from partnerskap.graph.reading import read_turtle
from partnerskap.portal.profiles import Profile
from partnerskap.shacl.index import Index

FILE = "https://data.fjordvik.example.no/bathing.csv"
BARE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
<https://data.example.no/a> a dcat:Dataset .
"""


def scored(text: str, scheme: Scheme, answers: dict[str, bool] | None = None) -> CatalogueScore:
    data = Index(read_turtle(text).triples)
    return score(data, scheme, nodes_in_fault(data, scheme.profile), answers)


@pytest.mark.parametrize(
    ("profile", "scheme", "points", "most"),
    [
        (Profile.NO_2, Scheme.NORGE, 365, 435),
        (Profile.NEUTRAL, Scheme.NORGE, 350, 435),
        (Profile.EU_3, Scheme.EUROPA, 405, 405),
        (Profile.NO_3, Scheme.NORGE, 325, 435),  # its sizes break version 2, and no media type
    ],
)
def test_a_catalogue_gets_the_points_a_portal_would_give(
    profile: Profile, scheme: Scheme, points: int, most: int
) -> None:
    found = scored(good(profile), scheme)

    assert (found.points, found.most) == (points, most)


def test_the_weights_are_the_portals() -> None:
    sums = {
        (scheme, each): sum(m.weight(scheme) for m in read_book().of(scheme) if m.dimension == each)
        for scheme in Scheme
        for each in read_book().dimensions
    }

    assert [sums[Scheme.NORGE, each] for each in read_book().dimensions] == [100, 100, 140, 75, 20]
    assert [sums[Scheme.EUROPA, each] for each in read_book().dimensions] == [100, 100, 110, 75, 20]


def test_a_dataset_with_nothing_gets_only_what_its_faults_do_not_cost() -> None:
    found = scored(BARE, Scheme.NORGE)

    assert found.points == 0
    assert found.rating.nb == "dårlig"
    assert found.datasets[0].distribution == ""


@pytest.mark.parametrize(
    ("answers", "verdict", "points"),
    [
        ({}, Verdict.ASSUMED, 365),
        ({FILE: True}, Verdict.MET, 365),
        ({FILE: False}, Verdict.MISSED, 285),
    ],
)
def test_an_address_counts_as_answering_until_it_was_asked(
    answers: dict[str, bool], verdict: Verdict, points: int
) -> None:
    found = scored(good(Profile.NO_2), Scheme.NORGE, answers)
    mark = next(m for m in found.datasets[0].marks if m.metric.key == "accessUrlStatusCode")

    assert (mark.verdict, found.points) == (verdict, points)


def test_the_addresses_that_count_are_each_asked_once() -> None:
    assert addresses_of(read_turtle(good(Profile.NEUTRAL)).triples) == (FILE,)


def test_the_best_distribution_counts() -> None:
    text = good(Profile.NO_2) + ":bathing dcat:distribution :bad .\n:bad a dcat:Distribution ;\n"
    text += "    dcat:accessURL <https://data.fjordvik.example.no/bad> .\n"

    found = scored(text, Scheme.NORGE)

    assert found.points == 365
    assert found.datasets[0].distribution == "https://data.fjordvik.example.no/bathing-csv"


def test_a_distribution_without_an_address_gets_no_points_at_data_norge_no() -> None:
    text = good(Profile.NO_2).replace(":bathing-csv", "_:csv")

    found = scored(text, Scheme.NORGE)
    reasons = {mark.reason.en for mark in found.datasets[0].marks if mark.verdict is Verdict.MISSED}

    assert found.points == 185
    assert reasons == {"The dataset has no distribution with an address (IRI) of its own."}
    assert scored(good(Profile.EU_3).replace(":bathing-csv", "_:csv"), Scheme.EUROPA).points == 405


def test_a_fault_counts_against_the_datasets_that_lead_to_it() -> None:
    text = (
        good(Profile.NO_2)
        + """
        :other a dcat:Dataset ; dct:title "Vei"@nb ; dct:description "Vei"@nb ;
            dct:identifier "v" ; dct:publisher :fjordvik ; dcat:landingPage :home ;
            dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> .
        :bathing-csv dcat:byteSize "2"^^xsd:decimal .
    """
    )
    by_name = {
        each.dataset.rpartition("/")[2]: each for each in scored(text, Scheme.NORGE).datasets
    }
    verdicts = {
        name: next(m.verdict for m in each.marks if m.metric.key == "dcatApCompliance")
        for name, each in by_name.items()
    }

    assert verdicts == {"bathing": Verdict.MISSED, "other": Verdict.MET}


def test_a_faulty_publisher_counts_against_all_its_datasets() -> None:
    text = good(Profile.NO_2).replace('    foaf:name "Fjordvik kommune" ;\n', "")

    assert scored(text, Scheme.NORGE).points == 335


def test_gains_tell_what_each_repair_is_worth_the_most_first() -> None:
    text = good(Profile.NO_2).replace("    dct:rights :terms ;\n", "")
    text = text.replace("    dct:temporal :summers ;\n", "")

    assert list(gain_lines(scored(text, Scheme.NORGE), "en")) == [
        "+20 Temporal coverage: Say what period the data are about (dct:temporal). (datasets: 1)",
        "+5 Rights: Say what the data may be used for (dct:rights). (datasets: 1)",
    ]


def test_a_score_is_told_metric_by_metric_with_reasons() -> None:
    found = scored(good(Profile.NO_2), Scheme.NORGE)
    lines = list(metric_lines(found, "nb"))

    assert headline(found).nb == (
        "data.norge.no: 365 av 435 poeng (utmerket), som snitt av 1 datasett. "
        "Programmet deres gir høyst 365."
    )
    assert lines[0] == "Finnbarhet: 100/100"
    assert "  30/30 Emneord: Datasettet har emneord." in lines
    assert any(line.startswith("  50/50 Tilgangslenken svarer: Antatt") for line in lines)
    assert any(line.startswith("  0/15 Filen kan leses: Gis ikke til noen") for line in lines)


def test_a_score_of_many_datasets_tells_how_many_a_reason_holds_for() -> None:
    found = scored(
        good(Profile.NO_2) + "<https://data.example.no/b> a dcat:Dataset .", Scheme.NORGE
    )

    assert "  15/30 Keyword: 1 of 2 datasets: Add keywords (dcat:keyword)." in list(
        metric_lines(found, "en")
    )


def test_a_score_is_written_for_programs() -> None:
    found = score_as_json(scored(BARE, Scheme.EUROPA))

    assert found["points"] == 0
    assert found["profile"] == "dcat-ap-3"
    assert found["perDataset"] == [
        {
            "dataset": "https://data.example.no/a",
            "name": {"nb": "data.example.no", "en": "data.example.no"},
            "points": 0,
            "distribution": None,
            "missed": [metric.key for metric in read_book().of(Scheme.EUROPA)],
            "assumed": [],
        }
    ]


def test_a_catalogue_without_datasets_has_no_points() -> None:
    found = scored("<urn:a> <urn:b> 1 .", Scheme.NORGE)

    assert (found.points, found.gains(), len(list(metric_lines(found, "nb")))) == (0, (), 30)
