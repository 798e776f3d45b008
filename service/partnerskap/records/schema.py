"""The tables of the journal's SQLite file, and the steps that bring an older file up to them.

What the journal's tables mean is told in ``journal``, those of submissions in ``entry.store``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

__all__ = [
    "METADATA",
    "STEPS",
    "changes",
    "comments",
    "contacts",
    "documents",
    "events",
    "files",
    "links",
    "outbox",
    "requests",
    "submissions",
    "versions",
]

METADATA: Final = MetaData()

versions: Final = Table(
    "version",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("author", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("release", String),
    Column("prev", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("reviewer", String),
    Column("submission", String),
    Column("shapes", String),
    Column("reverts", Integer),
)
changes: Final = Table(
    "change",
    METADATA,
    Column("seq", Integer, ForeignKey("version.seq"), primary_key=True),
    Column("key", String, primary_key=True, index=True),
    Column("kind", String, nullable=False),
    Column("patch", Text, nullable=False),
)
documents: Final = Table(
    "document",
    METADATA,
    Column("key", String, primary_key=True),
    Column("triples", Text, nullable=False),
    Column("hash", String, nullable=False),
    Column("seq", Integer, ForeignKey("version.seq"), nullable=False, index=True),
    Column("release_hash", String),
)
files: Final = Table(
    "release_file",
    METADATA,
    Column("path", String, primary_key=True),
    Column("key", String, nullable=False),
    Column("digest", String, nullable=False),
)
submissions: Final = Table(
    "submission",
    METADATA,
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("base", Integer, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("submitter", String, nullable=False, index=True),
    Column("contact", String),
    Column("language", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("media_type", String, nullable=False),
    Column("triples", Text),
    Column("replaced_by", String),
    Column("reverts", Integer),
    Column("upload", LargeBinary),
    Column("upload_type", String),
    Column("upload_name", String),
    Column("upload_sha256", String),
    Column("report", Text),
    Column("version", Integer, ForeignKey("version.seq")),
    Column("created", String, nullable=False),
    Column("changed", String, nullable=False, index=True),
)
events: Final = Table(
    "submission_event",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("submission", String, ForeignKey("submission.id"), nullable=False, index=True),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("act", String, nullable=False),
    Column("before", String),
    Column("after", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("revision", Integer, nullable=False),
)
comments: Final = Table(
    "submission_comment",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("submission", String, ForeignKey("submission.id"), nullable=False, index=True),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("text", Text, nullable=False),
)
contacts: Final = Table(
    "contact",
    METADATA,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("erased", String),
)
links: Final = Table(
    "secret_link",
    METADATA,
    Column("hash", String, primary_key=True),
    Column("submission", String, ForeignKey("submission.id"), nullable=False, index=True),
    Column("created", String, nullable=False),
)
requests: Final = Table(
    "idempotent_request",
    METADATA,
    Column("who", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("submission", String, ForeignKey("submission.id"), nullable=False),
    Column("at", String, nullable=False),
)
outbox: Final = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("submission", String, ForeignKey("submission.id"), nullable=False),
    Column("news", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("created", String, nullable=False),
    Column("claimed", String),
    Column("sent", String, index=True),
    Column("attempts", Integer, nullable=False),
    Column("fault", Text),
)


def _credit_more(connection: Connection) -> None:
    """Let versions tell their reviewer, their submission, their shapes and what they revert."""
    for column in ("reviewer VARCHAR", "submission VARCHAR", "shapes VARCHAR", "reverts INTEGER"):
        connection.exec_driver_sql(f"ALTER TABLE version ADD COLUMN {column}")


STEPS: Final[tuple[Callable[[Connection], None], ...]] = (_credit_more,)
"""``STEPS[n]`` brings tables of schema ``n + 1`` to the next; tables that are new need none."""
