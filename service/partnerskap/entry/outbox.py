"""News for submitters, written in the same transaction as what they tell of.

What is sent, and how, lies in ``mail``; without mail the same news stand behind the secret link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import insert

from partnerskap.entry.states import Act
from partnerskap.entry.submission import now
from partnerskap.records import schema

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from partnerskap.entry.submission import Submission

__all__ = ["NEWS", "tell"]

NEWS: Final = frozenset({Act.REQUEST_CHANGES, Act.PUBLISH, Act.REJECT, Act.COMMENT})
"""The acts that a submitter is told of."""


def tell(connection: Connection, submission: Submission, act: Act, text: str) -> None:
    """Put news of a submission in the outbox; nothing when nobody can be reached."""
    if submission.contact is None:
        return
    connection.execute(
        insert(schema.outbox),
        {
            "submission": submission.id,
            "news": act.value,
            "text": text,
            "created": now(),
            "attempts": 0,
        },
    )
