"""A disk that is full, that cannot be written, or that gave back something else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desks import KARI, PROVE, Office, allow_pages, create, label, note, open_office
from partnerskap.entry.submission import Upload
from partnerskap.errors import StorageError
from partnerskap.records.database import FILE_NAME
from partnerskap.records.journal import Journal


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = open_office(tmp_path)
    yield office
    office.journal.close()


def pages(office: Office) -> int:
    with office.desk.engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())


def test_a_full_disk_refuses_a_submission_whole_and_keeps_what_was_there(office: Office) -> None:
    office.published(office.change(note("før")))
    upload = Upload("stor.bin", "application/octet-stream", b"x" * 400_000)
    allow_pages(office, pages(office) + 10)

    with pytest.raises(StorageError, match="full") as refused:
        office.desk.open(replace(create(label("Ny")), upload=upload), KARI)

    assert "at disken har plass" in refused.value.detail.nb
    assert note("før") in office.lines()
    assert office.journal.verify() == []
    allow_pages(office, 1_000_000)
    name = office.desk.open(replace(create(label("Ny")), upload=upload), KARI).submission.id
    assert office.desk.look(name, KARI).submission.draft.upload == upload


def test_a_full_disk_refuses_a_publication_whole(office: Office) -> None:
    big = [note("x" * 20_000 + str(each)) for each in range(20)]
    waiting = office.submitted(office.change(*big))
    allow_pages(office, pages(office) + 5)

    with pytest.raises(StorageError, match="full"):
        office.published(office.change(*big, note("mer")))

    assert office.journal.head() == 1
    assert office.desk.look(waiting.id, KARI).submission.state == "submitted"
    assert office.journal.verify() == []


@pytest.fixture
def locked() -> Iterator[Path]:
    """A folder with a journal that this user may read and not write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        open_office(folder).journal.close()
        folder.chmod(0o555)
        (folder / FILE_NAME).chmod(0o444)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if is_root:
                os.seteuid(0)
            folder.chmod(0o755)


def test_a_disk_that_cannot_be_written_says_so_and_keeps_what_was_there(locked: Path) -> None:
    before = (locked / FILE_NAME).read_bytes()

    with pytest.raises(StorageError, match=r"Check that the folder can be written"):
        Journal.open(locked)

    assert (locked / FILE_NAME).read_bytes() == before


def test_a_file_with_a_hole_says_so_and_is_left_as_it_is(tmp_path: Path) -> None:
    office = open_office(tmp_path / "hel")
    office.published(office.change(note("x")))
    office.journal.close()
    file = tmp_path / "hel" / FILE_NAME
    content = bytearray(file.read_bytes())
    content[4096 * 2 :] = b"\x00" * (len(content) - 4096 * 2)
    file.write_bytes(content)

    with pytest.raises(StorageError, match="cannot be used"):
        read_all(file.parent)

    assert file.read_bytes() == bytes(content)


def read_all(folder: Path) -> None:
    with Journal.open(folder) as journal:
        journal.document(PROVE)
        journal.verify()
