from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from pyoxigraph import RdfFormat, parse
from typer.testing import CliRunner, Result

from partnerskap.commands.dump import dump
from partnerskap.errors import BadRequestError, NotFoundError, StorageError
from partnerskap.graph.loading import Release

HELSE = "https://w3id.org/partnerskap/id/theme/helse"
GRAPHS = "https://w3id.org/partnerskap/graph/theme"
CATALOGUE = "https://w3id.org/partnerskap/graph/catalogue"
VOID, ENDPOINT = (
    "<https://w3id.org/partnerskap/.well-known/void",
    "<https://w3id.org/partnerskap/sparql",
)
NS, XSD = "http://rdfs.org/ns/", "http://www.w3.org/2001/XMLSchema#"
ONE = '<urn:n> <urn:p> "01.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'


@pytest.fixture(autouse=True)
def _release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "release" / "data" / "themes"
    folder.mkdir(parents=True)
    (folder / "helse.ttl").write_text("<> <urn:p> <#a> . <urn:n> <urn:p> 01.50 .")
    (folder / "klima.ttl").write_text("<urn:n> <urn:p> 01.50 .")
    opened = Release.open
    monkeypatch.setattr(
        "partnerskap.commands.dump.Release.open", lambda: opened(tmp_path / "release")
    )


def run(*arguments: str) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(dump)
    return CliRunner().invoke(app, list(arguments))


def of_documents(lines: list[str]) -> list[str]:
    """Leave out what the graph says about itself."""
    return [line for line in lines if not line.startswith((VOID, ENDPOINT))]


def test_n_quads_tell_which_document_states_each_triple() -> None:
    assert of_documents(run().output.splitlines()) == [
        f"<{HELSE}> <urn:p> <{HELSE}#a> <{GRAPHS}/helse> .",
        f"{ONE} <{GRAPHS}/helse> .",
        f"{ONE} <{GRAPHS}/klima> .",
    ]


def test_n_triples_hold_each_triple_once_in_its_own_spelling() -> None:
    lines = run("--format", "nt").output.splitlines()

    assert of_documents(lines) == [f"<{HELSE}> <urn:p> <{HELSE}#a> .", f"{ONE} ."]


def test_a_dump_of_everything_says_how_much_it_holds_and_which_prefixes_are_used() -> None:
    lines = run().output.splitlines()

    assert f'{VOID}#dataset> <{NS}void#triples> "2"^^<{XSD}integer> <{CATALOGUE}/void> .' in lines
    assert any(line.endswith(f'#prefix> "pk" <{CATALOGUE}/prefixes> .') for line in lines)


def test_the_description_can_be_dumped_alone() -> None:
    lines = run("--graph", "catalogue/void").output.splitlines()

    assert len(lines) > 10
    assert [line for line in lines if not line.endswith(f"<{CATALOGUE}/void> .")] == []


@pytest.mark.parametrize(
    ("name", "form", "count"),
    [
        ("ttl", RdfFormat.TURTLE, 2),
        ("trig", RdfFormat.TRIG, 3),
        ("jsonld", RdfFormat.JSON_LD, 2),
        ("rdf", RdfFormat.RDF_XML, 2),
    ],
)
def test_every_form_can_be_read_back(name: str, form: RdfFormat, count: int) -> None:
    read = {str(quad) for quad in parse(run("-f", name).stdout_bytes, format=form)}
    quads = of_documents(sorted(read))

    assert len(quads) == count
    assert any(quad.startswith(ONE) for quad in quads)


@pytest.mark.parametrize("name", ["theme/helse", HELSE])
def test_one_record_as_turtle_is_the_file_of_the_release(name: str) -> None:
    assert run("--graph", name, "-f", "ttl").output == (
        f"@base <{HELSE}> .\n\n<> <urn:p> <#a> .\n\n<urn:n> <urn:p> 01.50 .\n"
    )


def test_a_dump_can_be_written_to_a_file(tmp_path: Path) -> None:
    assert run("-f", "jsonld", "-o", str(tmp_path / "ut.jsonld")).output == ""

    assert json.loads((tmp_path / "ut.jsonld").read_text())
    assert [path.name for path in tmp_path.glob("ut*")] == ["ut.jsonld"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        raise_from(run("-o", str(tmp_path / "no" / "x.nq")))


def test_a_document_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="no document theme/x"):
        raise_from(run("--graph", "theme/x"))


def test_a_name_that_is_no_key_is_refused() -> None:
    with pytest.raises(BadRequestError, match="not the name of a document"):
        raise_from(run("--graph", "Helse"))


def raise_from(result: Result) -> None:
    assert result.exception is not None
    raise result.exception


def test_the_history_is_written_on_request_alone() -> None:
    lines = run("--graph", "catalogue/history").output.splitlines()

    states = [line for line in lines if "prov#specializationOf>" in line]
    assert [line.split()[2] for line in states] == [f"<{HELSE}>", f"<{HELSE[:-5]}klima>"]
    assert all(line.endswith(f"<{CATALOGUE}/history> .") for line in lines)
    assert "specializationOf" not in run().output
