"""``/validate`` over HTTP: what it takes, what it answers, and what it refuses, and why."""

from __future__ import annotations

import base64
import gzip
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from xml.etree import ElementTree as ET

import jsonschema  # type: ignore[import-untyped]  # it comes without types
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.graph.store import GraphStore
from partnerskap.resources import RESOURCES
from partnerskap.settings import Settings

Json = dict[str, object]
SH = "http://www.w3.org/ns/shacl#"

GOOD = (RESOURCES / "data" / "partnerships" / "alesund.ttl").read_bytes()
WRONG = GOOD.replace(b'"2020-05-11"^^xsd:date', b'"11.05.2020"^^xsd:date', 1)
SHAPES = b"""@prefix sh: <http://www.w3.org/ns/shacl#> .
<x:S> a sh:NodeShape ; sh:targetClass <https://w3id.org/partnerskap/ns#Partnership> ;
    sh:property [ sh:path <x:p> ; sh:minCount 1 ] .
"""
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture(scope="module")
def client(
    released_graph: GraphStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("state"))
    with TestClient(create_app(settings, released_graph)) as client:
        yield client


def _small(released_graph: GraphStore, tmp_path: Path, **set_to: object) -> TestClient:
    settings = Settings(data_dir=tmp_path, **set_to)  # type: ignore[arg-type]  # by name
    return TestClient(create_app(settings, released_graph))


def _first(told: Json) -> Json:
    return cast("list[Json]", told["results"])[0]


@pytest.mark.parametrize(
    ("body", "headers", "noted"),
    [
        (GOOD, TURTLE, ""),
        (GOOD, {}, "Formatet var ikke oppgitt"),
        (GOOD, {"Content-Type": "application/rdf+xml"}, "merket «RDF/XML»"),
        (gzip.compress(GOOD), TURTLE, ""),
    ],
)
def test_a_record_is_checked_as_a_body(
    client: TestClient, body: bytes, headers: dict[str, str], noted: str
) -> None:
    response = client.post("/validate", content=body, headers=headers)
    told = response.json()

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert told["conforms"] is True
    assert told["documents"] == [{"name": "data", "format": "ttl"}]
    assert noted in "".join(note["message"]["nb"] for note in told["notes"])


@pytest.mark.parametrize("extension", ["json", "jsonld", "ttl", "nt", "rdf"])
def test_what_we_answer_can_be_sent_back(client: TestClient, extension: str) -> None:
    sent = client.get(f"/partnerships/trd3.{extension}")
    response = client.post(
        "/validate", content=sent.content, headers={"Content-Type": sent.headers["content-type"]}
    )

    assert response.json()["conforms"] is True
    assert response.json()["records"] == ["partnership/trd3"]
    assert response.json()["notes"] == []


def test_several_files_of_a_form_are_checked_together(client: TestClient) -> None:
    files = [
        ("file", ("alesund.ttl", WRONG, "text/turtle")),
        ("file", ("ntnu.ttl", (RESOURCES / "data/actors/ntnu.ttl").read_bytes(), "text/turtle")),
    ]
    told = client.post("/validate", files=files).json()

    assert told["records"] == ["actor/ntnu", "partnership/alesund"]
    assert cast("Json", _first(told)["place"])["document"] == "alesund.ttl"


def test_pasted_text_is_checked(client: TestClient) -> None:
    response = client.post("/validate", data={"text": WRONG.decode(), "profile": "entry"})

    assert cast("Json", _first(response.json())["place"])["line"] == 72


def test_a_base_may_be_given_for_relative_names(client: TestClient) -> None:
    body = b"<> a <https://w3id.org/partnerskap/ns#Partnership> ."
    base = "https://w3id.org/partnerskap/id/partnership/ny"

    assert client.post("/validate", content=body, headers=TURTLE).status_code == 422
    told = client.post("/validate", params={"base": base}, content=body, headers=TURTLE).json()
    assert told["records"] == ["partnership/ny"]


@pytest.mark.parametrize(
    ("accept", "content_type", "form"),
    [
        ("text/turtle", "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("application/ld+json", "application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", "application/rdf+xml", RdfFormat.RDF_XML),
        ("application/n-triples", "application/n-triples", RdfFormat.N_TRIPLES),
    ],
)
def test_a_report_in_rdf_is_given_by_accept(
    client: TestClient, accept: str, content_type: str, form: RdfFormat
) -> None:
    response = client.post("/validate", content=WRONG, headers={**TURTLE, "Accept": accept})
    words = {str(quad.predicate.value).rpartition("#")[2] for quad in parse(response.content, form)}

    assert response.headers["content-type"] == content_type
    assert {"conforms", "result", "focusNode", "resultMessage"} <= words


def test_sarif_points_at_the_line(client: TestClient) -> None:
    response = client.post("/validate?report=sarif&lang=en", content=WRONG, headers=TURTLE)
    run = response.json()["runs"][0]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]

    assert response.headers["content-type"] == "application/sarif+json"
    assert (region["startLine"], region["startColumn"]) == (72, 17)


def test_own_shapes_take_the_place_of_ours(client: TestClient) -> None:
    files = {"file": ("a.ttl", GOOD, "text/turtle"), "shapes": ("s.ttl", SHAPES, "text/turtle")}
    told = client.post("/validate", files=files).json()

    assert told["profile"] == "shapes"
    assert _first(told)["path"] == ["x:p"]


@pytest.mark.parametrize(
    ("kwargs", "status", "said"),
    [
        ({"content": b""}, 400, ("ingenting å kontrollere", "nothing to check")),
        ({"content": GOOD, "params": {"profile": "skos"}}, 400, ("ingen regler", "no rules")),
        ({"content": GOOD, "params": {"report": "pdf"}}, 400, ("«pdf»", "'pdf'")),
        ({"content": GOOD, "params": {"format": "docx"}}, 415, ("«docx»", "'docx'")),
        ({"content": b"\x7fELF"}, 415, ("Vi kjenner ikke formatet", "We do not know")),
        ({"content": b"<x:a> ."}, 422, ("linje 1, kolonne 7", "line 1, column 7")),
        ({"data": {"url": "http://127.0.0.1/x"}}, 400, ("henter ingenting", "fetches nothing")),
        (
            {"files": {"data-graph-url": (None, "http://127.0.0.1/x")}},
            400,
            ("henter ingenting", "fetches nothing"),
        ),
        (
            {"files": {"file": ("a.ttl", GOOD), "config": (None, "[1]")}},
            400,
            ("ikke et JSON-objekt", "not a JSON object"),
        ),
        (
            {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}},
            400,
            ("Skjemaet kan ikke leses", "The form cannot be read"),
        ),
        ({"content": GOOD, "headers": {"Accept": "image/png"}}, 406, ("image/png", "image/png")),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason_in_both_languages(
    client: TestClient, kwargs: dict[str, object], status: int, said: tuple[str, str]
) -> None:
    response = client.post("/validate", **kwargs)  # type: ignore[arg-type]  # by name
    messages = response.json()["messages"]

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert said[0] in messages["nb"]["detail"]
    assert said[1] in messages["en"]["detail"]


def test_a_body_over_the_limit_is_refused_before_it_is_read(
    released_graph: GraphStore, tmp_path: Path
) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(1_000):
            yield b"x" * 1_000

    with _small(released_graph, tmp_path, max_check_bytes=10_000) as client:
        told = client.post("/validate", content=b"x", headers={"Content-Length": "1073741824"})
        streamed = client.post("/validate", content=endless())

    assert (told.status_code, streamed.status_code) == (413, 413)
    assert told.json()["limit"] == "sent_bytes"
    assert "10000 byte" in told.json()["messages"]["nb"]["detail"]


def test_a_client_that_has_too_much_under_way_is_told_to_wait(
    released_graph: GraphStore, tmp_path: Path
) -> None:
    with _small(released_graph, tmp_path, max_client_checks=1) as client:
        client.app.state.gate = _Named()  # type: ignore[attr-defined]  # as behind a proxy
        many = b"".join(b"<x:a> <x:q> <x:%d> .\n" % n for n in range(60_000))
        begun = client.post("/validate", content=many, headers={"Prefer": "respond-async"})
        second = client.post("/validate", content=GOOD)

    assert begun.status_code == 202
    assert second.status_code == 429
    assert second.headers["retry-after"] == "1"


class _Named:
    def name(self, _: object) -> str:
        return "192.0.2.7"


def test_a_large_body_becomes_a_job_that_can_be_watched_and_stopped(client: TestClient) -> None:
    large = GOOD + b"".join(b"<x:a> <x:q> <x:%d> .\n" % n for n in range(20_000))
    begun = client.post("/validate", content=large, headers={**TURTLE, "Accept": "text/turtle"})
    place = begun.headers["location"]

    assert begun.status_code == 202
    assert begun.json()["state"] in {"waiting", "running"}
    until = time.monotonic() + 30
    while (told := client.get(place).json())["state"] in {"waiting", "running"}:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert (told["state"], told["progress"]) == ("done", 1.0)
    result = client.get(told["result"])
    assert result.headers["content-type"] == "text/turtle; charset=utf-8"
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == 404


def test_a_client_may_wait_for_a_job(client: TestClient) -> None:
    large = GOOD + b"".join(b"<x:a> <x:q> <x:%d> .\n" % n for n in range(20_000))
    headers = {**TURTLE, "Prefer": "wait=30"}

    assert client.post("/validate", content=large, headers=headers).json()["conforms"] is True


def test_a_result_that_is_not_there_yet_is_a_conflict(client: TestClient) -> None:
    large = b"".join(b"<x:a> <x:q> <x:%d> .\n" % n for n in range(100_000))
    place = client.post("/validate", content=large).headers["location"]
    early = client.get(f"{place}/result")
    page = client.get(place, headers={"Accept": "text/html"})
    stopped = client.post(f"{place}/stop", follow_redirects=False)

    assert early.status_code == 409
    assert early.headers["retry-after"] == "1"
    assert '<meta http-equiv="refresh" content="2">' in page.text
    assert (stopped.status_code, stopped.headers["location"]) == (303, "/validate")


def test_a_browser_is_led_to_the_page_of_its_job(client: TestClient) -> None:
    response = client.post(
        "/validate",
        content=GOOD,
        headers={**TURTLE, "Accept": "text/html", "Prefer": "respond-async"},
        follow_redirects=False,
    )

    assert response.status_code == 303
    assert response.headers["location"].startswith("/validate/jobs/")


@pytest.mark.parametrize(("lang", "title"), [("nb", "Kontroller data"), ("en", "Check data")])
def test_the_form_is_a_page_without_scripts(client: TestClient, lang: str, title: str) -> None:
    page = client.get(f"/validate?lang={lang}").text

    assert f"<h1>{title}</h1>" in page
    assert 'method="post" enctype="multipart/form-data"' in page
    assert "<script" not in page


def test_the_page_shows_the_fault_at_its_place_and_mends_it_by_one_button(
    client: TestClient,
) -> None:
    form = {"text": WRONG.decode().replace("\n", "\r\n"), "name": "alesund.ttl"}
    headers = {"Accept": "text/html"}
    page = client.post("/validate", data=form, headers=headers).text
    button = re.search(r'name="apply" value="([^"]+)"', page)

    assert "alesund.ttl, linje 72, kolonne 17" in page
    assert "<mark>&#34;11.05.2020&#34;^^xsd:date ;</mark>" in page
    assert button is not None
    edit = button[1].replace("&#34;", '"')
    mended = client.post("/validate", data={**form, "apply": edit}, headers=headers).text
    assert "Dataene er i orden" in mended
    file = client.post("/validate/corrected", data={**form, "apply": edit})
    assert file.content == GOOD
    assert file.headers["content-disposition"] == 'attachment; filename="alesund.ttl"'


def test_what_many_records_share_is_told_once_with_their_places(client: TestClient) -> None:
    rows = [f"inst-{n};Navn;snart" for n in range(6)]
    body = "\r\n".join(["N\xf8kkel;Navn (bokm\xe5l);Avviklet", *rows]).encode("cp1252")
    headers = {"Content-Type": "text/csv"}

    told = client.post("/validate", content=body, headers=headers).json()
    page = client.post("/validate", content=body, headers={**headers, "Accept": "text/html"}).text

    shared = next(each for each in told["groups"] if "Avviklet" in each["message"]["nb"])
    assert (shared["severity"], shared["count"], len(shared["results"])) == ("violation", 6, 6)
    assert shared["message"]["nb"].startswith("6 steder: Avviklet: «snart» kan ikke brukes.")
    assert page.count("«snart» kan ikke brukes") == 1
    assert "Det samme i flere oppføringer" in page
    assert "linje 7, kolonne 3" in page


def test_what_is_sent_is_never_part_of_the_page_itself(client: TestClient) -> None:
    evil = "</textarea><script>alert(1)</script>"
    body = GOOD.replace("Ålesund universitetskommune".encode(), evil.encode()).replace(
        b"pk:scope scope:two-pillars", b'pk:scope "<img src=x onerror=alert(1)>"'
    )
    page = client.post("/validate", content=body, headers={**TURTLE, "Accept": "text/html"}).text

    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;" in page


def test_digdirs_clients_are_answered_as_by_their_own_service(client: TestClient) -> None:
    files: dict[str, tuple[str | None, bytes, str]] = {
        "data-graph-file": ("catalog.ttl", GOOD, "text/turtle"),
        "shapes-graph-file": ("shapes.ttl", SHAPES, "text/turtle"),
        "config": (None, json.dumps({"expand": True}).encode(), "application/json"),
    }
    response = client.post("/validator", files=files)
    subjects = {str(quad.subject) for quad in parse(response.content, RdfFormat.TURTLE)}

    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    assert "sh:ValidationReport" in response.text
    assert "<https://w3id.org/partnerskap/id/partnership/alesund>" in subjects
    as_jsonld = client.post("/validator", files=files, headers={"Accept": "application/ld+json"})
    assert as_jsonld.headers["content-type"] == "application/ld+json"


def _itb(**fields: object) -> Json:
    return {
        "contentToValidate": WRONG.decode(),
        "embeddingMethod": "STRING",
        "contentSyntax": "text/turtle",
        "validationType": "entry",
        **fields,
    }


_TAR = {
    "type": "object",
    "required": ["date", "result", "overview", "counters", "reports"],
    "properties": {
        "result": {"enum": ["SUCCESS", "FAILURE", "WARNING"]},
        "counters": {"required": ["nrOfAssertions", "nrOfErrors", "nrOfWarnings"]},
        "reports": {"properties": {"error": {"items": {"required": ["description", "location"]}}}},
    },
}


def test_clients_of_eus_test_bed_are_answered_in_its_own_report(client: TestClient) -> None:
    fields = _itb(reportSyntax="application/json", locale="nb_NO", addInputToReport=True)
    told = client.post("/partnerskap/api/validate", json=fields).json()

    jsonschema.validate(told, _TAR)
    assert told["result"] == "FAILURE"
    assert told["counters"]["nrOfErrors"] >= 1
    assert told["reports"]["error"][0]["location"] == "contentToValidate:72:17"
    assert told["context"]["item"][0]["value"] == WRONG.decode()


@pytest.mark.parametrize("profile", ["entry", "codes", "dcat-ap-no-3"])
def test_what_was_used_comes_back_beside_the_test_beds_report(
    client: TestClient, profile: str
) -> None:
    wanted = {"addShapesToReport": True, "addRdfReportToReport": True}
    fields = _itb(validationType=profile, rdfReportSyntax="text/turtle", **wanted)
    told = client.post(
        "/partnerskap/api/validate", json={**fields, "reportSyntax": "application/json"}
    ).json()
    xml = client.post(
        "/partnerskap/api/validate", json={**fields, "reportSyntax": "application/xml"}
    )

    beside = {each["name"]: each["value"] for each in told["context"]["item"]}
    assert set(beside) == {"shapes", "report"}
    shapes = list(parse(beside["shapes"], RdfFormat.TURTLE))
    assert any(quad.object == NamedNode(SH + "NodeShape") for quad in shapes)
    report = list(parse(beside["report"], RdfFormat.TURTLE))
    assert any(quad.object == NamedNode(SH + "ValidationReport") for quad in report)
    root = ET.fromstring(xml.content)  # noqa: S314 - our own
    names = [each.get("name") for each in root.iter() if each.get("name")]
    assert names == ["shapes", "report"]


def test_the_test_beds_other_forms_are_given_too(client: TestClient) -> None:
    xml = client.post("/partnerskap/api/validate", json=_itb(reportSyntax="application/xml"))
    rdf = client.post("/partnerskap/api/validate", json=_itb())
    several = client.post("/partnerskap/api/validateMultiple", json=[_itb(), _itb()]).json()

    assert b'xsi:type="tr:TAR"' in xml.content
    assert rdf.headers["content-type"] == "application/rdf+xml"
    assert [each["reportSyntax"] for each in several] == ["application/rdf+xml"] * 2
    assert b"ValidationReport" in base64.b64decode(several[0]["report"])


def test_rules_come_with_the_request_in_the_domain_any(client: TestClient) -> None:
    rules = [{"ruleSet": base64.b64encode(SHAPES).decode(), "embeddingMethod": "BASE64",
              "ruleSyntax": "text/turtle"}]  # fmt: skip
    fields = _itb(externalRules=rules, reportSyntax="text/turtle")
    response = client.post("/any/api/validate", json=fields)

    assert "sh:MinCountConstraintComponent" in response.text
    assert client.get("/any/api/info").json() == {"domain": "any", "validationTypes": []}


@pytest.mark.parametrize(
    ("path", "fields", "refusal"),
    [
        ("/any/api/validate", _itb(), (400, "at least one set of rules")),
        ("/nope/api/validate", _itb(), (404, "no rules under 'nope'")),
        ("/partnerskap/api/validate", _itb(embeddingMethod="URL"), (400, "fetches nothing")),
        (
            "/partnerskap/api/validate",
            _itb(contentQueryEndpoint="http://x"),
            (400, "fetches nothing"),
        ),
        ("/partnerskap/api/validate", _itb(embeddingMethod="BASE64"), (400, "valid Base64")),
        ("/partnerskap/api/validate", _itb(embeddingMethod="FTP"), (400, "STRING or BASE64")),
        ("/partnerskap/api/validate", [1], (400, "a JSON object")),
        ("/partnerskap/api/validateMultiple", {}, (400, "a list")),
        ("/partnerskap/api/validate", _itb(reportSyntax="image/png"), (406, "image/png")),
    ],
)
def test_what_the_test_bed_would_take_and_we_do_not_is_refused(
    client: TestClient, path: str, fields: object, refusal: tuple[int, str]
) -> None:
    response = client.post(path, json=fields)

    assert response.status_code == refusal[0]
    assert refusal[1] in response.json()["messages"]["en"]["detail"]


def test_a_workbook_comes_back_with_marked_cells(client: TestClient) -> None:
    body = b"N\xf8kkel;Startet\r\ntrd3;snart\r\n"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    answer = client.post(
        "/validate", content=body, headers={"Content-Type": "text/csv", "Accept": media_type}
    )

    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.content.startswith(b"PK")
