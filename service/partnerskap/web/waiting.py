"""How many submissions wait for a reviewer: a number beside the link to them on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from partnerskap.entry.states import State
from partnerskap.entry.store import count_by_state
from partnerskap.records import database as db

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.entry.live import Live

__all__ = ["count_nothing", "count_waiting"]

_UNCOUNTED: Final = "partnerskap.uncounted"


def count_nothing(request: Request) -> None:
    """Leave the number out of a page that must not fail."""
    request.scope[_UNCOUNTED] = True


def count_waiting(request: Request) -> int | None:
    """Count what has been submitted and not decided on; None where that is not to be asked.

    Reads from disk. Raises StorageError when the journal cannot be read.
    """
    live: Live | None = getattr(request.app.state, "live", None)
    if live is None or _UNCOUNTED in request.scope:
        return None
    with db.reading(live.desk.engine) as connection:
        return count_by_state(connection).get(State.SUBMITTED, 0)
