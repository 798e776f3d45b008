"""What people send to do harm: refused at every door with the reason, and harmless where kept."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterator, MutableMapping
from typing import Final
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from entry_service import Service, serving_entry
from partnerskap.graph.terms import BASE, DocumentKey
from table_ground import make_workbook

IRI: Final = f"{BASE}/id/partnership/ny"
SCRIPT: Final = "<script>alert(1)</script>"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML: Final = {"Accept": "text/html"}
_RDF: Final = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
)
_ENTITIES: Final = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
LAUGHS: Final = f'<!DOCTYPE r [<!ENTITY a "ha">{_ENTITIES}]>{_RDF}&i;</rdf:RDF>'.encode()
OUTSIDE: Final = f'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>{_RDF}&x;</rdf:RDF>'
REMOTE: Final = json.dumps({"@context": "http://169.254.169.254/", "@id": IRI}).encode()
NESTED: Final = b'{"type": "partnership", "a": ' + b'{"b": ' * 200 + b"1" + b"}" * 201
DEEP: Final = b"<> <a:p> " + b"[ <a:p> " * 200


def zipped(files: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return output.getvalue()


def spoilt_workbook(name: str, content: bytes) -> bytes:
    """Put one more file, or another one, into a workbook."""
    with zipfile.ZipFile(io.BytesIO(make_workbook({"Partnerskap": [["Nøkkel"], ["ny"]]}))) as book:
        files = {each: book.read(each) for each in book.namelist()}
    return zipped({**files, name: content})


LAUGHING_SHEET: Final = (
    b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet '
    b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)
BOMB: Final = bytes(120_000_000)
IMPORTING: Final = (
    f"<{IRI}> <http://www.w3.org/2002/07/owl#imports> <http://169.254.169.254/> .".encode()
)


def test_shapes_that_ask_for_more_shapes_are_not_used(service: Service) -> None:
    files = {
        "data": ("d.ttl", b"<a:s> <a:p> 1 .", "text/turtle"),
        "shapes": ("s.ttl", IMPORTING, "text/turtle"),
    }
    answer = service.client.post("/validate", files=files, headers={"Accept": "application/json"})

    assert answer.status_code == 422
    assert "We fetch nothing" in answer.json()["messages"]["en"]["detail"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    with serving_entry(folder, workers=True, anonymous_submissions=True) as service:
        yield service


@pytest.mark.parametrize(
    ("body", "media_type", "nb", "en"),
    [
        (gzip.compress(BOMB), "text/turtle", "pakket ut større", "unpacked larger"),
        (zipped({"a.ttl": BOMB}), "application/zip", "pakket ut større", "unpacked larger"),
        (LAUGHS, "application/rdf+xml", "DOCTYPE", "DOCTYPE"),
        (OUTSIDE.encode(), "application/rdf+xml", "DOCTYPE", "DOCTYPE"),
        (NESTED, "application/json", "nivåer", "levels"),
        (b"[" * 200, "application/ld+json", "nøstet dypere", "nested deeper"),
        (DEEP, "text/turtle", "nøstet dypere", "nested deeper"),
        (REMOTE, "application/ld+json", "vi henter ingenting", "fetch nothing"),
        (IMPORTING, "text/turtle", "Vi henter ingenting", "We fetch nothing"),
        (
            b'<a:s> <http://www.w3.org/2002/07/owl#imports> "no IRI" .',
            "text/turtle",
            "Vi henter ingenting",
            "We fetch nothing",
        ),
        (b"<a:s> <a:p> <javascript:alert(1)> .", "text/turtle", "kan kjøre noe", "run something"),
        (spoilt_workbook("xl/bomb.bin", BOMB), XLSX, "for stor", "too large"),
        (spoilt_workbook("../../etc/passwd", b"x"), XLSX, "ikke en arbeidsbok", "not a workbook"),
        (
            spoilt_workbook("xl/worksheets/sheet1.xml", LAUGHING_SHEET),
            XLSX,
            "ikke en arbeidsbok",
            "not a workbook",
        ),
    ],
    ids=range(14),
)
def test_what_could_harm_is_not_checked_and_the_reason_told(
    service: Service, body: bytes, media_type: str, *, nb: str, en: str
) -> None:
    answer = service.client.post("/validate", content=body, headers={"Content-Type": media_type})

    assert 400 <= answer.status_code < 500
    assert nb in answer.json()["messages"]["nb"]["detail"]
    assert en in answer.json()["messages"]["en"]["detail"]


@pytest.mark.parametrize(
    ("body", "media_type", "nb", "en"),
    [
        (gzip.compress(BOMB), "text/turtle", "kan ikke leses", "cannot be read"),
        (zipped({"a.ttl": BOMB}), "application/zip", "Vi leser ikke", "do not read"),
        (LAUGHS, "application/rdf+xml", "DOCTYPE", "DOCTYPE"),
        (OUTSIDE.encode(), "application/rdf+xml", "DOCTYPE", "DOCTYPE"),
        (NESTED, "application/json", "20 nivåer", "20 levels"),
        (b"[" * 200, "application/ld+json", "nøstet dypere", "nested deeper"),
        (DEEP, "text/turtle", "nøstet dypere", "nested deeper"),
        (REMOTE, "application/ld+json", "vi henter ingenting", "fetch nothing"),
        (IMPORTING, "text/turtle", "Vi henter ingenting", "We fetch nothing"),
        (
            f"<{IRI}> <https://schema.org/url> <JavaScript:alert(1)> .".encode(),
            "text/turtle",
            "kan kjøre noe",
            "run something",
        ),
        (
            json.dumps(
                {"@id": IRI, "https://schema.org/url": {"@id": "javascript:alert(1)"}}
            ).encode(),
            "application/ld+json",
            "kan kjøre noe",
            "run something",
        ),
    ],
    ids=range(11),
)
def test_what_could_harm_is_not_handed_in_and_the_reason_told(
    service: Service, body: bytes, media_type: str, *, nb: str, en: str
) -> None:
    headers = {"Content-Type": media_type, **service.other}
    answer = service.client.post(
        "/submissions?record=partnership/ny", content=body, headers=headers
    )

    assert 400 <= answer.status_code < 500
    assert nb in answer.json()["messages"]["nb"]["detail"]
    assert en in answer.json()["messages"]["en"]["detail"]
    assert service.client.get("/submissions", headers=service.other).json()["items"] == []


def test_an_address_that_runs_something_is_told_as_a_fault_of_plain_json(service: Service) -> None:
    record = {"type": "source", "id": "side", "url": ["javascript:alert(1)"]}
    made = service.client.post("/submissions", json=record, headers=service.submitter).json()

    refused = service.act(made["id"], "submit", service.submitter)

    assert refused.status_code == 422
    told = [each["message"]["nb"] for each in refused.json()["report"]["results"]]
    assert any("«javascript:alert(1)» kan ikke brukes" in each for each in told)


def test_nor_is_it_patched_in_afterwards(service: Service) -> None:
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    waiting = service.submit(f'<{IRI}> {label} "Ny"@nb .', "partnership/ny").json()
    service.act(waiting["id"], "request-changes", service.reviewer, "Mer")
    headers = {"Content-Type": "application/rdf-patch", "If-Match": '"r3"', **service.submitter}

    answer = service.client.patch(
        f"/submissions/{waiting['id']}",
        content=f"A <{IRI}> <https://schema.org/url> <javascript:alert(1)> .\n",
        headers=headers,
    )

    assert answer.status_code == 422
    assert "kan kjøre noe" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status", "nb"),
    [
        (spoilt_workbook("xl/bomb.bin", BOMB), 413, "for stor"),
        (spoilt_workbook("../../etc/passwd", b"x"), 400, "ikke en arbeidsbok"),
        (spoilt_workbook("xl/worksheets/sheet1.xml", LAUGHING_SHEET), 400, "ikke en arbeidsbok"),
        (gzip.compress(BOMB), 400, "er ikke tekst"),
    ],
    ids=range(4),
)
def test_a_workbook_that_could_harm_is_not_read(
    service: Service, body: bytes, nb: str, *, status: int
) -> None:
    headers = {"Content-Type": XLSX}
    answer = service.client.post("/upload?type=partnership", content=body, headers=headers)

    assert answer.status_code == status
    assert nb in answer.json()["messages"]["nb"]["detail"]
    assert answer.json()["messages"]["en"]["detail"]


def pour(service: Service, path: str, media_type: str) -> tuple[int, int]:
    """Send a gigabyte without saying how much it is; give the status and how much was taken."""
    taken, status = 0, 0
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": path.partition("?")[0],
        "raw_path": path.partition("?")[0].encode(),
        "query_string": path.partition("?")[2].encode(),
        "root_path": "",
        "scheme": "http",
        "server": ("testserver", 80),
        "client": ("127.0.0.1", 1),
        "headers": [
            (b"content-type", media_type.encode()),
            *((name.lower().encode(), value.encode()) for name, value in service.submitter.items()),
        ],
    }

    async def receive() -> MutableMapping[str, object]:
        nonlocal taken
        taken += 1_000_000
        more = taken < 1_000_000_000
        return {"type": "http.request", "body": b"x" * 1_000_000, "more_body": more}

    async def send(message: MutableMapping[str, object]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = int(str(message["status"]))

    portal = service.client.portal
    assert portal is not None
    portal.call(service.client.app, scope, receive, send)
    return status, taken


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/validate", "text/turtle"),
        ("/validate", "multipart/form-data; boundary=b"),
        ("/validate", "application/x-www-form-urlencoded"),
        ("/submissions?record=partnership/ny", "text/turtle"),
        ("/submissions", "application/json"),
        ("/upload?type=partnership", XLSX),
        ("/upload", "multipart/form-data; boundary=b"),
        ("/contribute/partnership", "application/x-www-form-urlencoded"),
        ("/sparql", "application/sparql-query"),
        ("/changes/2/revert", "application/json"),
    ],
)
def test_a_gigabyte_is_refused_long_before_it_is_there(
    service: Service, path: str, media_type: str
) -> None:
    status, taken = pour(service, path, media_type)

    assert status == 413
    assert taken < 100_000_000


@pytest.fixture(scope="module")
def scripted(service: Service) -> Service:
    """A published record whose name is a script, and then a formula beside it."""
    name = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    for slug, text in (("skript", SCRIPT), ("formel", "=HYPERLINK(1)")):
        iri = DocumentKey("partnership", slug).iri
        turtle = f'<{iri}> {kind} <{BASE}/ns#Partnership> ; {name} "{text}"@nb .'
        answer = service.publish(turtle, f"partnership/{slug}")
        assert answer.json()["state"] == "published", answer.text
    return service


@pytest.mark.parametrize(
    "path",
    [
        "/partnerships",
        "/partnerships/skript",
        "/partnerships/skript/history",
        "/partnerships/skript/compare?from=2&to=2",
        "/partnerships/skript/versions/2",
        "/changes",
        "/changes/2",
        "/search?q=alert",
        "/contribute/partnership/skript",
        "/submissions",
    ],
)
def test_a_script_for_a_name_is_text_on_every_page(scripted: Service, path: str) -> None:
    answer = scripted.client.get(path, headers={**HTML, **scripted.reviewer})

    assert answer.status_code == 200
    assert SCRIPT not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "script-src 'unsafe-inline'" not in answer.headers["content-security-policy"]


def test_a_script_for_a_name_is_text_in_the_feed(scripted: Service) -> None:
    feed = ET.fromstring(scripted.client.get("/changes.atom").content)  # noqa: S314 - our own feed

    titles = [each.text for each in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert SCRIPT in titles
    types = {each.get("type", "text") for each in feed.iter("{http://www.w3.org/2005/Atom}title")}
    assert types == {"text"}


@pytest.mark.parametrize(
    "path", ["/partnerships.csv", "/partnerships.json", "/partnerships/skript.ttl", "/changes.json"]
)
def test_a_script_for_a_name_comes_as_data_that_no_browser_takes_for_a_page(
    scripted: Service, path: str
) -> None:
    answer = scripted.client.get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] != "text/html"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_scripts_and_formulas_are_text_in_spreadsheets(scripted: Service) -> None:
    rows = scripted.client.get("/partnerships.csv").text
    book = openpyxl.load_workbook(
        io.BytesIO(scripted.client.get("/template/partnership.xlsx?filled=1").content)
    )

    assert "'=HYPERLINK(1)" in rows
    assert not re.search(r'(^|,|")=HYPERLINK', rows, re.MULTILINE)
    cells = {cell.value: cell.data_type for row in book["Partnerskap"].iter_rows() for cell in row}
    assert (cells[SCRIPT], cells["=HYPERLINK(1)"]) == ("s", "s")
