from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from partnerskap.graph.terms import DocumentKey
from partnerskap.records.chain import Credit
from partnerskap.records.database import FILE_NAME, JOURNAL
from partnerskap.records.journal import Journal
from partnerskap.records.patch import Change, diff

OLD = Path(__file__).with_name("journal_of_schema_1.sql")
PROVE = DocumentKey("partnership", "prove")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A journal that the program wrote before it knew of submissions."""
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.executescript(OLD.read_text("utf-8"))
    connection.close()
    return tmp_path


def layout(file: Path) -> dict[str, list[tuple[str, str]]]:
    """Name the columns of every table, with their types, in any order."""
    connection = sqlite3.connect(file)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    found = {
        name: sorted((row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({name})"))
        for name in names
    }
    connection.close()
    return found


def test_an_old_journal_keeps_its_versions_and_its_seals(folder: Path) -> None:
    with Journal.open(folder) as journal:
        first, second = journal.changes_since(0)

        assert first.credit == Credit("release", "Data release 0.1.0")
        assert first.release == "0.1.0"
        assert second.credit == Credit("kari", "rettelse")
        assert journal.verify() == []


def test_an_old_journal_goes_on_in_one_chain(folder: Path) -> None:
    with Journal.open(folder) as journal:
        document = journal.document(PROVE)
        assert document is not None
        change = Change(PROVE, diff(document.triples, ()), base=document.version)

        assert journal.append([change], author="ola", reason="slettet") == 3
        assert journal.verify() == []


def test_an_old_file_gets_the_layout_of_a_new_one(folder: Path, tmp_path: Path) -> None:
    Journal.open(folder).close()
    Journal.open(tmp_path / "new").close()

    assert layout(folder / FILE_NAME) == layout(tmp_path / "new" / FILE_NAME)


def test_the_layout_is_changed_once(folder: Path) -> None:
    Journal.open(folder).close()
    Journal.open(folder).close()

    connection = sqlite3.connect(folder / FILE_NAME)
    assert connection.execute("PRAGMA user_version").fetchone() == (JOURNAL.schema,)
    connection.close()
