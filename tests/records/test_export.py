from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from partnerskap.errors import StorageError
from partnerskap.graph.loading import Release
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.export import Exported, export
from partnerskap.records.journal import Journal
from partnerskap.records.patch import Change, diff
from partnerskap.records.release import take_in
from partnerskap.resources import RESOURCES, data_dir


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("released")
    with Journal.open(folder) as journal:
        take_in(journal, Release.open())
    return folder


@pytest.fixture
def folder(released: Path, tmp_path: Path) -> Path:
    """A journal that holds the release."""
    return Path(shutil.copytree(released, tmp_path / "journal"))


def test_the_release_comes_out_as_it_went_in_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    with Journal.open(folder) as journal:
        done = export(journal.documents()[1], tmp_path / "data")

    files = {path.relative_to(tmp_path / "data") for path in (tmp_path / "data").rglob("*")}
    assert {path for path in files if path.suffix} == {
        path.relative_to(data_dir()) for path in data_dir().rglob("*.ttl")
    }
    differing = [
        path
        for path in files
        if path.suffix
        and (tmp_path / "data" / path).read_bytes() != (data_dir() / path).read_bytes()
    ]
    assert differing == []
    assert done.written == len([path for path in files if path.suffix])


def test_taking_in_what_was_exported_changes_nothing(folder: Path, tmp_path: Path) -> None:
    for name in ("ontology", "shapes"):
        (tmp_path / name).symlink_to(RESOURCES / name)
    key = DocumentKey("theme", "prove")
    line = f'<{key.iri}> <http://www.w3.org/2004/02/skos/core#prefLabel> "Prøve"@nb'
    with Journal.open(folder) as journal:
        journal.append([Change(key, diff((), (line,)), 0)], author="x", reason="y")
        export(journal.documents()[1], tmp_path / "data")
        head = journal.head()
        report = take_in(journal, Release.open(tmp_path, name="git"))

        assert report.parsed > 0
        assert (report.changed, report.kept, journal.head()) == (False, (), head)
        again = export(journal.documents()[1], tmp_path / "data")
    assert (again.written, again.removed) == (0, 0)


def test_files_of_deleted_records_go_and_those_of_others_stay(tmp_path: Path) -> None:
    key = DocumentKey("theme", "prove")
    with Journal.open(tmp_path / "journal") as journal:
        journal.append([Change(key, diff((), ("<urn:a> <urn:p> 1",)), 0)], author="", reason="")
        export(journal.documents()[1], tmp_path / "out")
        (tmp_path / "out" / "themes" / "min.ttl").write_text("min")
        journal.append([Change(key, diff(("<urn:a> <urn:p> 1",), ()), 1)], author="", reason="")

        assert export(journal.documents()[1], tmp_path / "out") == Exported(0, 0, 1)

    assert [path.name for path in (tmp_path / "out" / "themes").iterdir()] == ["min.ttl"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    with Journal.open(tmp_path / "journal") as journal:
        key = DocumentKey("theme", "prove")
        journal.append([Change(key, diff((), ("<urn:a> <urn:p> 1",)), 0)], author="", reason="")

        with pytest.raises(StorageError, match="What was written before it is whole"):
            export(journal.documents()[1], tmp_path / "out")
