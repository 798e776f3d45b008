"""The desk of the running service: made once, found by every route that enters or publishes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from partnerskap.api.newcomers import Newcomers
from partnerskap.entry.desk import Desk, Rules
from partnerskap.entry.live import Live
from partnerskap.errors import StorageError
from partnerskap.records.validation import validate
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from fastapi import FastAPI
    from starlette.requests import Request

    from partnerskap.entry.live import Engine
    from partnerskap.graph.store import GraphStore
    from partnerskap.records.journal import Journal
    from partnerskap.settings import Settings

__all__ = ["attach", "live_of", "make_live", "watching"]


def make_live(settings: Settings, graph: GraphStore, journal: Journal) -> Live:
    """Make what moves the graph along with the journal."""
    rules = Rules(settings.review_own, settings.anonymous_submissions)
    return Live(Desk(journal.engine, validate, rules), graph)


def attach(app: FastAPI, live: Live, engine: Engine) -> None:
    """Let SPARQL and the pages of an application follow."""

    def show(graph: GraphStore) -> None:
        app.state.site = app.state.site.for_next(graph)

    app.state.live = live
    app.state.newcomers = Newcomers(app.state.site.settings.max_anonymous_submissions)
    live.attach(engine, show)


@asynccontextmanager
async def watching(live: Live | None) -> AsyncGenerator[None]:
    """Follow, while the service runs, what other processes write."""
    if live is None:
        yield
        return
    task = asyncio.create_task(live.watch())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def live_of(request: Request) -> Live:
    """Find what moves the graph; StorageError where the service has no journal to write to."""
    live = getattr(request.app.state, "live", None)
    if not isinstance(live, Live):
        raise StorageError(
            f"Tjenesten på {site_of(request).settings.host} bare leser; den har ingen journal.",
            f"The service at {site_of(request).settings.host} only reads; it has no journal.",
        )
    return live
