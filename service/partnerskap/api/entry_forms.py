"""The forms by which people enter a record or change one.

Nothing that was typed is ever lost: whatever goes wrong, the form comes back as it was sent. What
was saved lies with the submissions, as plain JSON.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from partnerskap.api.csrf import check_csrf, check_origin
from partnerskap.api.desk import live_of
from partnerskap.api.entry_addresses import form_of, go, key_of
from partnerskap.api.entry_drafts import blank_entry, draft_entry, published_entry, save_entry
from partnerskap.api.entry_input import Posted, read_posted
from partnerskap.api.login import personal_page
from partnerskap.api.submissions import actor_of, look
from partnerskap.entry.differences import describe_three
from partnerskap.entry.form_input import read_form_input
from partnerskap.entry.forms import released_forms
from partnerskap.entry.keys import slug_of
from partnerskap.entry.mending import put_at, take_away
from partnerskap.entry.merging import ThreeWay
from partnerskap.entry.states import Act
from partnerskap.errors import FaultyRecordError, ServiceError, StaleError
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.view import dump_json
from partnerskap.web.account import mark_private
from partnerskap.web.entry_page import check_entry, show_entry
from partnerskap.web.site import carried, root_path, site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.web.entry_faults import Faults
    from partnerskap.web.entry_page import Entry

__all__ = ["ROUTES"]

_SAVING: Final = frozenset({"save", "submit"})


async def show_types(request: Request) -> Response:
    """Show what can be entered, and the other ways in."""
    live_of(request)
    forms = tuple(released_forms().values())
    return await personal_page(request, "contribute.html", forms=forms)


async def show_blank(request: Request) -> Response:
    """Show the empty form of a record type."""
    live_of(request)
    return await _show(request, blank_entry(form_of(request)))


async def post_blank(request: Request) -> Response:
    """Take what was filled in about a record that is not saved yet."""
    return await _take(request, blank_entry(form_of(request)))


async def show_published(request: Request) -> Response:
    """Show a published record as a form, for a change to be proposed."""
    return await _show(request, await run_in_threadpool(published_entry, request, key_of(request)))


async def post_published(request: Request) -> Response:
    """Take a change to a published record that is not saved yet."""
    return await _take(request, await run_in_threadpool(published_entry, request, key_of(request)))


async def show_draft(request: Request) -> Response:
    """Show a draft as a form, or lead to its page when it can be changed no more."""
    actor, case = await look(request)
    if Act.EDIT not in case.acts or case.submission.draft.intent.value == "delete":
        return go(request, f"/submissions/{case.submission.id}", actor.secret)
    entry = await run_in_threadpool(draft_entry, request, case, actor.secret)
    saved = "saved" in request.query_params
    faults = await _check(request, entry) if entry.data and not saved else None
    return await _show(request, entry, faults=faults, notice="entry_saved" if saved else "")


async def post_draft(request: Request) -> Response:
    """Take new content of a draft."""
    actor, case = await look(request)
    return await _take(request, await run_in_threadpool(draft_entry, request, case, actor.secret))


async def _take(request: Request, entry: Entry) -> Response:
    """Do what a button asks; whatever goes wrong, show what was typed with what went wrong."""
    check_origin(request)
    posted = await read_posted(request)
    entry = await run_in_threadpool(_filled, request, entry, posted)
    if "application/json" in request.headers.get("accept", ""):
        return await _answer_check(request, entry)
    if posted.act in _SAVING:
        return await _save(request, entry, posted)
    if posted.act == "check":
        return await _show(request, entry, faults=await _check(request, entry))
    if posted.act == "add":
        return await _show(request, entry, added=frozenset({posted.on}))
    if posted.act == "remove":
        return await _show(request, replace(entry, data=take_away(entry.data, posted.on)))
    mend = (await _check(request, entry)).mends.get(posted.on)
    mended = replace(entry, data=put_at(entry.data, mend)) if mend else entry
    return await _show(request, mended, faults=await _check(request, mended))


async def _save(request: Request, entry: Entry, posted: Posted) -> Response:
    actor = await actor_of(request)
    try:
        check_csrf(request, dict(posted.pairs))
        saved = await run_in_threadpool(save_entry, request, entry, actor)
    except ServiceError as error:
        return await _show_refusal(request, entry, error)
    if posted.act == "save":
        return go(request, f"/submissions/{saved.submission}/edit", saved.secret, saved="1")
    live = live_of(request)
    asked = replace(actor, secret=saved.secret)
    try:
        await run_in_threadpool(
            live.desk.submit, saved.submission, saved.revision, asked, live.graph.store
        )
    except ServiceError as error:
        return await _show_refusal(request, saved, error)
    return go(request, f"/submissions/{saved.submission}", saved.secret)


async def _show_refusal(request: Request, entry: Entry, error: ServiceError) -> Response:
    """Show what was typed, with why it could not be saved or handed in."""
    faults = await _check(request, entry) if isinstance(error, FaultyRecordError) else None
    if isinstance(error, StaleError) and entry.submission:
        _, case = await look(request)
        entry = replace(entry, revision=case.submission.revision)
    return await _show(request, entry, faults=faults, error=error)


async def _show(
    request: Request,
    entry: Entry,
    *,
    faults: Faults | None = None,
    added: frozenset[str] = frozenset(),
    error: ServiceError | None = None,
    notice: str = "",
) -> Response:
    site = site_of(request)
    language = site.language(request)
    values = await run_in_threadpool(show_entry, entry, site, language, faults=faults, added=added)
    clashes = []
    if isinstance(error, StaleError) and isinstance(error.difference, ThreeWay):
        clashes = describe_three(error.difference, site.labels)["theirs"]
    return await personal_page(
        request,
        "entry.html",
        status=error.status if error else 200,
        refusal=error,
        clashes=clashes,
        notice=notice,
        action=_action(request, entry),
        **values,
    )


async def _answer_check(request: Request, entry: Entry) -> Response:
    """Tell a page that is being filled in what is wrong so far."""
    faults = await _check(request, entry)
    told = [
        {"id": each.id, "field": each.field, "message": each.message, "grave": each.grave}
        for each in (*faults.must, *faults.should)
    ]
    mark_private(request.scope)
    return Response(dump_json({"faults": told}), media_type="application/json")


async def _check(request: Request, entry: Entry) -> Faults:
    site = site_of(request)
    return await run_in_threadpool(check_entry, entry, site, site.language(request))


def _filled(request: Request, entry: Entry, posted: Posted) -> Entry:
    """Put what was posted into an entry; what no field shows stays as it was."""
    data = read_form_input(entry.form, posted.pairs, site_of(request).finding)
    known = {field.key for field in entry.form.fields}
    data |= {name: value for name, value in entry.data.items() if name not in known}
    key = entry.key
    if entry.is_new and not entry.submission:
        name = data.get("name") or data.get("title")
        texts = list(name.values()) if isinstance(name, dict) else []
        slug = slug_of(str(texts[0])) if texts else ""
        key = DocumentKey(key.type, slug) if slug else key
    return replace(
        entry,
        key=key,
        data=data,
        base=posted.base or entry.base if not entry.submission else entry.base,
        revision=posted.revision or entry.revision,
        reason=posted.reason,
        contact=posted.contact or entry.contact,
    )


def _action(request: Request, entry: Entry) -> str:
    """Give the address that a form is sent to."""
    secret = f"?key={entry.secret}" if entry.secret else ""
    language = carried(request)
    query = f"{secret}&{language[1:]}" if secret and language else secret or language
    if entry.submission:
        return f"{root_path(request)}/submissions/{entry.submission}/edit{query}"
    place = f"{entry.key.type}/{entry.key.slug}" if not entry.is_new else entry.form.type
    return f"{root_path(request)}/contribute/{place}{query}"


ROUTES: Final = (
    Route("/contribute", show_types),
    Route("/contribute/{type}", show_blank),
    Route("/contribute/{type}", post_blank, methods=["POST"]),
    Route("/contribute/{type}/{slug}", show_published),
    Route("/contribute/{type}/{slug}", post_published, methods=["POST"]),
    Route("/submissions/{id}/edit", show_draft),
    Route("/submissions/{id}/edit", post_draft, methods=["POST"]),
)
