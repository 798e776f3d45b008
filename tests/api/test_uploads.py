"""A workbook's way: template, upload, preview, marked copy, submissions, and no doubles."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from httpx2 import Response

from entry_service import Service, serving_entry
from partnerskap.graph.terms import RECORD_TYPES
from table_ground import as_csv, make_workbook
from worlds import check_html

XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
CSV = {"Content-Type": "text/csv"}
ROWS = [
    ["Nøkkel", "Nettsted"],
    ["fjord-kommune", "https://ny.fjord.example/"],
    ["hogskolen", ""],
]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with serving_entry(tmp_path) as service:
        yield service


def send(service: Service, body: bytes, kind: str = "partnership", **headers: str) -> Response:
    sent = {**(XLSX if body.startswith(b"PK") else CSV), **headers}
    return service.client.post(f"/upload?type={kind}&name=liste", content=body, headers=sent)


def statuses(answer: Response) -> dict[str, str]:
    return {each["record"]: each["status"] for each in answer.json()["records"]}


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_each_type_has_a_template_and_one_filled_with_what_is_published(
    service: Service, kind: str
) -> None:
    empty = service.client.get(f"/template/{kind}.xlsx")
    filled = service.client.get(f"/template/{kind}.xlsx?filled=1&lang=en")

    assert empty.headers["content-type"] == XLSX["Content-Type"]
    assert empty.headers["content-disposition"] == f'attachment; filename="{kind}.xlsx"'
    assert openpyxl.load_workbook(io.BytesIO(empty.content)).sheetnames[0] == "Les meg"
    again = send(service, filled.content, kind)
    assert set(statuses(again).values()) <= {"unchanged", "wrong"}
    assert again.json()["counts"]["created"] == 0
    known = service.client.get(
        f"/template/{kind}.xlsx", headers={"If-None-Match": empty.headers["etag"]}
    )
    assert known.status_code == 304


def test_a_program_sees_what_a_file_would_do(service: Service) -> None:
    answer = send(service, as_csv(ROWS, "cp1252"), "actor")

    assert answer.status_code == 201
    told = answer.json()
    assert answer.headers["location"] == told["upload"]
    assert "Windows-1252 med semikolon" in told["remarks"][0]["message"]["nb"]
    assert statuses(answer) == {"actor/fjord-kommune": "changed", "actor/hogskolen": "unchanged"}
    assert service.client.get(told["upload"]).json() == {
        name: value for name, value in told.items() if name != "upload"
    }


def test_a_browser_uploads_a_file_and_sees_a_page(service: Service) -> None:
    page = service.client.get("/upload")
    check_html(page.text)
    body = make_workbook(
        {"Partnerskap": [["Nøkkel", "Startet"], ["ny", "snart"]], "Notater": [["x"], ["y"]]}
    )
    sent = service.client.post(
        "/upload",
        data={"type": "partnership"},
        files={"file": ("liste.xlsx", body)},
        headers={"Accept": "text/html"},
    )
    assert sent.status_code == 303

    shown = service.client.get(sent.headers["location"], headers={"Accept": "text/html"})

    check_html(shown.text)
    assert shown.headers["cache-control"] == "private, no-store"
    for text in ("Arket «Notater»", "«snart» kan ikke brukes", "Partnerskap B2", "/marked.xlsx"):
        assert text in shown.text


def test_the_marked_copy_points_at_the_cells(service: Service) -> None:
    body = make_workbook({"Partnerskap": [["Nøkkel", "Startet"], ["prove", "snart"]]})
    place = send(service, body).json()["upload"]

    marked = service.client.get(f"{place}/marked.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(marked.content))
    comment = book["Partnerskap"]["B2"].comment
    assert comment is not None
    assert "«snart»" in comment.text


def test_an_upload_is_handed_in_once_however_often_it_is_sent(service: Service) -> None:
    first = send(service, as_csv(ROWS), "actor").json()["upload"]

    handed = service.client.post(
        f"{first}/submit", data={"reason": "Årlig"}, headers=service.submitter
    ).json()["handedIn"]
    assert [(each["record"], each["repeated"], each["refusal"]) for each in handed] == [
        ("actor/fjord-kommune", False, None)
    ]
    again = service.client.post(f"{first}/submit", data={}, headers=service.submitter).json()
    assert [each["repeated"] for each in again["handedIn"]] == [True]
    assert again["handedIn"][0]["submission"] == handed[0]["submission"]

    told = service.client.get(
        handed[0]["submission"], headers={**service.reviewer, "Accept": "application/json"}
    ).json()
    assert told["state"] == "submitted"
    assert told["reason"].startswith("Årlig – liste (sha256 ")
    service.act(told["id"], "accept", service.reviewer)
    assert set(statuses(send(service, as_csv(ROWS), "actor")).values()) == {"unchanged"}


def test_only_those_logged_in_hand_in_a_whole_file(service: Service) -> None:
    place = send(service, as_csv(ROWS), "actor").json()["upload"]

    assert service.client.post(f"{place}/submit", data={}).status_code == 401


@pytest.mark.parametrize(
    ("kind", "body", "media_type", "status"),
    [
        ("tull", b"a;b", "text/csv", 400),
        ("actor", b"", "text/csv", 400),
        ("actor", b"PK\x03\x04tull", XLSX["Content-Type"], 400),
        ("actor", b"N\xc3\xb8kkel;Nettsted\n" + b"a;x\n" * 60_000, "text/csv", 413),
        ("actor", b"x" * 17_000_000, "text/csv", 413),
        ("actor", b"--b\r\n\r\n", "multipart/form-data; boundary=b", 400),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    service: Service, kind: str, body: bytes, media_type: str, *, status: int
) -> None:
    headers = {"Content-Type": media_type}
    answer = service.client.post(f"/upload?type={kind}", content=body, headers=headers)

    assert answer.status_code == status
    assert answer.json()["messages"]["nb"]["detail"]


@pytest.mark.parametrize(
    "path", ["/upload/finnes-ikke", "/upload/finnes-ikke/marked.xlsx", "/template/tull.xlsx"]
)
def test_what_is_not_there_says_so(service: Service, path: str) -> None:
    assert service.client.get(path).status_code in {400, 404}


def test_script_in_a_cell_is_shown_as_text(service: Service) -> None:
    body = as_csv([["Nøkkel", "Startet", "<script>alert(1)</script>"], ["prove", "<b>", "x"]])
    place = send(service, body).json()["upload"]

    page = service.client.get(place, headers={"Accept": "text/html"})

    assert "<script>alert" not in page.text
    check_html(page.text)
