"""The start page, the pages about the service, its health, its style sheet and the query form."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from partnerskap import __version__
from partnerskap.api.problems import ALL_ERRORS
from partnerskap.records.lists import LISTS
from partnerskap.records.view import dump_json
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.render import page_version, render_page, static_version
from partnerskap.web.site import site_of
from partnerskap.web.wording import number

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["ROUTES", "show_query_form"]

_EXAMPLE: Final = """\
PREFIX pk: <https://w3id.org/partnerskap/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?partnership ?name WHERE {
  ?partnership a pk:Partnership ; skos:prefLabel ?name .
  FILTER(LANG(?name) = "nb")
}
ORDER BY ?name
"""
_FORMATS: Final = (
    ("json", "JSON"),
    ("csv", "CSV"),
    ("tsv", "TSV"),
    ("xml", "XML"),
    ("turtle", "Turtle (CONSTRUCT)"),
    ("jsonld", "JSON-LD (CONSTRUCT)"),
)


def _page(request: Request, template: str, **values: object) -> Response:
    site = site_of(request)
    language = site.language(request)
    return respond(
        request,
        lambda: render_page(request, template, language, **values),
        content_type="text/html; charset=utf-8",
        etag=make_etag(site.graph.content_hash, page_version(), template, language),
        headers={"Content-Language": language},
    )


def show_start(request: Request) -> Response:
    """Show the doors into the graph and how much is behind them."""
    tables = site_of(request).tables
    counts = [(name, number(str(len(tables.rows(spec))))) for name, spec in LISTS.items()]
    return _page(request, "start.html", counts=counts)


def show_about(request: Request) -> Response:
    """Say what this is and how it may be used."""
    return _page(request, "about.html", version=__version__)


def show_errors(request: Request) -> Response:
    """Explain every kind of failure."""
    return _page(request, "errors.html", errors=ALL_ERRORS)


def show_api(request: Request) -> Response:
    """Show the OpenAPI document as a page."""
    return _page(request, "api.html", document=request.app.openapi())


async def show_query_form(request: Request) -> Response:
    """Show the form for SPARQL queries."""
    return _page(request, "sparql.html", example=_EXAMPLE, formats=_FORMATS)


def show_health(request: Request) -> Response:
    """Say that the service answers, at which version of the data, and how many triples that is."""
    graph = site_of(request).graph
    return JSONResponse(
        {
            "status": "ok",
            "version": graph.version,
            "triples": len(graph),
            "software": __version__,
        },
        headers={"Cache-Control": "no-store"},
    )


def show_openapi(request: Request) -> Response:
    """Give the OpenAPI document."""
    body = dump_json(request.app.openapi())
    return respond(
        request,
        lambda: body,
        content_type="application/json",
        etag=make_etag(body.decode()),
    )


def show_style(request: Request) -> Response:
    """Give the style sheet."""
    body = files("partnerskap.web").joinpath("static", "style.css").read_bytes()
    return respond(
        request,
        lambda: body,
        content_type="text/css; charset=utf-8",
        etag=make_etag(static_version()),
    )


ROUTES: Final = (
    Route("/", show_start),
    Route("/about", show_about),
    Route("/about/errors", show_errors),
    Route("/about/api", show_api),
    Route("/health", show_health),
    Route("/openapi.json", show_openapi),
    Route("/static/style.css", show_style),
)
