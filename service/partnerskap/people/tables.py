"""The tables about people, in a file of their own: what is here can be erased, the journal not.

Of secrets only digests are kept. Times are whole seconds since 1970; days are ISO dates.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, String, Table
from sqlalchemy import UniqueConstraint as Unique

from partnerskap.records.database import Layout

__all__ = ["PEOPLE", "attempts", "invitations", "people", "sessions", "tokens"]

_tables: Final = MetaData()


def _owner(*, required: bool) -> Column[str]:
    """Refer to the person whom a row belongs to, and with whom it goes."""
    return Column(
        "person",
        String,
        ForeignKey("person.id", ondelete="CASCADE"),
        nullable=not required,
        index=True,
    )


people: Final = Table(
    "person",
    _tables,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("issuer", String),
    Column("subject", String),
    Column("granted", String, nullable=False),  # the role given here
    Column("provided", String, nullable=False),  # the role the provider gave at the last login
    Column("locked", Boolean, nullable=False),
    Column("created", Integer, nullable=False),
    Column("seen_on", String),
    Unique("issuer", "subject"),
)
tokens: Final = Table(
    "token",
    _tables,
    Column("id", String, primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("scope", String, nullable=False),
    _owner(required=False),
    Column("created", Integer, nullable=False),
    Column("expires", Integer, nullable=False),
    Column("revoked", Boolean, nullable=False),
    Column("used_on", String),
)
invitations: Final = Table(
    "invitation",
    _tables,
    Column("digest", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    _owner(required=False),
    Column("expires", Integer, nullable=False),
)
sessions: Final = Table(
    "session",
    _tables,
    Column("digest", String, primary_key=True),
    _owner(required=True),
    Column("created", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("idle", Integer, nullable=False),
    Column("expires", Integer, nullable=False),
    Column("id_token", String, nullable=False),  # sealed; the provider wants it at logout
)
attempts: Final = Table(
    "attempt",
    _tables,
    Column("digest", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("nonce", String, nullable=False),
    Column("verifier", String, nullable=False),
    Column("target", String, nullable=False),
    Column("expires", Integer, nullable=False, index=True),
)

PEOPLE: Final = Layout("people.sqlite3", _tables, 1)
