"""What a person left with their submissions goes with the person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desks import KARI, NOBODY, OLA, Office, create, label, open_office
from partnerskap.entry.desk import Rules
from partnerskap.entry.forgetting import forget_contacts, list_contacts
from partnerskap.records.database import FILE_NAME


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = open_office(tmp_path, Rules(anonymous=True))
    yield office
    office.journal.close()


def test_names_and_addresses_go_and_submissions_stay(office: Office, tmp_path: Path) -> None:
    kept = office.desk.open(create(label("En")), KARI, contact=("Kari", "kari@kommune.example"))
    office.desk.open(create(label("To")), OLA, contact=("Ola", "ola@kommune.example"))
    office.desk.open(create(label("Tre")), NOBODY, contact=("Ukjent", "ukjent@kommune.example"))
    before = list_contacts(office.desk.engine, "p-kari")

    forget_contacts(office.desk.engine, "p-kari")

    name = kept.submission.id
    assert before == [{"submission": name, "name": "Kari", "email": "kari@kommune.example"}]
    assert list_contacts(office.desk.engine, "p-kari") == []
    assert office.desk.look(name, KARI).submission.submitter == "p-kari"
    assert len(list_contacts(office.desk.engine, "p-ola")) == 1
    held = b"".join(file.read_bytes() for file in tmp_path.rglob(f"{FILE_NAME}*"))
    assert b"kari@kommune.example" not in held
    assert b"ola@kommune.example" in held
    assert b"ukjent@kommune.example" in held


def test_whoever_left_nothing_can_be_forgotten(office: Office) -> None:
    forget_contacts(office.desk.engine, "p-kari")

    assert list_contacts(office.desk.engine, "p-kari") == []
