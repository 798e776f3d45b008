"""Where submissions are kept: reading and writing their rows within a transaction of the caller's.

Decides nothing. Who may do what lies in ``states``, what an act brings with it in ``desk``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, insert, select, tuple_, update

from partnerskap.entry.states import Act, State
from partnerskap.entry.submission import (
    Comment,
    Contact,
    Draft,
    Event,
    Intent,
    Submission,
    Upload,
    hashed,
)
from partnerskap.errors import NotFoundError
from partnerskap.graph.terms import DocumentKey, Iri
from partnerskap.records import schema

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

__all__ = [
    "Filter",
    "add_comment",
    "add_contact",
    "add_event",
    "add_link",
    "add_submission",
    "count_by_state",
    "find_contact",
    "find_submission",
    "list_comments",
    "list_events",
    "list_submissions",
    "opens",
    "put_contact",
    "put_submission",
]

_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Filter:
    """Which submissions to list: newest change first, after a place ``(changed, id)``."""

    states: tuple[State, ...] = ()
    submitter: str | None = None
    key: DocumentKey | None = None
    after: tuple[str, str] | None = None
    limit: int = 50


def add_submission(connection: Connection, submission: Submission) -> None:
    """Write a new submission."""
    upload = submission.draft.upload
    values = {
        **_values(submission),
        "id": submission.id,
        "created": submission.created,
        "upload": upload.body if upload else None,
        "upload_type": upload.media_type if upload else None,
        "upload_name": upload.name if upload else None,
        "upload_sha256": upload.digest if upload else None,
    }
    connection.execute(insert(schema.submissions), values)


def put_submission(connection: Connection, submission: Submission) -> None:
    """Write the new state of a submission; the upload it began with stays."""
    table = schema.submissions
    connection.execute(
        update(table).where(table.c.id == submission.id).values(**_values(submission))
    )


def find_submission(connection: Connection, name: str) -> Submission:
    """Give a submission; raise NotFoundError when there is none."""
    table = schema.submissions
    row = connection.execute(select(table).where(table.c.id == name)).one_or_none()
    if row is None:
        raise NotFoundError(
            "Det finnes ikke noe forslag på denne adressen. Se etter at hele lenken er med.",
            "There is no submission at this address. Check that the link is complete.",
        )
    return _as_submission(row)


def list_submissions(connection: Connection, wanted: Filter) -> list[Submission]:
    """Give the submissions a filter lets through, those changed last first."""
    table = schema.submissions
    query = select(table).order_by(table.c.changed.desc(), table.c.id.desc())
    if wanted.states:
        query = query.where(table.c.state.in_([state.value for state in wanted.states]))
    if wanted.submitter is not None:
        query = query.where(table.c.submitter == wanted.submitter)
    if wanted.key is not None:
        query = query.where(table.c.key == str(wanted.key))
    if wanted.after is not None:
        query = query.where(tuple_(table.c.changed, table.c.id) < tuple_(*wanted.after))
    rows = connection.execute(query.limit(min(wanted.limit, _MOST)))
    return [_as_submission(row) for row in rows]


def count_by_state(connection: Connection, submitter: str | None = None) -> dict[State, int]:
    """Count the submissions in each state: all, or those of one submitter."""
    table = schema.submissions
    query = select(table.c.state, func.count()).group_by(table.c.state)
    if submitter is not None:
        query = query.where(table.c.submitter == submitter)
    return {State(state): count for state, count in connection.execute(query)}


def add_event(connection: Connection, name: str, event: Event) -> None:
    """Write one step of a submission."""
    connection.execute(
        insert(schema.events),
        {
            "submission": name,
            "at": event.at,
            "who": event.who,
            "act": event.act.value,
            "before": event.before.value if event.before else None,
            "after": event.after.value,
            "why": event.why,
            "revision": event.revision,
        },
    )


def list_events(connection: Connection, name: str) -> list[Event]:
    """Give the steps of a submission, oldest first."""
    table = schema.events
    rows = connection.execute(select(table).where(table.c.submission == name).order_by(table.c.id))
    return [
        Event(
            row.at,
            row.who,
            Act(row.act),
            State(row.before) if row.before else None,
            State(row.after),
            row.why,
            row.revision,
        )
        for row in rows
    ]


def add_comment(connection: Connection, name: str, comment: Comment) -> None:
    """Write one remark."""
    connection.execute(
        insert(schema.comments),
        {"submission": name, "at": comment.at, "who": comment.who, "text": comment.text},
    )


def list_comments(connection: Connection, name: str) -> list[Comment]:
    """Give the thread of a submission, oldest first."""
    table = schema.comments
    rows = connection.execute(select(table).where(table.c.submission == name).order_by(table.c.id))
    return [Comment(row.at, row.who, row.text) for row in rows]


def add_contact(connection: Connection, contact: Contact) -> None:
    """Write how to reach someone."""
    connection.execute(
        insert(schema.contacts),
        {"id": contact.id, "name": contact.name, "email": contact.email, "erased": None},
    )


def put_contact(connection: Connection, contact: Contact) -> None:
    """Write how to reach someone now."""
    table = schema.contacts
    values = {"name": contact.name, "email": contact.email, "erased": None}
    connection.execute(update(table).where(table.c.id == contact.id).values(values))


def find_contact(connection: Connection, name: str) -> Contact | None:
    """Give how to reach someone; None when nobody has the id."""
    table = schema.contacts
    row = connection.execute(select(table).where(table.c.id == name)).one_or_none()
    return Contact(row.id, row.name, row.email, row.erased) if row else None


def add_link(connection: Connection, name: str, secret: str, at: str) -> None:
    """Let a secret open a submission; only its hash is kept."""
    values = {"hash": hashed(secret), "submission": name, "created": at}
    connection.execute(insert(schema.links), values)


def opens(connection: Connection, name: str, secret: str) -> bool:
    """Tell whether a secret opens a submission."""
    table = schema.links
    query = select(table.c.submission).where(table.c.hash == hashed(secret))
    return bool(secret) and connection.execute(query).scalar_one_or_none() == name


def _values(submission: Submission) -> dict[str, object]:
    draft = submission.draft
    return {
        "key": str(draft.key),
        "kind": draft.intent.value,
        "base": draft.base,
        "state": submission.state.value,
        "revision": submission.revision,
        "submitter": submission.submitter,
        "contact": submission.contact,
        "language": draft.language,
        "reason": draft.reason,
        "content": draft.content,
        "media_type": draft.media_type,
        "triples": None if draft.triples is None else "\n".join(draft.triples),
        "replaced_by": draft.replaced_by,
        "reverts": draft.reverts,
        "report": submission.report,
        "version": submission.version,
        "changed": submission.changed,
    }


def _as_submission(row: Row[*tuple[object, ...]]) -> Submission:
    lines = None if row.triples is None else tuple(row.triples.split("\n")) if row.triples else ()
    has_upload = row.upload is not None
    draft = Draft(
        DocumentKey.parse(row.key),
        Intent(row.kind),
        row.base,
        row.content,
        row.media_type,
        lines,
        row.reason,
        row.language,
        Iri(row.replaced_by) if row.replaced_by else None,
        row.reverts,
        Upload(row.upload_name, row.upload_type, row.upload) if has_upload else None,
    )
    return Submission(
        row.id,
        draft,
        State(row.state),
        row.revision,
        row.submitter,
        row.contact,
        row.created,
        row.changed,
        row.report,
        row.version,
    )
