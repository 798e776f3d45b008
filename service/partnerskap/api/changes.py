"""What was changed: the list, as page, JSON and Atom; one change in words; and taking it back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse
from starlette.routing import Route

from partnerskap.api.csrf import check_csrf
from partnerskap.api.desk import live_of
from partnerskap.api.explaining import answer, explained
from partnerskap.api.gone import former_names, name_record
from partnerskap.api.preconditions import revision_etag
from partnerskap.api.small_form import read_form
from partnerskap.api.submission_bodies import read_object, submission_as_json
from partnerskap.api.submissions import actor_of
from partnerskap.entry.differences import describe, difference_as_json
from partnerskap.entry.reverting import Reversal, revert, revert_draft
from partnerskap.errors import BadRequestError, NotFoundError
from partnerskap.graph.terms import BASE, DocumentKey
from partnerskap.records import database as db
from partnerskap.records.history import Step, find_past, read_change, read_changes
from partnerskap.records.view import dump_json
from partnerskap.sparql.exchange import read_body
from partnerskap.web.atom import write_feed
from partnerskap.web.change_lines import change_as_json, in_words, show_change
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.links import document_path
from partnerskap.web.negotiate import (
    ATOM,
    FEED_FORMATS,
    HTML,
    JSON,
    PAGE_FORMATS,
    choose,
    split_extension,
)
from partnerskap.web.render import page_version, render_page
from partnerskap.web.site import full_address, root_path, site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.entry.differences import Line
    from partnerskap.records.chain import Version
    from partnerskap.web.change_lines import ChangeLine
    from partnerskap.web.negotiate import Format

__all__ = ["ROUTES"]

_MOST: Final = 200
_SHOWN: Final = 20
_SMALL: Final = 65_536
_HIGHEST: Final = 10**12
_FORM: Final = "application/x-www-form-urlencoded"
_EXTENSIONS: Final = tuple(f".{form.extension}" for form in FEED_FORMATS)


def list_changes(request: Request) -> Response:
    """List versions, newest first; ``record`` narrows to one, ``before`` goes on."""
    form = split_extension(request.url.path.rpartition("/")[2], FEED_FORMATS)[1]
    chosen = form or choose(request.headers.get("accept"), FEED_FORMATS)
    site, engine = site_of(request), live_of(request).desk.engine
    key, before, limit = _asked(request)
    found = read_changes(engine, before=before, key=key, limit=limit + 1)
    steps = found[:limit]
    following = _following(request, chosen, steps[-1].seq) if len(found) > limit else None
    language = site.language(request)

    def body() -> bytes:
        if chosen == HTML:
            return _page(request, steps, key, following)
        if chosen == ATOM:
            return _feed(request, steps, following)
        items = [change_as_json(step, root_path(request)) for step in steps]
        return dump_json({"list": "changes", "items": items, "next": following})

    newest = steps[0].hash if steps else ""
    etag = make_etag(newest, page_version(), request.url.query, chosen.extension, language)
    headers = {"Content-Language": language}
    return respond(request, body, content_type=chosen.content_type, etag=etag, headers=headers)


def show_change_page(request: Request) -> Response:
    """Show one change: what it did to each record, in words."""
    name, form = split_extension(request.path_params["number"], PAGE_FORMATS)
    chosen = form or choose(request.headers.get("accept"), PAGE_FORMATS)
    engine, site = live_of(request).desk.engine, site_of(request)
    version = read_change(engine, _number(name))
    step = Step(
        version.seq,
        version.at,
        version.credit,
        version.release,
        version.hash,
        tuple((entry.key, entry.kind) for entry in version.entries),
        len(version.entries),
    )
    compared = _compared(request, version)
    language = site.language(request)
    etag = make_etag(version.hash, site.graph.content_hash, page_version(), language)

    def body() -> bytes:
        if chosen == JSON:
            told = {key: difference_as_json(lines) for key, lines in compared.items()}
            return dump_json({**change_as_json(step, root_path(request)), "differences": told})
        (line,) = _lines(request, [replace(step, records=step.records[:_SHOWN])])
        return render_page(
            request,
            "change.html",
            language,
            change=line,
            differences={key: in_words(lines, language) for key, lines in compared.items()},
        )

    headers = {"Content-Language": language}
    return respond(request, body, content_type=chosen.content_type, etag=etag, headers=headers)


@explained
async def revert_change(request: Request) -> Response:
    """Take a change back at once, or with ``as=submission`` as something to look over first."""
    actor, live = await actor_of(request), live_of(request)
    is_form = request.headers.get("content-type", "").startswith(_FORM)
    said = await read_form(request) if is_form else read_object(await read_body(request, _SMALL))
    check_csrf(request, said)
    asked = Reversal(_number(request.path_params["number"]), actor, str(said.get("reason", "")))
    if request.query_params.get("as", said.get("as")) == "submission":
        return await run_in_threadpool(_propose, request, asked)
    version = await live.publish(partial(revert, live.desk, asked))
    path = f"{root_path(request)}/changes/{version}"
    if is_form:
        return RedirectResponse(path, status_code=303)
    told = {"version": version, "url": path, "reverts": asked.number}
    return answer(told, 201, {"Location": path})


def _propose(request: Request, asked: Reversal) -> Response:
    desk = live_of(request).desk
    opened = desk.open(revert_draft(desk, asked), asked.actor)
    submission = opened.submission
    path = f"{root_path(request)}/submissions/{submission.id}"
    headers = {"Location": path, "ETag": revision_etag(submission.revision)}
    link = f"{path}?key={opened.secret}"
    return answer({**submission_as_json(request, submission), "link": link}, 201, headers)


def _page(
    request: Request, steps: list[Step], key: DocumentKey | None, following: str | None
) -> bytes:
    words = site_of(request).words(request)
    return render_page(
        request,
        "changes.html",
        words.language,
        changes=_lines(request, steps),
        about=name_record(request, key) if key else "",
        about_href=words.here(document_path(key) or "/") if key else "",
        following=following,
        query=f"?record={key}" if key else "",
    )


def _lines(request: Request, steps: list[Step]) -> list[ChangeLine]:
    """Put changes into words, also those of records that are no more."""
    words = site_of(request).words(request)
    keys = (key for step in steps if step.release is None for key, _ in step.records)
    former = former_names(request, keys)
    return [show_change(step, words, former) for step in steps]


def _feed(request: Request, steps: list[Step], following: str | None) -> bytes:
    words = site_of(request).words(request)
    lines = [
        replace(line, href=full_address(request, f"/changes/{line.number}"))
        for line in _lines(request, steps)
    ]
    query = f"?{request.url.query}" if request.url.query else ""
    return write_feed(
        lines,
        address=full_address(request, f"/changes.atom{query}"),
        name=f"{BASE}/changes{query}",
        title=words.say("changes_title"),
        following=full_address(request, following) if following else None,
    )


def _compared(request: Request, version: Version) -> dict[str, list[Line]]:
    """Compare the first records of a change before and after it."""
    site, engine = site_of(request), live_of(request).desk.engine
    compared = {}
    with db.reading(engine) as connection:
        for entry in version.entries[:_SHOWN]:
            past = find_past(connection, entry.key, version.seq)
            compared[str(entry.key)] = describe(entry.key, past.before, past.triples, site.labels)
    return compared


def _asked(request: Request) -> tuple[DocumentKey | None, int | None, int]:
    asked = request.query_params
    try:
        key = DocumentKey.parse(asked["record"]) if asked.get("record") else None
        before = int(asked["before"]) if asked.get("before") else None
        limit = int(asked.get("limit") or site_of(request).settings.page_size)
    except ValueError as fault:
        raise BadRequestError(
            "«record» er type/navn, som partnership/trd3; «before» og «limit» er tall.",
            "'record' is type/name, like partnership/trd3; 'before' and 'limit' are numbers.",
        ) from fault
    if not 1 <= limit <= _MOST or (before is not None and not 0 <= before < _HIGHEST):
        raise BadRequestError(
            f"«limit» kan være 1 til {_MOST}, og «before» et versjonsnummer.",
            f"'limit' may be 1 to {_MOST}, and 'before' a version number.",
        )
    return key, before, limit


def _following(request: Request, form: Format, before: int) -> str:
    pairs = [(k, v) for k, v in request.query_params.multi_items() if k != "before"]
    extension = "" if form == HTML else f".{form.extension}"
    query = urlencode([*pairs, ("before", str(before))])
    return f"/changes{extension}?{query}"


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) >= _HIGHEST:
        raise NotFoundError(
            f"«{text[:40]}» er ikke nummeret på en endring. Se /changes.",
            f"{text[:40]!r} is not the number of a change. See /changes.",
        )
    return int(text)


ROUTES: Final = (
    *(Route(f"/changes{extension}", list_changes) for extension in ("", *_EXTENSIONS)),
    Route("/changes/{number}", show_change_page),
    Route("/changes/{number}/revert", revert_change, methods=["POST"]),
)
