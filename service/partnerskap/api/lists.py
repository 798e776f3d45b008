"""The lists: as a page with filters and facets, as JSON page by page, as CSV whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from partnerskap.records.listing import allowed_values, find_page
from partnerskap.records.lists import LISTS
from partnerskap.records.selection import read_selection
from partnerskap.records.view import dump_json
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.list_page import describe_list, list_body
from partnerskap.web.list_table import as_csv
from partnerskap.web.negotiate import CSV, HTML, JSON, LIST_FORMATS, choose, split_extension
from partnerskap.web.query import read_pairs
from partnerskap.web.render import page_version, render_page
from partnerskap.web.site import root_path, site_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.records.listing import ListPage
    from partnerskap.records.lists import ListSpec
    from partnerskap.records.selection import Selection
    from partnerskap.web.negotiate import Format

__all__ = ["ROUTES"]


def show_list(request: Request) -> Response:
    """Show the part of a list that the parameters choose, in the form asked for."""
    site = site_of(request)
    name = request.url.path.removeprefix(root_path(request)).strip("/")
    name, form = split_extension(name, LIST_FORMATS)
    spec = LISTS[name]
    chosen = form or choose(request.headers.get("accept"), LIST_FORMATS)
    language = site.language(request)
    selection = _read(request, spec)
    headers = {
        "Content-Language": language,
        "Link": _links(request, spec, chosen),
        **_disposition(spec, chosen),
    }
    return respond(
        request,
        lambda: _WRITERS[chosen](request, spec, selection),
        content_type=chosen.content_type,
        etag=make_etag(
            site.graph.content_hash,
            page_version(),
            request.url.path,
            request.url.query,
            chosen.extension,
            language,
        ),
        headers=headers,
    )


def _read(request: Request, spec: ListSpec) -> Selection:
    site = site_of(request)
    tables, labels = site.tables, site.labels
    return read_selection(
        spec,
        read_pairs(request),
        values=lambda entry: allowed_values(tables, spec, entry, labels),
        limit=site.settings.page_size,
    )


def _find(request: Request, spec: ListSpec, selection: Selection) -> ListPage:
    site = site_of(request)
    language = site.language(request)
    return find_page(site.tables, spec, selection, labels=site.labels, language=language)


def _as_page(request: Request, spec: ListSpec, selection: Selection) -> bytes:
    page = _find(request, spec, selection)
    words = site_of(request).words(request)
    values = describe_list(spec, selection, page, words)
    return render_page(request, "list.html", words.language, **values)


def _as_json(request: Request, spec: ListSpec, selection: Selection) -> bytes:
    page = _find(request, spec, selection)
    site = site_of(request)
    body = list_body(spec, selection, page, site.words(request))
    return dump_json({"version": site.graph.version, **body})


def _as_csv(request: Request, spec: ListSpec, selection: Selection) -> bytes:
    site = site_of(request)
    whole = _find(request, spec, selection.whole())
    return as_csv(spec, whole.rows, site.words(request))


_WRITERS: Final[dict[Format, Callable[[Request, ListSpec, Selection], bytes]]] = {
    HTML: _as_page,
    JSON: _as_json,
    CSV: _as_csv,
}


def _links(request: Request, spec: ListSpec, chosen: Format) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    page = f"{root_path(request)}/{spec.name}"
    return ", ".join(
        f'<{page}.{form.extension}{query}>; rel="alternate"; type="{form.media_type}"'
        for form in LIST_FORMATS
        if form != chosen
    )


def _disposition(spec: ListSpec, chosen: Format) -> dict[str, str]:
    if chosen != CSV:
        return {}
    return {"Content-Disposition": f'attachment; filename="{spec.name}.csv"'}


ROUTES: Final = tuple(
    Route(f"/{name}{extension}", show_list)
    for name in LISTS
    for extension in ("", *(f".{form.extension}" for form in LIST_FORMATS))
)
"""Every list at its own path and at one path for each form."""
