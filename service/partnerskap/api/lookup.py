"""Records by what they are called in other registers, and how to use that and reconciliation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from partnerskap.linking.answers import Answers
from partnerskap.linking.lookup import look_up
from partnerskap.linking.outward import REGISTERS
from partnerskap.records.view import dump_json
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.links import local_path
from partnerskap.web.negotiate import HTML, JSON, accepts_html
from partnerskap.web.query import read_pairs
from partnerskap.web.render import page_version, render_page
from partnerskap.web.site import full_address, site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.linking.lookup import Found
    from partnerskap.web.negotiate import Format

__all__ = ["ROUTES"]

EXAMPLES: Final = {
    "orgnr": "974767880",
    "fdk": "963376030",
    "kommunenummer": "3043",
    "fylkesnummer": "46",
    "wikidata": "Q314536",
    "ror": "05xg72x27",
    "geonames": "3161733",
    "kartverket": "172958",
    "los": "tema/helse-og-omsorg",
    "eurovoc": "5899",
    "eu-data-theme": "HEAL",
    "sdg": "3",
    "isni": "0000 0001 1516 2393",
    "grid": "grid.5947.f",
    "dbh": "1150",
    "cristin": "194",
    "nva": "194.0.0.0",
    "uri": "https://ror.org/05xg72x27",
    "id": "id/actor/ntnu",
}
"""A value to try of every parameter."""


def show_lookup(request: Request) -> Response:
    """Lead to the record that has a number or an address; show how when none is given."""
    pairs = [pair for pair in read_pairs(request) if pair[0] != "lang"]
    site = site_of(request)
    form = HTML if accepts_html(request.headers.get("accept")) else JSON
    if not pairs:
        return _show(request, form, None)
    found = look_up(site.directory, pairs)
    if len(found.entities) > 1:
        return _show(request, form, found)
    words = site.words(request)
    (entity,) = found.entities
    target = words.here(local_path(entity.iri) or "/")
    headers = {"Location": target}
    told: dict[str, object] = {"iri": entity.iri, "url": target}
    if found.note:
        told["note"] = found.note.in_language(words.language)
        headers["Link"] = f'<{target}>; rel="successor-version"'
    return Response(dump_json(told), 303, headers=headers, media_type="application/json")


def show_linking(request: Request) -> Response:
    """Show how lists are matched in OpenRefine and how records are looked up."""
    site = site_of(request)
    language = site.language(request)
    service = full_address(request, "/reconcile")

    def body() -> bytes:
        return render_page(request, "linking.html", language, service=service)

    etag = make_etag(site.graph.content_hash, page_version(), "linking", language, service)
    headers = {"Content-Language": language}
    return respond(request, body, content_type=HTML.content_type, etag=etag, headers=headers)


def _show(request: Request, form: Format, found: Found | None) -> Response:
    """Show the choices where several records have a number, else what can be looked up."""
    site = site_of(request)
    words = site.words(request)
    answers = Answers(site.directory, words.language)
    choices = [
        {**answers.entity(each), "iri": each.iri, "url": words.here(local_path(each.iri) or "/")}
        for each in (found.entities if found is not None else ())
    ]
    note = found.note.in_language(words.language) if found is not None else ""
    parameters = [
        (name, REGISTERS[name].name.in_language(words.language) if name in REGISTERS else "", value)
        for name, value in EXAMPLES.items()
    ]
    status = 300 if choices else 200
    headers = {"Content-Language": words.language}
    if form == HTML:
        page = render_page(
            request,
            "lookup.html",
            words.language,
            choices=choices,
            note=note,
            parameters=parameters,
        )
        return Response(page, status, headers=headers, media_type=HTML.content_type)
    told: dict[str, object] = (
        {"choices": choices, "note": note}
        if choices
        else {
            "parameters": [
                {"name": name, "register": register, "example": value}
                for name, register, value in parameters
            ]
        }
    )
    return Response(dump_json(told), status, headers=headers, media_type=JSON.content_type)


ROUTES: Final = (Route("/lookup", show_lookup), Route("/about/linking", show_linking))
