"""Uploads are kept for a day, byte for byte, for those who know their name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from partnerskap.entry.kept_uploads import KeptUploads, Waiting
from partnerskap.entry.submission import Upload
from partnerskap.errors import NotFoundError, StorageError

WAITING = Waiting("actor", Upload("liste.csv", "text/csv", b"a;b\n\x00\xff"))


def test_an_upload_comes_back_byte_for_byte(tmp_path: Path) -> None:
    kept = KeptUploads(tmp_path / "uploads")

    assert kept.find(kept.keep(WAITING)) == WAITING


def test_the_name_is_not_on_disk_and_the_file_is_for_us_alone(tmp_path: Path) -> None:
    name = KeptUploads(tmp_path).keep(WAITING)

    (file,) = tmp_path.iterdir()
    assert name not in file.name
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["", "unknown", "../../etc/passwd"])
def test_an_unknown_name_finds_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFoundError, match="Upload the file again"):
        KeptUploads(tmp_path).find(name)


def test_after_a_day_it_is_gone(tmp_path: Path) -> None:
    name = KeptUploads(tmp_path).keep(WAITING)
    (file,) = tmp_path.iterdir()
    os.utime(file, (0, 0))

    with pytest.raises(NotFoundError):
        KeptUploads(tmp_path).find(name)
    KeptUploads(tmp_path).keep(WAITING)
    assert not file.exists()


def test_the_oldest_give_way_when_there_is_no_room(tmp_path: Path) -> None:
    size = len(b'{"type": "actor", "name": "liste.csv", "media_type": "text/csv"}\na;b\n..')
    kept = KeptUploads(tmp_path, most_bytes=2 * size)
    first = kept.keep(WAITING)
    (file,) = tmp_path.iterdir()
    os.utime(file, ns=(file.stat().st_mtime_ns - 10**9,) * 2)

    second, third = kept.keep(WAITING), kept.keep(WAITING)

    with pytest.raises(NotFoundError):
        kept.find(first)
    assert kept.find(second) == kept.find(third) == WAITING


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("a file", encoding="utf-8")

    with pytest.raises(StorageError, match="cannot be kept"):
        KeptUploads(tmp_path / "uploads").keep(WAITING)
