"""Other people's lists matched against the graph: W3C's Reconciliation Service API 0.2.

Version 0.2 demands CORS, which every answer here carries, and leaves JSONP to the service. There is
none: JSONP is a script that another site runs with its readers' rights, and all that used it now
know CORS. An unknown ``callback`` is passed by, so that such clients get plain JSON.
"""

from __future__ import annotations

import json
import time
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from partnerskap.api.multipart import read_within
from partnerskap.errors import BadRequestError, LimitError, NotFoundError
from partnerskap.linking.answers import Answers, make_draft_manifest, make_manifest
from partnerskap.linking.batch import read_draft, read_extension, read_queries
from partnerskap.linking.kinds import KINDS
from partnerskap.linking.matching import Types
from partnerskap.web.links import local_path
from partnerskap.web.query import read_pairs
from partnerskap.web.render import render_page
from partnerskap.web.site import full_address, site_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from partnerskap.linking.answers import Json
    from partnerskap.linking.batch import Query
    from partnerskap.sparql.gate import Gate

__all__ = ["ROUTES"]

T = TypeVar("T")

_MOST_BYTES: Final = 1_048_576
_MOST_FIELDS: Final = 20
_MOST_SECONDS: Final = 10.0
_LONGEST_PREFIX: Final = 200
_LONGEST_CURSOR: Final = 7
_TOLD: Final = ("organisation-number", "start", "end", "partnership", "actor", "theme", "homepage")
_STYLE: Final = (
    "body{margin:.75rem;font:15px/1.4 system-ui,sans-serif;color:#1b2733;background:#fff}"
    "h1{font-size:1.1rem;margin:0 0 .25rem}p{margin:.25rem 0}"
    "dl{margin:.5rem 0;display:grid;grid-template-columns:auto 1fr;gap:.15rem .75rem}"
    "dt{color:#44566b}dd{margin:0}a{color:#0a4f8f}"
)
_STYLE_HASH: Final = b64encode(sha256(_STYLE.encode()).digest()).decode()
_FRAMED: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
"""The policy of the preview: it loads nothing, and whoever matches a list may frame it."""


async def reconcile(request: Request) -> Response:
    """Match names, give values, or describe the service when nothing is asked."""
    fields = dict(read_pairs(request))
    if request.method == "POST":
        fields |= _read_form(await read_within(request, _MOST_BYTES))
    return await _within_share(request, lambda: _answer(request, fields))


async def reconcile_draft(request: Request) -> Response:
    """Match names as 1.0-draft asks: a list of queries as JSON, a list of candidates for each."""
    body = await read_within(request, _MOST_BYTES)
    text = body.decode(errors="replace")
    return await _within_share(request, lambda: _answer_draft(request, text))


async def _within_share(request: Request, answer: Callable[[], Json]) -> Response:
    """Work an answer out in a thread, and count its time against the client."""
    gate: Gate = request.app.state.gate
    client = gate.name(request.scope)
    gate.budget.check(client)
    began = time.monotonic()
    try:
        return await run_in_threadpool(lambda: _json(answer()))
    finally:
        gate.budget.spend(client, time.monotonic() - began)


def _read_form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise BadRequestError(
            "Skjemaet kan ikke leses. Send «queries» eller «extend» som et vanlig skjema i UTF-8.",
            "The form cannot be read. Send 'queries' or 'extend' as an ordinary form in UTF-8.",
        ) from None


def _answer(request: Request, fields: dict[str, str]) -> Json:
    answers = _answers(request)
    if "queries" in fields:
        queries = read_queries(fields["queries"])
        found = _one_by_one(answers.match, list(queries.values()))
        return dict(zip(queries, found, strict=True))
    if "extend" in fields:
        return answers.extend(read_extension(fields["extend"]))
    return make_manifest(lambda path: full_address(request, path), answers.language)


def _answer_draft(request: Request, text: str) -> Json:
    found = _one_by_one(_answers(request).candidates, read_draft(text))
    return {"results": [{"candidates": each} for each in found]}


def _one_by_one(answer: Callable[[Query], T], queries: list[Query]) -> list[T]:
    """Answer queries until the time is up; raise LimitError then."""
    deadline = time.monotonic() + _MOST_SECONDS
    found: list[T] = []
    for query in queries:
        if time.monotonic() > deadline:
            raise _too_slow(len(found), len(queries))
        found.append(answer(query))
    return found


def describe_draft(request: Request) -> Response:
    """Describe the service as 1.0-draft wants it, which 0.2 does not allow at the same address."""
    language = site_of(request).language(request)
    return _json(make_draft_manifest(lambda path: full_address(request, path), language))


def suggest(request: Request) -> Response:
    """Suggest things, types or properties as somebody types."""
    answers, what = _answers(request), str(request.path_params["what"])
    fields = dict(read_pairs(request))
    prefix = fields.get("prefix", "")[:_LONGEST_PREFIX]
    if what == "type":
        return _json(answers.suggest_types(prefix))
    if what == "property":
        return _json(answers.suggest_properties(prefix))
    if what == "entity":
        asked = frozenset(filter(None, fields.get("type", "").split(",")))
        cursor = fields.get("cursor", "")
        skip = int(cursor) if cursor.isdecimal() and len(cursor) < _LONGEST_CURSOR else 0
        return _json(answers.suggest_entities(prefix, Types(asked & set(KINDS)), skip))
    raise NotFoundError(
        f"Det gis ingen forslag til «{what[:40]}». Velg entity, type eller property.",
        f"There are no suggestions of {what[:40]!r}. Choose entity, type or property.",
    )


def propose(request: Request) -> Response:
    """Propose the properties that things of a type have."""
    return _json(_answers(request).propose(dict(read_pairs(request)).get("type", "")))


def preview(request: Request) -> Response:
    """Show a thing in a few words, to stand in a frame of another site."""
    answers, words = _answers(request), site_of(request).words(request)
    id_ = dict(read_pairs(request)).get("id", "")
    entity = answers.directory.entities.get(id_)
    if entity is None and id_:
        raise NotFoundError(
            f"Ingen oppføring har id «{id_[:80]}». Id-er ser ut som id/actor/ntnu.",
            f"No record has the id {id_[:80]!r}. Ids look like id/actor/ntnu.",
        )
    page = render_page(
        request,
        "preview_frame.html",
        answers.language,
        shown=answers.entity(entity) if entity is not None else None,
        text=words.labels.texts(entity.iri).get(answers.language, "") if entity else "",
        rows=answers.facts(entity, _TOLD) if entity is not None else [],
        href=words.here((local_path(entity.iri) if entity else None) or "/about/linking"),
        style=_STYLE,
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": _FRAMED})


def _answers(request: Request) -> Answers:
    site = site_of(request)
    return Answers(site.directory, site.language(request))


def _too_slow(done: int, asked: int) -> LimitError:
    return LimitError(
        f"Bunken tok mer enn {_MOST_SECONDS:g} sekunder; {done} av {asked} spørringer ble besvart. "
        "Send mindre bunker.",
        f"The batch took more than {_MOST_SECONDS:g} seconds; {done} of {asked} queries were "
        "answered. Send smaller batches.",
    )


def _json(answer: Json) -> Response:
    return Response(json.dumps(answer, ensure_ascii=False), media_type="application/json")


ROUTES: Final = (
    Route("/reconcile", reconcile, methods=["GET", "POST"]),
    Route("/reconcile/suggest/{what}", suggest),
    Route("/reconcile/extend/propose", propose),
    Route("/reconcile/preview", preview),
    Route("/reconcile/1.0-draft", describe_draft),
    Route("/reconcile/1.0-draft/reconcile", reconcile_draft, methods=["POST"]),
    Route("/reconcile/1.0-draft/suggest/{what}", suggest),
    Route("/reconcile/1.0-draft/preview", preview),
)
