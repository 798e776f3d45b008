"""What a person left with their submissions goes with the person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Column, select

from desks import KARI, NOBODY, OLA, REVIEWER, Office, create, label, open_office
from partnerskap.entry.desk import Rules
from partnerskap.entry.forgetting import BLOT, forget_person, list_contacts
from partnerskap.entry.submission import Actor, Upload
from partnerskap.graph.terms import DocumentKey
from partnerskap.people.identity import Identity
from partnerskap.records import schema
from partnerskap.records.database import FILE_NAME, reading

OTHER = DocumentKey("partnership", "annet")


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

    forget_person(office.desk.engine, "p-kari")

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
    forget_person(office.desk.engine, "p-kari")

    assert list_contacts(office.desk.engine, "p-kari") == []


def all_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob(f"{FILE_NAME}*"))


def texts(office: Office, *columns: Column[str]) -> list[str]:
    with reading(office.desk.engine) as connection:
        return [text for each in columns for text in connection.execute(select(each)).scalars()]


def test_what_others_wrote_to_somebody_no_longer_says_who_it_was(
    office: Office, tmp_path: Path
) -> None:
    contact = ("Kari Nordmann", "kari@kommune.example")
    opened = office.desk.open(create(label("En")), KARI, contact=contact)
    waiting = office.desk.submit(opened.submission.id, 1, KARI, office.graph.store)
    office.desk.comment(waiting.id, REVIEWER, "Hei Kari! Er kari.nordmann@kommune.example din?")
    office.desk.comment(waiting.id, KARI, "Nei, KARI@kommune.example. Hilsen Kari  Nordmann")
    office.desk.reject(waiting.id, 2, REVIEWER, "Kari Nordmann har trukket det.")

    forget_person(office.desk.engine, "p-kari", ("Kari", "kari.nordmann@kommune.example"))

    said = texts(office, schema.comments.c.text, schema.outbox.c.text, schema.events.c.why)
    assert f"Hei {BLOT}! Er {BLOT} din?" in said
    assert f"Nei, {BLOT}. Hilsen {BLOT}  {BLOT}" in said
    assert said.count(f"{BLOT} har trukket det.") == 2
    held = all_bytes(tmp_path).lower()
    assert b"nordmann" not in held
    assert b"kari@" not in held


def test_elsewhere_only_the_whole_name_and_the_address_are_blotted_out(office: Office) -> None:
    other = office.submitted(create(label("Oles")), OLA)
    office.desk.comment(other.id, REVIEWER, "Spør Kari Nordmann, ikke Kari Hansen i Nordmannvik.")
    office.desk.comment(other.id, OLA, "kari@kommune.example svarer ikke.")

    forget_person(office.desk.engine, "p-kari", ("Kari Nordmann", "kari@kommune.example"))

    assert [each.text for each in office.desk.look(other.id, OLA).comments] == [
        f"Spør {BLOT}, ikke Kari Hansen i Nordmannvik.",
        f"{BLOT} svarer ikke.",
    ]


def test_uploaded_files_go_and_what_was_read_from_them_stays(
    office: Office, tmp_path: Path
) -> None:
    upload = Upload("Karis ark.xlsx", "application/zip", b"<dc:creator>Kari</dc:creator>")
    opened = office.desk.open(replace(create(label("En")), upload=upload), KARI)

    forget_person(office.desk.engine, "p-kari")

    draft = office.desk.look(opened.submission.id, KARI).submission.draft
    assert draft.upload is None
    assert draft.triples == (label("En"),)
    assert texts(office, schema.submissions.c.upload_sha256) == [upload.digest]
    assert b"Karis ark" not in all_bytes(tmp_path)
    assert b"dc:creator" not in all_bytes(tmp_path)


def test_the_journal_is_not_touched(office: Office) -> None:
    published = office.published(
        replace(create(label("En")), reason="Kari Nordmann ba om det."), KARI
    )
    drafted = office.desk.open(
        replace(create(label("To", OTHER), key=OTHER), reason="Kari Nordmann ba om det."), KARI
    )

    forget_person(office.desk.engine, "p-kari", ("Kari Nordmann", ""))

    assert office.journal.verify() == []
    reasons = {
        name: office.desk.look(name, KARI).submission.draft.reason
        for name in (published.id, drafted.submission.id)
    }
    assert reasons == {
        published.id: "Kari Nordmann ba om det.",
        drafted.submission.id: f"{BLOT} ba om det.",
    }


def test_whoever_has_no_account_is_forgotten_by_their_own_link(
    office: Office, tmp_path: Path
) -> None:
    contact = ("Ukjent Person", "ukjent@kommune.example")
    opened = office.desk.open(create(label("En")), NOBODY, contact=contact)
    holder = Actor(Identity.anonymous(), opened.secret)
    office.desk.comment(opened.submission.id, REVIEWER, "Hei Ukjent Person!")

    office.desk.forget(opened.submission.id, holder)

    case = office.desk.look(opened.submission.id, holder)
    assert [each.text for each in case.comments] == [f"Hei {BLOT}!"]
    assert [each.text for each in case.news] == [f"Hei {BLOT}!"]
    assert b"ukjent@kommune.example" not in all_bytes(tmp_path)
    assert b"Ukjent Person" not in all_bytes(tmp_path)
