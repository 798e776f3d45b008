"""What is done to a submission once it is there: submitted, judged, discussed, published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from partnerskap.api.desk import live_of
from partnerskap.api.explaining import answer, explained
from partnerskap.api.preconditions import revision_of
from partnerskap.api.submission_bodies import read_object
from partnerskap.api.submissions import case_answer, look, look_to_change
from partnerskap.entry.differences import describe, difference_as_json
from partnerskap.entry.proposing import three_way
from partnerskap.entry.publishing import Decision
from partnerskap.entry.states import Act
from partnerskap.errors import BadRequestError, NotFoundError
from partnerskap.records import database as db
from partnerskap.sparql.exchange import read_body
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.entry.live import Live
    from partnerskap.entry.submission import Actor

__all__ = ["ACTS", "ROUTES", "Deed"]

_SMALL: Final = 65_536


@dataclass(frozen=True, slots=True)
class Deed:
    """What someone wants done: to which revision of which submission, and why."""

    name: str
    revision: int
    actor: Actor
    reason: str


async def _submit(live: Live, asked: Deed) -> None:
    graph = live.graph.store
    await run_in_threadpool(live.desk.submit, asked.name, asked.revision, asked.actor, graph)


async def _withdraw(live: Live, asked: Deed) -> None:
    desk = live.desk
    await run_in_threadpool(desk.withdraw, asked.name, asked.revision, asked.actor, asked.reason)


async def _request_changes(live: Live, asked: Deed) -> None:
    act = live.desk.request_changes
    await run_in_threadpool(act, asked.name, asked.revision, asked.actor, asked.reason)


async def _reject(live: Live, asked: Deed) -> None:
    desk = live.desk
    await run_in_threadpool(desk.reject, asked.name, asked.revision, asked.actor, asked.reason)


async def _accept(live: Live, asked: Deed) -> None:
    await live.accept(Decision(asked.name, asked.revision, asked.actor, asked.reason))


ACTS: Final[dict[str, Callable[[Live, Deed], Awaitable[None]]]] = {
    Act.SUBMIT.value: _submit,
    Act.WITHDRAW.value: _withdraw,
    Act.REQUEST_CHANGES.value: _request_changes,
    Act.ACCEPT.value: _accept,
    Act.REJECT.value: _reject,
}


@explained
async def act_on(request: Request) -> Response:
    """Do something to a submission; the body may give a ``reason``."""
    carry_out = ACTS.get(request.path_params["act"])
    if carry_out is None:
        raise NotFoundError(
            f"Et forslag kan ikke dette. Velg en av {', '.join(ACTS)}, comment.",
            f"A submission cannot do this. Choose one of {', '.join(ACTS)}, comment.",
        )
    actor, case = await look_to_change(request)
    revision = revision_of(request, case.submission.revision)
    reason = _text(await read_body(request, _SMALL), "reason")
    await carry_out(live_of(request), Deed(case.submission.id, revision, actor, reason))
    return case_answer(request, (await look(request))[1])


@explained
async def comment_on(request: Request) -> Response:
    """Add a remark, ``text``, to the thread of a submission."""
    actor, case = await look_to_change(request)
    text = _text(await read_body(request, _SMALL), "text")
    await run_in_threadpool(live_of(request).desk.comment, case.submission.id, actor, text)
    return case_answer(request, (await look(request))[1])


@explained
async def forget_submitter(request: Request) -> Response:
    """Erase name and e-mail address of whoever submitted."""
    actor, case = await look_to_change(request)
    await run_in_threadpool(live_of(request).desk.forget, case.submission.id, actor)
    return case_answer(request, (await look(request))[1])


@explained
async def show_difference(request: Request) -> Response:
    """Show in words what a submission changes, and what others have changed meanwhile."""
    _, case = await look(request)
    live, draft, site = live_of(request), case.submission.draft, site_of(request)

    def compare() -> dict[str, object]:
        with db.reading(live.desk.engine) as connection:
            three = three_way(connection, draft)
        labels = site.labels
        return {
            "record": str(draft.key),
            "base": three.base_version,
            "version": three.version,
            "yours": difference_as_json(describe(three.key, three.base, three.yours, labels)),
            "theirs": difference_as_json(describe(three.key, three.base, three.theirs, labels)),
        }

    return answer(await run_in_threadpool(compare))


def _text(body: bytes, name: str) -> str:
    value = read_object(body).get(name, "")
    if not isinstance(value, str):
        raise BadRequestError(f"«{name}» skal være en tekst.", f"{name!r} must be a text.")
    return value


ROUTES: Final = (
    Route("/submissions/{id}/difference", show_difference),
    Route("/submissions/{id}/contact", forget_submitter, methods=["DELETE"]),
    Route("/submissions/{id}/comment", comment_on, methods=["POST"]),
    Route("/submissions/{id}/{act}", act_on, methods=["POST"]),
)
