"""The desk of the running service: made once, found by every route that enters or publishes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from partnerskap.api.newcomers import Newcomers
from partnerskap.dumps.shelf import Shelf
from partnerskap.entry.desk import Desk, Rules
from partnerskap.entry.live import Live
from partnerskap.entry.mail import Postman, Server
from partnerskap.errors import NotFoundError, StorageError
from partnerskap.records.validation import validate
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from fastapi import FastAPI
    from starlette.datastructures import State
    from starlette.requests import Request

    from partnerskap.entry.live import Engine
    from partnerskap.graph.store import GraphStore
    from partnerskap.people.accounts import Accounts
    from partnerskap.records.journal import Journal
    from partnerskap.settings import Settings

__all__ = ["attach", "find_live", "live_of", "make_live", "watching"]


def make_live(settings: Settings, graph: GraphStore, journal: Journal) -> Live:
    """Make what moves the graph along with the journal."""
    rules = Rules(settings.review_own, settings.anonymous_submissions)
    return Live(Desk(journal.engine, validate, rules), graph)


def attach(app: FastAPI, live: Live, engine: Engine) -> None:
    """Let SPARQL and the pages of an application follow."""

    def show(graph: GraphStore) -> None:
        app.state.site = app.state.site.for_next(graph)

    settings: Settings = app.state.site.settings
    app.state.live = live
    app.state.shelf = Shelf(live.desk.engine, settings.data_dir / "dumps", settings.kept_dumps)
    app.state.newcomers = Newcomers(settings.max_anonymous_submissions)
    live.attach(engine, show)


@asynccontextmanager
async def watching(app: FastAPI) -> AsyncGenerator[None]:
    """Follow, while the service runs, what other processes write, and send the news there are."""
    live = find_live(app.state)
    if live is None:
        yield
        return
    work = [live.watch()]
    if (postman := _postman(app, live)) is not None:
        work.append(postman.run())
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _postman(app: FastAPI, live: Live) -> Postman | None:
    """Make what sends mail, where a mail server is set."""
    settings: Settings = app.state.site.settings
    if not settings.smtp_host:
        return None
    server = Server(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
        starttls=settings.smtp_starttls,
    )
    accounts: Accounts | None = app.state.accounts

    def reach(person: str) -> tuple[str, str] | None:
        try:
            found = accounts.people.get(person) if accounts is not None else None
        except NotFoundError:  # a token that stands for itself, or someone who was erased
            return None
        return (found.name, found.email) if found is not None and found.email else None

    return Postman(
        live.desk.engine,
        server,
        address=settings.smtp_sender or f"noreply@{settings.smtp_host}",
        public_url=settings.public_url,
        reach=reach,
    )


def find_live(state: State) -> Live | None:
    """Find what moves the graph of an application; None where it has no journal."""
    live = getattr(state, "live", None)
    return live if isinstance(live, Live) else None


def live_of(request: Request) -> Live:
    """Find what moves the graph; StorageError where the service has no journal to write to."""
    live = find_live(request.app.state)
    if live is None:
        raise StorageError(
            f"Tjenesten på {site_of(request).settings.host} bare leser; den har ingen journal.",
            f"The service at {site_of(request).settings.host} only reads; it has no journal.",
        )
    return live
