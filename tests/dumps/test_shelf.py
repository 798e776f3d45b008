"""The files of a version: what they hold, that they stay the same, and how many lie ready."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from hashlib import sha1, sha256
from pathlib import Path
from threading import Thread

import pytest

from desks import PROVE, Office, note, open_office
from partnerskap.dumps.files import FORMS, TABLES, Dumped
from partnerskap.dumps.shelf import Shelf
from partnerskap.errors import LimitError, NotFoundError, StorageError
from partnerskap.graph.terms import expand
from partnerskap.records.dumping import DumpFormat, write_documents
from partnerskap.records.history import documents_at


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Version 2 gives the trial partnership a second name that looks like a formula."""
    office = open_office(tmp_path)
    office.published(office.change(f'<{PROVE.iri}> <{expand("skos:altLabel")}> "=1+1"@nb'))
    yield office
    office.journal.close()


def shelf(office: Office, folder: Path, kept: int = 5) -> Shelf:
    return Shelf(office.journal.engine, folder / "dumps", kept)


def bodies(shelf: Shelf, dumped: Dumped) -> dict[str, bytes]:
    return {file.name: shelf.path(dumped, file.name).read_bytes() for file in dumped.files}


def tables(body: bytes) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {
            name: list(csv.reader(io.StringIO(archive.read(name).decode(), newline="")))
            for name in archive.namelist()
            if name.endswith(".csv")
        }


@pytest.mark.parametrize("version", [1, 2])
def test_graph_files_are_what_the_journal_gives_in_memory(
    office: Office, tmp_path: Path, version: int
) -> None:
    made = shelf(office, tmp_path)
    found = bodies(made, made.at(version))
    documents = documents_at(office.journal.engine, version)

    for form in DumpFormat:
        assert found[f"graph.{form.value}"] == write_documents(documents, form), form


def test_sizes_and_checksums_are_those_of_the_bytes(office: Office, tmp_path: Path) -> None:
    made = shelf(office, tmp_path)
    dumped = made.at(2)

    assert [file.name for file in dumped.files] == [form.name for form in FORMS]
    for file in dumped.files:
        body = made.path(dumped, file.name).read_bytes()
        assert file.size == len(body)
        assert file.sha1 == sha1(body, usedforsecurity=False).hexdigest()
        assert file.sha256 == sha256(body).hexdigest()


def test_a_version_made_again_is_the_same_byte_for_byte(office: Office, tmp_path: Path) -> None:
    first, second = shelf(office, tmp_path / "a"), shelf(office, tmp_path / "b")
    before = bodies(first, first.at(1))
    office.published(office.change(note("Senere")))

    assert bodies(second, second.at(1)) == before


def test_a_version_is_made_once(office: Office, tmp_path: Path) -> None:
    made = shelf(office, tmp_path)
    dumped = made.at(1)
    made.path(dumped, "graph.nt").write_text("kept")

    assert made.at(1) == dumped
    assert made.path(dumped, "graph.nt").read_text() == "kept"
    assert not list((tmp_path / "dumps").glob(".part-*"))


def test_no_more_versions_are_kept_than_may_be_and_the_others_come_again(
    office: Office, tmp_path: Path
) -> None:
    made = shelf(office, tmp_path, kept=1)
    first = made.at(1)
    second = made.at(2)

    assert not made.path(first, "graph.nt").exists()
    assert made.path(second, "graph.nt").exists()
    assert made.at(1) == first
    assert made.path(first, "graph.nt").exists()


@pytest.mark.parametrize("version", [0, 3])
def test_a_version_that_never_was_is_not_found(
    office: Office, tmp_path: Path, version: int
) -> None:
    with pytest.raises(NotFoundError, match=f"no version {version}"):
        shelf(office, tmp_path).at(version)


def test_a_folder_that_cannot_be_written_is_named(office: Office, tmp_path: Path) -> None:
    (tmp_path / "dumps").write_text("a file in the way")

    with pytest.raises(StorageError, match="dumps"):
        shelf(office, tmp_path).at(1)


def test_those_who_cannot_wait_are_told_to_come_again(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("partnerskap.dumps.shelf._PATIENCE", 0.01)
    made = shelf(office, tmp_path)

    with made._making, pytest.raises(LimitError) as refused:
        made.at(1)

    assert refused.value.headers == {"Retry-After": "30"}
    assert made.at(1).version == 1


def test_several_who_ask_at_once_get_the_same(office: Office, tmp_path: Path) -> None:
    made = shelf(office, tmp_path)
    got: list[Dumped] = []
    threads = [Thread(target=lambda: got.append(made.at(1))) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert [each.version for each in got] == [1, 1, 1, 1]
    assert len(set(got)) == 1


def test_tables_hold_records_their_parts_and_what_codes_mean(
    office: Office, tmp_path: Path
) -> None:
    made = shelf(office, tmp_path)
    found = tables(bodies(made, made.at(2))[TABLES])

    head, *rows = found["partnership.csv"]
    assert head[:3] == ["record", "name.nb", "name.nn"]
    assert ["prove", "Prøvesamarbeidet"] in [row[:2] for row in rows]
    members = [row[:4] for row in found["partnership-members.csv"][1:]]
    assert ["prove", "member-hogskolen", "hogskolen", "academic"] in members
    assert found["codes.csv"][0] == ["iri", "list", "code", "name.nb", "name.nn", "name.en"]
    assert ["role", "academic"] in [row[1:3] for row in found["codes.csv"][1:]]


def test_no_cell_is_taken_for_a_formula(office: Office, tmp_path: Path) -> None:
    made = shelf(office, tmp_path)
    head, *rows = tables(bodies(made, made.at(2))[TABLES])["partnership.csv"]

    (name,) = [row[head.index("altName.nb")] for row in rows if row[0] == "prove"]
    assert name == "'=1+1 | PRV1.0"


def test_the_metadata_names_every_table_and_its_columns_in_order(
    office: Office, tmp_path: Path
) -> None:
    made = shelf(office, tmp_path)
    body = bodies(made, made.at(2))[TABLES]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        metadata = json.loads(archive.read("csv-metadata.json"))
    told = {
        table["url"]: [column["name"] for column in table["tableSchema"]["columns"]]
        for table in metadata["tables"]
    }

    assert told == {name: rows[0] for name, rows in tables(body).items()}
    for columns in told.values():
        assert len(set(columns)) == len(columns)
    assert metadata["@context"] == "http://www.w3.org/ns/csvw"


def test_parts_lead_to_rows_that_are_there(office: Office, tmp_path: Path) -> None:
    made = shelf(office, tmp_path)
    body = bodies(made, made.at(2))[TABLES]
    found = tables(body)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        metadata = json.loads(archive.read("csv-metadata.json"))

    def cells(name: str, columns: str | list[str]) -> set[tuple[str, ...]]:
        names = [columns] if isinstance(columns, str) else columns
        head, *rows = found[name]
        return {tuple(row[head.index(each)] for each in names) for row in rows}

    keys = [
        (table["url"], key)
        for table in metadata["tables"]
        for key in table["tableSchema"].get("foreignKeys", ())
    ]
    assert len(keys) > 2
    for name, key in keys:
        to = key["reference"]
        assert cells(name, key["columnReference"]) <= cells(to["resource"], to["columnReference"])
