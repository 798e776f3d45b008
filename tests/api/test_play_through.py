"""The whole way without a browser: by JSON as a program goes it, and by a workbook.

Three mistakes, mended from the answers alone; a reviewer who asks first; published and taken back.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from httpx2 import Response
from openpyxl.worksheet.worksheet import Worksheet
from starlette.applications import Starlette

from entry_service import Service, serving_entry
from partnerskap.records.validation import validate

STATED = {"basis": "stated", "sources": ["omtale"]}
RECORD: dict[str, object] = {
    "type": "partnership",
    "name": {"nb": "Bylab", "nn": "Bylab", "en": "City lab"},
    "form": [{"value": "toparts", **STATED}],
    "founded": {"value": "31.02.2023", **STATED},
    "members": [
        {"actor": "fjord-komune", "role": "lead-municipality", **STATED},
        {"actor": "hogskolen", **STATED},
    ],
}
SOURCE = "Om Prøvesamarbeidet"
MERGE = {"Content-Type": "application/merge-patch+json"}
XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with serving_entry(tmp_path, workers=True) as service:
        assert isinstance(service.client.app, Starlette)
        service.client.app.state.live.desk.judge = validate
        yield service


def in_sparql(service: Service, name: str) -> bool:
    query = f'ASK {{ ?p <http://www.w3.org/2004/02/skos/core#prefLabel> "{name}"@nb }}'
    answer = service.client.get("/sparql", params={"query": query, "format": "json"})
    return bool(answer.json()["boolean"])


def in_list(service: Service, name: str) -> bool:
    found = service.client.get("/partnerships.json").json()["items"]
    return any(each["name"] == name for each in found)


def newest_change(service: Service) -> dict[str, object]:
    items = service.client.get("/changes.json").json()["items"]
    first: dict[str, object] = items[0]
    return first


def faults(answer: Response) -> dict[str, str]:
    """Give what must be corrected, by its place in what was sent."""
    assert answer.status_code == 422, answer.text
    return {
        each["pointer"]: each["message"]["nb"]
        for each in answer.json()["report"]["results"]
        if each["severity"] == "violation"
    }


def review_publish_and_take_back(service: Service, name: str, change: dict[str, object]) -> None:
    """Ask for a change, get it, accept, see it everywhere, and take it back."""
    label = "Bylab"
    asked = service.act(name, "request-changes", service.reviewer, "Hva handler det om?")
    assert asked.json()["state"] == "changes-requested"
    seen = service.client.get(f"/submissions/{name}", headers=service.submitter)
    assert seen.json()["events"][-1]["why"] == "Hva handler det om?"
    headers = {**service.submitter, **MERGE, "If-Match": seen.headers["etag"]}
    assert service.client.patch(f"/submissions/{name}", json=change, headers=headers).is_success
    assert service.act(name, "submit", service.submitter).json()["state"] == "submitted"
    assert not in_sparql(service, label)

    published = service.act(name, "accept", service.reviewer).json()

    assert (published["state"], published["version"]) == ("published", 2)
    assert in_sparql(service, label)
    assert in_list(service, label)
    assert newest_change(service)["version"] == 2
    assert label in service.client.get("/changes.atom").text

    back = service.client.post("/changes/2/revert", json={}, headers=service.reviewer)
    assert back.json()["version"] == 3
    assert not in_sparql(service, label)
    assert not in_list(service, label)
    assert newest_change(service)["reverts"] == 2
    assert service.client.get(published["recordUrl"]).status_code == 410


def test_a_program_sends_json_mends_three_faults_and_sees_it_published(service: Service) -> None:
    made = service.client.post("/submissions", json=RECORD, headers=service.submitter).json()
    told = faults(service.act(made["id"], "submit", service.submitter))

    date, actor, role = (
        told.pop(at) for at in ("/founded/value", "/members/0/actor", "/members/1/role")
    )
    assert date.startswith("Startet: «31.02.2023» kan ikke brukes. Skriv et år (2021)")
    assert actor.endswith("Mangler aktøren, registrer den først. Fant «actor/fjord-komune».")
    assert role == "Rolle: velg nøyaktig én fra listen «Roller i partnerskap»."
    choices = service.client.get("/choices/actor", params={"q": "fjord komune"}).json()
    members = [
        {"actor": choices["items"][0]["value"], "role": "lead-municipality", **STATED},
        {"actor": "hogskolen", "role": "academic", **STATED},
    ]
    mended = {"founded": {"value": "2023-02-28", **STATED}, "members": members}
    headers = {**service.submitter, **MERGE, "If-Match": '"r1"'}
    service.client.patch(f"/submissions/{made['id']}", json=mended, headers=headers)
    sent = service.act(made["id"], "submit", service.submitter)
    assert sent.json()["state"] == "submitted", sent.text

    review_publish_and_take_back(service, made["id"], {"subjects": ["helse"]})


def write(sheet: Worksheet, row: int, cells: dict[str, str]) -> None:
    """Fill cells in by the headings of their columns."""
    columns = {str(cell.value).strip(" *"): at for at, cell in enumerate(sheet[1], 1)}
    for heading, text in {"Nøkkel": "bylab", **cells}.items():
        sheet.cell(row, columns[heading], text)


def upload(service: Service, book: openpyxl.Workbook) -> Response:
    body = io.BytesIO()
    book.save(body)
    path = "/upload?type=partnership&name=bylab.xlsx"
    return service.client.post(path, content=body.getvalue(), headers=XLSX)


def remark(book: openpyxl.Workbook, sheet: str, cell: str) -> str:
    comment = book[sheet][cell].comment
    assert comment is not None
    return str(comment.text)


def test_a_filled_template_is_mended_by_its_marks_and_seen_published(service: Service) -> None:
    template = service.client.get("/template/partnership.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(template))
    partnership, members, sources = (
        book[title] for title in ("Partnerskap", "Deltakere", "Kilder til felt")
    )
    names = {"Navn (bokmål)": "Bylab", "Navn (nynorsk)": "Bylab", "Navn (engelsk)": "City lab"}
    write(partnership, 3, {**names, "Samarbeidsform": "to parter", "Startet": "31.02.2023"})
    write(members, 3, {"Aktør": "Fjord komune", "Rolle": "vertskommune", "Kilde": SOURCE})
    write(members, 4, {"Aktør": "Høgskolen ved fjorden", "Kilde": SOURCE})
    for row, heading in enumerate(("Samarbeidsform", "Startet"), 3):
        write(sources, row, {"Felt": heading, "Kilde": SOURCE})

    sent = upload(service, book)
    assert sent.json()["counts"] == {"created": 0, "changed": 0, "unchanged": 0, "wrong": 1}
    marked = service.client.get(f"{sent.json()['upload']}/marked.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(marked))
    assert "eller en dag (2021-03-28)." in remark(book, "Partnerskap", "S3")
    assert remark(book, "Deltakere", "C3").endswith("Mente du «Fjord kommune»?")
    assert remark(book, "Deltakere", "D4").startswith("Rolle: velg nøyaktig én fra listen")

    write(book["Partnerskap"], 3, {"Startet": "28.02.2023"})
    write(book["Deltakere"], 3, {"Aktør": "Fjord kommune"})
    write(book["Deltakere"], 4, {"Rolle": "akademisk part"})
    sent = upload(service, book)
    assert sent.json()["counts"] == {"created": 1, "changed": 0, "unchanged": 0, "wrong": 0}
    handed = service.client.post(f"{sent.json()['upload']}/submit", headers=service.submitter)
    (one,) = handed.json()["handedIn"]

    name = one["submission"].rpartition("/")[2]
    review_publish_and_take_back(service, name, {"subjects": ["helse"]})
