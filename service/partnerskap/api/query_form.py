"""The page ``/sparql`` for people: the form, the editor it becomes, and code for a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.routing import Route

from partnerskap.errors import BadRequestError, ForbiddenError
from partnerskap.graph.terms import BASE
from partnerskap.sparql.configure import make_limits
from partnerskap.sparql.guard import Form, check
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.query import read_pairs
from partnerskap.web.question_page import example_links
from partnerskap.web.render import has_editor, page_version, render_page, static_version
from partnerskap.web.result_page import printable
from partnerskap.web.site import full_address, site_of
from partnerskap.web.snippets import Shape, send_query

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

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
    ("html", ""),
    ("json", "JSON"),
    ("csv", "CSV"),
    ("tsv", "TSV"),
    ("xml", "XML"),
    ("turtle", "Turtle (CONSTRUCT)"),
    ("jsonld", "JSON-LD (CONSTRUCT)"),
)


async def show_query_form(request: Request) -> Response:
    """Show the form, with a query to edit or an example in it."""
    site = site_of(request)
    words = site.words(request)
    given = dict(read_pairs(request))
    plain = given.get("plain") == "1"
    query = given.get("edit") or _EXAMPLE
    if slug := given.get("example"):
        query = site.questions.find(slug).query
    editor = has_editor() and not plain

    def body() -> bytes:
        return render_page(
            request,
            "sparql.html",
            words.language,
            base=BASE,
            query=printable(query),
            formats=_FORMATS,
            editor=editor,
            plain=plain and has_editor(),
            examples=example_links(site.questions, words),
        )

    return respond(
        request,
        body,
        content_type="text/html; charset=utf-8",
        etag=make_etag(
            site.graph.content_hash, page_version(), static_version(), query, words.language
        ),
        headers={"Content-Language": words.language},
    )


def show_code(request: Request) -> Response:
    """Show programs that send a query; refuse what the endpoint would refuse."""
    site = site_of(request)
    words = site.words(request)
    query = dict(read_pairs(request)).get("query", _EXAMPLE)
    if not query.strip():
        raise BadRequestError(
            "Feltet «query» er tomt. Skriv en spørring i det.",
            "The field 'query' is empty. Write a query in it.",
        )
    guarded = check(query, make_limits(site.settings))
    if guarded.form is Form.UPDATE:
        raise ForbiddenError(
            "Dette er en oppdatering, og tjenesten kan bare leses. Skriv SELECT, ASK, CONSTRUCT "
            "eller DESCRIBE.",
            "This is an update, and the service is read-only. Write SELECT, ASK, CONSTRUCT or "
            "DESCRIBE.",
        )
    endpoint = full_address(request, "/sparql")

    def body() -> bytes:
        shape = Shape.GRAPH if guarded.form.gives_graph else Shape(guarded.form)
        programs = send_query(endpoint, printable(query), shape)
        back = words.here(f"/sparql?{urlencode({'edit': query})}")
        return render_page(request, "code.html", words.language, programs=programs, back=back)

    return respond(
        request,
        body,
        content_type="text/html; charset=utf-8",
        etag=make_etag(page_version(), query, endpoint, words.language),
        headers={"Content-Language": words.language},
    )


ROUTES: Final = (Route("/sparql/code", show_code),)
