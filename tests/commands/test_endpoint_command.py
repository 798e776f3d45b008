"""``partnerskap endpoint`` with foreign data: loading, and a real server on a free port."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest

from partnerskap.commands.endpoint import load_files
from partnerskap.errors import BadRequestError, InvalidDataError, ServiceError, StorageError

FILES = {
    "a.ttl": b"<urn:s> <urn:p> 'ttl', <x> .",
    "b.nt": b'<urn:s> <urn:p> "nt" .',
    "c.nq": b'<urn:s> <urn:p> "nq" <urn:g> .',
    "d.trig": b"<urn:g> { <urn:s> <urn:p> 'trig' }",
    "e.rdf": b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:">'
    b'<r:Description r:about="urn:s"><e:p>rdf</e:p></r:Description></r:RDF>',
    "f.jsonld": b'{"@id": "urn:s", "urn:p": "jsonld"}',
    "g.ttl.gz": gzip.compress(b"<urn:s> <urn:p> 'gz' .", mtime=0),
}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in FILES]


def test_files_of_every_format_are_read_into_one_store(files: list[Path]) -> None:
    store = load_files(files)
    found = {quad.object.value for quad in store if hasattr(quad.object, "value")}

    assert found == {
        *("ttl", "nt", "nq", "trig", "rdf", "jsonld", "gz"),
        (files[0].parent / "x").as_uri(),
    }


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.csv", b"", BadRequestError),
        ("a.gz", b"", BadRequestError),
        ("bad.ttl", b"<urn:s> <urn:p>", InvalidDataError),
        ("bad.ttl.gz", b"not gzip", InvalidDataError),
        ("cut.ttl.gz", FILES["g.ttl.gz"][:-12], InvalidDataError),
        ("missing.ttl", None, StorageError),
    ],
)
def test_a_file_that_cannot_be_served_is_named(
    tmp_path: Path, name: str, content: bytes | None, error: type[ServiceError]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(error, match=name):
        load_files([tmp_path / name])


PROGRAM = "import typer; from partnerskap.commands.endpoint import endpoint; typer.run(endpoint)"


@pytest.fixture
def port(files: list[Path]) -> Iterator[int]:
    arguments = [*map(str, files), "--port", "0", "--writable"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], stdout=subprocess.PIPE, env=environment
    ) as server:
        assert server.stdout is not None
        line = server.stdout.readline().decode()
        assert line.startswith("8 triples. Ask at http://127.0.0.1:")
        yield int(line.rsplit(":", 1)[1].partition("/")[0])
        server.terminate()


def fetch(port: int, method: str, target: str, body: str = "", **headers: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, target, body, named)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, text


def test_the_endpoint_serves_changes_and_refuses(port: int) -> None:
    count = quote("SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    form = "application/x-www-form-urlencoded"
    add = "update=INSERT+DATA+{<urn:s>+<urn:p>+1}"

    assert fetch(port, "GET", f"/sparql?query={count}&format=csv") == (200, "n\r\n8\r\n")
    assert fetch(port, "POST", "/sparql", add, Content_Type=form) == (204, "")
    assert fetch(port, "GET", f"/sparql?query={count}&format=csv") == (200, "n\r\n9\r\n")
    assert fetch(port, "DELETE", "/graphs?graph=urn:g") == (204, "")
    assert fetch(port, "GET", f"/sparql?query={count}&format=csv") == (200, "n\r\n7\r\n")
    assert fetch(port, "GET", "/")[0] == 303

    status, problem = fetch(port, "GET", "/sparql?query=SELECT", Accept="text/csv")
    assert status == 400
    assert json.loads(problem)["column"] == 7
    assert "LOAD" in fetch(port, "POST", "/sparql", "update=LOAD+<urn:x>", Content_Type=form)[1]

    status, text = fetch(port, "GET", "/sparql?query=" + "x" * 1_048_576)
    assert status == 400
    assert "Send lange spørringer med POST" in text
    assert fetch(port, "GET", "/sparql?query=" + "x" * 60_000)[0] == 400
    assert fetch(port, "POST", "/sparql", "query=" + "x" * 3_000_000, Content_Type=form)[0] == 413
    assert fetch(port, "GET", "/sparql?query=ASK{}&format=csv") == (200, "true\n")
