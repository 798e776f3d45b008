"""The page of the query form, and the files that pages load."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from partnerskap.api import query_form
from partnerskap.commands import serve as serve_command
from partnerskap.web.headers import ALWAYS
from partnerskap.web.render import has_editor
from worlds import check_html, release_client

PAGE = {"Accept": "text/html", "Accept-Language": "nb"}
LOCK = Path(__file__).parents[2] / "editor" / "package-lock.json"


@pytest.fixture
def client() -> TestClient:
    return release_client()


def test_the_form_holds_the_query_of_the_address(client: TestClient) -> None:
    query = "ASK { ?s ?p '</textarea><script>' }"
    text = client.get("/sparql", params={"edit": query}, headers=PAGE).text

    check_html(text)
    assert "ASK { ?s ?p &#39;&lt;/textarea&gt;&lt;script&gt;&#39; }</textarea>" in text


def test_the_form_holds_the_query_of_an_example(client: TestClient) -> None:
    text = client.get("/sparql?example=folkehelse&lang=en", headers={"Accept": "text/html"}).text

    assert "VALUES ?theme { theme:folkehelse }" in text
    assert text.count("/sparql?example=") >= 60
    assert 'href="/sparql?example=ntnu&amp;lang=en"' in text


def test_an_example_that_does_not_exist_is_not_found(client: TestClient) -> None:
    assert client.get("/sparql?example=nei", headers=PAGE).status_code == 404


@pytest.mark.skipif(not has_editor(), reason="make editor")
def test_the_editor_is_loaded_from_here_under_the_same_policy_as_all(client: TestClient) -> None:
    response = client.get("/sparql", headers=PAGE)
    loaded = re.findall(r'(?:src|href)="(/static/[^"?]+)\?', response.text)

    assert "/static/editor/yasgui.min.js" in loaded
    assert [client.get(path).status_code for path in loaded] == [200] * len(loaded)
    policy = response.headers["content-security-policy"]
    assert policy == ALWAYS["Content-Security-Policy"]
    assert "unsafe" not in policy


def test_without_the_editor_the_form_stands_by_itself(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_form, "has_editor", lambda: False)
    text = client.get("/sparql?edit=ASK%20%7B%7D", headers=PAGE).text

    check_html(text)
    assert "<script" not in text
    assert "<textarea" in text
    assert "plain=1" not in text


def test_the_service_says_at_its_start_that_the_editor_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve_command, "has_editor", lambda: False)
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: None)
    serve_command.serve()

    assert "/sparql" in capsys.readouterr().err


def test_code_is_written_for_a_query_that_may_be_asked(client: TestClient) -> None:
    text = client.get("/sparql/code", params={"query": "ASK { ?s ?p '</pre>' }"}, headers=PAGE).text

    check_html(text)
    assert text.count("ASK { ?s ?p &#39;&lt;/pre&gt;&#39; }") == 4
    assert 'href="/sparql?edit=ASK+' in text


@pytest.mark.parametrize(
    "query", ["", "  ", "ASK {", "ASK { SERVICE <urn:x> { ?s ?p ?o } }", "DROP ALL"]
)
def test_no_code_is_written_for_a_query_that_would_be_refused(
    client: TestClient, query: str
) -> None:
    assert client.get("/sparql/code", params={"query": query}).status_code in {400, 403}


def test_files_are_packed_for_those_who_can_unpack_them(client: TestClient) -> None:
    plain = client.get("/static/style.css", headers={"Accept-Encoding": "identity"})
    with client.stream("GET", "/static/style.css", headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert plain.headers["vary"] == "Accept-Encoding"
    assert plain.headers["etag"] != packed.headers["etag"]


@pytest.mark.parametrize("name", ["nei.css", "../render.py", "editor/installed", "editor/", ""])
def test_no_other_file_is_given(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_the_lock_of_the_editor_names_no_machine() -> None:
    packages = json.loads(LOCK.read_text("utf-8"))["packages"]

    assert packages["node_modules/@zazuko/yasgui"]["version"] == "4.6.2"
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []
