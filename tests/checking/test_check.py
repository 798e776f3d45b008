"""What is sent is judged by the rules chosen; every result has its place in the sender's text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest
from pyoxigraph import RdfFormat, parse, serialize

from partnerskap.checking.check import check
from partnerskap.checking.edits import apply_at
from partnerskap.checking.task import Profile, Task
from partnerskap.checking.writing import write
from partnerskap.errors import BadRequestError, InvalidDataError
from partnerskap.graph.store import GraphStore
from partnerskap.incoming.limits import Limits
from partnerskap.incoming.reading import Sent
from partnerskap.resources import RESOURCES, shapes_dir

Json = dict[str, object]

_INVALID = sorted((shapes_dir() / "examples" / "invalid").glob("*.ttl"))
_FORMS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
_ALESUND = (RESOURCES / "data" / "partnerships" / "alesund.ttl").read_text("utf-8")
_SHAPES = Sent(
    "shapes.ttl",
    b"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
e:S a sh:NodeShape ; sh:targetClass e:T ;
    sh:property [ sh:path e:p ; sh:minCount 1 ; sh:name "felt"@nb , "field"@en ] .
""",
)
_DATA = Sent("x.ttl", b"@prefix e: <http://e/> .\ne:a a e:T .\ne:b a e:T ; e:p 1 .\n")


def _told(task: Task, graph: GraphStore) -> Json:
    return cast("Json", json.loads(write(check(task, graph.store), task, graph.store)))


def _results(told: Json) -> list[Json]:
    return cast("list[Json]", told["results"])


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("path", _INVALID[::5], ids=lambda path: path.stem)
def test_every_result_has_a_place_in_every_format(path: Path, form: str) -> None:
    body = path.read_bytes()
    if form != "ttl":
        triples = [quad.triple for quad in parse(body, RdfFormat.TURTLE)]
        body = serialize(triples, format=_FORMS[form]) or b""
    checked = check(Task((Sent(f"x.{form}", body),)), GraphStore().store)

    assert checked.report.results
    for result in checked.report.results:
        place = checked.incoming.places.find(result)
        assert place is not None, result
        assert place.line is not None
        assert (place.pointer is not None) == (form == "jsonld")


def test_a_published_record_is_in_order(released_graph: GraphStore) -> None:
    told = _told(Task((Sent("alesund.ttl", _ALESUND.encode()),)), released_graph)

    assert told["conforms"] is True
    assert told["records"] == ["partnership/alesund"]
    assert told["notes"] == []
    assert told["documents"] == [{"name": "alesund.ttl", "format": "ttl"}]


def test_a_fault_is_told_with_names_place_line_and_an_edit_that_mends_it(
    released_graph: GraphStore,
) -> None:
    wrong = _ALESUND.replace('"2020-05-11"^^xsd:date', '"11.05.2020"^^xsd:date', 1)
    told = _told(Task((Sent("alesund.ttl", wrong.encode()),)), released_graph)
    fault = _results(told)[0]
    edit = cast("Json", cast("list[Json]", fault["proposals"])[0]["edit"])
    start, end = cast("Json", edit["start"]), cast("Json", edit["end"])
    where = f"{start['line']}:{start['column']}-{end['line']}:{end['column']}"

    assert fault["recordName"] == {
        "nb": "Ålesund universitetskommune",
        "en": "University Municipality Ålesund",
        "nn": "Ålesund universitetskommune",
    }
    assert cast("Json", fault["partName"])["nb"] == (
        "Delavtalen om smarte og bærekraftige samfunn, 2020"
    )
    assert fault["place"] == {
        "document": "alesund.ttl",
        "line": 72,
        "column": 17,
        "excerpt": '    pk:signedOn "11.05.2020"^^xsd:date ;',
    }
    assert apply_at(wrong, f"{where} {edit['text']}") == _ALESUND


def test_plain_json_is_read_and_its_faults_point_into_it(released_graph: GraphStore) -> None:
    body = b'[{"type": "partnership", "id": "ny",\n  "name": {"nb": "Ny"}, "naame": 1}]'
    told = _told(Task((Sent("ny.json", body),)), released_graph)
    places = {cast("Json", each["place"])["pointer"] for each in _results(told)}

    assert {"/0/naame", "/0/name/en"} <= places
    assert told["records"] == ["partnership/ny"]


@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [
        ("actor/classification", '"Universitet"', '"university"'),
        ("actor/organisationNumber", '"923 609 016"', '"923609016"'),
        ("actor/homepage", '"www.fjord.example/a"', '"https://www.fjord.example/a"'),
        ("actor/dissolved", '"31.12.2019"', '"2019-12-31"'),
        ("actor/name", '{"nb": " Ny ", "en": "New"}', '"Ny"'),
        (
            "partnership/founded",
            '{"value": "28.3.2021", "basis": "stated", "sources": ["ks-omr"]}',
            '"2021-03-28"',
        ),
    ],
)
def test_a_proposal_for_plain_json_is_an_edit_of_its_text(
    released_graph: GraphStore, field: str, wrong: str, right: str
) -> None:
    record_type, name = field.split("/")
    text = f'{{"type": "{record_type}", "id": "ny", "{name}": {wrong}}}'
    told = _told(Task((Sent("ny.json", text.encode()),)), released_graph)

    edits = [
        cast("Json", proposal["edit"])
        for result in _results(told)
        for proposal in cast("list[Json]", result.get("proposals", []))
        if "edit" in proposal
    ]

    edit, *_ = edits
    start, end = (cast("dict[str, int]", edit[side])["offset"] for side in ("start", "end"))
    assert edit["text"] == right
    assert text[start:end] in wrong
    mended = text[:start] + right + text[end:]
    after = _told(Task((Sent("ny.json", mended.encode()),)), released_graph)
    assert len(_results(after)) == len(_results(told)) - 1


def test_plain_json_without_a_type_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidDataError, match="line 2, column 11"):
        check(Task((Sent("x.json", b'{\n  "type": "tull"}'),)), GraphStore().store)


def test_shapes_that_came_with_the_data_are_what_it_is_judged_by() -> None:
    told = _told(Task((_DATA,), (_SHAPES,), Profile.SHAPES), GraphStore())

    assert [
        (each["focus"], cast("Json", each["field"])["nb"], cast("Json", each["place"])["line"])
        for each in _results(told)
    ] == [("http://e/a", "felt", 2)]


def test_shapes_may_hold_sparql_only_where_that_is_allowed() -> None:
    sparql = Sent(
        "s.ttl",
        b"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
e:S a sh:NodeShape ; sh:targetClass e:T ;
    sh:sparql [ sh:message "nei" ; sh:select "SELECT $this WHERE { $this <http://e/p> 1 }" ] .""",
    )
    allowed = Task((_DATA,), (sparql,), Profile.SHAPES, allow_sparql=True)

    assert len(check(allowed, GraphStore().store).report.results) == 1
    with pytest.raises(InvalidDataError, match="SPARQL"):
        check(Task((_DATA,), (sparql,), Profile.SHAPES), GraphStore().store)


@pytest.mark.parametrize(
    ("example", "faulty_by"),
    [
        ("CodeList-top.minCount", {"entry", "codes"}),
        ("Term-example.minCount", {"entry", "ontology"}),
        ("Activity-date.maxCount", {"entry"}),
    ],
)
def test_a_profile_judges_by_its_own_rules_alone(example: str, faulty_by: set[str]) -> None:
    (path,) = (shapes_dir() / "examples" / "invalid").glob(f"{example}*.ttl")
    sent = (Sent("x.ttl", path.read_bytes()),)
    ours = (Profile.ENTRY, Profile.CODES, Profile.ONTOLOGY)
    reports = {p.value: check(Task(sent, profile=p), GraphStore().store) for p in ours}

    assert {name for name, checked in reports.items() if checked.report.results} == faulty_by
    assert {name for name, checked in reports.items() if not checked.incoming.notes} >= faulty_by


def test_data_no_rule_applies_to_are_not_called_good_in_silence() -> None:
    checked = check(Task((_DATA,)), GraphStore().store)

    assert checked.report.results == ()
    assert "ingenting er kontrollert" in checked.incoming.notes[0].text.nb


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(InvalidDataError, match="no statements"):
        check(Task((Sent("x.ttl", b"# bare en kommentar\n"),)), GraphStore().store)


def test_a_task_crosses_between_processes_unchanged() -> None:
    task = Task(
        (_DATA, Sent("æ.nt", b"\x00\xff", "text/x", "nt", "http://b/")),
        (_SHAPES,),
        Profile.SHAPES,
        "sarif",
        with_data=True,
        language="en",
        allow_sparql=True,
        limits=Limits(depth=7),
    )

    assert Task.decode(task.encode()) == task


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("ttl", "sh:conforms false"),
        ("nt", '<http://www.w3.org/ns/shacl#conforms> "false"'),
        ("rdf", "<sh:conforms"),
        ("jsonld", "http://www.w3.org/ns/shacl#conforms"),
        ("sarif", '"version": "2.1.0"'),
        ("json", '"conforms": false'),
    ],
)
def test_a_report_is_written_in_every_form(form: str, expected: str) -> None:
    task = Task((_DATA,), (_SHAPES,), Profile.SHAPES, form)
    store = GraphStore().store

    assert expected in write(check(task, store), task, store).decode()


def test_a_report_in_rdf_holds_the_data_too_when_that_is_asked_for() -> None:
    task = Task((_DATA,), (_SHAPES,), Profile.SHAPES, "nt", with_data=True)
    store = GraphStore().store
    told = write(check(task, store), task, store).decode()

    assert "<http://e/b> <http://e/p> " in told
    assert "ValidationReport" in told


@pytest.mark.parametrize("edit", ["", "1:1", "1:1-9:1 x", "0:1-1:1 x", "2:1-1:1 x", "a:b-c:d x"])
def test_an_edit_that_does_not_fit_is_refused(edit: str) -> None:
    with pytest.raises(BadRequestError, match="proposal"):
        apply_at("one line", edit)
