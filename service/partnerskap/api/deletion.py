"""The page on which people propose that a published record goes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from partnerskap.api.csrf import check_csrf, check_origin
from partnerskap.api.desk import live_of
from partnerskap.api.entry_addresses import go, key_of
from partnerskap.api.entry_drafts import standing_record
from partnerskap.api.login import personal_page
from partnerskap.api.small_form import read_form
from partnerskap.api.submissions import actor_of
from partnerskap.api.who import client_of
from partnerskap.entry.drafting import delete_draft, replacement
from partnerskap.entry.judging import check_unreferenced, find_referring
from partnerskap.entry.submission import Draft, Intent
from partnerskap.errors import BadRequestError, ServiceError
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.entry.desk import Opened
    from partnerskap.entry.submission import Actor
    from partnerskap.graph.terms import DocumentKey

__all__ = ["ROUTES"]

_LONGEST: Final = 2_000
_FIELDS: Final = ("reason", "replaced_by", "tombstone", "contact_name", "contact_email")


async def show_deletion(request: Request) -> Response:
    """Show what would happen, and ask for a reason."""
    live_of(request)
    return await _show(request, key_of(request), {})


async def post_deletion(request: Request) -> Response:
    """Hand the proposal in; whatever goes wrong, show it again as it was filled in."""
    check_origin(request)
    key = key_of(request)
    form = await read_form(request)
    actor = await actor_of(request)
    try:
        check_csrf(request, form)
        opened = await run_in_threadpool(_propose, request, key, form, actor)
    except ServiceError as error:
        return await _show(request, key, form, error)
    secret = "" if actor.identity.is_known else opened.secret
    return go(request, f"/submissions/{opened.submission.id}", secret)


def _propose(request: Request, key: DocumentKey, form: Mapping[str, str], actor: Actor) -> Opened:
    """Open a deletion and hand it in; what could not be handed in is not opened either."""
    live, current = live_of(request), standing_record(request, key)
    reason = form.get("reason", "").strip()[:_LONGEST]
    if not reason:
        raise BadRequestError(
            "Skriv hvorfor oppføringen bør slettes. Den som ser over, trenger å vite det.",
            "Say why the record should be deleted. Whoever looks it over needs to know.",
        )
    draft = Draft(
        key,
        Intent.DELETE,
        current.version,
        reason=reason,
        language=site_of(request).language(request),
        replaced_by=replacement(form.get("replaced_by", "").strip(), key, live.graph.keys),
    )
    draft = delete_draft(draft, current, tombstone="tombstone" in form)
    if not draft.triples:
        check_unreferenced(key, live.graph.store)
    if not actor.identity.is_known:
        request.app.state.newcomers.admit(client_of(request))
    contact = (
        form.get("contact_name", "").strip()[:200],
        form.get("contact_email", "").strip()[:254],
    )
    opened = live.desk.open(draft, actor, contact=contact if any(contact) else None)
    submission = opened.submission
    by = replace(actor, secret=opened.secret)
    live.desk.submit(submission.id, submission.revision, by, live.graph.store)
    return opened


async def _show(
    request: Request,
    key: DocumentKey,
    form: Mapping[str, str],
    error: ServiceError | None = None,
) -> Response:
    values = await run_in_threadpool(_values, request, key)
    return await personal_page(
        request,
        "deletion.html",
        status=error.status if error else 200,
        refusal=error,
        filled={name: form.get(name, "") for name in _FIELDS},
        is_new=not form,
        path=f"/contribute/{key.type}/{key.slug}/delete",
        **values,
    )


def _values(request: Request, key: DocumentKey) -> dict[str, object]:
    standing_record(request, key)
    site = site_of(request)
    language = site.language(request)
    words = site.words(request)
    others = sorted(other for other in site.graph.keys if other.type == key.type and other != key)
    return {
        "record": words.link(key.iri),
        "referring": [words.link(each.iri) for each in find_referring(key, site.store)],
        "others": [(str(other), site.labels.of(other.iri, language)) for other in others],
    }


ROUTES: Final = (
    Route("/contribute/{type}/{slug}/delete", show_deletion),
    Route("/contribute/{type}/{slug}/delete", post_deletion, methods=["POST"]),
)
