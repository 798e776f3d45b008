"""The pages on which people look at submissions, talk about them and decide on them.

Every button is a form that any browser can send. Whatever goes wrong, the page comes back with
what was typed. Whoever came by a secret link keeps it in every link and form of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from partnerskap.api.csrf import check_csrf
from partnerskap.api.deciding import ACTS, Deed
from partnerskap.api.desk import live_of
from partnerskap.api.login import personal_page
from partnerskap.api.small_form import read_form
from partnerskap.api.submissions import actor_of, find_listed, look
from partnerskap.entry.appraisal import appraise
from partnerskap.entry.states import State
from partnerskap.errors import BadRequestError, NotFoundError, ServiceError
from partnerskap.web.account import accounts_of, mark_private, remember_token
from partnerskap.web.case_lines import People, case_line
from partnerskap.web.case_page import make_case_page
from partnerskap.web.site import carried, root_path, site_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.requests import Request

    from partnerskap.entry.desk import Case
    from partnerskap.entry.submission import Actor, Submission
    from partnerskap.web.case_page import CasePage

__all__ = ["case_query", "list_cases", "post_case", "show_case", "show_keeping"]

_COMMENT: Final = "comment"
_FORGET: Final = "forget"
_NOTHING: Final = {"do": "", "reason": "", "text": "", "revision": ""}


async def list_cases(request: Request) -> Response:
    """Show reviewers the queue, and others what they have proposed."""
    actor = await actor_of(request)
    if not actor.identity.is_known and accounts_of(request) is not None:
        return _to_login(request)
    shown, following = await find_listed(request)
    desk = live_of(request).desk
    counts = await run_in_threadpool(desk.count, actor)
    names = await run_in_threadpool(_names, request, actor, (each.submitter for each in shown))
    words = site_of(request).words(request)
    return await personal_page(
        request,
        "cases.html",
        lines=[case_line(each, words, _href(request, each), names) for each in shown],
        counts=[(state.value, counts.get(state, 0)) for state in State if counts.get(state)],
        total=sum(counts.values()),
        chosen=request.query_params.getlist("state"),
        following=following,
        reviews=actor.reviews,
    )


async def show_case(request: Request) -> Response:
    """Show one submission, with what its reader may do."""
    return await show_keeping(request, {})


async def post_case(request: Request) -> Response:
    """Do what a button on the page asks."""
    actor = await actor_of(request)
    form = await read_form(request)
    remember_token(request, form.get("csrf_token", ""))
    try:
        _, case = await look(request)
        # By the secret link alone nobody acts unknowingly: no other page knows the link.
        if actor.identity.is_known:
            check_csrf(request, form)
        await _carry_out(request, actor, case.submission.id, form)
    except NotFoundError as error:
        return await personal_page(
            request, "case_again.html", status=error.status, refusal=error, typed=_NOTHING | form
        )
    except ServiceError as error:
        return await show_keeping(request, form, error)
    mark_private(request.scope)
    place = "#thread" if form.get("do") == _COMMENT else ""
    path = f"{root_path(request)}/submissions/{case.submission.id}"
    return RedirectResponse(f"{path}{case_query(request, actor)}{place}", status_code=303)


async def show_keeping(
    request: Request, typed: Mapping[str, str], error: ServiceError | None = None
) -> Response:
    """Show a submission's page with what was typed on it, and why it could not be done."""
    actor, case = await look(request)
    page = await run_in_threadpool(_page, request, actor, case)
    before = _number(typed.get("revision", ""))
    response = await personal_page(
        request,
        "case.html",
        status=error.status if error else 200,
        case=case,
        page=page,
        refusal=error,
        meanwhile=[step for step in page.steps if before and step.revision > before],
        typed={**_NOTHING, **typed},
        acts=[act.value for act in case.acts],
        reviews=actor.reviews,
        query=case_query(request, actor),
    )
    if actor.secret and not actor.identity.is_known:
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def case_query(request: Request, actor: Actor) -> str:
    """Write the query that every link about one submission carries: secret and language."""
    pairs = [("key", actor.secret)] if request.query_params.get("key") else []
    language = carried(request)
    pairs += [("lang", language.partition("=")[2])] if language else []
    return f"?{urlencode(pairs)}" if pairs else ""


def _page(request: Request, actor: Actor, case: Case) -> CasePage:
    live, site = live_of(request), site_of(request)
    found = appraise(live.desk, case.submission, live.graph.store)
    ids = {case.submission.submitter, *(event.who for event in case.events)}
    ids |= {comment.who for comment in case.comments}
    names = _names(request, actor, ids)
    reader = actor.identity.id if actor.identity.is_known else ""
    words = site.words(request)
    return make_case_page(People(case, reader, names, words, actor.reviews), found)


async def _carry_out(request: Request, actor: Actor, name: str, form: Mapping[str, str]) -> None:
    live, act = live_of(request), form.get("do", "")
    if act == _COMMENT:
        await run_in_threadpool(live.desk.comment, name, actor, form.get("text", ""))
        return
    if act == _FORGET:
        await run_in_threadpool(live.desk.forget, name, actor)
        return
    if act not in ACTS:
        raise BadRequestError(
            f"Siden har ingen knapp «{act[:40]}». Bruk en av knappene på siden.",
            f"The page has no button {act[:40]!r}. Use one of the buttons on the page.",
        )
    revision = _number(form.get("revision", ""))
    await ACTS[act](live, Deed(name, revision, actor, form.get("reason", "")))


def _names(request: Request, actor: Actor, ids: Iterable[str]) -> dict[str, str]:
    """Give reviewers the names of those who have an account; nobody else sees names."""
    accounts = accounts_of(request)
    if accounts is None or not actor.reviews:
        return {}
    return {key: name for key, name in accounts.people.names(ids).items() if name}


def _href(request: Request, submission: Submission) -> str:
    return f"{root_path(request)}/submissions/{submission.id}{carried(request)}"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _to_login(request: Request) -> Response:
    mark_private(request.scope)
    query = f"?{request.url.query}" if request.url.query else ""
    onward = urlencode({"next": f"/submissions{query}"}, safe="/")
    lead = f"{carried(request)}&" if carried(request) else "?"
    return RedirectResponse(f"{root_path(request)}/login{lead}{onward}", status_code=303)
