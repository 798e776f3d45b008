from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from partnerskap.commands.data import app
from partnerskap.errors import InvalidDataError
from partnerskap.graph.loading import Release
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.journal import Journal
from partnerskap.records.patch import Change, diff
from partnerskap.settings import Settings

IRI = "https://w3id.org/partnerskap/id/theme/helse"
UNTIDY = f"<{IRI}> <urn:p> 1, <{IRI}#a>."
TIDY = f"@base <{IRI}> .\n\n<> <urn:p> <#a>, 1 .\n"

run = CliRunner(env={"LANG": "en_GB.UTF-8", "LC_ALL": None}).invoke


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "themes" / "helse.ttl"
    path.parent.mkdir(parents=True)
    path.write_text(UNTIDY)
    return path


@pytest.fixture
def release(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    opened = Release.open

    def own(root: Path = tmp_path) -> Release:
        return opened(root)

    monkeypatch.setattr("partnerskap.commands.data.Release.open", own)
    return file


def change_here() -> None:
    key = DocumentKey("theme", "helse")
    with Journal.open(Settings().data_dir) as journal:
        document = journal.document(key)
        assert document is not None
        patch = diff(document.triples, (f"<{IRI}> <urn:p> <urn:x>",))
        journal.append([Change(key, patch, document.version)], author="kari", reason="her")


def test_format_rewrites_a_record_with_its_own_base(file: Path, tmp_path: Path) -> None:
    result = run(app, ["format", str(tmp_path)])

    assert (result.exit_code, result.output) == (0, f"{file}\n")
    assert file.read_text() == TIDY
    assert run(app, ["format", "--check", str(file)]).output == ""


def test_check_names_the_files_that_differ_and_changes_none(file: Path, tmp_path: Path) -> None:
    result = run(app, ["format", "--check", str(tmp_path)])

    assert result.exit_code == 1
    assert result.stdout == f"{file}\n"
    assert "Run 'partnerskap data format'" in result.stderr
    assert file.read_text() == UNTIDY


def test_colour_is_for_terminals_alone(file: Path) -> None:
    assert "\x1b[" not in run(app, ["format", "--check", str(file)]).output
    assert "\x1b[33m" in run(app, ["format", "--check", str(file)], color=True).output


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<> <urn:p>", "line 1, column"),
        (b"<> <urn:p> [] .", "has a blank node"),
        (b'<> <urn:p> "\xe6" .', "is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_formatted_is_named_and_the_others_are_done(
    file: Path, tmp_path: Path, content: bytes, message: str
) -> None:
    bad = file.with_name("bad.ttl")
    bad.write_bytes(content)

    result = run(app, ["format", str(tmp_path)])

    assert result.exit_code == 2
    assert "bad.ttl" in result.stderr
    assert message in result.stderr
    assert bad.read_bytes() == content
    assert file.read_text() == TIDY


def test_lists_may_stand_in_shapes(tmp_path: Path) -> None:
    path = tmp_path / "shapes" / "x.ttl"
    path.parent.mkdir()
    path.write_text("<urn:a> <urn:in> (1 2).")

    assert run(app, ["format", str(path)]).exit_code == 0
    assert path.read_text() == "<urn:a> <urn:in> ( 1 2 ) .\n"


def test_a_path_that_is_not_there_is_refused() -> None:
    result = run(app, ["format", "finnes-ikke"])

    assert isinstance(result.exception, InvalidDataError)


@pytest.mark.usefixtures("release")
def test_load_takes_the_release_in_once() -> None:
    assert run(app, ["load"]).output == (
        "Version 1: 1 new, 0 changed and 0 removed documents (1 files read).\n"
    )
    assert run(app, ["load"]).output == (
        "Version 1: 0 new, 0 changed and 0 removed documents (0 files read).\n"
    )


def test_load_tells_of_a_record_changed_here_and_exits_with_1(release: Path) -> None:
    run(app, ["load"])
    change_here()
    release.write_text(UNTIDY.replace("1", "2"))

    result = run(app, ["load"])

    assert result.exit_code == 1
    assert "theme/helse was changed here and is kept" in result.stderr


def test_status_tells_scripts_what_is_held_changed_and_waiting(release: Path) -> None:
    run(app, ["load"])
    change_here()
    release.write_text(UNTIDY.replace("1", "2"))

    assert json.loads(run(app, ["status", "--json"]).output) == {
        "version": 2,
        "triples": 1,
        "documents": {"theme": 1},
        "changedHere": ["theme/helse"],
        "waitingFiles": ["data/themes/helse.ttl"],
    }


@pytest.mark.usefixtures("release")
def test_status_tells_people_the_same() -> None:
    run(app, ["load"])
    change_here()

    output = run(app, ["status", "--verify"]).output

    assert output.splitlines() == [
        "Version 2, 1 triples",
        "  theme             1",
        "Changed here since the release: theme/helse",
    ]


@pytest.mark.usefixtures("release")
def test_status_with_verify_finds_a_journal_that_was_tampered_with() -> None:
    run(app, ["load"])
    with Journal.open(Settings().data_dir) as journal, journal._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE version SET author = 'ola'")

    result = run(app, ["status", "--verify"])

    assert result.exit_code == 3
    assert "Version 1 was changed after it was written." in result.stderr
