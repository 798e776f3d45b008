"""Accept a submission and publish it in one transaction, or take a published change back.

What is published is judged again, on the graph as it stands at the journal's head. The graph
itself is moved by ``live``, after the transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from partnerskap.entry.judging import (
    check_unreferenced,
    judge_lines,
    require_readable,
    require_sound,
    shapes_mark,
)
from partnerskap.entry.proposing import bring_up
from partnerskap.entry.states import Act, check_act
from partnerskap.entry.steps import check_revision, find_case, move
from partnerskap.entry.submission import Intent
from partnerskap.errors import ConflictError
from partnerskap.records import database as db
from partnerskap.records.appending import append_version
from partnerskap.records.chain import Credit
from partnerskap.records.patch import Change, diff
from partnerskap.records.reading import read_document, read_head

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from partnerskap.entry.desk import Desk
    from partnerskap.entry.submission import Actor, Submission
    from partnerskap.graph.store import GraphStore
    from partnerskap.graph.terms import DocumentKey

__all__ = ["BehindError", "Decision", "accept", "check_head", "write_change"]


class BehindError(Exception):
    """The graph does not stand at the journal's head: another process has published meanwhile."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Which revision of which submission is accepted, by whom, and what they say to it."""

    name: str
    revision: int
    actor: Actor
    reason: str = ""


def accept(desk: Desk, decision: Decision, graph: GraphStore) -> Submission:
    """Accept a submission and publish it; give it as published.

    Raises BehindError when ``graph`` is not the journal's head, FaultyRecordError when the record
    no longer keeps the rules, StaleError when others changed the same, and as ``move`` does.
    """
    actor = decision.actor
    with db.writing(desk.engine) as connection:
        check_head(connection, graph)
        review_own = desk.rules.review_own
        submission, parts = find_case(connection, decision.name, actor, review_own=review_own)
        check_revision(submission, decision.revision)
        check_act(Act.ACCEPT, submission.state, parts)
        draft = submission.draft
        require_readable(draft, desk.judge, graph.store)
        lines = bring_up(connection, draft)
        if draft.intent is Intent.DELETE and not lines:
            check_unreferenced(draft.key, graph.store)
        require_sound(draft.key, judge_lines(desk.judge, lines, graph.store))
        accepted = move(
            connection, submission, Act.ACCEPT, actor, parts=parts, reason=decision.reason
        )
        credit = Credit(
            submission.submitter,
            draft.reason,
            reviewer=actor.identity.id,
            submission=submission.id,
            shapes=shapes_mark(),
            reverts=draft.reverts,
        )
        version = write_change(connection, draft.key, lines, credit)
        published = replace(accepted, version=version)
        return move(connection, published, Act.PUBLISH, actor, parts=parts, reason=decision.reason)


def check_head(connection: Connection, graph: GraphStore) -> None:
    """Raise BehindError unless a graph stands at the journal's head."""
    if read_head(connection)[0] != graph.version:
        raise BehindError


def write_change(
    connection: Connection, key: DocumentKey, lines: tuple[str, ...], credit: Credit
) -> int:
    """Write the new state of a record into the journal, and give the version's number.

    Raises ConflictError when the record is in that state already.
    """
    current = read_document(connection, key)
    patch = diff(current.triples if current else (), lines)
    if not patch:
        raise ConflictError(
            f"{key} er allerede slik forslaget vil ha den. Avvis forslaget, eller be om endringer.",
            f"{key} is already as the submission wants it. Reject it, or ask for changes.",
        )
    change = Change(key, patch, base=current.version if current else 0)
    return append_version(connection, [change], credit)
