"""Submissions as JSON: hand one in, list, look, change, take back.

What is decided on them is in ``deciding``. Reads the request, calls the desk in a thread, writes
the answer.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool

from partnerskap.api.csrf import check_csrf
from partnerskap.api.desk import live_of
from partnerskap.api.explaining import answer, explained
from partnerskap.api.preconditions import base_of, revision_etag, revision_of
from partnerskap.api.submission_bodies import case_as_json, read_asked, submission_as_json
from partnerskap.api.who import client_of, who
from partnerskap.entry.drafting import (
    delete_draft,
    merge_patched,
    rdf_patched,
    read_draft,
    replacement,
)
from partnerskap.entry.judging import report_members
from partnerskap.entry.plain import parse_plain
from partnerskap.entry.proposing import Request as OnceRequest
from partnerskap.entry.states import State
from partnerskap.entry.store import Filter
from partnerskap.entry.submission import Actor, Draft, Intent
from partnerskap.errors import BadRequestError, UnsupportedMediaTypeError
from partnerskap.graph.terms import DocumentKey
from partnerskap.records import database as db
from partnerskap.records.cursor import Place, read_cursor, write_cursor
from partnerskap.records.reading import read_document
from partnerskap.records.report import Report
from partnerskap.sparql.exchange import read_body
from partnerskap.web.site import root_path, site_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.api.submission_bodies import Asked
    from partnerskap.entry.desk import Case, Opened
    from partnerskap.entry.intake import Reading
    from partnerskap.entry.submission import Submission

__all__ = [
    "actor_of",
    "case_answer",
    "create_submission",
    "delete_submission",
    "find_listed",
    "list_submissions",
    "look",
    "look_to_change",
    "patch_submission",
    "replace_submission",
    "show_submission",
]

_MARK: Final = "submissions"
_MOST: Final = 200
_MERGE: Final = "application/merge-patch+json"
_RDF_PATCH: Final = "application/rdf-patch"
SECRET_HEADER: Final = "Submission-Key"  # noqa: S105 - the name of a header


async def actor_of(request: Request) -> Actor:
    """Tell who acts: an account, and the secret link they came by, if any."""
    secret = request.query_params.get("key") or request.headers.get(SECRET_HEADER, "")
    return Actor(await who(request), secret)


async def look(request: Request) -> tuple[Actor, Case]:
    """Find the submission an address names, as whoever asks may see it."""
    actor = await actor_of(request)
    desk = live_of(request).desk
    return actor, await run_in_threadpool(desk.look, request.path_params["id"], actor)


async def look_to_change(request: Request) -> tuple[Actor, Case]:
    """Find a submission for someone who may change it, if a page of ours sent the change."""
    found = await look(request)
    check_csrf(request)
    return found


def case_answer(request: Request, case: Case) -> Response:
    """Answer with a submission, its story and its ETag."""
    etag = revision_etag(case.submission.revision)
    return answer(case_as_json(request, case), headers={"ETag": etag})


@explained
async def show_submission(request: Request) -> Response:
    """Show one submission to whom it belongs, and to reviewers."""
    _, case = await look(request)
    return case_answer(request, case)


async def find_listed(request: Request) -> tuple[list[Submission], str | None]:
    """Find the submissions a list shows, and where the list goes on."""
    wanted, desk = _filter(request), live_of(request).desk
    actor = await actor_of(request)
    found = await run_in_threadpool(desk.list, replace(wanted, limit=wanted.limit + 1), actor)
    shown = found[: wanted.limit]
    if len(found) == len(shown):
        return shown, None
    cursor = write_cursor(Place(missing=False, key=shown[-1].changed, iri=shown[-1].id), _MARK)
    return shown, f"{root_path(request)}/submissions?{_carried(request)}next={cursor}"


@explained
async def list_submissions(request: Request) -> Response:
    """List submissions, those changed last first: all to reviewers, to others their own."""
    shown, following = await find_listed(request)
    items = [submission_as_json(request, each) for each in shown]
    return answer({"list": _MARK, "items": items, "next": following})


@explained
async def create_submission(request: Request) -> Response:
    """Take a new submission in as a draft; an unpublished record, a change or a deletion."""
    actor, live, site = await actor_of(request), live_of(request), site_of(request)
    check_csrf(request)
    if not actor.identity.is_known:
        request.app.state.newcomers.admit(client_of(request))
    body = await read_body(request, site.settings.max_submission_bytes)
    once = _once(request, actor, body)

    def open_case() -> tuple[Opened, Reading | None]:
        asked = read_asked(request, body, live.desk.engine)
        draft, reading = _draft(request, asked)
        opened = live.desk.open(draft, actor, contact=asked.contact, request=once)
        return opened, reading

    opened, reading = await run_in_threadpool(open_case)
    plain = reading.plain if reading else None
    submission = opened.submission
    path = f"{root_path(request)}/submissions/{submission.id}"
    told = {
        **submission_as_json(request, submission),
        "key": opened.secret,
        "link": f"{path}?key={opened.secret}",
        "problems": report_members(Report.of(plain.problems), plain.places)["results"]
        if plain
        else [],
    }
    headers = {"Location": path, "ETag": revision_etag(submission.revision)}
    return answer(told, 200 if opened.repeated else 201, headers)


@explained
async def replace_submission(request: Request) -> Response:
    """Put new content in place of the old; ``base`` says that it was made from another version."""
    return await _edit(request, _replaced)


@explained
async def patch_submission(request: Request) -> Response:
    """Change the content by a JSON Merge Patch or an RDF Patch."""
    return await _edit(request, _patched)


@explained
async def delete_submission(request: Request) -> Response:
    """Take a submission back for good."""
    actor, case = await look_to_change(request)
    revision = revision_of(request, case.submission.revision)
    withdraw = partial(live_of(request).desk.withdraw, case.submission.id, revision, actor)
    await run_in_threadpool(withdraw)
    return case_answer(request, (await look(request))[1])


async def _edit(request: Request, change: Callable[[Request, bytes, Draft], Draft]) -> Response:
    actor, case = await look_to_change(request)
    live, before = live_of(request), case.submission
    revision = revision_of(request, before.revision)
    body = await read_body(request, site_of(request).settings.max_submission_bytes)

    def carry_out() -> Reading | None:
        draft = change(request, body, before.draft)
        reading = None
        if draft.intent is not Intent.DELETE:
            with db.reading(live.desk.engine) as connection:
                current = read_document(connection, draft.key)
            draft, reading = read_draft(draft, current)
        live.desk.edit(before.id, revision, draft, actor)
        return reading

    await run_in_threadpool(carry_out)
    return case_answer(request, (await look(request))[1])


def _replaced(request: Request, body: bytes, before: Draft) -> Draft:
    asked = read_asked(request, body, live_of(request).desk.engine, key=before.key)
    base = request.query_params.get("base", "").removeprefix("v")
    return replace(
        before,
        base=int(base) if base.isdecimal() else before.base,
        content=asked.content,
        media_type=asked.media_type,
        reason=asked.reason or before.reason,
    )


def _patched(request: Request, body: bytes, before: Draft) -> Draft:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == _MERGE:
        return merge_patched(before, parse_plain(body))
    if media_type == _RDF_PATCH:
        return rdf_patched(before, body.decode("utf-8", errors="replace"))
    raise UnsupportedMediaTypeError(
        f"Send {_MERGE} eller {_RDF_PATCH}.",
        f"Send {_MERGE} or {_RDF_PATCH}.",
        headers={"Accept-Patch": f"{_MERGE}, {_RDF_PATCH}"},
    )


def _draft(request: Request, asked: Asked) -> tuple[Draft, Reading | None]:
    """Make a draft of what is asked for, from the state of the record that the request names."""
    with db.reading(live_of(request).desk.engine) as connection:
        current = read_document(connection, asked.key)
        standing = current if current is not None and not current.deleted else None
        base = base_of(request, connection, asked.key, standing)
    draft = Draft(
        asked.key,
        Intent.UPDATE if current is not None else Intent.CREATE,
        base,
        asked.content,
        asked.media_type,
        reason=asked.reason,
        language=asked.language,
        replaced_by=replacement(asked.replaced_by, asked.key, site_of(request).graph.keys),
    )
    if asked.deletes:
        return delete_draft(draft, current, tombstone=asked.tombstone), None
    return read_draft(draft, current)


def _once(request: Request, actor: Actor, body: bytes) -> OnceRequest | None:
    key = request.headers.get("idempotency-key", "")
    if not key:
        return None
    if len(key) > 255:
        raise BadRequestError(
            "Idempotency-Key kan ha høyst 255 tegn.", "Idempotency-Key has at most 255 characters."
        )
    said = f"{request.url.query}\0{request.headers.get('content-type', '')}\0".encode()
    return OnceRequest(actor.identity.id, key, sha256(said + body).hexdigest())


def _filter(request: Request) -> Filter:
    asked = request.query_params
    try:
        states = tuple(State(each) for each in asked.getlist("state"))
        record = DocumentKey.parse(asked["record"]) if "record" in asked else None
        limit = int(asked.get("limit", site_of(request).settings.page_size))
    except ValueError as fault:
        raise BadRequestError(
            f"«state» er en av {', '.join(State)}; «record» er type/navn; «limit» er et tall.",
            f"'state' is one of {', '.join(State)}; 'record' is type/name; 'limit' is a number.",
        ) from fault
    if not 1 <= limit < _MOST:
        raise BadRequestError(
            f"«limit» kan være 1 til {_MOST - 1}.", f"'limit' may be 1 to {_MOST - 1}."
        )
    place = read_cursor(asked["next"], _MARK) if "next" in asked else None
    return Filter(states, None, record, (place.key, place.iri) if place else None, limit)


def _carried(request: Request) -> str:
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] != "next"]
    return f"{urlencode(pairs)}&" if pairs else ""
