from __future__ import annotations

import json

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from partnerskap.graph.terms import BASE, PREFIXES, SHAPES, Iri, expand
from partnerskap.records.places import Place
from partnerskap.records.report import Proposal, Report, Result, Severity
from partnerskap.records.report_json import write_json
from partnerskap.records.report_rdf import report_triples
from partnerskap.records.sarif import as_sarif
from partnerskap.records.validation import validate
from partnerskap.records.wording import Wording
from partnerskap.shacl.index import Index
from partnerskap.shacl.vocabulary import sh
from seeded_faults import read

NODE = NamedNode(f"{BASE}/id/source/prove")
ISSUED = NamedNode(expand("dct:issued"))
WHEN = Literal("28.03.2021")
ISO = Literal("2021-03-28", datatype=NamedNode(expand("xsd:date")))


def result(focus: str = NODE.value, **others: object) -> Result:
    given: dict[str, object] = {
        "severity": Severity.WARNING,
        "focus": focus,
        "path": (ISSUED.value,),
        "value": "28.03.2021",
        "shape": Iri(f"{SHAPES}Source-issued"),
        "component": Iri(f"{PREFIXES['sh']}OrConstraintComponent"),
        "name": Wording("Utgitt", "Issued", "Gitt ut"),
        "message": Wording(
            "Utgitt: skriv en dag. Fant «28.03.2021».", "Issued: give a day. Found “28.03.2021”."
        ),
        "advice": Wording("Utgitt: skriv en dag.", "Issued: give a day."),
    }
    return Result(**{**given, **others})  # type: ignore[arg-type]  # the names are those above


WRITE = Proposal(
    Wording("Skriv «2021-03-28»", "Write “2021-03-28”"),
    ((NODE, ISSUED, WHEN),),
    ((NODE, ISSUED, ISO),),
)


class Line7:
    def find(self, result: Result) -> Place | None:
        return Place("min fil.ttl", 7, 13) if result.focus == NODE.value else None


def test_equal_causes_are_told_once_with_their_number() -> None:
    report = Report.of((result(), result(f"{BASE}/id/source/andre")))
    (group,) = report.grouped()

    assert group.sentence().nb == "2 steder: Utgitt: skriv en dag."
    assert group.sentence(Wording("rader", "rows")).en == "2 rows: Issued: give a day."


def test_a_cause_that_stands_alone_keeps_its_message() -> None:
    (group,) = Report.of((result(),)).grouped()

    assert group.sentence() == group.first.message


def test_json_has_texts_by_language_places_causes_and_patches() -> None:
    cause = result(message=Wording("Datoen er tekst.", "The date is text."))
    report = Report((result(causes=(cause,), proposals=(WRITE,), found=Wording("x", "x")),))

    (written,) = json.loads(json.dumps(write_json(report, Line7())))["results"]

    assert written["field"] == {"nb": "Utgitt", "en": "Issued", "nn": "Gitt ut"}
    assert written["place"] == {"document": "min fil.ttl", "line": 7, "column": 13}
    assert written["causes"][0]["message"]["en"] == "The date is text."
    assert written["proposals"] == [
        {
            "label": {"nb": "Skriv «2021-03-28»", "en": "Write “2021-03-28”"},
            "remove": [f'<{NODE.value}> <{ISSUED.value}> "28.03.2021"'],
            "add": [f'<{NODE.value}> <{ISSUED.value}> "2021-03-28"^^<{PREFIXES["xsd"]}date>'],
        }
    ]


def test_sarif_points_at_the_line_and_explains_the_rule() -> None:
    report = Report((result(proposals=(WRITE,)), result(f"{BASE}/id/source/andre")))

    log = json.loads(as_sarif(report, Line7(), "en"))

    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["tool"]["driver"]["rules"] == [
        {
            "id": "Source-issued/Or",
            "shortDescription": {"text": "Issued"},
            "fullDescription": {"text": "Issued: give a day."},
            "defaultConfiguration": {"level": "warning"},
            "helpUri": f"{SHAPES}Source-issued",
        }
    ]
    first, second = run["results"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == (
        "Source-issued/Or",
        0,
        "warning",
    )
    assert first["message"]["text"] == "Issued: give a day. Found “28.03.2021”."
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "min%20fil.ttl"},
        "region": {"startLine": 7, "startColumn": 13},
    }
    assert first["properties"]["proposals"] == ["Write “2021-03-28”"]
    assert list(second["locations"][0]) == ["logicalLocations"]


def test_a_report_in_rdf_tells_focus_path_value_and_rule_as_shacl_does() -> None:
    triples = tuple(t for t in read("sources", "ks-trd") if t[1] != ISSUED)
    subject = triples[0][0]
    report = validate((*triples, (subject, ISSUED, Literal("17. mai"))), Store())

    graph = Index(report_triples(report))
    node, *_ = graph.pointing(Literal("17. mai"), sh("value"))

    assert graph.one(node, sh("focusNode")) == subject
    assert graph.one(node, sh("resultPath")) == ISSUED
    assert graph.one(node, sh("sourceShape")) == NamedNode(f"{SHAPES}Source-issued")
    assert {m.language for m in graph.texts(node, sh("resultMessage"))} == {"nb", "en"}


def test_results_that_no_shape_gave_are_written_in_rdf_too() -> None:
    told = result("_:a", causes=(result(value=None),))

    graph = Index(report_triples(Report((told,))))
    (node,) = graph.pointing(BlankNode("a"), sh("focusNode"))

    assert graph.one(node, sh("value")) == WHEN
    assert graph.one(node, sh("resultSeverity")) == sh("Warning")
    (detail,) = graph.objects(node, sh("detail"))
    assert graph.one(detail, sh("value")) is None


def test_a_report_without_results_conforms() -> None:
    graph = Index(report_triples(Report()))

    assert [t.value for s in graph.subjects for t in graph.texts(s, sh("conforms"))] == ["true"]
