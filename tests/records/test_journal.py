from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from partnerskap.errors import ConflictError, StorageError
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.database import FILE_NAME
from partnerskap.records.journal import Journal
from partnerskap.records.patch import Change, Kind, diff

PROVE = DocumentKey("partnership", "prove")
HELSE = DocumentKey("theme", "helse")
OLD, NEW = ("<urn:a> <urn:p> 1",), ("<urn:a> <urn:p> 2", "<urn:a> <urn:q> 3")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "new" / "folder") as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new" / "folder" / FILE_NAME


def write(journal: Journal, *changes: Change) -> int:
    return journal.append(changes, author="kari", reason="rettelse")


def create(key: DocumentKey = PROVE) -> Change:
    return Change(key, diff((), OLD), base=0)


def tamper(file: Path, sql: str) -> None:
    connection = sqlite3.connect(file)
    with connection:
        connection.execute(sql)
    connection.close()


def test_a_new_journal_is_empty(journal: Journal) -> None:
    assert journal.head() == 0
    assert journal.documents() == (0, [])
    assert journal.document(PROVE) is None
    assert journal.verify() == []


def test_a_version_tells_who_why_and_what(journal: Journal) -> None:
    assert write(journal, create(HELSE), create()) == 1

    (version,) = journal.changes_since(0)
    assert (version.seq, version.author, version.reason) == (1, "kari", "rettelse")
    assert [(str(e.key), e.kind, e.patch.added) for e in version.entries] == [
        ("partnership/prove", Kind.CREATED, OLD),
        ("theme/helse", Kind.CREATED, OLD),
    ]
    assert version.at.endswith("+00:00")


def test_a_record_has_the_version_that_last_touched_it(journal: Journal) -> None:
    write(journal, create(), create(HELSE))
    write(journal, Change(PROVE, diff(OLD, NEW), base=1))

    prove, helse = journal.document(PROVE), journal.document(HELSE)
    assert prove is not None
    assert helse is not None
    assert (prove.triples, prove.version) == (NEW, 2)
    assert (helse.triples, helse.version) == (OLD, 1)
    assert journal.documents(since=1) == (2, [prove])


def test_a_deleted_record_keeps_its_history_and_can_come_back(journal: Journal) -> None:
    write(journal, create())
    write(journal, Change(PROVE, diff(OLD, ()), base=1))
    deleted = journal.document(PROVE)
    write(journal, Change(PROVE, diff((), NEW), base=2))

    assert deleted is not None
    assert deleted.deleted
    assert [version.entries[0].kind for version in journal.history(PROVE)] == [
        Kind.CREATED,
        Kind.DELETED,
        Kind.CREATED,
    ]
    assert journal.verify() == []


@pytest.mark.parametrize("base", [0, 2])
def test_a_change_from_another_version_is_refused_whole(journal: Journal, base: int) -> None:
    write(journal, create())

    with pytest.raises(ConflictError, match="partnership/prove was changed by someone else"):
        write(journal, create(HELSE), Change(PROVE, diff(OLD, NEW), base=base))

    assert journal.head() == 1
    assert journal.document(HELSE) is None


def test_a_change_of_nothing_writes_no_version(journal: Journal) -> None:
    assert write(journal, Change(PROVE, diff(OLD, OLD), base=0)) == 0


def test_what_was_written_is_there_after_opening_again(journal: Journal, file: Path) -> None:
    write(journal, create())

    with Journal.open(file.parent) as again:
        assert again.changes_since(0) == journal.changes_since(0)


def test_the_file_is_written_through_to_disk(journal: Journal) -> None:
    with journal._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE version SET author = 'ola' WHERE seq = 1", "Version 1 was changed"),
        (
            "UPDATE change SET patch = replace(patch, '1', '9') WHERE seq = 1",
            "Version 1 was changed",
        ),
        ("DELETE FROM change WHERE seq = 1", "Version 1 was changed"),
        ("DELETE FROM version WHERE seq = 2", "is not what the changes"),
        ("UPDATE document SET triples = '<urn:a> <urn:p> 7'", "is not what the changes"),
        ("UPDATE document SET hash = ''", "is not what the changes"),
        ("DELETE FROM document", "is not what the changes"),
        (
            "INSERT INTO document SELECT 'theme/x', triples, hash, seq, release_hash FROM document",
            "theme/x is not what the changes",
        ),
    ],
)
def test_tampering_is_found(journal: Journal, file: Path, sql: str, fault: str) -> None:
    write(journal, create())
    write(journal, Change(PROVE, diff(OLD, NEW), base=1))
    tamper(file, sql)

    assert any(fault in text.en for text in journal.verify())


def test_a_folder_that_cannot_be_made_is_named_in_the_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StorageError, match="PARTNERSKAP_DATA_DIR picks another folder"):
        Journal.open(tmp_path / "file" / "below")


def test_a_file_that_is_no_journal_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("not a database" * 100)

    with pytest.raises(StorageError, match=r"journal\.sqlite3"):
        Journal.open(tmp_path)

    assert (tmp_path / FILE_NAME).read_text() == "not a database" * 100


def test_a_journal_of_a_newer_program_is_refused(journal: Journal, file: Path) -> None:
    journal.close()
    tamper(file, "PRAGMA user_version = 99")

    with pytest.raises(StorageError, match="written by a newer program"):
        Journal.open(file.parent)


def test_a_journal_that_breaks_while_open_gives_a_clear_error(journal: Journal, file: Path) -> None:
    tamper(file, "DROP TABLE change")

    with pytest.raises(StorageError, match="no such table"):
        journal.history(PROVE)
