from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from partnerskap.errors import InvalidDataError
from partnerskap.graph.loading import Release
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.journal import Journal
from partnerskap.records.patch import Change, diff
from partnerskap.records.record import StoredRecord
from partnerskap.records.release import take_in
from partnerskap.records.status import read_status

HELSE = DocumentKey("theme", "helse")
KLIMA = DocumentKey("theme", "klima")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "release" / "data" / "themes").mkdir(parents=True)
    write(tmp_path / "release", "helse", 1)
    write(tmp_path / "release", "klima", 1)
    return tmp_path / "release"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "state") as opened:
        yield opened


def write(root: Path, slug: str, value: int, space: str = " ") -> None:
    path = root / "data" / "themes" / f"{slug}.ttl"
    path.write_text(f"<>{space}<urn:p> {value} .\n")


def standing(journal: Journal, key: DocumentKey) -> StoredRecord:
    document = journal.document(key)
    assert document is not None
    return document


def value(journal: Journal, key: DocumentKey) -> str:
    return "".join(standing(journal, key).triples).partition("<urn:p> ")[2][:3]


def edit(journal: Journal, key: DocumentKey, number: int | None) -> None:
    """Change a record here, or delete it."""
    document = standing(journal, key)
    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    after = () if number is None else (f'<{key.iri}> <urn:p> "{number}"^^{integer}',)
    change = Change(key, diff(document.triples, after), document.version)
    journal.append([change], author="kari", reason="her")


def test_the_first_release_is_one_version_with_everything(journal: Journal, root: Path) -> None:
    report = take_in(journal, Release.open(root, name="2026.1"))

    assert (report.version, report.created, report.parsed) == (1, (HELSE, KLIMA), 2)
    assert [version.release for version in journal.changes_since(0)] == ["2026.1"]
    assert not standing(journal, HELSE).changed_locally


def test_a_restart_parses_nothing_and_writes_nothing(
    journal: Journal, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(journal, Release.open(root))
    monkeypatch.setattr("partnerskap.records.release.read_document", None)

    report = take_in(journal, Release.open(root))

    assert (report.version, report.parsed, report.changed) == (1, 0, False)


def test_only_the_files_that_changed_are_parsed(journal: Journal, root: Path) -> None:
    take_in(journal, Release.open(root))
    write(root, "helse", 2)

    report = take_in(journal, Release.open(root))

    assert (report.version, report.parsed, report.updated) == (2, 1, (HELSE,))
    assert value(journal, HELSE) == '"2"'


def test_a_new_layout_of_the_same_triples_is_no_change(journal: Journal, root: Path) -> None:
    take_in(journal, Release.open(root))
    write(root, "helse", 1, space="\n   ")

    report = take_in(journal, Release.open(root))

    assert (report.version, report.parsed, report.changed) == (1, 1, False)
    assert take_in(journal, Release.open(root)).parsed == 0


def test_a_record_that_left_the_release_leaves_and_can_come_back(
    journal: Journal, root: Path
) -> None:
    take_in(journal, Release.open(root))
    (root / "data" / "themes" / "klima.ttl").unlink()

    assert take_in(journal, Release.open(root)).removed == (KLIMA,)
    assert standing(journal, KLIMA).deleted
    assert not standing(journal, KLIMA).changed_locally

    write(root, "klima", 1)
    assert take_in(journal, Release.open(root)).created == (KLIMA,)


def test_a_record_that_moves_to_another_folder_of_its_kind_stays(
    journal: Journal, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(journal, Release.open(root))
    monkeypatch.setitem(
        __import__("partnerskap.graph.loading", fromlist=["_TYPES"])._TYPES, "data/temaer", "theme"
    )
    (root / "data" / "themes").rename(root / "data" / "temaer")

    assert not take_in(journal, Release.open(root)).changed
    assert value(journal, HELSE) == '"1"'


def test_a_record_changed_here_is_reported_and_kept_each_time(journal: Journal, root: Path) -> None:
    take_in(journal, Release.open(root))
    edit(journal, HELSE, 7)
    write(root, "helse", 2)
    write(root, "klima", 2)

    report = take_in(journal, Release.open(root))

    assert (report.kept, report.updated) == ((HELSE,), (KLIMA,))
    assert value(journal, HELSE) == '"7"'
    assert take_in(journal, Release.open(root)).kept == (HELSE,)
    assert read_status(journal, Release.open(root)).changed_here == (HELSE,)


def test_a_record_changed_here_alone_is_no_conflict(journal: Journal, root: Path) -> None:
    take_in(journal, Release.open(root))
    edit(journal, HELSE, 7)
    write(root, "helse", 1, space="  ")

    assert take_in(journal, Release.open(root)).kept == ()
    assert value(journal, HELSE) == '"7"'
    assert standing(journal, HELSE).changed_locally


def test_a_release_that_catches_up_with_a_change_made_here_settles_it(
    journal: Journal, root: Path
) -> None:
    take_in(journal, Release.open(root))
    edit(journal, HELSE, 7)
    write(root, "helse", 7)

    report = take_in(journal, Release.open(root))

    assert (report.kept, report.changed) == ((), False)
    assert not standing(journal, HELSE).changed_locally


def test_a_record_deleted_here_is_not_brought_back(journal: Journal, root: Path) -> None:
    take_in(journal, Release.open(root))
    edit(journal, HELSE, None)
    write(root, "helse", 2)

    assert take_in(journal, Release.open(root)).kept == (HELSE,)
    assert standing(journal, HELSE).deleted


def test_a_record_changed_here_outlives_its_file(journal: Journal, root: Path) -> None:
    take_in(journal, Release.open(root))
    edit(journal, HELSE, 7)
    (root / "data" / "themes" / "helse.ttl").unlink()

    assert take_in(journal, Release.open(root)).kept == (HELSE,)
    assert value(journal, HELSE) == '"7"'


def test_a_file_that_cannot_be_read_stops_the_whole_release(journal: Journal, root: Path) -> None:
    (root / "data" / "themes" / "klima.ttl").write_text("<> <urn:p>\n  ?? .")

    with pytest.raises(InvalidDataError, match=r"'data/themes/klima\.ttl', line 2, column 3"):
        take_in(journal, Release.open(root))

    assert journal.head() == 0


def test_a_release_taken_in_by_another_process_meanwhile_is_not_taken_twice(
    journal: Journal, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = journal.append

    def late(*args: object, **words: object) -> int:
        monkeypatch.undo()
        with Journal.open(tmp_path / "state") as other:
            take_in(other, Release.open(root))
        return append(*args, **words)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(journal, "append", late)

    assert take_in(journal, Release.open(root)).version == 1
    assert len(journal.changes_since(0)) == 1
