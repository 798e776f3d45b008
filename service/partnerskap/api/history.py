"""A record through time: its versions, any of them, and what sets two of them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import RdfFormat, parse
from starlette.routing import Route

from partnerskap.api.desk import live_of
from partnerskap.api.gone import name_record
from partnerskap.entry.differences import describe, difference_as_json
from partnerskap.errors import BadRequestError, GoneError, NotFoundError
from partnerskap.graph.terms import DocumentKey
from partnerskap.records import database as db
from partnerskap.records.document import Document, root_of
from partnerskap.records.history import find_past
from partnerskap.records.provenance import describe_history
from partnerskap.records.reading import read_history
from partnerskap.records.view import dump_json
from partnerskap.web.change_lines import in_words, roles, version_line
from partnerskap.web.documents import answer_document, write_document
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.links import PLURALS
from partnerskap.web.negotiate import (
    DOCUMENT_FORMATS,
    HTML,
    JSON,
    PAGE_FORMATS,
    choose,
    split_extension,
)
from partnerskap.web.render import page_version, render_page
from partnerskap.web.site import root_path, site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.records.chain import Version
    from partnerskap.web.negotiate import Format

__all__ = ["ROUTES"]

_TYPES: Final = {folder: kind for kind, folder in PLURALS.items() if kind != "question"}
_HIGHEST: Final = 10**12


def show_history(request: Request) -> Response:
    """Show every version of a record: a page, JSON, or PROV-O in any RDF format."""
    key, form = _key(request), _form(request)
    chosen = form or choose(request.headers.get("accept"), DOCUMENT_FORMATS)
    site = site_of(request)
    with db.reading(live_of(request).desk.engine) as connection:
        history = read_history(connection, key)
    if not history:
        raise _unknown(key)
    language, root = site.language(request), root_path(request)

    def body() -> bytes:
        if chosen == HTML:
            words = site.words(request)
            lines = [version_line(version, key, words) for version in reversed(history)]
            return render_page(
                request,
                "history.html",
                language,
                record_name=name_record(request, key),
                href=words.here(f"/{PLURALS[key.type]}/{key.slug}"),
                versions=lines,
                compare=words.here(f"/{PLURALS[key.type]}/{key.slug}/compare"),
                base=f"{root}/{PLURALS[key.type]}/{key.slug}/history",
            )
        if chosen == JSON:
            items = [_as_json(version, key, root) for version in reversed(history)]
            return dump_json({"record": str(key), "version": history[-1].seq, "items": items})
        return write_document(site, describe_history(key, history), chosen)

    parts = (history[-1].hash, page_version(), chosen.extension, language)
    etag = make_etag(*parts, site.graph.content_hash)
    headers = {"Content-Language": language}
    return respond(request, body, content_type=chosen.content_type, etag=etag, headers=headers)


def show_version(request: Request) -> Response:
    """Show a record as one version left it, in the form asked for."""
    key = _key(request)
    name, form = split_extension(request.path_params["version"], DOCUMENT_FORMATS)
    number = _number(name)
    with db.reading(live_of(request).desk.engine) as connection:
        past = find_past(connection, key, number)
    if not past.triples:
        raise GoneError(
            f"{key} var slettet i versjon {number}. Se historikken til oppføringen.",
            f"{key} was deleted at version {number}. See the history of the record.",
        )
    text = "".join(f"{line} .\n" for line in past.triples)
    triples = tuple(quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES))
    document = Document(key, root_of(key, triples), triples)
    return answer_document(request, document, f"{_path(key)}/versions/{number}", form)


def compare_versions(request: Request) -> Response:
    """Show in words what sets two versions of a record apart."""
    key, site = _key(request), site_of(request)
    chosen = _form(request) or choose(request.headers.get("accept"), PAGE_FORMATS)
    with db.reading(live_of(request).desk.engine) as connection:
        history = read_history(connection, key)
        if not history:
            raise _unknown(key)
        last = history[-1].seq
        first = history[-2].seq if len(history) > 1 else last
        old, new = _asked(request, "from", first), _asked(request, "to", last)
        before, after = (find_past(connection, key, number) for number in (old, new))
    lines = describe(key, before.triples, after.triples, site.labels)
    language = site.language(request)

    def body() -> bytes:
        if chosen == JSON:
            told = difference_as_json(lines)
            return dump_json({"record": str(key), "from": old, "to": new, "difference": told})
        words = site.words(request)
        return render_page(
            request,
            "compare.html",
            language,
            record_name=name_record(request, key),
            href=words.here(_path(key)),
            history=words.here(f"{_path(key)}/history"),
            old=old,
            new=new,
            numbers=[version.seq for version in history],
            lines=in_words(lines, language),
        )

    parts = (before.step.hash, after.step.hash, site.graph.content_hash, page_version())
    etag = make_etag(*parts, chosen.extension, language)
    headers = {"Content-Language": language}
    return respond(request, body, content_type=chosen.content_type, etag=etag, headers=headers)


def _as_json(version: Version, key: DocumentKey, root: str) -> dict[str, object]:
    entry = version.entries[0]
    return {
        "version": version.seq,
        "url": f"{root}{_path(key)}/versions/{version.seq}",
        "change": f"{root}/changes/{version.seq}",
        "kind": entry.kind.value,
        "at": version.at,
        "reason": version.reason,
        "roles": roles(version.credit),
        "reverts": version.credit.reverts,
        "hash": version.hash,
        "previous": version.prev,
        "removed": len(entry.patch.removed),
        "added": len(entry.patch.added),
    }


def _key(request: Request) -> DocumentKey:
    folder = request.url.path.removeprefix(root_path(request)).split("/")[1]
    slug = request.path_params["slug"]
    try:
        return DocumentKey(_TYPES[folder], slug)
    except ValueError:
        raise NotFoundError(
            f"«{slug[:80]}» kan ikke være navnet på en oppføring.",
            f"{slug[:80]!r} cannot be the name of a record.",
        ) from None


def _path(key: DocumentKey) -> str:
    return f"/{PLURALS[key.type]}/{key.slug}"


def _form(request: Request) -> Format | None:
    return split_extension(request.url.path.rpartition("/")[2], DOCUMENT_FORMATS)[1]


def _asked(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or int(text) >= _HIGHEST:
        raise BadRequestError(
            f"«{name}» skal være et versjonsnummer.", f"{name!r} must be a version number."
        )
    return int(text)


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) >= _HIGHEST:
        raise NotFoundError(
            f"«{text[:40]}» er ikke et versjonsnummer. Se historikken.",
            f"{text[:40]!r} is no version number. See the history.",
        )
    return int(text)


def _unknown(key: DocumentKey) -> NotFoundError:
    return NotFoundError(
        f"{key} har ingen historikk her. Se etter skrivefeil, eller prøv søket.",
        f"{key} has no history here. Check the spelling, or try the search.",
    )


_HISTORY: Final = ("", *(f".{form.extension}" for form in DOCUMENT_FORMATS))
_PAGES: Final = ("", *(f".{form.extension}" for form in PAGE_FORMATS))
ROUTES: Final = tuple(
    route
    for folder in _TYPES
    for route in (
        *(Route(f"/{folder}/{{slug}}/history{end}", show_history) for end in _HISTORY),
        *(Route(f"/{folder}/{{slug}}/compare{end}", compare_versions) for end in _PAGES),
        Route(f"/{folder}/{{slug}}/versions/{{version}}", show_version),
    )
)
