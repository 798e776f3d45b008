from __future__ import annotations

import json
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from partnerskap.errors import ConflictError, InvalidDataError, StorageError
from partnerskap.graph.terms import DocumentKey
from partnerskap.people.accounts import Accounts
from partnerskap.people.identity import Role
from partnerskap.people.keys import load_signing_key
from partnerskap.records.backup import back_up, restore
from partnerskap.records.database import FILE_NAME
from partnerskap.records.journal import Journal
from partnerskap.records.patch import Change, diff
from partnerskap.settings import Settings

KEY = DocumentKey("theme", "helse")


def write(journal: Journal, number: int) -> int:
    document = journal.document(KEY)
    before, base = (document.triples, document.version) if document else ((), 0)
    change = Change(KEY, diff(before, (f"<urn:a> <urn:p> {number}",)), base)
    return journal.append([change], author="x", reason="y")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder at version 3."""
    with Journal.open(tmp_path / "data") as journal:
        for number in range(3):
            write(journal, number)
    return tmp_path / "data"


def test_a_backup_is_put_back_into_an_empty_folder(data: Path, tmp_path: Path) -> None:
    made = back_up(data, tmp_path / "kopi.zip")
    restored, kept = restore(tmp_path / "kopi.zip", tmp_path / "new")

    assert (made.version, restored.version, kept) == (3, 3, [])
    with Journal.open(tmp_path / "new") as journal, Journal.open(data) as old:
        assert journal.changes_since(0) == old.changes_since(0)
        assert journal.verify() == []


@pytest.fixture
def people(data: Path) -> Path:
    """The same folder with a person who may log in and a key that forms are signed with."""
    with closing(open_people(data)) as accounts:
        accounts.people.create("Kari Nordmann", Role.REVIEWER)
    return data


def open_people(folder: Path) -> Accounts:
    return Accounts.open(Settings(data_dir=folder))


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_accounts_and_the_signing_key_go_along(people: Path, tmp_path: Path) -> None:
    made = back_up(people, tmp_path / "kopi.zip")
    restore(tmp_path / "kopi.zip", tmp_path / "new")

    assert made.files == (FILE_NAME, "people.sqlite3", "signing.key")
    with closing(open_people(tmp_path / "new")) as accounts:
        assert [person.name for person in accounts.people.listed()] == ["Kari Nordmann"]
    assert load_signing_key(tmp_path / "new") == load_signing_key(people)


def test_only_the_owner_can_read_a_backup_and_what_is_put_back_or_aside(
    people: Path, tmp_path: Path
) -> None:
    back_up(people, tmp_path / "kopi.zip")
    _, kept = restore(tmp_path / "kopi.zip", people, force=True)
    restore(tmp_path / "kopi.zip", tmp_path / "new")

    private = [tmp_path / "new" / name for name in ("people.sqlite3", "signing.key")]
    assert len(kept) == 3
    assert {mode_of(path) for path in (tmp_path / "kopi.zip", *kept, *private)} == {0o600}


def test_who_logs_in_is_put_back_while_the_service_runs(people: Path, tmp_path: Path) -> None:
    back_up(people, tmp_path / "kopi.zip")
    with closing(open_people(people)) as running:
        running.people.create("Ola Hansen", None)

        restore(tmp_path / "kopi.zip", people, force=True)

        assert [person.name for person in running.people.listed()] == ["Kari Nordmann"]


def test_a_backup_is_one_state_also_while_someone_writes(data: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def go_on() -> None:
        with Journal.open(data) as journal:
            number = 10
            while not stop.is_set():
                write(journal, number)
                number += 1

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        versions = []
        for each in range(5):
            versions.append(back_up(data, tmp_path / f"{each}.zip").version)
            restore(tmp_path / f"{each}.zip", tmp_path / f"new-{each}")
    finally:
        stop.set()
        thread.join()

    for each, version in enumerate(versions):
        with Journal.open(tmp_path / f"new-{each}") as journal:
            assert (journal.head(), journal.verify()) == (version, [])


def test_what_is_there_is_not_replaced_unasked(data: Path, tmp_path: Path) -> None:
    back_up(data, tmp_path / "kopi.zip")

    with pytest.raises(ConflictError, match="--force"):
        restore(tmp_path / "kopi.zip", data)


def test_what_was_there_is_kept_aside_and_a_running_service_sees_the_new(
    data: Path, tmp_path: Path
) -> None:
    back_up(data, tmp_path / "kopi.zip")
    with Journal.open(data) as running:
        write(running, 99)
        assert running.head() == 4

        _, (kept,) = restore(tmp_path / "kopi.zip", data, force=True)

        assert running.head() == 3
        assert write(running, 100) == 4
    (tmp_path / "aside").mkdir()
    kept.rename(tmp_path / "aside" / FILE_NAME)
    with Journal.open(tmp_path / "aside") as old:
        assert (old.head(), old.verify()) == (4, [])


def test_a_broken_journal_can_be_replaced_and_is_kept(data: Path, tmp_path: Path) -> None:
    back_up(data, tmp_path / "kopi.zip")
    (data / FILE_NAME).write_bytes(b"x" * 5000)

    _, (kept,) = restore(tmp_path / "kopi.zip", data, force=True)

    assert kept.read_bytes() == b"x" * 5000
    with Journal.open(data) as journal:
        assert journal.head() == 3


def spoil(path: Path, change: str) -> None:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(files["manifest.json"])
    match change:
        case "content":
            files[FILE_NAME] = files[FILE_NAME][:-100] + b"x" * 100
        case "name":
            told["files"]["../../evil"] = "x"
        case "manifest":
            told = []
        case "none":
            told["files"] = {}
    files["manifest.json"] = json.dumps(told).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("change", ["content", "name", "manifest", "none", "zip"])
def test_what_is_no_sound_backup_changes_nothing(data: Path, tmp_path: Path, change: str) -> None:
    file = tmp_path / "kopi.zip"
    back_up(data, file)
    if change == "zip":
        file.write_bytes(b"not a zip")
    else:
        spoil(file, change)

    with pytest.raises(InvalidDataError, match="Nothing was changed"):
        restore(file, data, force=True)

    with Journal.open(data) as journal:
        assert (journal.head(), journal.verify()) == (3, [])
    assert [path.name for path in data.iterdir() if "before" in path.name] == []


def test_a_journal_that_was_tampered_with_before_the_backup_is_not_put_back(
    data: Path, tmp_path: Path
) -> None:
    connection = sqlite3.connect(data / FILE_NAME)
    connection.execute("UPDATE version SET reason = 'z' WHERE seq = 2")
    connection.commit()
    connection.close()
    back_up(data, tmp_path / "kopi.zip")

    with pytest.raises(InvalidDataError, match="Version 2 was changed"):
        restore(tmp_path / "kopi.zip", tmp_path / "new")


def test_a_backup_that_cannot_be_written_says_so_and_leaves_nothing(
    data: Path, tmp_path: Path
) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        back_up(data, tmp_path / "no" / "kopi.zip")
    with pytest.raises(StorageError, match="There is no journal"):
        back_up(tmp_path / "empty", tmp_path / "kopi.zip")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]
