"""Answer with one document in the form a client prefers."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store, parse

from partnerskap.records.document import Document, insight_slug
from partnerskap.records.lists import LISTS
from partnerskap.records.view import as_json, as_jsonld, as_ntriples, as_rdfxml, as_turtle
from partnerskap.web.catalogue import publisher_of
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.links import PLURALS, document_path
from partnerskap.web.model import Value
from partnerskap.web.negotiate import DOCUMENT_FORMATS, HTML, JSON, JSONLD, TURTLE, Format, choose
from partnerskap.web.outward import json_links, page_links
from partnerskap.web.page_data import embed_record
from partnerskap.web.record_page import find_mentions, make_page
from partnerskap.web.render import page_version, render_page
from partnerskap.web.signposting import SIGNPOSTED, Signpost, record_posts
from partnerskap.web.site import root_path, site_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.graph.terms import DocumentKey
    from partnerskap.web.site import Site

__all__ = ["alternates", "answer_document", "link_header", "rdf_etags", "write_document"]

_LISTS = frozenset(f"list_{name}" for name in (*LISTS, "codes"))
_MORE = {
    "actor": "/partnerships?actor={slug}",
    "collection": "/partnerships?part-of=collection/{slug}",
    "county": "/actors?county={slug}",
    "partnership": "/insights?partnership={slug}",
    "source": "/insights?source={slug}",
    "theme": "/partnerships?theme={slug}",
    "umbrella": "/partnerships?part-of=umbrella/{slug}",
}


def answer_document(
    request: Request, document: Document, path: str, form: Format | None = None
) -> Response:
    """Give a document as HTML, JSON, JSON-LD, Turtle, N-Triples or RDF/XML.

    ``form`` is what the address names; without it the Accept header decides. Raises
    NotAcceptableError when the client takes none of them.
    """
    site = site_of(request)
    chosen = form or choose(request.headers.get("accept"), DOCUMENT_FORMATS)
    language = site.language(request)
    page = root_path(request) + path
    links = [
        link_header(page, chosen, root_path(request)),
        *_posts(request, document, path, chosen),
    ]
    headers = {
        "Link": ", ".join(links),
        "Content-Location": f"{page}.{chosen.extension}",
    }
    if chosen == HTML:
        headers["Content-Language"] = language
        etag = make_etag(site.graph.content_hash, page_version(), path, language)
        return respond(
            request,
            lambda: _page(request, document, path),
            content_type=chosen.content_type,
            etag=etag,
            headers=headers,
        )
    extent = site.graph.content_hash if chosen == JSON else _mark(document)
    return respond(
        request,
        lambda: write_document(site, document, chosen),
        content_type=chosen.content_type,
        etag=make_etag(extent, path, chosen.extension),
        headers=headers,
    )


def write_document(site: Site, document: Document, form: Format) -> bytes:
    """Write a document in one of the forms for machines."""
    if form == JSON:
        return as_json(document, site.context, site.labels, json_links(site, document.key))
    if form == JSONLD:
        return as_jsonld(document, site.context)
    if form == TURTLE:
        return as_turtle(document)
    return as_ntriples(document) if form.extension == "nt" else as_rdfxml(document)


def rdf_etags(key: DocumentKey, lines: Iterable[str], path: str) -> frozenset[str]:
    """Give the ETags that the RDF forms of a record have while it states these N-Triples lines."""
    text = "".join(f"{line} .\n" for line in lines)
    store = Store()  # spells numbers as the published graph does
    store.extend(parse(text, format=RdfFormat.N_TRIPLES))
    triples = tuple(sorted((quad.triple for quad in store), key=str))
    mark = _mark(Document(key, None, triples))
    forms = (form for form in DOCUMENT_FORMATS if form not in {HTML, JSON})
    return frozenset(make_etag(mark, path, form.extension) for form in forms)


def alternates(page: str) -> list[tuple[Format, str]]:
    """List the other forms of a page and where each is."""
    return [(form, f"{page}.{form.extension}") for form in DOCUMENT_FORMATS if form != HTML]


def link_header(page: str, chosen: Format, root: str = "") -> str:
    """Write the Link header: the other forms, and for plain JSON the context that explains it."""
    links = [
        f'<{page}.{form.extension}>; rel="alternate"; type="{form.media_type}"'
        for form in DOCUMENT_FORMATS
        if form != chosen
    ]
    if chosen == JSON:
        relation = "http://www.w3.org/ns/json-ld#context"
        links.append(f'<{root}/ns/context.jsonld>; rel="{relation}"; type="application/ld+json"')
    return ", ".join(links)


def _posts(request: Request, document: Document, path: str, chosen: Format) -> list[str]:
    """Signpost the page of a record, and lead back to it from its other forms."""
    insight = path.startswith("/insights/")
    known = insight or (path == document_path(document.key) and document.key.type in SIGNPOSTED)
    if document.root is None or not known:
        return []
    root = root_path(request)
    if chosen != HTML:
        return [str(Signpost("describes", root + path, HTML.media_type))]
    publisher = publisher_of(site_of(request).settings, "").iri
    kind = "insight" if insight else document.key.type
    posts = record_posts(kind, document.root.value, root + path, root=root, publisher=publisher)
    return [str(post) for post in posts if not (insight and post.rel == "linkset")]


def _mark(document: Document) -> str:
    return sha256("\n".join(str(triple) for triple in document.triples).encode()).hexdigest()


def _page(request: Request, document: Document, path: str) -> bytes:
    site = site_of(request)
    words = site.words(request)
    root = document.root.value if document.root else ""
    is_insight = "#" in root
    mentions, total = find_mentions(site.store, root, words) if root else ((), 0)
    kind = "insight" if is_insight else document.key.type
    more = _MORE.get(kind, "").format(slug=document.key.slug)
    return render_page(
        request,
        "record.html",
        words.language,
        page=make_page(document, words),
        data="" if is_insight else embed_record(document, words.language),
        kind=kind,
        known_lists=_LISTS,
        folder="insights" if is_insight else PLURALS.get(kind, ""),
        iri=root,
        record=words.link(document.key.iri) if is_insight else Value(""),
        mentions=mentions,
        mention_total=total,
        more=words.here(more) if more else "",
        slug=insight_slug(root) if is_insight else document.key.slug,
        downloads=alternates(root_path(request) + path),
        links=() if is_insight else page_links(site, document.key, words),
    )
