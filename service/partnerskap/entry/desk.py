"""The desk where submissions are handed in, looked at, mended, judged and decided on.

Every act is one transaction: it is on disk when the method returns, or nothing of it is. What is
published stands in ``publishing``. Knows nothing of HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from partnerskap.entry import store
from partnerskap.entry.forgetting import forget_submitter
from partnerskap.entry.judging import (
    check_unreferenced,
    judge_lines,
    report_as_json,
    require_readable,
    require_sound,
)
from partnerskap.entry.outbox import list_items, tell
from partnerskap.entry.proposing import bring_up, check_edit, check_new, remember, remembered
from partnerskap.entry.states import Act, Part, State, allowed_acts, check_act
from partnerskap.entry.steps import check_revision, find_case, move, note, who_acts
from partnerskap.entry.submission import (
    Actor,
    Comment,
    Contact,
    Intent,
    Submission,
    new_id,
    now,
)
from partnerskap.errors import BadRequestError, ForbiddenError, UnauthorizedError
from partnerskap.people.identity import ANONYMOUS
from partnerskap.records import database as db

if TYPE_CHECKING:
    from pyoxigraph import Store
    from sqlalchemy import Connection, Engine

    from partnerskap.entry.judging import Judge
    from partnerskap.entry.outbox import Item
    from partnerskap.entry.proposing import Request
    from partnerskap.entry.store import Filter
    from partnerskap.entry.submission import Draft, Event

__all__ = ["Case", "Desk", "Opened", "Rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What an operator allows: reviewing one's own, and submissions of people not logged in."""

    review_own: bool = False
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A submission with its story, as one actor may see it."""

    submission: Submission
    parts: frozenset[Part]
    events: tuple[Event, ...]
    comments: tuple[Comment, ...]
    contact: Contact | None
    news: tuple[Item, ...]

    @property
    def acts(self) -> tuple[Act, ...]:
        """What the actor may do now."""
        return allowed_acts(self.submission.state, self.parts)


@dataclass(frozen=True, slots=True)
class Opened:
    """A submission that was handed in, and the secret that opens it; ``repeated``: once before."""

    submission: Submission
    secret: str
    repeated: bool = False


class Desk:
    """The submissions of one installation. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine, judge: Judge, rules: Rules) -> None:
        self.engine = engine
        self.judge = judge
        self.rules = rules

    def open(
        self,
        draft: Draft,
        actor: Actor,
        *,
        contact: tuple[str, str] | None = None,
        request: Request | None = None,
    ) -> Opened:
        """Take a new submission in as a draft; ``contact`` is a name and an e-mail address.

        The same ``request`` again gives the same submission. Raises ForbiddenError for people not
        logged in where the rules do not let them in, ConflictError for a record that is to be
        created and exists, StaleError for a change made from an older version, NotFoundError or
        GoneError for a record that does not stand, InvalidDataError for statements about others.
        """
        if not actor.identity.is_known and not self.rules.anonymous:
            raise ForbiddenError(
                "Her må du logge inn for å sende inn. Gå til /login.",
                "You must log in to submit here. Go to /login.",
            )
        with db.writing(self.engine) as connection:
            secret, at = new_id() + new_id(), now()
            known = remembered(connection, request) if request else None
            if known is not None:
                store.add_link(connection, known, secret, at)
                return Opened(store.find_submission(connection, known), secret, repeated=True)
            check_new(connection, draft)
            submission = _new(connection, draft, actor, contact)
            store.add_submission(connection, submission)
            store.add_link(connection, submission.id, secret, at)
            note(connection, submission, Act.CREATE, actor)
            if request:
                remember(connection, request, submission.id, at)
        return Opened(submission, secret)

    def look(self, name: str, actor: Actor) -> Case:
        """Give a submission to whom it belongs and to reviewers; NotFoundError to all others."""
        with db.reading(self.engine) as connection:
            submission, parts = self._find(connection, name, actor)
            contact = submission.contact
            return Case(
                submission,
                parts,
                tuple(store.list_events(connection, name)),
                tuple(store.list_comments(connection, name)),
                store.find_contact(connection, contact) if contact else None,
                tuple(list_items(connection, name)),
            )

    def list(self, wanted: Filter, actor: Actor) -> list[Submission]:
        """Give the submissions a filter lets through: all to reviewers, to others their own."""
        if not actor.reviews:
            if not actor.identity.is_known:
                raise UnauthorizedError(
                    "Logg inn for å se forslagene dine, eller bruk lenken du fikk da du sendte.",
                    "Log in to see your submissions, or use the link you got when you submitted.",
                    headers={"WWW-Authenticate": "Bearer"},
                )
            wanted = replace(wanted, submitter=actor.identity.id)
        with db.reading(self.engine) as connection:
            return store.list_submissions(connection, wanted)

    def count(self, actor: Actor) -> dict[State, int]:
        """Count submissions by state: all for reviewers, for others their own."""
        submitter = None if actor.reviews else actor.identity.id
        with db.reading(self.engine) as connection:
            return store.count_by_state(connection, submitter)

    def edit(
        self,
        name: str,
        revision: int,
        draft: Draft,
        actor: Actor,
        *,
        contact: tuple[str, str] | None = None,
    ) -> Submission:
        """Put new content in place of the old, and the contact if given. The record stays the same.

        Raises as ``open`` does, and StaleError when the revision is not the last one.
        """
        with db.writing(self.engine) as connection:
            submission, parts = self._find(connection, name, actor, revision)
            check_edit(connection, submission.draft, draft)
            edited = replace(submission, draft=draft)
            if contact is not None:
                edited = replace(edited, contact=_reach(connection, edited.contact, contact))
            return move(connection, edited, Act.EDIT, actor, parts=parts)

    def submit(self, name: str, revision: int, actor: Actor, graph: Store) -> Submission:
        """Hand a draft in for review, after judging it.

        Raises FaultyRecordError with the report, StaleError when the record changed meanwhile in
        a way that does not fit, ConflictError for a deletion that would leave others pointing at
        nothing.
        """
        with db.writing(self.engine) as connection:
            submission, parts = self._find(connection, name, actor, revision)
            check_act(Act.SUBMIT, submission.state, parts)
            draft = submission.draft
            draft = replace(draft, triples=require_readable(draft, self.judge, graph))
            lines = bring_up(connection, draft)
            if draft.intent is Intent.DELETE and not lines:
                check_unreferenced(draft.key, graph)
            report = judge_lines(self.judge, lines, graph)
            require_sound(draft.key, report, draft)
            judged = replace(submission, draft=draft, report=report_as_json(report))
            return move(connection, judged, Act.SUBMIT, actor, parts=parts)

    def withdraw(self, name: str, revision: int, actor: Actor, reason: str = "") -> Submission:
        """Take a submission back for good."""
        return self._act(Act.WITHDRAW, name, revision, actor, reason=reason)

    def request_changes(self, name: str, revision: int, actor: Actor, reason: str) -> Submission:
        """Give a submission back to be mended."""
        return self._act(Act.REQUEST_CHANGES, name, revision, actor, reason=reason)

    def reject(self, name: str, revision: int, actor: Actor, reason: str) -> Submission:
        """Turn a submission down for good."""
        return self._act(Act.REJECT, name, revision, actor, reason=reason)

    def comment(self, name: str, actor: Actor, text: str) -> Comment:
        """Add a remark to the thread."""
        if not text.strip():
            raise BadRequestError("Kommentaren er tom. Skriv noe.", "The comment is empty.")
        with db.writing(self.engine) as connection:
            submission, parts = self._find(connection, name, actor)
            comment = Comment(now(), who_acts(actor, submission), text.strip())
            store.add_comment(connection, name, comment)
            if Part.SUBMITTER not in parts:
                tell(connection, submission, Act.COMMENT, comment.text)
        return comment

    def forget(self, name: str, actor: Actor) -> None:
        """Erase name and e-mail address of whoever submitted; what they submitted stays."""
        with db.writing(self.engine) as connection:
            submission, parts = self._find(connection, name, actor)
            if Part.SUBMITTER not in parts and not actor.administers:
                raise ForbiddenError(
                    "Bare innsenderen selv eller en administrator kan slette opplysningene.",
                    "Only the submitter or an administrator can erase the data.",
                )
            if submission.contact:
                forget_submitter(connection, submission.id)
                note(connection, submission, Act.ERASE, actor)
        db.truncate_log(self.engine)

    def _find(
        self, connection: Connection, name: str, actor: Actor, revision: int | None = None
    ) -> tuple[Submission, frozenset[Part]]:
        review_own = self.rules.review_own
        submission, parts = find_case(connection, name, actor, review_own=review_own)
        if revision is not None:
            check_revision(submission, revision)
        return submission, parts

    def _act(self, act: Act, name: str, revision: int, actor: Actor, *, reason: str) -> Submission:
        with db.writing(self.engine) as connection:
            submission, parts = self._find(connection, name, actor, revision)
            return move(connection, submission, act, actor, parts=parts, reason=reason)


def _new(
    connection: Connection, draft: Draft, actor: Actor, contact: tuple[str, str] | None
) -> Submission:
    reached = _reach(connection, None, contact) if contact else None
    fallback = reached or ANONYMOUS
    submitter = actor.identity.id if actor.identity.is_known else fallback
    at = now()
    return Submission(
        id=new_id(),
        draft=draft,
        state=State.DRAFT,
        revision=1,
        submitter=submitter,
        contact=reached,
        created=at,
        changed=at,
    )


def _reach(connection: Connection, known: str | None, given: tuple[str, str]) -> str | None:
    """Keep how a submitter wants to be reached now; give the id it is kept under."""
    if known is not None:
        current = store.find_contact(connection, known)
        if current is None or (current.name, current.email) != given:
            store.put_contact(connection, Contact(known, *given))
        return known
    if not any(given):
        return None
    reached = Contact(new_id(), *given)
    store.add_contact(connection, reached)
    return reached.id
