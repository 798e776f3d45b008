"""A proposed change to one record, and what happened to it: plain values."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from partnerskap.entry.states import Part
from partnerskap.people.identity import Role

if TYPE_CHECKING:
    from partnerskap.entry.states import Act, State
    from partnerskap.graph.terms import DocumentKey, Iri
    from partnerskap.people.identity import Identity

__all__ = [
    "Actor",
    "Comment",
    "Contact",
    "Draft",
    "Event",
    "Intent",
    "Submission",
    "Upload",
    "hashed",
    "new_id",
    "now",
]


class Intent(StrEnum):
    """What a submission wants done to its record."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent, byte for byte."""

    name: str
    media_type: str
    body: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes."""
        return sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Draft:
    """What is proposed: the content as typed and, where it can be read, the triples it means.

    ``base`` is the version of the record the content was made from (0: there was none);
    ``triples`` are sorted N-Triples lines without the final dot, none for a deletion and None for
    content that cannot be read yet. ``replaced_by`` is the record a deleted one gives way to,
    ``reverts`` the version whose change is to be taken back.
    """

    key: DocumentKey
    intent: Intent
    base: int
    content: bytes = b""
    media_type: str = "application/json"
    triples: tuple[str, ...] | None = None
    reason: str = ""
    language: str = "nb"
    replaced_by: Iri | None = None
    reverts: int | None = None
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A draft with its state. ``revision`` grows with each change; times are UTC in ISO 8601.

    ``submitter`` and ``contact`` are opaque ids; ``report`` is what validation said when it was
    last submitted, as JSON; ``version`` is where it was published.
    """

    id: str
    draft: Draft
    state: State
    revision: int
    submitter: str
    contact: str | None
    created: str
    changed: str
    report: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a submission: when, who (an opaque id), what, from where to where, and why."""

    at: str
    who: str
    act: Act
    before: State | None
    after: State
    why: str
    revision: int


@dataclass(frozen=True, slots=True)
class Comment:
    """One remark in the thread of a submission."""

    at: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Contact:
    """How a submitter wants to be reached; empty, with the time, once erased."""

    id: str
    name: str
    email: str
    erased: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an identity, and perhaps the secret of the submission it acts on."""

    identity: Identity
    secret: str = ""

    @property
    def reviews(self) -> bool:
        """Tell whether this is a reviewer, of others' submissions at least."""
        return self.identity.may(Role.REVIEWER)

    @property
    def administers(self) -> bool:
        """Tell whether this is an administrator."""
        return self.identity.may(Role.ADMINISTRATOR)

    def parts(
        self, submission: Submission, *, holds_link: bool, review_own: bool
    ) -> frozenset[Part]:
        """Tell which parts the actor plays in a submission."""
        own = holds_link or (self.identity.is_known and self.identity.id == submission.submitter)
        parts = {Part.SUBMITTER} if own else set()
        if self.reviews and (review_own or not own):
            parts.add(Part.REVIEWER)
        return frozenset(parts)


def now() -> str:
    """Give the time as the tables hold it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def new_id() -> str:
    """Make an id that nobody can guess."""
    return secrets.token_urlsafe(16)


def hashed(secret: str) -> str:
    """Give what is kept of a secret link: enough to know it again, not enough to use it.

    >>> hashed("abc")[:8]
    'ba7816bf'
    """
    return sha256(secret.encode()).hexdigest()
