"""The ontology, the shapes, the JSON-LD context and the code lists, as pages and as RDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from partnerskap.errors import NotFoundError
from partnerskap.graph.terms import BASE, CODE_LISTS, DocumentKey
from partnerskap.records.document import document_graphs, find_document, merge
from partnerskap.records.view import dump_json
from partnerskap.web.documents import alternates, link_header, write_document
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.negotiate import (
    DOCUMENT_FORMATS,
    HTML,
    JSON,
    JSONLD,
    PAGE_FORMATS,
    choose,
    split_extension,
)
from partnerskap.web.render import page_version, render_page
from partnerskap.web.site import root_path, site_of
from partnerskap.web.vocabulary_page import describe_shapes, describe_vocabulary

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.records.document import Document
    from partnerskap.web.negotiate import Format
    from partnerskap.web.site import Site

__all__ = ["ROUTES", "write_vocabulary"]

_PAGES: Final = {
    "ns": ("ns.html", describe_vocabulary),
    "shapes": ("shapes.html", describe_shapes),
}


def _read(site: Site, name: str) -> Document:
    if name == "ns":
        return find_document(site.store, DocumentKey("vocabulary", "partnerskap"))
    documents = [find_document(site.store, key) for key in document_graphs(site.store, name)]
    if not documents:
        raise NotFoundError(
            f"Ingenting er lastet under /ns/{name}. Start tjenesten med dataene som følger med.",
            f"Nothing is loaded under /ns/{name}. Start the service with the data that travel "
            "with it.",
        )
    return merge(DocumentKey(name, "all"), documents)


def write_vocabulary(site: Site, name: str, form: Format) -> bytes | None:
    """Write the ontology (``ns``) or the ``shapes`` as they are served; None when not loaded."""
    try:
        return write_document(site, _read(site, name), form)
    except NotFoundError:
        return None


def show_vocabulary(request: Request) -> Response:
    """Show the ontology or the shapes in the form asked for."""
    site = site_of(request)
    path = request.url.path.removeprefix(root_path(request))
    name, form = split_extension(path.rpartition("/")[2], DOCUMENT_FORMATS)
    page = f"{root_path(request)}{path.removesuffix(f'.{form.extension}') if form else path}"
    chosen = form or choose(request.headers.get("accept"), DOCUMENT_FORMATS)
    words = site.words(request)
    document = _read(site, name)

    def body() -> bytes:
        if chosen != HTML:
            return write_document(site, document, chosen)
        template, describe = _PAGES[name]
        values = describe(document, words)
        lists = [words.link(f"{BASE}/code/{scheme}") for scheme in CODE_LISTS]
        downloads = alternates(page)
        return render_page(
            request, template, words.language, downloads=downloads, lists=lists, **values
        )

    headers = {"Link": link_header(page, chosen, root_path(request))}
    if chosen == HTML:
        headers["Content-Language"] = words.language
    etag = make_etag(
        site.graph.content_hash, page_version(), name, chosen.extension, words.language
    )
    return respond(request, body, content_type=chosen.content_type, etag=etag, headers=headers)


def show_context(request: Request) -> Response:
    """Give the JSON-LD context that explains the keys of every JSON answer about one thing."""
    chosen = choose(request.headers.get("accept"), (JSONLD, JSON))
    body = dump_json(site_of(request).context.document)
    etag = make_etag(body.decode(), chosen.extension)
    return respond(request, lambda: body, content_type=chosen.content_type, etag=etag)


def show_codes(request: Request) -> Response:
    """List the code lists."""
    site = site_of(request)
    _, form = split_extension(request.url.path.rpartition("/")[2], PAGE_FORMATS)
    chosen = form or choose(request.headers.get("accept"), PAGE_FORMATS)
    words = site.words(request)
    links = [(key, words.link(f"{BASE}/{key}")) for key in document_graphs(site.store, "code")]

    def body() -> bytes:
        if chosen == HTML:
            return render_page(
                request, "codes.html", words.language, lists=[link for _, link in links]
            )
        items = [
            {"id": key.slug, "iri": f"{BASE}/{key}", "url": link.href, "name": link.text}
            for key, link in links
        ]
        return dump_json({"list": "codes", "language": words.language, "items": items})

    etag = make_etag(site.graph.content_hash, page_version(), chosen.extension, words.language)
    headers = {"Content-Language": words.language}
    return respond(request, body, content_type=chosen.content_type, etag=etag, headers=headers)


ROUTES: Final = (
    Route("/ns/context.jsonld", show_context),
    Route("/ns/context", show_context),
    *(
        Route(f"{path}{extension}", show_vocabulary)
        for path in ("/ns", "/ns/shapes")
        for extension in ("", *(f".{form.extension}" for form in DOCUMENT_FORMATS))
    ),
    Route("/codes", show_codes),
    *(Route(f"/codes.{form.extension}", show_codes) for form in PAGE_FORMATS),
)
