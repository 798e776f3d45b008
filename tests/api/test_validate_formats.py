"""The same fault, sent in every format and by every way, is told at its place in what was sent."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pyoxigraph import RdfFormat, parse, serialize
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.graph.store import GraphStore
from partnerskap.resources import RESOURCES
from partnerskap.settings import Settings
from table_ground import as_csv, make_workbook

TURTLE = (RESOURCES / "data/actors/ntnu.ttl").read_bytes()
WRONG = TURTLE.replace(b"actortype:university", b"actortype:universty")
TRIPLES = [quad.triple for quad in parse(WRONG, RdfFormat.TURTLE)]
RDF = {
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
ROWS = [["Nøkkel", "Type aktør"], ["ntnu", "universtet"]]
PLAIN = {"type": "actor", "id": "ntnu", "classification": "universty"}
BODIES = {
    "ttl": WRONG,
    **{name: serialize(TRIPLES, format=form) or b"" for name, form in RDF.items()},
    "json": json.dumps(PLAIN).encode(),
    "csv": as_csv(ROWS, "cp1252"),
    "xlsx": make_workbook({"Aktør": ROWS}),
}
MEDIA_TYPES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "json": "application/json",
    "csv": "text/csv; charset=windows-1252",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
IN_TEXT = frozenset({"document", "line", "column", "excerpt"})
PLACES = {
    "jsonld": IN_TEXT | {"pointer"},
    "json": IN_TEXT | {"pointer"},
    "csv": frozenset({"document", "line", "column"}),
    "xlsx": frozenset({"document", "sheet", "cell"}),
}


@pytest.fixture(scope="module")
def client(
    released_graph: GraphStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("state"))
    with TestClient(create_app(settings, released_graph)) as client:
        yield client


@pytest.mark.parametrize("way", ["body", "format", "multipart", "form"])
@pytest.mark.parametrize("form", BODIES)
def test_a_fault_is_told_in_every_format_however_it_is_sent(
    client: TestClient, form: str, way: str
) -> None:
    body = BODIES[form]
    if way == "body":
        answer = client.post("/validate", content=body, headers={"Content-Type": MEDIA_TYPES[form]})
    elif way == "format":
        answer = client.post(f"/validate?format={form}", content=body)
    elif way == "multipart":
        answer = client.post("/validate", files={"file": (f"ntnu.{form}", body)})
    elif form == "xlsx":
        answer = client.post("/validate", data={"format": form}, files={"file": ("x", body)})
    else:
        text = body.decode("cp1252" if form == "csv" else "utf-8")
        answer = client.post("/validate", data={"text": text, "format": form})

    told = answer.json()
    assert [document["format"] for document in told["documents"]] == [form]
    (result,) = (each for each in told["results"] if each["field"]["nb"] == "Type aktør")
    assert set(result["place"]) == PLACES.get(form, IN_TEXT)
    assert result["severity"] == "violation"
    assert any("universitet" in p["label"]["nb"] for p in result["proposals"])


@pytest.mark.parametrize(
    "report", ["json", "sarif", "ttl", "nt", "rdf", "jsonld", "nq", "trig", "html"]
)
@pytest.mark.parametrize("form", ["ttl", "json", "csv", "xlsx"])
def test_every_format_is_answered_in_every_form_of_report(
    client: TestClient, form: str, report: str
) -> None:
    answer = client.post(
        f"/validate?report={report}",
        content=BODIES[form],
        headers={"Content-Type": MEDIA_TYPES[form]},
    )

    assert answer.status_code == 200
    assert "Aktørtyper" in answer.text or "Type akt" in answer.text
