"""What forms need to know: the fields of each record type, their JSON Schema, and the choices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode
from starlette.routing import Route

from partnerskap.api.entry_addresses import form_of
from partnerskap.entry.choices import find_field
from partnerskap.entry.forms import released_forms
from partnerskap.entry.json_schema import json_schema
from partnerskap.errors import BadRequestError
from partnerskap.records.view import dump_json
from partnerskap.web.form_page import describe_form
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.query import read_pairs
from partnerskap.web.render import page_version, render_page
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.entry.choices import Choice

__all__ = ["ROUTES"]

_HTML: Final = "text/html; charset=utf-8"
_JSON: Final = "application/json; charset=utf-8"
_SCHEMA: Final = "application/schema+json; charset=utf-8"
_PARAMETERS: Final = ("q", "limit", "lang")
_MOST: Final = 500
_DEFAULT: Final = 20


def show_forms(request: Request) -> Response:
    """List the record types that there are forms for."""
    language = site_of(request).language(request)
    forms = list(released_forms().values())

    def body() -> bytes:
        return render_page(request, "forms.html", language, forms=forms)

    return _answer(request, body, _HTML)


def show_fields(request: Request) -> Response:
    """Tell what can be filled in about one type of record."""
    site, form = site_of(request), form_of(request)

    def body() -> bytes:
        sections = describe_form(form, site.choices, site.words(request))
        return render_page(
            request, "form_fields.html", site.language(request), type=form.type, sections=sections
        )

    return _answer(request, body, _HTML)


def show_schema(request: Request) -> Response:
    """Give the JSON Schema of the plain JSON of one type of record."""
    site, form = site_of(request), form_of(request)
    language = site.language(request)
    return _answer(
        request,
        lambda: dump_json(json_schema(form, site.choices.entries, language)),
        _SCHEMA,
    )


def show_choices(request: Request) -> Response:
    """List what can be chosen in a field, from a code list or among records, as somebody types."""
    site = site_of(request)
    field = find_field(released_forms(), str(request.path_params["name"]))
    language = site.language(request)
    text, limit = _read(request)

    def body() -> bytes:
        found = site.choices.find(field, text, language)
        answer = {
            "list": str(request.path_params["name"]),
            "q": text,
            "language": language,
            "total": len(found),
            "items": [_describe(choice, language) for choice in found[:limit]],
        }
        return dump_json(answer)

    return _answer(request, body, _JSON)


def _describe(choice: Choice, language: str) -> dict[str, str]:
    return {
        "value": choice.word,
        "label": choice.label.in_language(language),
        "detail": choice.detail.in_language(language),
        "definition": choice.definition.in_language(language),
        "iri": choice.term.value if isinstance(choice.term, NamedNode) else "",
    }


def _read(request: Request) -> tuple[str, int]:
    """Read the parameters; raise BadRequestError naming the one that cannot be used."""
    given: dict[str, str] = {}
    for name, value in read_pairs(request):
        if name not in _PARAMETERS:
            raise BadRequestError(
                f"Adressen har ingen parameter «{name[:40]}». Den tar {', '.join(_PARAMETERS)}.",
                f"There is no parameter {name[:40]!r}. There are {', '.join(_PARAMETERS)}.",
            )
        given[name] = value.strip()
    limit = given.get("limit") or str(_DEFAULT)
    if not re.fullmatch(r"[0-9]{1,3}", limit) or not 1 <= int(limit) <= _MOST:
        raise BadRequestError(
            f"«limit={limit[:40]}» kan ikke brukes. Skriv et tall fra 1 til {_MOST}.",
            f"'limit={limit[:40]}' cannot be used. Write a number from 1 to {_MOST}.",
        )
    return given.get("q", "")[:200], int(limit)


def _answer(request: Request, body: Callable[[], bytes], content_type: str) -> Response:
    site = site_of(request)
    language = site.language(request)
    url = request.url
    etag = make_etag(site.graph.content_hash, page_version(), url.path, url.query, language)
    headers = {"Content-Language": language}
    return respond(request, body, content_type=content_type, etag=etag, headers=headers)


ROUTES: Final = (
    Route("/ns/forms", show_forms),
    Route("/ns/forms/{type}", show_fields),
    Route("/schemas/{type}.json", show_schema),
    Route("/choices/{name}", show_choices),
)
