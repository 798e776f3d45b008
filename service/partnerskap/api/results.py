"""Answers of the SPARQL endpoint, and its refusals, as pages for people without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from partnerskap.api.problems import problem_body, problem_response
from partnerskap.errors import BadRequestError, QuerySyntaxError, ServiceError
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, prefers_page
from partnerskap.sparql.request import SparqlRequest
from partnerskap.web.query import lenient_pairs
from partnerskap.web.render import render_page
from partnerskap.web.result_page import (
    SHOWN_ROWS,
    ResultTable,
    mark_place,
    printable,
    read_table,
)
from partnerskap.web.site import root_path, site_of
from partnerskap.web.views import VIEW, choose_view, wanted_view

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.sparql.execute import Answer, Found

__all__ = ["show_failure", "show_found"]

_READ_BYTES: Final = 4_194_304
_SHOWN_BYTES: Final = 262_144
_NAMES: Final = {
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "tsv": "TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
    "jsonld": "JSON-LD",
    "nq": "N-Quads",
    "trig": "TriG",
}


async def show_found(request: Request, found: Found) -> Response:
    """Show an answer as a page, as much of it as a page can hold."""
    is_graph = found.query.form.gives_graph
    body, whole = await _read(found.answer, _SHOWN_BYTES if is_graph else _READ_BYTES)
    return await run_in_threadpool(_show, request, found, body, whole=whole)


def show_failure(request: Request, error: ServiceError) -> Response:
    """Show what is wrong with a query beside it, where a page was asked for."""
    plain = problem_response(request, error)
    given = dict(lenient_pairs(request))
    query = given.get("query", "")
    accept = request.headers.get("accept")
    if not query.strip() or not prefers_page(accept, given.get("format")):
        return plain
    language = _language(request)
    marked: tuple[str, ...] = ()
    if isinstance(error, QuerySyntaxError) and error.line is not None:
        marked = mark_place(printable(query), error.line, error.column or 1)
    page = render_page(
        request,
        "result.html",
        language,
        problem=problem_body(request, error, language),
        marked=marked,
        query=printable(query),
        fields=_fields(request, given),
    )
    headers = {
        name: value
        for name, value in plain.headers.items()
        if name not in {"content-length", "content-type"}
    }
    return _page(page, language, status=error.status, headers=headers)


def _language(request: Request) -> str:
    site = site_of(request)
    try:
        return site.language(request)
    except BadRequestError:
        return site.settings.language


def _show(request: Request, found: Found, body: bytes, *, whole: bool) -> Response:
    site = site_of(request)
    words = site.words(request)
    is_graph = found.query.form.gives_graph
    table = ResultTable() if is_graph else read_table(body, words, whole=whole)
    graph = _cut(body, whole=whole) if is_graph else ""
    page = render_page(
        request,
        "result.html",
        words.language,
        problem=None,
        query=printable(found.asked.text),
        fields=_fields(request, {}, found.asked),
        is_graph=is_graph,
        graph=graph,
        table=table,
        view=choose_view(table, wanted_view(request), lambda way: _seen(request, found.asked, way)),
        whole=whole and (is_graph or len(table.rows) == table.total),
        shown=SHOWN_ROWS,
        seconds=_seconds(found.seconds, words.language),
        downloads=_downloads(request, found),
        permalink=_address(request, found.asked),
        editor=words.here(f"/sparql?{urlencode({'edit': found.asked.text})}"),
    )
    return _page(page, words.language, headers={"Cache-Control": "no-cache"})


def _page(
    page: bytes, language: str, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    own = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": language,
        "Vary": "Accept, Accept-Language",
    }
    return Response(page, status, {**(headers or {}), **own})


async def _read(answer: Answer, limit: int) -> tuple[bytes, bool]:
    """Read an answer up to about a limit; tell whether that was all."""
    parts: list[bytes] = []
    size = 0
    try:
        async for chunk in answer.chunks:
            parts.append(chunk)
            size += len(chunk)
            if size > limit:
                return b"".join(parts)[:limit], False
    finally:
        await answer.chunks.aclose()
    return b"".join(parts), True


def _cut(body: bytes, *, whole: bool) -> str:
    text = body.decode(errors="replace" if whole else "ignore")
    return printable(text if whole else text[: text.rfind("\n") + 1])


def _fields(
    request: Request, given: dict[str, str], asked: SparqlRequest | None = None
) -> list[tuple[str, str]]:
    """Gather what the form sends on beside the query: graphs, and the language if chosen."""
    language = request.query_params.get("lang")
    kept = [("lang", language)] if language else []
    if asked is None:
        kept += [pair for pair in lenient_pairs(request) if pair[0].endswith("-graph-uri")]
    else:
        kept += _graphs(asked)
    return [*kept, *([("format", "html")] if given.get("format") == "html" else [])]


def _graphs(asked: SparqlRequest) -> list[tuple[str, str]]:
    return [
        *(("default-graph-uri", iri) for iri in asked.dataset.default),
        *(("named-graph-uri", iri) for iri in asked.dataset.named),
    ]


def _address(request: Request, asked: SparqlRequest, form: str = "") -> str:
    """Write the address of an answer, in one form if given."""
    pairs = [("query", asked.text), *_graphs(asked), *([("format", form)] if form else [])]
    return f"{root_path(request)}/sparql?{urlencode(pairs)}"


def _seen(request: Request, asked: SparqlRequest, way: str) -> str:
    """Write the address of the page of an answer, seen in one way, in the same language."""
    language = request.query_params.get("lang")
    more = {"format": "html", VIEW: way} | ({"lang": language} if language else {})
    return f"{_address(request, asked)}&{urlencode(more)}"


def _downloads(request: Request, found: Found) -> list[tuple[str, str, str]]:
    formats = GRAPH_FORMATS if found.query.form.gives_graph else ROW_FORMATS
    return [
        (_NAMES[form.names[0]], _address(request, found.asked, form.names[0]), form.media_types[0])
        for form in formats
    ]


def _seconds(seconds: float, language: str) -> str:
    text = f"{seconds:.3f}"
    return text if language == "en" else text.replace(".", ",")
