from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desks import COLLEGE, FRESH, KARI, NOBODY, OLA, PROVE, REVIEWER, Office, create, label, note
from desks import open_office as opened_office
from partnerskap.entry.desk import Rules
from partnerskap.entry.merging import ThreeWay
from partnerskap.entry.proposing import Request
from partnerskap.entry.states import Act, Part, State
from partnerskap.entry.store import Filter
from partnerskap.entry.submission import Actor, Draft, Intent, Upload
from partnerskap.errors import (
    BadRequestError,
    ConflictError,
    FaultyRecordError,
    ForbiddenError,
    GoneError,
    InvalidDataError,
    NotFoundError,
    StaleError,
    UnauthorizedError,
)
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.database import FILE_NAME


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = opened_office(tmp_path)
    yield office
    office.journal.close()


@pytest.fixture
def open_house(tmp_path: Path) -> Iterator[Office]:
    office = opened_office(tmp_path, Rules(anonymous=True))
    yield office
    office.journal.close()


def test_a_submission_keeps_what_was_typed_and_sent_byte_for_byte(office: Office) -> None:
    upload = Upload("liste.xlsx", "application/vnd.ms-excel", b"\x00\xff\r\n")
    typed = b'{"name" : "Pr\xc3\xb8ve",\n\n "theme":[]}'
    draft = replace(create(label("Prøve")), content=typed, upload=upload)

    name = office.desk.open(draft, KARI).submission.id
    kept = office.desk.look(name, KARI).submission

    assert kept.draft == draft
    assert kept.draft.upload is not None
    assert kept.draft.upload.digest == upload.digest
    assert (kept.state, kept.revision, kept.submitter) == (State.DRAFT, 1, "p-kari")


def test_a_draft_that_cannot_be_read_is_kept_but_not_submitted(office: Office) -> None:
    draft = Draft(FRESH, Intent.CREATE, 0, content=b"{ uferdig")

    name = office.desk.open(draft, KARI).submission.id

    assert office.desk.look(name, KARI).submission.draft.content == b"{ uferdig"
    with pytest.raises(BadRequestError, match="not valid JSON"):
        office.desk.submit(name, 1, KARI, office.graph.store)


def test_ids_cannot_be_guessed(office: Office) -> None:
    names = {office.desk.open(create(label("x")), KARI).submission.id for _ in range(20)}

    assert len(names) == 20
    assert {len(name) for name in names} == {22}


def test_a_draft_with_a_fault_is_not_submitted_and_says_which(office: Office) -> None:
    name = office.desk.open(create(label("FEIL")), KARI).submission.id

    with pytest.raises(FaultyRecordError, match="Name: The name is wrong") as refused:
        office.desk.submit(name, 1, KARI, office.graph.store)

    assert "partnership/ny har 1 feil" in refused.value.detail.nb
    assert office.desk.look(name, KARI).submission.state is State.DRAFT


def test_every_step_tells_who_when_and_why(office: Office) -> None:
    waiting = office.submitted(create(label("Ny")))
    office.desk.request_changes(waiting.id, 2, REVIEWER, "Mangler kilde")
    draft = create(label("Nyere"))
    office.desk.edit(waiting.id, 3, draft, KARI)
    office.desk.submit(waiting.id, 4, KARI, office.graph.store)
    office.desk.withdraw(waiting.id, 5, KARI, "ombestemt")

    events = office.desk.look(waiting.id, KARI).events
    assert [(e.who, e.act, e.before, e.after, e.why) for e in events] == [
        ("p-kari", Act.CREATE, None, State.DRAFT, ""),
        ("p-kari", Act.SUBMIT, State.DRAFT, State.SUBMITTED, ""),
        ("p-rita", Act.REQUEST_CHANGES, State.SUBMITTED, State.CHANGES_REQUESTED, "Mangler kilde"),
        ("p-kari", Act.EDIT, State.CHANGES_REQUESTED, State.CHANGES_REQUESTED, ""),
        ("p-kari", Act.SUBMIT, State.CHANGES_REQUESTED, State.SUBMITTED, ""),
        ("p-kari", Act.WITHDRAW, State.SUBMITTED, State.WITHDRAWN, "ombestemt"),
    ]
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_a_revision_that_is_not_the_last_is_refused(office: Office) -> None:
    waiting = office.submitted(create(label("Ny")))

    with pytest.raises(StaleError, match="revision 1 became 2"):
        office.desk.reject(waiting.id, 1, REVIEWER, "nei")

    assert office.desk.look(waiting.id, KARI).submission.state is State.SUBMITTED


def test_others_are_not_told_that_a_submission_exists(office: Office) -> None:
    name = office.submitted(create(label("Ny"))).id

    for actor in (OLA, NOBODY, Actor(NOBODY.identity, "feil")):
        with pytest.raises(NotFoundError):
            office.desk.look(name, actor)
        with pytest.raises(NotFoundError):
            office.desk.withdraw(name, 2, actor)


def test_a_reviewer_sees_but_does_not_change_what_others_submit(office: Office) -> None:
    name = office.submitted(create(label("Ny"))).id

    case = office.desk.look(name, REVIEWER)

    assert case.parts == {Part.REVIEWER}
    assert case.acts == (Act.REQUEST_CHANGES, Act.REJECT, Act.ACCEPT)
    with pytest.raises(ForbiddenError):
        office.desk.withdraw(name, 2, REVIEWER)


def test_nobody_reviews_their_own_unless_the_rules_allow_it(tmp_path: Path) -> None:
    strict, lax = opened_office(tmp_path), opened_office(tmp_path, Rules(review_own=True))
    name = strict.submitted(create(label("Ny")), REVIEWER).id

    with pytest.raises(ForbiddenError, match="did not make the submission"):
        strict.desk.reject(name, 2, REVIEWER, "nei")
    assert lax.desk.reject(name, 2, REVIEWER, "nei").state is State.REJECTED
    strict.journal.close()
    lax.journal.close()


def test_who_is_not_logged_in_may_submit_only_where_the_rules_say_so(office: Office) -> None:
    with pytest.raises(ForbiddenError, match="log in to submit"):
        office.desk.open(create(label("Ny")), NOBODY)


def test_the_secret_link_opens_its_own_submission_and_no_other(open_house: Office) -> None:
    first = open_house.desk.open(create(label("Ny")), NOBODY, contact=("Per", "per@example.org"))
    second = open_house.desk.open(create(label("Ny")), NOBODY)
    holder = Actor(NOBODY.identity, first.secret)

    assert open_house.desk.look(first.submission.id, holder).parts == {Part.SUBMITTER}
    with pytest.raises(NotFoundError):
        open_house.desk.look(second.submission.id, holder)


def test_the_secret_itself_is_kept_nowhere(open_house: Office, tmp_path: Path) -> None:
    secret = open_house.desk.open(create(label("Ny")), NOBODY).secret

    open_house.journal.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret.encode() not in kept


def test_who_submitted_can_be_forgotten_and_the_journal_stays(
    open_house: Office, tmp_path: Path
) -> None:
    opened = open_house.desk.open(create(label("Ny")), NOBODY, contact=("Per", "per@example.org"))
    holder = Actor(NOBODY.identity, opened.secret)

    open_house.desk.forget(opened.submission.id, holder)

    case = open_house.desk.look(opened.submission.id, holder)
    assert case.contact is not None
    assert (case.contact.name, case.contact.email) == ("", "")
    assert case.contact.erased is not None
    assert case.submission.draft.triples == (label("Ny"),)
    open_house.journal.close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    assert "per@example.org" not in "\n".join(connection.iterdump())
    connection.close()


def test_a_reviewer_cannot_make_the_desk_forget(office: Office) -> None:
    name = office.submitted(create(label("Ny"))).id

    with pytest.raises(ForbiddenError, match="Only the submitter or an administrator"):
        office.desk.forget(name, REVIEWER)


def test_the_same_request_again_gives_the_same_submission(open_house: Office) -> None:
    request = Request("anonymous", "3f2c", "digest")
    first = open_house.desk.open(create(label("Ny")), NOBODY, request=request)
    again = open_house.desk.open(create(label("Ny")), NOBODY, request=request)

    assert (first.repeated, again.repeated) == (False, True)
    assert again.submission == first.submission
    holder = Actor(NOBODY.identity, again.secret)
    assert open_house.desk.look(first.submission.id, holder).submission == first.submission
    with pytest.raises(InvalidDataError, match="Idempotency-Key was used before"):
        open_house.desk.open(create(label("X")), NOBODY, request=replace(request, digest="another"))


def test_a_list_shows_reviewers_all_and_others_their_own(office: Office) -> None:
    first = office.submitted(create(label("Ny"))).id
    second = office.desk.open(office.change(note("x")), OLA).submission.id

    def names(actor: Actor, wanted: Filter | None = None) -> list[str]:
        return [each.id for each in office.desk.list(wanted or Filter(), actor)]

    assert names(REVIEWER) == [second, first]
    assert names(REVIEWER, Filter(states=(State.SUBMITTED,))) == [first]
    assert names(REVIEWER, Filter(key=PROVE)) == [second]
    assert names(REVIEWER, Filter(limit=1)) == [second]
    assert names(OLA) == [second]
    with pytest.raises(UnauthorizedError):
        names(NOBODY)


def test_a_list_goes_on_after_a_place(office: Office) -> None:
    made = [office.desk.open(create(label("Ny")), KARI).submission for _ in range(5)]
    listed = sorted(made, key=lambda each: (each.changed, each.id), reverse=True)

    rest = office.desk.list(Filter(after=(listed[1].changed, listed[1].id)), REVIEWER)

    assert rest == listed[2:]


@pytest.mark.parametrize(
    ("draft", "error", "says"),
    [
        (
            create(label("x", PROVE), key=PROVE),
            ConflictError,
            "The name partnership/prove is taken",
        ),
        (
            Draft(FRESH, Intent.UPDATE, 1, triples=()),
            NotFoundError,
            "There is no record partnership/ny",
        ),
        (Draft(PROVE, Intent.UPDATE, 9, triples=()), BadRequestError, "no version 9"),
        (
            create(label("x", DocumentKey("code", "role")), key=DocumentKey("code", "role")),
            BadRequestError,
            "cannot be proposed here",
        ),
        (create(label("x", PROVE)), InvalidDataError, "states something about <https://w3id"),
        (
            create('<urn:x> <urn:p> "1"'),
            InvalidDataError,
            "states something about <urn:x>",
        ),
    ],
)
def test_a_proposal_must_be_about_a_record_it_may_be_about(
    office: Office, draft: Draft, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        office.desk.open(draft, KARI)


def test_a_change_made_from_an_older_version_is_shown_the_difference(office: Office) -> None:
    stale = office.change(note("min"))
    office.published(office.change(note("deres")))

    with pytest.raises(StaleError, match="version 1 became 2") as refused:
        office.desk.open(stale, KARI)

    three = refused.value.difference
    assert isinstance(three, ThreeWay)
    assert three.their_patch.added == (note("deres"),)
    assert three.your_patch.added == (note("min"),)


def test_what_was_written_can_be_saved_though_the_record_moved_on(office: Office) -> None:
    name = office.desk.open(office.change(note("min")), KARI).submission.id
    draft = replace(office.change(note("min"), note("mer")))
    office.published(office.change(note("deres")))

    assert office.desk.edit(name, 1, draft, KARI).revision == 2
    with pytest.raises(BadRequestError, match="no version 0"):
        office.desk.edit(name, 2, replace(draft, base=0), KARI)


def test_a_record_others_refer_to_cannot_vanish(office: Office) -> None:
    gone = Draft(COLLEGE, Intent.DELETE, 1, triples=(), reason="Nedlagt")
    name = office.desk.open(gone, KARI).submission.id

    with pytest.raises(ConflictError, match=r"cannot vanish: “[^”]+” refer") as refused:
        office.desk.submit(name, 1, KARI, office.graph.store)

    assert refused.value.members == {"referredBy": ["partnership/prove"]}
    assert "http" not in refused.value.detail.nb


def test_a_deleted_record_is_not_changed(office: Office) -> None:
    office.published(create(label("Ny")))
    office.published(Draft(FRESH, Intent.DELETE, 2, triples=(), reason="Feil"))

    with pytest.raises(GoneError, match="Revert the deletion"):
        office.desk.open(Draft(FRESH, Intent.UPDATE, 3, triples=()), KARI)
    with pytest.raises(ConflictError, match="never given again"):
        office.desk.open(create(label("x")), KARI)


def test_a_thread_of_comments_is_kept_in_order(office: Office) -> None:
    name = office.submitted(create(label("Ny"))).id
    office.desk.comment(name, REVIEWER, " Hvilken kilde? ")
    office.desk.comment(name, KARI, "Avtalen.")

    assert [(c.who, c.text) for c in office.desk.look(name, KARI).comments] == [
        ("p-rita", "Hvilken kilde?"),
        ("p-kari", "Avtalen."),
    ]
    with pytest.raises(BadRequestError):
        office.desk.comment(name, KARI, " ")
