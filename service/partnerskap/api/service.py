"""What the service says of its endpoint and its data: VoID, named graphs, functions of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from partnerskap.api.desk import find_live
from partnerskap.functions import FUNCTIONS
from partnerskap.graph.descriptions import VOID_KEY
from partnerskap.graph.questions import ENDPOINT
from partnerskap.graph.terms import BASE, PREFIXES, DocumentKey, expand
from partnerskap.graph.void import DATASET, void_description
from partnerskap.records.document import Document
from partnerskap.records.provenance import HISTORY_KEY
from partnerskap.records.view import dump_json
from partnerskap.sparql.description import Holdings, Service
from partnerskap.web.documents import answer_document
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.negotiate import (
    DOCUMENT_FORMATS,
    HTML,
    PAGE_FORMATS,
    TURTLE,
    accepts_html,
    choose,
    split_extension,
)
from partnerskap.web.render import page_version, render_page
from partnerskap.web.site import root_path, site_of
from partnerskap.web.wording import number

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.entry.live import Live
    from partnerskap.settings import Settings
    from partnerskap.web.negotiate import Format
    from partnerskap.web.site import Site

__all__ = ["ROUTES", "link_descriptions", "list_graphs", "tell_service"]

_GRAPH: Final = f"{BASE}/graph/"
_VOID: Final = "/.well-known/void"
_FUNCTIONS: Final = "/ns/functions"


def link_descriptions(settings: Settings) -> str:
    """Write the Link header that leads from the endpoint to what describes it."""
    root = urlsplit(settings.public_url).path.rstrip("/")
    return (
        f'<{root}{_VOID}>; rel="describedby", '
        f'<{root}/sparql?format=ttl>; rel="service-desc"; type="text/turtle"'
    )


def tell_service(site: Site, live: Live | None) -> Service:
    """Say of the endpoint what its description should hold; ``live`` where it has a history."""
    used = ("sd", "void", "rdfs", "geof", "pkf")
    public = site.settings.public_url
    return Service(
        name=ENDPOINT,
        address=f"{public}/sparql" if public else "",
        functions=FUNCTIONS,
        holdings=Holdings(DATASET, site.graph_sizes.merged, _named(site, live)),
        prefixes={name: PREFIXES[name] for name in used},
    )


def show_void(request: Request) -> Response:
    """Show the VoID description of the published data in the form asked for."""
    form = _form(request)
    accept = request.headers.get("accept")
    if form is None and not accepts_html(accept):  # whoever takes anything is no reader of pages
        form = choose(accept, (TURTLE, *(each for each in DOCUMENT_FORMATS if each != TURTLE)))
    return answer_document(request, _void(site_of(request)), _VOID, form)


def show_functions(request: Request) -> Response:
    """Show the functions that queries may call, in the form asked for."""
    return answer_document(request, _functions(), _FUNCTIONS, _form(request))


async def list_graphs(request: Request) -> Response:
    """List the named graphs, with how much stands in each and where it can be fetched."""
    return await run_in_threadpool(_list_graphs, request)


def _list_graphs(request: Request) -> Response:
    site = site_of(request)
    named = request.query_params.get("format")
    form = next((each for each in PAGE_FORMATS if each.extension == named), None)
    chosen = form or choose(request.headers.get("accept"), PAGE_FORMATS)
    language = site.language(request)

    def body() -> bytes:
        if chosen == HTML:
            merged = number(str(site.graph_sizes.merged))
            return render_page(
                request, "graphs.html", language, kinds=_kinds(request), merged=merged
            )
        return dump_json(_as_json(request))

    live = find_live(request.app.state)
    mark = live.mark if live is not None else site.graph.content_hash
    etag = make_etag(mark, page_version(), chosen.extension, language)
    headers = {"Content-Language": language}
    return respond(request, body, content_type=chosen.content_type, etag=etag, headers=headers)


def _kinds(request: Request) -> dict[str, list[tuple[str, str, str]]]:
    """Gather the graphs by the type of their document: name, address and triples in words."""
    kinds: dict[str, list[tuple[str, str, str]]] = {}
    for iri, count in _named(site_of(request), find_live(request.app.state)).items():
        name = iri.removeprefix(_GRAPH)
        kind = name.partition("/")[0]
        kinds.setdefault(kind, []).append((name, _address(request, iri), number(str(count))))
    return kinds


def _named(site: Site, live: Live | None) -> dict[str, int]:
    """Give the named graphs and their sizes, the history among them where there is one."""
    named = dict(site.graph_sizes.named)
    if live is not None:
        named[HISTORY_KEY.graph] = live.history_size()
    return dict(sorted(named.items()))


def _as_json(request: Request) -> dict[str, object]:
    site = site_of(request)
    merged = site.graph_sizes.merged
    return {
        "list": "graphs",
        "default": {"url": f"{root_path(request)}/graphs?default", "triples": merged},
        "items": [
            {"iri": iri, "url": _address(request, iri), "triples": count}
            for iri, count in _named(site, find_live(request.app.state)).items()
        ],
    }


def _address(request: Request, iri: str) -> str:
    return f"{root_path(request)}/graphs?graph={quote(iri, safe='/:')}"


def _form(request: Request) -> Format | None:
    return split_extension(request.url.path.rpartition("/")[2], DOCUMENT_FORMATS)[1]


def _void(site: Site) -> Document:
    """Read the description that goes with the version; count anew where none was made."""
    lines = site.graph.descriptions.get(VOID_KEY) or void_description(site.store)
    text = "".join(f"{line} .\n" for line in lines)
    triples = (quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES))
    return Document(VOID_KEY, NamedNode(DATASET), tuple(triples))


def _functions() -> Document:
    kind, label, comment = (NamedNode(expand(name)) for name in ("rdf:type", *_ABOUT))
    triples = [
        triple
        for each in FUNCTIONS
        for triple in (
            Triple(NamedNode(each.iri), kind, NamedNode(expand("sd:Function"))),
            Triple(NamedNode(each.iri), label, Literal(each.signature, language="en")),
            Triple(NamedNode(each.iri), comment, Literal(each.meaning, language="en")),
        )
    ]
    return Document(DocumentKey("catalogue", "functions"), None, tuple(triples))


_ABOUT: Final = ("rdfs:label", "rdfs:comment")

ROUTES: Final = tuple(
    Route(f"{path}{extension}", show)
    for path, show in ((_VOID, show_void), (_FUNCTIONS, show_functions))
    for extension in ("", *(f".{form.extension}" for form in DOCUMENT_FORMATS))
)
