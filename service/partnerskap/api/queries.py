"""The stored questions: a list, and each with its answer as it is now, as page, JSON and CSV.

A question runs in the engine that answers /sparql, under the same limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from partnerskap.api.asking import ask_engine, engine_version
from partnerskap.errors import BadRequestError
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.document import document_graphs, find_document, merge
from partnerskap.records.questions import choices
from partnerskap.sparql.register import new_id
from partnerskap.web.answer_csv import rows_as_csv, triples_as_csv
from partnerskap.web.documents import alternates, answer_document, link_header, write_document
from partnerskap.web.headers import make_etag, respond, respond_kept
from partnerskap.web.negotiate import (
    CSV,
    DOCUMENT_FORMATS,
    HTML,
    JSON,
    JSONLD,
    QUERY,
    QUESTION_FORMATS,
    Format,
    choose,
    split_extension,
)
from partnerskap.web.query import read_pairs
from partnerskap.web.question_page import describe_list, describe_question
from partnerskap.web.render import page_version, render_page
from partnerskap.web.result_page import ResultTable, printable, read_table
from partnerskap.web.site import full_address, root_path, site_of
from partnerskap.web.views import VIEW, choose_view, wanted_view

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.records.questions import Asked

__all__ = ["ROUTES"]

_ANSWERS: Final = (HTML, JSON, CSV, QUERY)
_ROW_NAMES: Final = {HTML: "json", JSON: "json", CSV: "csv"}
_GRAPH_NAMES: Final = {HTML: "turtle", JSON: "jsonld", CSV: "nt"}


def show_questions(request: Request) -> Response:
    """List the questions, perhaps those with one keyword; for machines, all of them as RDF."""
    site = site_of(request)
    path = request.url.path.removeprefix(root_path(request))
    _, form = split_extension(path.rpartition("/")[2], DOCUMENT_FORMATS)
    chosen = form or choose(request.headers.get("accept"), DOCUMENT_FORMATS)
    words = site.words(request)
    keyword = _keyword(request)
    page = f"{root_path(request)}/queries"

    def body() -> bytes:
        if chosen == HTML:
            values = describe_list(site.questions, keyword, words)
            query = f"?{urlencode({'keyword': keyword})}" if keyword else ""
            downloads = [(form, address + query) for form, address in alternates(page)]
            return render_page(
                request, "queries.html", words.language, downloads=downloads, **values
            )
        kept = {question.slug for question in site.questions.all(keyword)}
        keys = [key for key in document_graphs(site.store, "question") if key.slug in kept]
        documents = [find_document(site.store, key) for key in keys]
        return write_document(site, merge(DocumentKey("question", "all"), documents), chosen)

    headers = {"Link": link_header(page, chosen, root_path(request))}
    if chosen == HTML:
        headers["Content-Language"] = words.language
    etag = make_etag(
        site.graph.content_hash, page_version(), keyword, chosen.extension, words.language
    )
    return respond(request, body, content_type=chosen.content_type, etag=etag, headers=headers)


async def show_question(request: Request) -> Response:
    """Show one question with its answer, its answer alone, its query, or its description."""
    site = site_of(request)
    slug, form = split_extension(request.path_params["slug"], QUESTION_FORMATS)
    question = site.questions.find(slug)
    chosen = form or choose(request.headers.get("accept"), QUESTION_FORMATS)
    if chosen not in _ANSWERS:
        document = find_document(site.store, DocumentKey("question", slug))
        return answer_document(request, document, f"/queries/{slug}", chosen)
    pairs = [pair for pair in read_pairs(request) if pair[0] not in {"lang", VIEW}]
    asked = question.ask(pairs, site.store)
    try:
        return await _answer(request, asked, chosen)
    except ClientDisconnect:
        return Response(status_code=499)  # nobody is there to be answered


async def _answer(request: Request, asked: Asked, chosen: Format) -> Response:
    """Answer with what was kept from before, or ask the engine."""
    language = site_of(request).language(request)
    graph = asked.question.form == "construct"
    content_type = (JSONLD if chosen == JSON and graph else chosen).content_type
    identity = new_id()
    headers = {"Link": _links(request, asked.question.slug, chosen), "X-Query-Id": identity}
    if chosen == HTML:
        headers["Content-Language"] = language
    if chosen == CSV:
        headers["Content-Disposition"] = f'attachment; filename="{asked.question.slug}.csv"'
    seen = wanted_view(request) if chosen == HTML else ""
    address = full_address(request, "")
    parts = (page_version(), address, asked.query, chosen.extension, language, seen)
    etag = make_etag(engine_version(request), *parts)
    kept = respond_kept(request, content_type=content_type, etag=etag, headers=headers)
    if kept is not None:
        return kept
    body, version = await _write(request, asked, chosen, identity)
    etag = make_etag(version, *parts)  # the graph may have moved on in the meantime
    return respond(request, lambda: body, content_type=content_type, etag=etag, headers=headers)


async def _write(
    request: Request, asked: Asked, chosen: Format, identity: str
) -> tuple[bytes, str]:
    """Write a body and tell from which version of the graph."""
    if chosen == QUERY:
        return asked.query.encode(), engine_version(request)
    graph = asked.question.form == "construct"
    names = _GRAPH_NAMES if graph else _ROW_NAMES
    body, version = await ask_engine(request, asked.query, names[chosen], identity=identity)
    if chosen == JSON:
        return body, version
    if chosen == CSV:
        return await run_in_threadpool(triples_as_csv if graph else rows_as_csv, body), version
    return await run_in_threadpool(_as_page, request, asked, body), version


def _as_page(request: Request, asked: Asked, body: bytes) -> bytes:
    site = site_of(request)
    words = site.words(request)
    graph = asked.question.form == "construct"
    table = ResultTable() if graph else read_table(body, words, whole=True)
    values = describe_question(
        asked,
        table,
        words,
        graph=printable(body.decode()) if graph else "",
        address=full_address(request, ""),
        choices=lambda kind: choices(kind, site.store, site.labels),
    )
    view = choose_view(table, wanted_view(request), lambda way: words.here(_seen(asked, way)))
    return render_page(request, "query.html", words.language, view=view, **values)


def _seen(asked: Asked, way: str) -> str:
    """Write the path of the page of an answer, seen in one way."""
    return f"/queries/{asked.question.slug}?{urlencode({**asked.changed, VIEW: way})}"


def _links(request: Request, slug: str, chosen: Format) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    page = f"{root_path(request)}/queries/{slug}"
    return ", ".join(
        f'<{page}.{form.extension}{query}>; rel="alternate"; type="{form.media_type}"'
        for form in _ANSWERS
        if form != chosen
    )


def _keyword(request: Request) -> str:
    """Read the one parameter of the list."""
    keyword = ""
    for name, value in read_pairs(request):
        if name not in {"keyword", "lang"}:
            raise BadRequestError(
                f"Lista over spørsmål har ingen parameter «{name[:40]}». Den tar keyword og lang.",
                f"The list of questions has no parameter {name[:40]!r}. It takes keyword and lang.",
            )
        keyword = value.strip() if name == "keyword" else keyword
    return keyword


def see_questions(request: Request) -> Response:
    """Lead from where the questions were to where they are."""
    path = request.url.path.removeprefix(root_path(request))
    _, form = split_extension(path.rpartition("/")[2], QUESTION_FORMATS)
    slug, _ = split_extension(request.path_params.get("slug", ""), QUESTION_FORMATS)
    target = f"/queries/{site_of(request).questions.find(slug).slug}" if slug else "/queries"
    extension = f".{form.extension}" if form else ""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(
        f"{root_path(request)}{target}{extension}{query}",
        status_code=303,
        headers={"Vary": "Accept, Accept-Language"},
    )


ROUTES: Final = (
    *(
        Route(f"{path}{extension}", handler)
        for path, handler in (("/queries", show_questions), ("/ns/questions", see_questions))
        for extension in ("", *(f".{form.extension}" for form in DOCUMENT_FORMATS))
    ),
    Route("/queries/{slug}", show_question),
    Route("/questions/{slug}", see_questions),
)
