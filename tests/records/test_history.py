from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from partnerskap.errors import NotFoundError
from partnerskap.graph.terms import DocumentKey
from partnerskap.records import database as db
from partnerskap.records.history import (
    documents_at,
    find_past,
    read_change,
    read_changes,
    state_at,
)
from partnerskap.records.journal import Journal
from partnerskap.records.patch import Change, Kind, diff

ONE, TWO = DocumentKey("theme", "en"), DocumentKey("theme", "to")
A, B = "<urn:a> <urn:p> 1", "<urn:b> <urn:p> 2"
STATES = [(ONE, (A,)), (TWO, (B,)), (ONE, (A, B)), (TWO, ()), (ONE, (B,))]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """Five versions of two records, one of which is deleted by the fourth."""
    with Journal.open(tmp_path) as journal:
        now: dict[DocumentKey, tuple[tuple[str, ...], int]] = {}
        for key, after in STATES:
            before, base = now.get(key, ((), 0))
            change = Change(key, diff(before, after), base)
            now[key] = after, journal.append([change], author="x", reason=f"{key}")
        yield journal


def test_the_graph_can_be_had_as_it_was_at_every_version(journal: Journal) -> None:
    now: dict[DocumentKey, tuple[str, ...]] = {}
    for version in range(len(STATES) + 1):
        standing = {key: lines for key, lines in now.items() if lines}
        found = documents_at(journal.engine, version)

        assert {each.key: each.triples for each in found} == standing
        now |= dict(STATES[version : version + 1])


def test_a_document_of_the_past_has_the_version_that_left_it_so(journal: Journal) -> None:
    (found,) = (each for each in documents_at(journal.engine, 4) if each.key == ONE)

    assert (found.version, found.triples) == (3, (A, B))


@pytest.mark.parametrize("version", [-1, 6])
def test_a_version_that_never_was_is_refused(journal: Journal, version: int) -> None:
    with pytest.raises(NotFoundError, match="There is no version"):
        documents_at(journal.engine, version)


def test_a_record_between_two_of_its_versions_is_as_the_earlier_left_it(journal: Journal) -> None:
    with db.reading(journal.engine) as connection:
        past = find_past(connection, ONE, 4)

        assert (past.step.seq, past.before, past.triples) == (3, (A,), (A, B))
        assert find_past(connection, TWO, 5).triples == ()
        assert state_at(connection, TWO, 1) == ()
        with pytest.raises(NotFoundError, match="theme/to did not exist at version 1"):
            find_past(connection, TWO, 1)
        with pytest.raises(NotFoundError):
            find_past(connection, ONE, 6)


def test_changes_come_newest_first_page_by_page_and_by_record(journal: Journal) -> None:
    def numbers(**asked: object) -> list[int]:
        return [step.seq for step in read_changes(journal.engine, **asked)]  # type: ignore[arg-type]  # spelt out in each call

    assert numbers() == [5, 4, 3, 2, 1]
    assert numbers(limit=2) == [5, 4]
    assert numbers(before=4, limit=2) == [3, 2]
    assert numbers(key=TWO) == [4, 2]
    assert numbers(before=1) == []


def test_a_line_of_changes_tells_what_was_touched(journal: Journal) -> None:
    step = read_changes(journal.engine, before=5, limit=1)[0]

    assert (step.records, step.total, step.credit.reason) == (((TWO, Kind.DELETED),), 1, "theme/to")
    assert step.hash == read_change(journal.engine, 4).hash
    with pytest.raises(NotFoundError, match="There is no change 9"):
        read_change(journal.engine, 9)


def test_a_line_of_changes_counts_what_it_does_not_list(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "many") as journal:
        many = [Change(DocumentKey("theme", f"t{each}"), diff((), (A,)), 0) for each in range(60)]
        journal.append(many, author="release", reason="")

        step = read_changes(journal.engine)[0]
        assert (len(step.records), step.total) == (50, 60)
