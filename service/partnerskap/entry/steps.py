"""Take a submission from one state to the next, within a transaction of the caller's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from partnerskap.entry import store
from partnerskap.entry.outbox import NEWS, tell
from partnerskap.entry.states import Act, Part, check_act
from partnerskap.entry.submission import Event, now
from partnerskap.errors import NotFoundError, StaleError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from partnerskap.entry.submission import Actor, Submission

__all__ = ["check_revision", "find_case", "move", "note", "who_acts"]


def find_case(
    connection: Connection, name: str, actor: Actor, *, review_own: bool
) -> tuple[Submission, frozenset[Part]]:
    """Give a submission and the parts an actor plays in it; NotFoundError when there are none.

    Whoever has no part in a submission is not told that it exists.
    """
    submission = store.find_submission(connection, name)
    holds_link = store.opens(connection, name, actor.secret)
    parts = actor.parts(submission, holds_link=holds_link, review_own=review_own)
    if not parts and not actor.reviews:
        raise NotFoundError(
            "Det finnes ikke noe forslag på denne adressen som du kan se. Bruk hele lenken du "
            "fikk, eller logg inn.",
            "There is no submission at this address that you can see. Use the whole link you got, "
            "or log in.",
        )
    return submission, parts


def check_revision(submission: Submission, revision: int) -> None:
    """Raise StaleError when a submission has changed since someone looked at it."""
    if submission.revision != revision:
        raise StaleError(
            f"Forslaget er endret siden du hentet det (utgave {revision} er blitt "
            f"{submission.revision}). Hent det på nytt.",
            f"The submission changed since you fetched it (revision {revision} became "
            f"{submission.revision}). Fetch it again.",
        )


def move(
    connection: Connection,
    submission: Submission,
    act: Act,
    actor: Actor,
    *,
    parts: frozenset[Part],
    reason: str = "",
) -> Submission:
    """Let an actor do something to a submission, and give it as it is then.

    What the act brings with it otherwise must be in ``submission``. Raises as ``check_act`` does.
    """
    reason = reason.strip()
    after = check_act(act, submission.state, parts, reason=reason)
    moved = replace(submission, state=after, revision=submission.revision + 1, changed=now())
    store.put_submission(connection, moved)
    event = Event(
        moved.changed,
        who_acts(actor, submission),
        act,
        submission.state,
        after,
        reason,
        moved.revision,
    )
    store.add_event(connection, moved.id, event)
    if act in NEWS:
        tell(connection, moved, act, reason)
    return moved


def note(connection: Connection, submission: Submission, act: Act, actor: Actor) -> None:
    """Write down something that changes no state."""
    state = submission.state
    before = None if act is Act.CREATE else state
    who = who_acts(actor, submission)
    event = Event(now(), who, act, before, state, "", submission.revision)
    store.add_event(connection, submission.id, event)


def who_acts(actor: Actor, submission: Submission) -> str:
    """Give the opaque id of whoever acts; who comes by the secret link is the submitter."""
    return actor.identity.id if actor.identity.is_known else submission.submitter
