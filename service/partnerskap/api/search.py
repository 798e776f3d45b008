"""The search: names and texts in all three languages, as a page and as JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from partnerskap.errors import BadRequestError
from partnerskap.graph.search import KINDS
from partnerskap.records.view import dump_json
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.negotiate import HTML, PAGE_FORMATS, choose, split_extension
from partnerskap.web.query import read_pairs
from partnerskap.web.render import page_version, render_page
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.graph.search import Hit
    from partnerskap.web.words import Words

__all__ = ["ROUTES"]

_PARAMETERS: Final = ("q", "kind", "limit", "lang")
_MOST: Final = 100
_DEFAULT: Final = 20


def show_search(request: Request) -> Response:
    """Show what fits ``q``, best first."""
    site = site_of(request)
    _, form = split_extension(request.url.path.rpartition("/")[2], PAGE_FORMATS)
    chosen = form or choose(request.headers.get("accept"), PAGE_FORMATS)
    language = site.language(request)
    query, kinds, limit = _read(request)

    def body() -> bytes:
        words = site.words(request)
        hits = site.search.find(query, language, kinds=kinds)
        shown = [_describe(hit, words) for hit in hits[:limit]]
        if chosen != HTML:
            answer = {"q": query, "language": language, "total": len(hits), "hits": shown}
            return dump_json(answer)
        return render_page(
            request,
            "search.html",
            language,
            query=query,
            hits=shown,
            total=len(hits),
            kinds=KINDS,
            kind=min(kinds, default=""),
        )

    etag = make_etag(
        site.graph.content_hash, page_version(), request.url.query, chosen.extension, language
    )
    headers = {"Content-Language": language}
    return respond(request, body, content_type=chosen.content_type, etag=etag, headers=headers)


def _describe(hit: Hit, words: Words) -> dict[str, object]:
    link = words.link(hit.iri, insight=hit.kind == "insight")
    return {
        "iri": hit.iri,
        "url": link.href,
        "name": link.text,
        "kind": hit.kind,
        "kind_label": words.say(f"type_{hit.kind}"),
        "score": hit.score,
        "snippet": hit.snippet,
        "snippet_language": hit.snippet_language,
    }


def _read(request: Request) -> tuple[str, frozenset[str], int]:
    """Read the parameters; raise BadRequestError naming the one that cannot be used."""
    given: dict[str, list[str]] = {}
    for name, value in read_pairs(request):
        if name not in _PARAMETERS:
            raise BadRequestError(
                f"Søket har ingen parameter «{name[:40]}». Det tar {', '.join(_PARAMETERS)}.",
                f"The search has no parameter {name[:40]!r}. It takes {', '.join(_PARAMETERS)}.",
            )
        if value.strip():
            given.setdefault(name, []).append(value.strip())
    kinds = frozenset(given.get("kind", ()))
    if unknown := sorted(kinds - set(KINDS)):
        raise BadRequestError(
            f"«kind» har ingen verdi «{unknown[0][:40]}». Tillatt er {', '.join(KINDS)}.",
            f"'kind' has no value {unknown[0][:40]!r}. Allowed: {', '.join(KINDS)}.",
        )
    limit = given.get("limit", [str(_DEFAULT)])[-1]
    if not re.fullmatch(r"[0-9]{1,3}", limit) or not 1 <= int(limit) <= _MOST:
        raise BadRequestError(
            f"«limit={limit[:40]}» kan ikke brukes. Skriv et tall fra 1 til {_MOST}.",
            f"'limit={limit[:40]}' cannot be used. Write a number from 1 to {_MOST}.",
        )
    return given.get("q", [""])[0][:200], kinds, int(limit)


ROUTES: Final = (
    Route("/search", show_search),
    *(Route(f"/search.{form.extension}", show_search) for form in PAGE_FORMATS),
)
