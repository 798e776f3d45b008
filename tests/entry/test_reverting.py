from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desks import COLLEGE, FRESH, KARI, PROVE, REVIEWER, Office, create, label, note, open_office
from partnerskap.entry.publishing import BehindError, Decision, accept
from partnerskap.entry.reverting import Reversal, revert, revert_draft
from partnerskap.entry.submission import Draft, Intent
from partnerskap.errors import (
    BadRequestError,
    ConflictError,
    FaultyRecordError,
    ForbiddenError,
    NotFoundError,
)
from partnerskap.graph.terms import expand
from partnerskap.records.patch import Change, diff


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = open_office(tmp_path)
    yield office
    office.journal.close()


def take_back(office: Office, number: int, reason: str = "") -> int:
    return revert(office.desk, Reversal(number, REVIEWER, reason), office.graph)


def test_a_change_is_taken_back_as_a_new_change(office: Office) -> None:
    before = office.lines()
    office.published(office.change(note("feil")))

    assert take_back(office, 2, "Det var feil") == 3

    assert office.lines() == before
    version = office.journal.changes_since(2)[0]
    assert version.credit.reverts == 2
    assert (version.author, version.reason) == ("p-rita", "Det var feil")
    assert office.journal.verify() == []


def test_a_reversal_can_itself_be_taken_back(office: Office) -> None:
    office.published(office.change(note("rett")))
    after = office.lines()

    take_back(office, 2)
    take_back(office, 3)

    assert office.lines() == after


def test_a_new_record_is_taken_away_and_a_deleted_one_comes_back(office: Office) -> None:
    office.published(create(label("Ny")))

    take_back(office, 2)
    assert office.lines(FRESH) == ()
    take_back(office, 3)
    assert office.lines(FRESH) == (label("Ny"),)


def test_a_record_that_others_refer_to_by_now_is_not_taken_away(office: Office) -> None:
    office.published(create(label("Ny")))
    link = f"<{PROVE.iri}> <{expand('dct:relation')}> <{FRESH.iri}>"
    office.published(office.change(link))

    with pytest.raises(ConflictError, match="partnership/ny cannot vanish"):
        take_back(office, 2)


def test_what_later_changes_touched_is_not_taken_back_but_offered_as_a_submission(
    office: Office,
) -> None:
    office.published(office.change(note("én"), note("to")))
    lines = tuple(line for line in office.lines() if line != note("én"))
    office.published(Draft(PROVE, Intent.UPDATE, 2, triples=lines, reason="x"))

    with pytest.raises(ConflictError, match="change 3 touched the same") as refused:
        take_back(office, 2)
    assert refused.value.members["laterChanges"] == [3]

    draft = revert_draft(office.desk, Reversal(2, REVIEWER))
    waiting = office.submitted(draft)
    accept(office.desk, Decision(waiting.id, 2, REVIEWER), office.graph)
    assert note("to") not in office.lines()
    assert office.journal.changes_since(3)[0].credit.reverts == 2


def test_a_deletion_that_cannot_be_taken_back_at_once_can_be_proposed(office: Office) -> None:
    office.published(create(label("Ny")))
    office.published(Draft(FRESH, Intent.DELETE, 2, triples=(), reason="Feil"))

    draft = revert_draft(office.desk, Reversal(3, REVIEWER))
    office.published(draft)

    assert office.lines(FRESH) == (label("Ny"),)


def test_what_would_break_the_rules_is_not_taken_back(office: Office) -> None:
    lines = tuple(sorted({*office.lines(), label("FEIL", PROVE)}))
    office.journal.append([_change(office, lines)], author="x", reason="sneket inn forbi reglene")
    office.published(
        Draft(
            PROVE,
            Intent.UPDATE,
            2,
            triples=tuple(line for line in lines if "FEIL" not in line),
            reason="rettet",
        )
    )

    with pytest.raises(FaultyRecordError):
        take_back(office, 3)


def _change(office: Office, lines: tuple[str, ...]) -> Change:
    return Change(PROVE, diff(office.lines(), lines), office.version())


def test_only_reviewers_take_back_what_is_published(office: Office) -> None:
    office.published(office.change(note("x")))

    with pytest.raises(ForbiddenError):
        revert(office.desk, Reversal(2, KARI), office.graph)


def test_a_release_is_not_taken_back_and_an_unknown_change_is_not_found(office: Office) -> None:
    with pytest.raises(BadRequestError, match="Install another release"):
        take_back(office, 1)
    with pytest.raises(NotFoundError):
        take_back(office, 9)


def test_taking_back_waits_for_a_graph_that_is_behind(office: Office) -> None:
    office.published(office.change(note("x")))
    behind = office.graph
    office.published(office.change(note("y", COLLEGE), key=COLLEGE))

    with pytest.raises(BehindError):
        revert(office.desk, Reversal(2, REVIEWER), behind)
