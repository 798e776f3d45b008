"""Find a record, or say that it was deleted: what it was, and what takes its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from partnerskap.api.desk import find_live
from partnerskap.entry.differences import title_of
from partnerskap.entry.tombstones import REPLACED_BY, is_tombstone
from partnerskap.errors import GoneError, NotFoundError
from partnerskap.records import database as db
from partnerskap.records.document import find_document
from partnerskap.records.reading import read_document, read_history
from partnerskap.web.links import PLURALS, local_path
from partnerskap.web.site import root_path, site_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.document import Document

__all__ = ["find_record", "former_names", "name_record"]


def find_record(request: Request, key: DocumentKey) -> Document:
    """Read a published record; raise GoneError for one that was deleted, else NotFoundError."""
    try:
        document = find_document(site_of(request).store, key)
    except NotFoundError:
        title = _deleted_title(request, key)
        if title is None:
            raise
        raise _gone(request, key, title, "") from None
    if not is_tombstone(document.triples):
        return document
    replacement = next(
        (
            triple.object.value
            for triple in document.triples
            if triple.predicate == REPLACED_BY and isinstance(triple.object, NamedNode)
        ),
        "",
    )
    language = site_of(request).language(request)
    raise _gone(request, key, site_of(request).labels.of(key.iri, language), replacement)


def former_names(request: Request, keys: Iterable[DocumentKey]) -> dict[str, str]:
    """Give the names that those of some records had which are no more, by IRI."""
    labels = site_of(request).labels
    gone = {key for key in keys if key.iri not in labels}
    return {key.iri: title for key in gone if (title := _deleted_title(request, key))}


def name_record(request: Request, key: DocumentKey) -> str:
    """Name a record as it is called, or was called last."""
    site = site_of(request)
    return former_names(request, [key]).get(key.iri) or site.words(request).name(key.iri)


def _deleted_title(request: Request, key: DocumentKey) -> str | None:
    """Give the name that a deleted record had; None for one that never was."""
    live = find_live(request.app.state)
    if live is None:
        return None
    with db.reading(live.desk.engine) as connection:
        document = read_document(connection, key)
        if document is None or not document.deleted:
            return None
        last = read_history(connection, key)[-1]
    language = site_of(request).language(request)
    return title_of(key, last.entries[0].patch.removed, language)


def _gone(request: Request, key: DocumentKey, title: str, replacement: str) -> GoneError:
    site, root = site_of(request), root_path(request)
    members: dict[str, object] = {"was": title, "record": str(key)}
    headers = {}
    nb, en = f"«{title}» er slettet.", f"“{title}” was deleted."
    if key.type in PLURALS:
        members["history"] = f"{root}/{PLURALS[key.type]}/{key.slug}/history"
    if replacement:
        href = f"{root}{local_path(replacement) or ''}"
        nb += f" Se «{site.labels.of(replacement, 'nb')}» i stedet."
        en += f" See “{site.labels.of(replacement, 'en')}” instead."
        members |= {
            "replacedBy": href,
            "replacement": site.labels.of(replacement, site.language(request)),
            "replacedByIri": replacement,
        }
        headers["Link"] = f'<{href}>; rel="successor-version"'
    return GoneError(
        f"{nb} Historikken viser hva den sa.",
        f"{en} The history shows what it said.",
        headers=headers,
        members=members,
    )
