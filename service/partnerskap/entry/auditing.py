"""Whether submissions and the journal tell the same story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from partnerskap.entry.states import State
from partnerskap.errors import Text
from partnerskap.records import database as db
from partnerskap.records import schema

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["audit"]


def audit(engine: Engine) -> list[Text]:
    """Say which submissions are published without a version of their own, and the reverse."""
    submission, version = schema.submissions, schema.versions
    with db.reading(engine) as connection:
        states = {
            row.id: (State(row.state), row.version)
            for row in connection.execute(
                select(submission.c.id, submission.c.state, submission.c.version)
            )
        }
        named = connection.execute(
            select(version.c.seq, version.c.submission).where(version.c.submission.is_not(None))
        ).all()
    published = {name: seq for name, (state, seq) in states.items() if state is State.PUBLISHED}
    accepted = [name for name, (state, _) in states.items() if state is State.ACCEPTED]
    told = {row.submission: row.seq for row in named}
    faults = [
        Text(
            f"Forslaget {name} og journalen er ikke enige om at det er publisert.",
            f"The submission {name} and the journal do not agree on its being published.",
        )
        for name in sorted({*published, *told})
        if published.get(name) != told.get(name)
    ]
    doubled = len(named) - len(told)
    if doubled:
        faults.append(
            Text(
                f"{doubled} forslag er publisert mer enn én gang.",
                f"{doubled} submissions are published more than once.",
            )
        )
    return faults + [
        Text(
            f"Forslaget {name} er godkjent, men ikke publisert.",
            f"The submission {name} is accepted, but not published.",
        )
        for name in sorted(accepted)
    ]
