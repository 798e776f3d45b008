"""Records, code lists and single insights: one address for the thing, one for each form of it.

``/id/…`` names the thing and answers 303 to the document about it; the document comes in the form
the client prefers, or the one its extension names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import RedirectResponse
from starlette.routing import Route

from partnerskap.api.gone import find_record
from partnerskap.errors import NotFoundError
from partnerskap.graph.terms import BASE, DocumentKey
from partnerskap.records.document import find_document, find_insight
from partnerskap.records.provenance import HISTORY_KEY
from partnerskap.web.documents import answer_document
from partnerskap.web.links import PLURALS, document_path, local_path
from partnerskap.web.negotiate import DOCUMENT_FORMATS, split_extension
from partnerskap.web.site import root_path, site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["ROUTES"]

# The questions have routes of their own: an answer belongs to each.
_TYPES: Final = {folder: kind for kind, folder in PLURALS.items() if kind != "question"}


def _key(kind: str, slug: str) -> DocumentKey:
    """Make a key of a path; raise NotFoundError for what cannot be one."""
    try:
        return DocumentKey(kind, slug)
    except ValueError:
        raise NotFoundError(
            f"«{kind}/{slug[:80]}» kan ikke være en nøkkel. Nøkler har små bokstaver a–z, tall og "
            "bindestrek.",
            f"'{kind}/{slug[:80]}' cannot be a key. Keys have lower-case letters a–z, digits and "
            "hyphens.",
        ) from None


def _see_other(request: Request, path: str) -> Response:
    path, hash_, fragment = path.partition("#")
    query = f"{'&' if '?' in path else '?'}{request.url.query}" if request.url.query else ""
    headers = {"Vary": "Accept, Accept-Language"}
    target = f"{root_path(request)}{path}{query}{hash_}{fragment}"
    return RedirectResponse(target, status_code=303, headers=headers)


def show_record(request: Request) -> Response:
    """Show one record, code list or reference list in the form asked for."""
    kind = _TYPES[request.url.path.removeprefix(root_path(request)).split("/")[1]]
    slug, form = split_extension(request.path_params["slug"], DOCUMENT_FORMATS)
    document = find_record(request, _key(kind, slug))
    return answer_document(request, document, f"/{PLURALS[kind]}/{slug}", form)


def show_insight(request: Request) -> Response:
    """Show one statement with its source and its parts."""
    slug, form = split_extension(request.path_params["slug"], DOCUMENT_FORMATS)
    document = find_insight(site_of(request).store, slug)
    return answer_document(request, document, f"/insights/{slug}", form)


def see_thing(request: Request) -> Response:
    """Lead from the address of a thing to the document about it."""
    kind, slug = request.path_params["type"], request.path_params["slug"]
    if kind == "insight":
        find_insight(site_of(request).store, slug)
        return _see_other(request, f"/insights/{slug}")
    stem, form = split_extension(slug, DOCUMENT_FORMATS)
    key = _key(kind, stem)
    find_record(request, key)
    path = _record_path(key)
    return _see_other(request, f"{path}.{form.extension}" if form else path)


def see_code(request: Request) -> Response:
    """Lead from the address of a code or code list to the document about the list."""
    scheme = request.path_params["scheme"]
    concept = request.path_params.get("concept", "")
    document = find_document(site_of(request).store, _key("code", scheme))
    iri = f"{BASE}/code/{scheme}/{concept}"
    if concept and not any(getattr(t.subject, "value", "") == iri for t in document.triples):
        raise NotFoundError(
            f"Kodelista «{scheme}» har ingen kode «{concept[:80]}». Se lista på /codes/{scheme}.",
            f"The code list {scheme!r} has no code {concept[:80]!r}. See /codes/{scheme}.",
        )
    return _see_other(request, f"/codes/{scheme}" + (f"#{concept}" if concept else ""))


def see_version(request: Request) -> Response:
    """Lead from the address of a record as one version left it to the page that shows it."""
    key = _key(request.path_params["type"], request.path_params["slug"])
    return _see_other(request, f"{_record_path(key)}/versions/{request.path_params['version']}")


def _record_path(key: DocumentKey) -> str:
    path = local_path(key.iri)
    if path is None:
        raise NotFoundError(
            f"Det finnes ingen oppføringer av typen «{key.type[:40]}».",
            f"There are no records of the type {key.type[:40]!r}.",
        )
    return path


def see_graph(request: Request) -> Response:
    """Lead from the address of a named graph to the document whose triples it holds."""
    key = _key(request.path_params["type"], request.path_params["slug"])
    if key == HISTORY_KEY:
        return _see_other(request, f"/graphs?graph={key.graph}")
    find_document(site_of(request).store, key)
    return _see_other(request, document_path(key) or "/")


def see_graph_version(request: Request) -> Response:
    """Lead from the address of a document that is no record, at one version, to that change."""
    _key(request.path_params["type"], request.path_params["slug"])
    return _see_other(request, f"/changes/{request.path_params['version']}")


ROUTES: Final = (
    Route("/id/{type}/{slug}", see_thing),
    Route("/id/{type}/{slug}/versions/{version}", see_version),
    Route("/code/{scheme}", see_code),
    Route("/code/{scheme}/{concept}", see_code),
    Route("/graph/{type}/{slug}", see_graph),
    Route("/graph/{type}/{slug}/versions/{version}", see_graph_version),
    Route("/insights/{slug}", show_insight),
    *(Route(f"/{folder}/{{slug}}", show_record) for folder in _TYPES),
)
