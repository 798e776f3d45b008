from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desks import REVIEWER, Office, create, label, note, open_office
from entry_service import serving_entry
from partnerskap.cli import app
from partnerskap.commands import keeping
from partnerskap.entry.publishing import Decision, accept
from partnerskap.errors import BadRequestError, ConflictError, StorageError
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.database import FILE_NAME


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"  # where every test's settings point


@pytest.fixture
def office(folder: Path) -> Iterator[Office]:
    office = open_office(folder)
    yield office
    office.journal.close()


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words], env={"LC_ALL": "en_GB"})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def tamper(folder: Path, sql: str) -> None:
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        connection.execute(sql)
    connection.close()


def test_all_is_well_until_someone_tampers(office: Office, folder: Path) -> None:
    office.published(create(label("Ny")))
    assert run("verify")[0] == 0

    tamper(folder, "UPDATE version SET reviewer = 'ola' WHERE seq = 2")
    code, said = run("verify")

    assert (code, said) == (3, "Version 2 was changed after it was written.\n")


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE submission SET state = 'submitted', version = NULL", "do not agree"),
        ("UPDATE submission SET version = 1", "do not agree"),
        ("UPDATE submission SET state = 'accepted'", "is accepted, but not published"),
        ("UPDATE version SET submission = NULL WHERE seq = 2", "do not agree"),
    ],
)
def test_submissions_and_journal_must_tell_the_same(
    office: Office, folder: Path, sql: str, fault: str
) -> None:
    office.published(create(label("Ny")))
    tamper(folder, sql)

    code, said = run("verify")

    assert code == 3
    assert fault in said


def test_a_submission_published_twice_is_found(office: Office, folder: Path) -> None:
    first = office.published(create(label("Ny")))
    office.published(office.change(note("x")))
    tamper(folder, f"UPDATE version SET submission = '{first.id}' WHERE seq = 3")  # noqa: S608 - our own id

    assert "1 submissions are published more than once" in run("verify")[1]


def test_a_running_service_is_compared_with_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving_entry(tmp_path / "data") as service:

        def answer(*_: object, **__: object) -> BytesIO:
            return BytesIO(service.client.get("/health").content)

        monkeypatch.setattr(keeping, "urlopen", answer)
        assert run("verify", "--url", "http://graf.example")[0] == 0

        office = service.office
        waiting = office.submitted(office.change(note("x")))
        accept(office.desk, Decision(waiting.id, 2, REVIEWER), office.graph)
        code, said = run("verify", "--url", "http://graf.example")

        assert code == 3
        assert "stands at version 1 with other content than the journal at version 2" in said


@pytest.mark.parametrize(
    ("url", "error"),
    [("file:///etc/passwd", BadRequestError), ("http://127.0.0.1:9", StorageError)],
)
def test_an_address_that_does_not_answer_is_named(
    office: Office, url: str, error: type[Exception]
) -> None:
    assert office.journal.head() == 1
    with pytest.raises(error, match=url):
        run("verify", "--url", url)


def test_the_data_go_out_to_files_and_into_a_backup_and_back(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    office.published(create(label("Ny")))

    assert "files written, 0 unchanged" in run("export", tmp_path / "ut")[1]
    assert (tmp_path / "ut" / "partnerships" / "ny.ttl").read_text().endswith('"Ny"@nb .\n')
    assert "holds version 2" in run("backup", tmp_path / "kopi.zip")[1]
    office.published(office.change(note("etterpå")))
    with pytest.raises(ConflictError):
        run("restore", tmp_path / "kopi.zip")
    said = run("restore", "--force", tmp_path / "kopi.zip")[1]

    assert "Version 2 was put back." in said
    assert "What was there is in" in said
    assert office.journal.head() == 2
    assert len([path for path in folder.iterdir() if ".before-" in path.name]) == 1


def test_an_earlier_graph_is_dumped(office: Office, tmp_path: Path) -> None:
    office.published(create(label("Ny")))
    newest = DocumentKey("partnership", "nyest")
    office.published(create(label("Nyest", newest), key=newest))

    run("dump", "--version", 2, "-f", "nt", "-o", tmp_path / "to.nt")
    run("dump", "--version", 3, "-f", "nt", "-o", tmp_path / "tre.nt")

    assert label("Ny") in (tmp_path / "to.nt").read_text()
    assert "Nyest" not in (tmp_path / "to.nt").read_text()
    assert "Nyest" in (tmp_path / "tre.nt").read_text()
