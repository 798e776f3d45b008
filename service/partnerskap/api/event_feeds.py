"""The change feeds: what happened to records page by page, and the catalogue as it is now.

A page that is full never changes; the last one and the root are asked for again by their ETag.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from partnerskap.api.catalog import catalogue_of
from partnerskap.api.desk import live_of
from partnerskap.api.dumps import FOREVER
from partnerskap.errors import NotFoundError
from partnerskap.portal.event_stream import (
    CATALOGUE_STREAM,
    RECORD_STREAM,
    activities_of,
    describe_catalogue,
    write_page,
    write_root,
)
from partnerskap.portal.facts import fixed_words
from partnerskap.portal.terms import CATALOGUE
from partnerskap.records import database as db
from partnerskap.records.events import PAGE, read_events, read_pages
from partnerskap.records.reading import read_head
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.negotiate import JSONLD, TURTLE, Format, choose, split_extension
from partnerskap.web.site import full_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.portal.facts import Facts

__all__ = ["FORMS", "ROUTES"]

FORMS: Final = (
    Format("trig", "application/trig", "TriG"),
    JSONLD,
    Format("nq", "application/n-quads", "N-Quads"),
    TURTLE,
)
_RECORDS: Final = "/feed/records"
_CATALOGUE: Final = "/feed/catalog"
_HIGHEST: Final = 10**9


def show_root(request: Request) -> Response:
    """Show where readers of records begin: which pages there are."""
    form = _form(request, split_extension(request.url.path.rpartition("/")[2], FORMS)[1])
    address = full_address(request, _RECORDS)
    with db.reading(live_of(request).desk.engine) as connection:
        pages = read_pages(connection)
    mark = sha256(repr(pages).encode()).hexdigest()

    def body() -> bytes:
        return write_root(RECORD_STREAM, address, pages, form.extension)

    return _answer(request, form, body, mark)


def show_page(request: Request) -> Response:
    """Show one page of what happened to records."""
    name, named = split_extension(request.path_params["page"], FORMS)
    form, number = _form(request, named), _number(name)
    with db.reading(live_of(request).desk.engine) as connection:
        head = read_head(connection)[1]
        events = read_events(connection, number)
    if not events:
        raise _unknown(name)
    full = len(events) == PAGE
    address = full_address(request, _RECORDS)

    def body() -> bytes:
        place = f"{address}/{number}"
        activities = list(activities_of(events))
        return write_page(RECORD_STREAM, address, place, activities=activities, form=form.extension)

    mark = f"{events[-1].seq} {len(events)} {'' if full else head}"
    return _answer(request, form, body, mark, headers={"Cache-Control": FOREVER} if full else {})


def show_catalogue_feed(request: Request) -> Response:
    """Show what the catalogue describes, one event each, as it is now."""
    form = _form(request, split_extension(request.url.path.rpartition("/")[2], FORMS)[1])
    facts, triples = catalogue_of(request)
    activities = describe_catalogue(triples, _moments(facts), max(facts.modified.values()))
    address = full_address(request, _CATALOGUE)

    def body() -> bytes:
        return write_page(
            CATALOGUE_STREAM, address, address, activities=activities, form=form.extension
        )

    return _answer(request, form, body, " ".join(each.iri for each in activities))


def _moments(facts: Facts) -> dict[str, str]:
    """Tell when datasets and their files changed last."""
    told = {
        one.iri: facts.modified[one.slug]
        for one in fixed_words().dataset
        if one.slug in facts.modified
    }
    files = {
        f"{CATALOGUE}#{file.name}": facts.modified[file.dataset]
        for file in facts.files
        if file.dataset in facts.modified
    }
    return told | files


def _answer(
    request: Request,
    form: Format,
    body: Callable[[], bytes],
    mark: str,
    *,
    headers: dict[str, str] | None = None,
) -> Response:
    etag = make_etag(full_address(request, request.url.path), mark, form.extension)
    return respond(request, body, content_type=form.content_type, etag=etag, headers=headers)


def _form(request: Request, named: Format | None) -> Format:
    return named or choose(request.headers.get("accept"), FORMS)


def _number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < _HIGHEST:
        raise _unknown(text)
    return int(text)


def _unknown(text: str) -> NotFoundError:
    return NotFoundError(
        f"Det finnes ingen side «{text[:40]}» her. Sidene som finnes, står på {_RECORDS}.",
        f"There is no page {text[:40]!r} here. The pages there are stand at {_RECORDS}.",
    )


_ENDINGS: Final = ("", *(f".{form.extension}" for form in FORMS))
ROUTES: Final = (
    *(Route(f"{_RECORDS}{end}", show_root) for end in _ENDINGS),
    *(Route(f"{_CATALOGUE}{end}", show_catalogue_feed) for end in _ENDINGS),
    Route(f"{_RECORDS}/{{page}}", show_page),
)
