"""``partnerskap query`` on a small graph here and on an endpoint elsewhere."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import typer
from pyoxigraph import RdfFormat
from typer.testing import CliRunner, Result

from partnerskap.commands import query as command
from partnerskap.errors import BadRequestError, ForbiddenError, LimitError, ServiceError
from partnerskap.graph.store import GraphStore
from partnerskap.records.opening import Installation
from partnerskap.records.release import ReleaseReport
from partnerskap.settings import Settings

DATA = """
@prefix actor: <https://w3id.org/partnerskap/id/actor/> .
actor:ntnu <http://purl.org/dc/terms/title> "NTNU\\u001b[31m"@nb .
"""
TITLES = "SELECT ?s ?o { ?s <http://purl.org/dc/terms/title> ?o }"


@pytest.fixture(autouse=True)
def _small_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = GraphStore()
    graph.store.load(DATA, format=RdfFormat.TURTLE)

    def open_small(settings: Settings) -> Installation:
        assert settings.data_dir
        return Installation(graph, ReleaseReport(0, 0))

    monkeypatch.setattr(command, "open_installation", open_small)


def run(*arguments: str, given: str | None = None) -> Result:
    app = typer.Typer()
    app.command()(command.query)
    result = CliRunner().invoke(app, arguments, input=given)
    if isinstance(result.exception, ServiceError):
        raise result.exception
    return result


def test_rows_come_as_csv_when_nobody_watches() -> None:
    result = run("SELECT ?s { ?s ?p ?o }")

    assert result.exit_code == 0
    assert result.stdout_bytes == b"s\r\nhttps://w3id.org/partnerskap/id/actor/ntnu\r\n"


def test_a_table_shortens_iris_and_disarms_control_characters() -> None:
    assert run(TITLES, "--format", "table").stdout.splitlines() == [
        "s           o",
        "──────────  ─────────",
        "actor:ntnu  NTNU·[31m",
        "(1)",
    ]


def test_a_table_shows_blank_nodes_triples_and_gaps() -> None:
    query = "SELECT ?a ?b ?c { VALUES (?a ?b) { (<urn:x> <<( <urn:s> <urn:p> 1 )>>) (UNDEF 'z') } }"
    lines = run(f"{query}", "--format", "table").stdout.splitlines()

    assert lines[0].split() == ["a", "b", "c"]
    assert lines[2].startswith("urn:x  <urn:s> <urn:p>")
    assert lines[3].split() == ["z"]


def test_a_long_value_is_cut_in_a_table() -> None:
    lines = run(f"SELECT ('{'x' * 80}' AS ?x) {{}}", "--format", "table").stdout.splitlines()

    assert lines[2] == "x" * 59 + "…"


def test_a_graph_comes_as_turtle_with_its_prefixes() -> None:
    result = run("CONSTRUCT WHERE { ?s ?p ?o }")

    assert "actor:ntnu dct:title" in result.stdout


def test_a_query_is_read_from_a_file_or_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text(TITLES, encoding="utf-8")

    assert run("--file", str(file)).stdout == run("-", given=TITLES).stdout != ""


@pytest.mark.parametrize(
    ("query", "form", "output", "code"),
    [
        ("ASK { ?s ?p ?o }", "table", "true\n", 0),
        ("ASK { ?s ?s ?o }", "table", "false\n", 1),
        ("ASK { ?s ?s ?o }", "csv", "false\n", 1),
        ("ASK { ?s ?s ?o }", "json", '{"head":{},"boolean":false}\n', 1),
    ],
)
def test_the_exit_code_tells_the_answer_of_ask(
    query: str, form: str, output: str, code: int
) -> None:
    result = run(query, "--format", form)

    assert (result.stdout, result.exit_code) == (output, code)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((), BadRequestError),
        (("ASK {}", "--file", "x"), BadRequestError),
        (("--file", "/nowhere.rq"), BadRequestError),
        (("ASK {",), BadRequestError),
        (("SELECT * { ?s ?p }",), BadRequestError),
        (("ASK {}", "--format", "ttl"), BadRequestError),
        (("CLEAR ALL",), ForbiddenError),
        (("ASK {}", "--endpoint", "file:///etc/passwd"), BadRequestError),
        (("ASK {}", "--endpoint", "http://"), BadRequestError),
        (("ASK {}", "--endpoint", "http://127.0.0.1:1/sparql"), LimitError),
    ],
)
def test_a_call_that_cannot_be_used_is_refused(
    arguments: tuple[str, ...], error: type[ServiceError]
) -> None:
    with pytest.raises(error):
        run(*arguments)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_bytes(b"ASK { ?s ?p '\xe6' }")

    with pytest.raises(BadRequestError, match="not UTF-8"):
        run("--file", str(file))


STATUS = {"busy": 503, "bad": 400, "moved": 302}


class Elsewhere(BaseHTTPRequestHandler):
    """An endpoint that answers by what the query says."""

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.send_response(next((STATUS[word] for word in STATUS if word in sent), 200))
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Type", self.headers["Accept"])
        self.end_headers()
        self.wfile.write(b"x\r\n1\r\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base names it so
        """Keep quiet."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_elsewhere_is_asked(elsewhere: str) -> None:
    assert run("SELECT ?x {}", "--endpoint", elsewhere).stdout_bytes == b"x\r\n1\r\n"


@pytest.mark.parametrize(
    ("word", "error"),
    [("busy", LimitError), ("bad", BadRequestError), ("moved", BadRequestError)],
)
def test_a_refusal_from_elsewhere_is_passed_on(
    elsewhere: str, word: str, error: type[ServiceError]
) -> None:
    with pytest.raises(error, match=r"answered|did not answer"):
        run(f"ASK {{ ?{word} ?p ?o }}", "--endpoint", elsewhere)


def test_an_answer_that_is_too_large_is_dropped(
    elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTNERSKAP_MAX_RESULT_BYTES", "3")

    with pytest.raises(LimitError, match="ask for less"):
        run("SELECT ?x {}", "--endpoint", elsewhere)


def test_results_in_json_are_json() -> None:
    assert json.loads(run(TITLES, "--format", "json").stdout)["head"]["vars"] == ["s", "o"]
