from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desks import FRESH, KARI, OLA, PROVE, REVIEWER, Office, create, judge, label, note, open_office
from partnerskap.entry.desk import Desk
from partnerskap.entry.judging import shapes_mark
from partnerskap.entry.merging import ThreeWay
from partnerskap.entry.publishing import BehindError, Decision, accept
from partnerskap.entry.states import Act, State
from partnerskap.errors import ConflictError, FaultyRecordError, ForbiddenError, StaleError
from partnerskap.graph.reading import read_turtle
from partnerskap.graph.terms import expand
from partnerskap.records.chain import Credit


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = open_office(tmp_path)
    yield office
    office.journal.close()


def test_acceptance_publishes_in_one_step(office: Office) -> None:
    published = office.published(create(label("Ny")))

    assert (published.state, published.version) == (State.PUBLISHED, 2)
    assert office.lines(FRESH) == (label("Ny"),)
    assert office.desk.look(published.id, KARI).submission == published
    acts = [event.act for event in office.desk.look(published.id, KARI).events]
    assert acts == [Act.CREATE, Act.SUBMIT, Act.ACCEPT, Act.PUBLISH]
    assert office.journal.verify() == []


def test_the_journal_tells_who_proposed_who_reviewed_and_by_which_shapes(office: Office) -> None:
    published = office.published(create(label("Ny")))

    (version,) = office.journal.changes_since(1)
    assert version.credit == Credit(
        "p-kari", "Ny", reviewer="p-rita", submission=published.id, shapes=shapes_mark()
    )


def test_only_a_reviewer_accepts(office: Office) -> None:
    waiting = office.submitted(create(label("Ny")))

    with pytest.raises(ForbiddenError):
        accept(office.desk, Decision(waiting.id, 2, KARI), office.graph)

    assert office.journal.head() == 1


def test_a_decision_on_an_older_revision_is_refused(office: Office) -> None:
    waiting = office.submitted(create(label("Ny")))

    with pytest.raises(StaleError):
        accept(office.desk, Decision(waiting.id, 1, REVIEWER), office.graph)


def test_acceptance_waits_for_a_graph_that_is_behind(office: Office) -> None:
    graph = office.graph
    waiting = office.submitted(create(label("Ny")))
    office.published(office.change(note("annet")))

    with pytest.raises(BehindError):
        accept(office.desk, Decision(waiting.id, 2, REVIEWER), graph)

    assert office.desk.look(waiting.id, KARI).submission.state is State.SUBMITTED


def test_what_was_sound_when_submitted_is_judged_again(office: Office) -> None:
    waiting = office.submitted(create(label("Ny")))
    strict = replace_judge(office)

    with pytest.raises(FaultyRecordError):
        accept(strict.desk, Decision(waiting.id, 2, REVIEWER), office.graph)

    assert office.journal.head() == 1
    assert office.desk.look(waiting.id, KARI).submission.state is State.SUBMITTED


def replace_judge(office: Office) -> Office:
    """Make a desk whose rules were tightened since: every name is at fault."""
    fault = judge(read_turtle(f"{label('FEIL')} .").triples, office.graph.store)
    return replace(office, desk=Desk(office.desk.engine, lambda *_: fault, office.desk.rules))


def test_changes_of_different_triples_are_put_together(office: Office) -> None:
    first = office.submitted(office.change(note("en")))
    second = office.submitted(office.change(note("to")), OLA)

    accept(office.desk, Decision(first.id, 2, REVIEWER), office.graph)
    accept(office.desk, Decision(second.id, 2, REVIEWER), office.graph)

    assert {note("en"), note("to")} <= set(office.lines())
    assert office.journal.verify() == []


def test_changes_of_the_same_triple_are_refused_with_the_difference(office: Office) -> None:
    old = next(line for line in office.lines() if expand("skos:prefLabel") in line)
    base = office.change()
    first, second = (
        office.submitted(
            replace(base, triples=tuple(sorted({*office.lines(), label(text, PROVE)} - {old})))
        )
        for text in ("Én", "To")
    )
    accept(office.desk, Decision(first.id, 2, REVIEWER), office.graph)

    with pytest.raises(StaleError) as refused:
        accept(office.desk, Decision(second.id, 2, REVIEWER), office.graph)

    three = refused.value.difference
    assert isinstance(three, ThreeWay)
    assert three.clashes == {old}
    assert three.their_patch.added == (label("Én", PROVE),)
    assert three.your_patch.added == (label("To", PROVE),)
    assert office.desk.look(second.id, KARI).submission.state is State.SUBMITTED


def test_changes_that_do_not_go_together_are_refused_by_the_rules(office: Office) -> None:
    waiting = office.submitted(office.change(note("en")))
    office.published(office.change(note("to")))
    strict = replace_judge(office)

    with pytest.raises(FaultyRecordError):
        accept(strict.desk, Decision(waiting.id, 2, REVIEWER), office.graph)


def test_a_proposal_that_changes_nothing_is_not_published(office: Office) -> None:
    waiting = office.submitted(office.change())

    with pytest.raises(ConflictError, match="already as the submission wants it"):
        accept(office.desk, Decision(waiting.id, 2, REVIEWER), office.graph)

    assert office.journal.head() == 1


def test_two_who_create_the_same_record_are_told(office: Office) -> None:
    first, second = (office.submitted(create(label(text))) for text in ("Én", "To"))
    accept(office.desk, Decision(first.id, 2, REVIEWER), office.graph)

    with pytest.raises(ConflictError, match="is taken"):
        accept(office.desk, Decision(second.id, 2, REVIEWER), office.graph)

    assert office.lines(FRESH) == (label("Én"),)


def test_a_published_change_shows_in_the_graph_that_is_built_from_the_journal(
    office: Office,
) -> None:
    office.published(office.change(note("ny")))

    graph = office.graph
    assert graph.version == 2
    assert PROVE in graph.keys
    assert any("ny" in str(quad.object) for quad in graph.store)
