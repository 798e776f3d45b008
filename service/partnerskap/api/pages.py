"""The start page, the pages about the service, its health, the files that pages load."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from werkzeug.http import parse_accept_header

from partnerskap import __version__
from partnerskap.api.problems import ALL_ERRORS
from partnerskap.errors import NotFoundError
from partnerskap.portal.facts import Facts
from partnerskap.portal.schema_org import write_website
from partnerskap.records.lists import LISTS
from partnerskap.records.view import dump_json
from partnerskap.web.catalogue import publisher_of
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.page_data import embed
from partnerskap.web.render import STATIC, page_version, read_static, render_page, static_version
from partnerskap.web.site import full_address, site_of
from partnerskap.web.wording import number

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["ROUTES"]


def _page(request: Request, template: str, *, mark: str = "", **values: object) -> Response:
    site = site_of(request)
    language = site.language(request)
    return respond(
        request,
        lambda: render_page(request, template, language, **values),
        content_type="text/html; charset=utf-8",
        etag=make_etag(site.graph.content_hash, page_version(), template, language, mark),
        headers={"Content-Language": language},
    )


def show_start(request: Request) -> Response:
    """Show the doors into the graph and how much is behind them."""
    tables = site_of(request).tables
    counts = [(name, number(str(len(tables.rows(spec))))) for name, spec in LISTS.items()]
    site, address = site_of(request), full_address(request, "")
    facts = Facts(address, publisher_of(site.settings, address), site.graph.version)
    data = embed(write_website(facts), site.language(request))
    return _page(request, "start.html", mark=address, counts=counts, data=data)


def show_about(request: Request) -> Response:
    """Say what this is and how it may be used."""
    return _page(request, "about.html", version=__version__)


def show_roles(request: Request) -> Response:
    """Tell which parts people play in a change; the history names them by the places here."""
    return _page(request, "roles.html")


def show_errors(request: Request) -> Response:
    """Explain every kind of failure."""
    return _page(request, "errors.html", errors=ALL_ERRORS)


def show_api(request: Request) -> Response:
    """Show the OpenAPI document as a page."""
    return _page(request, "api.html", document=request.app.openapi())


def show_health(request: Request) -> Response:
    """Say that the service answers, at which version of the data, and how many triples that is."""
    graph = site_of(request).graph
    return JSONResponse(
        {
            "status": "ok",
            "version": graph.version,
            "triples": len(graph),
            "content": graph.content_hash,
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


def show_static(request: Request) -> Response:
    """Give a style sheet or script, packed when the client can unpack it."""
    name = request.path_params["name"]
    body = read_static(name)
    if body is None:
        raise NotFoundError(
            f"Det finnes ingen fil «{name[:80]}» her.", f"There is no file {name[:80]!r} here."
        )
    packed = parse_accept_header(request.headers.get("accept-encoding"))["gzip"] > 0
    return respond(
        request,
        lambda: gzip.compress(body, mtime=0) if packed else body,
        content_type=STATIC[name],
        etag=make_etag(static_version(), name, "gzip" if packed else ""),
        headers={"Vary": "Accept-Encoding", **({"Content-Encoding": "gzip"} if packed else {})},
    )


ROUTES: Final = (
    Route("/", show_start),
    Route("/about", show_about),
    Route("/about/errors", show_errors),
    Route("/about/roles", show_roles),
    Route("/about/api", show_api),
    Route("/health", show_health),
    Route("/openapi.json", show_openapi),
    Route("/static/{name:path}", show_static),
)
