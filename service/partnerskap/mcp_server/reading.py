"""The tools that read what is at hand: search and entity."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool

from partnerskap.api.gone import find_record
from partnerskap.graph.terms import expand
from partnerskap.mcp_server.answers import EntityAnswer, FoundThing, SearchAnswer
from partnerskap.mcp_server.naming import read_key
from partnerskap.records.document import find_insight, insight_slug
from partnerskap.records.view import as_json
from partnerskap.web.links import document_path
from partnerskap.web.site import full_address, site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.mcp_server.arguments import EntityArguments, SearchArguments
    from partnerskap.records.document import Document

__all__ = ["entity", "search"]


async def search(request: Request, asked: SearchArguments) -> SearchAnswer:
    """Find things by name or text."""
    return await run_in_threadpool(_search, request, asked)


async def entity(request: Request, asked: EntityArguments) -> EntityAnswer:
    """Show all that is said of one thing."""
    return await run_in_threadpool(_entity, request, asked)


def _search(request: Request, asked: SearchArguments) -> SearchAnswer:
    site = site_of(request)
    hits = site.search.find(asked.query, asked.language, kinds=frozenset(asked.kinds))
    shown = [
        FoundThing(
            iri=hit.iri,
            name=site.labels.of(hit.iri, asked.language),
            kind=hit.kind,
            score=hit.score,
            snippet=hit.snippet,
        )
        for hit in hits[: asked.limit]
    ]
    return SearchAnswer(total=len(hits), hits=shown)


def _entity(request: Request, asked: EntityArguments) -> EntityAnswer:
    site = site_of(request)
    document = _find(request, asked.iri)
    iri = document.root.value if document.root else str(document.key.iri)
    record: dict[str, object] = json.loads(as_json(document, site.context, site.labels))
    return EntityAnswer(
        iri=iri,
        name=site.labels.of(iri, asked.language),
        kind=document.key.type,
        page=full_address(request, document_path(document.key) or "/"),
        record=record,
    )


def _find(request: Request, text: str) -> Document:
    """Find a record; of an insight within one, that alone."""
    key = read_key(text)
    document = find_record(request, key)
    iri = text.strip()
    if "#" in iri and _is_insight(document, iri):
        return find_insight(site_of(request).store, insight_slug(iri))
    return document


def _is_insight(document: Document, iri: str) -> bool:
    kind = expand("pk:Insight")
    return any(
        isinstance(triple.subject, NamedNode)
        and triple.subject.value == iri
        and isinstance(triple.object, NamedNode)
        and triple.object.value == kind
        for triple in document.triples
    )
