"""The catalogue, the concepts and the model, as portals harvest them and as a page.

One address for each feed and one for each form of it. A feed is whole or it is not given at all.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from partnerskap.api.desk import find_live
from partnerskap.api.dumps import dumped_now
from partnerskap.api.vocabulary import write_vocabulary
from partnerskap.entry.forms import released_forms
from partnerskap.errors import BadRequestError
from partnerskap.portal.concepts import describe_terms, write_concepts
from partnerskap.portal.facts import File, dump_files, fixed_words, weigh
from partnerskap.portal.feed import write_catalogue
from partnerskap.portal.models import write_models
from partnerskap.portal.profiles import Profile
from partnerskap.portal.schema_org import write_schema_org
from partnerskap.portal.writing import write_feed
from partnerskap.records import database as db
from partnerskap.records.times import read_spans
from partnerskap.web.catalogue import gather_facts, list_files
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.negotiate import (
    HTML,
    JSONLD,
    NTRIPLES,
    RDFXML,
    TRIG,
    TURTLE,
    accepts_html,
    choose,
    split_extension,
)
from partnerskap.web.page_data import embed
from partnerskap.web.render import page_version, render_page
from partnerskap.web.site import full_address, root_path, site_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Triple
    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.portal.facts import Facts
    from partnerskap.web.negotiate import Format
    from partnerskap.web.site import Site

__all__ = ["ROUTES", "catalogue_of"]

_FORMS: Final = (TURTLE, JSONLD, RDFXML, NTRIPLES, TRIG)
_VOCABULARY: Final = (
    ("ns", "ontology", TURTLE, "RDF_TURTLE"),
    ("ns", "ontology", JSONLD, "JSON_LD"),
    ("ns", "ontology", RDFXML, "RDF_XML"),
    ("shapes", "shapes", TURTLE, "RDF_TURTLE"),
    ("shapes", "shapes", JSONLD, "JSON_LD"),
)


def show_catalogue(request: Request) -> Response:
    """Show the catalogue: to readers as a page, to harvesters in the profile they ask for."""
    form, profile = _form(request), _profile(request)
    if form == HTML:
        return _show_page(request)
    facts = _facts(request)
    return _answer(request, form, facts, lambda: _catalogue(request, facts, profile))


def show_concepts(request: Request) -> Response:
    """Show the concepts after SKOS-AP-NO-Begrep."""
    facts = _facts(request)
    store = site_of(request).store
    form = _ending(request) or choose(request.headers.get("accept"), _FORMS)
    return _answer(request, form, facts, lambda: write_concepts(store, facts))


def show_models(request: Request) -> Response:
    """Show the information model after ModellDCAT-AP-NO."""
    facts = _facts(request)
    store = site_of(request).store
    form = _ending(request) or choose(request.headers.get("accept"), _FORMS)
    return _answer(request, form, facts, lambda: write_models(released_forms(), store, facts))


def catalogue_of(request: Request) -> tuple[Facts, tuple[Triple, ...]]:
    """Give the neutral catalogue, and what it is written from."""
    facts = _facts(request)
    return facts, _catalogue(request, facts, Profile.NEUTRAL)


def _catalogue(request: Request, facts: Facts, profile: Profile) -> tuple[Triple, ...]:
    names = {name for dataset in fixed_words().dataset for name in dataset.subjects}
    subjects = list(describe_terms(site_of(request).store, names))
    return write_catalogue(facts, subjects, profile)


def _answer(
    request: Request,
    form: Format,
    facts: Facts,
    write: Callable[[], tuple[Triple, ...]],
) -> Response:
    mark = sha256(repr(facts).encode()).hexdigest()
    path = request.url.path.removeprefix(root_path(request))
    etag = make_etag(
        site_of(request).graph.content_hash,
        page_version(),
        mark,
        path,
        request.query_params.get("_profile", ""),
        form.extension,
    )
    return respond(
        request,
        lambda: write_feed(write(), form.extension),
        content_type=form.content_type,
        etag=etag,
        headers={"Link": _links(request, form)},
    )


def _show_page(request: Request) -> Response:
    site = site_of(request)
    language = site.language(request)
    facts = _facts(request)

    def body() -> bytes:
        files = [(file, f"{root_path(request)}{file.path}") for file in facts.files]
        return render_page(
            request,
            "catalog.html",
            language,
            datasets=fixed_words().dataset,
            services=fixed_words().service,
            modified=facts.modified,
            files=files,
            data=embed(write_schema_org(facts), language),
            profiles=list(Profile),
            forms=_FORMS,
            publisher=facts.publisher,
        )

    mark = sha256(repr(facts).encode()).hexdigest()
    etag = make_etag(site.graph.content_hash, page_version(), mark, language)
    headers = {"Content-Language": language, "Link": _links(request, HTML)}
    return respond(request, body, content_type=HTML.content_type, etag=etag, headers=headers)


def _links(request: Request, chosen: Format) -> str:
    page = request.url.path
    ending = _ending(request)
    page = page.removesuffix(f".{ending.extension}") if ending else page
    query = f"?{request.url.query}" if request.url.query else ""
    return ", ".join(
        f'<{page}.{form.extension}{query}>; rel="alternate"; type="{form.media_type}"'
        for form in _FORMS
        if form != chosen
    )


def _ending(request: Request) -> Format | None:
    return split_extension(request.url.path.rpartition("/")[2], (HTML, *_FORMS))[1]


def _form(request: Request) -> Format:
    named = _ending(request)
    accept = request.headers.get("accept")
    if named:
        return named
    return HTML if accepts_html(accept) else choose(accept, _FORMS)


def _profile(request: Request) -> Profile:
    asked = request.query_params.get("_profile") or Profile.NEUTRAL
    if asked in set(Profile):
        return Profile(asked)
    known = ", ".join(Profile)
    raise BadRequestError(
        f"Katalogen finnes ikke i profilen «{asked[:60]}». Velg blant {known}.",
        f"There is no catalogue in the profile {asked[:60]!r}. Choose from {known}.",
    )


def _facts(request: Request) -> Facts:
    site = site_of(request)
    live = find_live(request.app.state)
    address = full_address(request, "")
    if live is None:
        return gather_facts(site, address, _files(request), {})
    with db.reading(live.desk.engine) as connection:
        spans = read_spans(connection)
    return gather_facts(site, address, _files(request), spans)


def _files(request: Request) -> tuple[File, ...]:
    """List what is served as files now; worked out once a version."""
    site = site_of(request)
    if not site.files:
        site.files.append((*_dumps(request), *list_files(site), *_vocabulary_files(site)))
    return site.files[0]


def _dumps(request: Request) -> tuple[File, ...]:
    return dump_files(dumped_now(request)) if find_live(request.app.state) is not None else ()


def _vocabulary_files(site: Site) -> list[File]:
    """List the ontology and the shapes; those that are not loaded are not served either."""
    found: list[File] = []
    for name, dataset, form, code in _VOCABULARY:
        body = write_vocabulary(site, name, form)
        if body is not None:
            path = "/ns" if name == "ns" else f"/ns/{name}"
            file = File(
                dataset,
                f"{dataset}-{form.extension}",
                f"{path}.{form.extension}",
                code,
                form.media_type,
            )
            found.append(weigh(file, body))
    return found


ROUTES: Final = (
    *(
        Route(f"/catalog{end}", show_catalogue)
        for end in ("", *(f".{f.extension}" for f in _FORMS))
    ),
    Route("/catalog.html", show_catalogue),
    *(
        Route(f"{path}{end}", show)
        for path, show in (("/catalog/concepts", show_concepts), ("/catalog/models", show_models))
        for end in ("", *(f".{f.extension}" for f in _FORMS))
    ),
)
