"""What programs look for at set addresses: robots.txt, the map of pages, and ``/.well-known/``."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, NamedNode
from starlette.routing import Route

from partnerskap.api.desk import find_live
from partnerskap.entry.tombstones import DEPRECATED, TRUE
from partnerskap.errors import NotFoundError
from partnerskap.portal.sitemap import MOST, Place, write_index, write_sitemap
from partnerskap.records import database as db
from partnerskap.records.lists import LISTS
from partnerskap.records.times import read_moments
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.links import document_path
from partnerskap.web.site import full_address, root_path, site_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["ROUTES"]

_XML: Final = "application/xml"
_TEXT: Final = "text/plain; charset=utf-8"
_LINKSET: Final = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")
_VALID: Final = timedelta(days=180)
_PLACES: Final = ("/", "/about", "/about/api", "/catalog", "/codes", "/ns", "/queries", "/sparql")
_CLOSED: Final = (
    "/login",
    "/logout",
    "/me",
    "/submissions",
    "/sparql?query=",
    "/upload",
)


def show_robots(request: Request) -> Response:
    """Tell crawlers what there is no use in fetching, and where the map is."""
    closed = [f"Disallow: {root_path(request)}{path}" for path in _CLOSED]
    lines = ["User-agent: *", *closed, "", f"Sitemap: {full_address(request, '/sitemap.xml')}"]
    return _answer(request, "\n".join(lines) + "\n", _TEXT)


def show_sitemap(request: Request) -> Response:
    """Map every page, or tell which maps there are."""
    places = _places(request)
    pages = range(0, len(places), MOST)
    if len(pages) <= 1:
        return _map(request, write_sitemap(places))
    index = [
        (full_address(request, f"/sitemap-{number}.xml"), _latest(places[start : start + MOST]))
        for number, start in enumerate(pages, 1)
    ]
    return _map(request, write_index(index))


def show_sitemap_part(request: Request) -> Response:
    """Map some of the pages."""
    text = request.path_params["number"]
    number = int(text) if _NUMBER.fullmatch(text) else 0
    part = _places(request)[(number - 1) * MOST : number * MOST] if number else []
    if not part:
        raise NotFoundError(
            f"Det finnes ikke noe kart nummer {text[:20]}. Begynn på /sitemap.xml.",
            f"There is no map number {text[:20]}. Begin at /sitemap.xml.",
        )
    return _map(request, write_sitemap(part))


def show_security(request: Request) -> Response:
    """Tell whom to write to about a hole in security (RFC 9116)."""
    contact = site_of(request).settings.security_contact
    if not contact:
        raise NotFoundError(
            "Tjenesten har ingen kontakt for sikkerhetshull. Den som driver den, setter "
            "PARTNERSKAP_SECURITY_CONTACT.",
            "The service has no contact for holes in security. Who runs it sets "
            "PARTNERSKAP_SECURITY_CONTACT.",
        )
    until = (datetime.now(UTC) + _VALID).date().isoformat()
    lines = [
        f"Contact: {contact}",
        f"Expires: {until}T00:00:00Z",
        "Preferred-Languages: nb, nn, en",
        f"Canonical: {full_address(request, '/.well-known/security.txt')}",
    ]
    return _answer(request, "\n".join(lines) + "\n", _TEXT)


def show_api_catalog(request: Request) -> Response:
    """List the ways in for programs, and what describes each (RFC 9727)."""

    def at(path: str) -> str:
        return full_address(request, path)

    here = at("/.well-known/api-catalog")
    items = [{"href": at(path)} for path in ("/", "/sparql", "/catalog")]
    described: dict[str, object] = {
        "anchor": at("/"),
        "service-desc": [{"href": at("/openapi.json"), "type": "application/json"}],
        "service-doc": [{"href": at("/about/api"), "type": "text/html"}],
        "status": [{"href": at("/health"), "type": "application/json"}],
    }
    endpoint: dict[str, object] = {
        "anchor": at("/sparql"),
        "service-desc": [{"href": at("/sparql?format=ttl"), "type": "text/turtle"}],
        "service-meta": [{"href": at("/.well-known/void"), "type": "text/turtle"}],
    }
    linkset = [{"anchor": here, "item": items}, described, endpoint]
    text = json.dumps({"linkset": linkset}, indent=1)
    return _answer(request, text, _LINKSET, link=f'<{here}>; rel="api-catalog"')


def _places(request: Request) -> list[Place]:
    """List every page, with the time of the version that last touched what it shows."""
    site = site_of(request)
    live = find_live(request.app.state)
    moments: dict[str, str] = {}
    if live is not None:
        with db.reading(live.desk.engine) as connection:
            moments = read_moments(connection)
    paths = dict.fromkeys((*_PLACES, *(f"/{name}" for name in LISTS)), "")
    gone = {
        quad.subject
        for quad in site.store.quads_for_pattern(None, DEPRECATED, TRUE, DefaultGraph())
    }
    for key in sorted(site.graph.keys, key=str):
        path = document_path(key)
        if path and NamedNode(key.iri) not in gone:
            paths[path] = max(paths.get(path, ""), moments.get(str(key), ""))
    return [(full_address(request, path), moment) for path, moment in paths.items()]


def _latest(places: Sequence[Place]) -> str:
    return max(moment for _, moment in places)


def _map(request: Request, body: bytes) -> Response:
    return _answer(request, body.decode(), _XML)


def _answer(request: Request, text: str, content_type: str, link: str = "") -> Response:
    headers = {"Link": link} if link else {}
    etag = make_etag(text)
    return respond(request, text.encode, content_type=content_type, etag=etag, headers=headers)


ROUTES: Final = (
    Route("/robots.txt", show_robots),
    Route("/sitemap.xml", show_sitemap),
    Route("/sitemap-{number}.xml", show_sitemap_part),
    Route("/.well-known/security.txt", show_security),
    Route("/.well-known/api-catalog", show_api_catalog),
)
