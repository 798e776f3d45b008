"""Put the service together: pages, JSON, RDF and SPARQL on one graph."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI
from pyoxigraph import RdfFormat
from starlette.routing import Route

from partnerskap import __version__, functions
from partnerskap.api import (
    catalog,
    changes,
    check_jobs,
    deciding,
    deletion,
    desk,
    dumps,
    entry_forms,
    event_feeds,
    finding_us,
    forms,
    history,
    itb,
    linksets,
    lists,
    lookup,
    pages,
    queries,
    query_form,
    reconcile,
    records,
    results,
    search,
    service,
    submission_routes,
    uploads,
    validate,
    vocabulary,
)
from partnerskap.api.accounts import admit_administrator, open_accounts
from partnerskap.api.openapi import describe_api
from partnerskap.api.problems import add_error_handlers, problem_response
from partnerskap.graph.terms import PREFIXES
from partnerskap.mcp_server.endpoint import mcp_route
from partnerskap.sparql.admin import admin_routes
from partnerskap.sparql.configure import (
    make_cache,
    make_doorway,
    make_engine,
    make_gate,
    make_limits,
    make_pool,
)
from partnerskap.sparql.endpoint import SparqlEndpoint
from partnerskap.sparql.graph_store import GraphStoreEndpoint
from partnerskap.sparql.holding import Holder, Snapshot
from partnerskap.sparql.lane import Lane
from partnerskap.web.headers import ALWAYS, HeadersMiddleware
from partnerskap.web.site import make_site

if TYPE_CHECKING:
    from partnerskap.graph.store import GraphStore
    from partnerskap.records.journal import Journal
    from partnerskap.settings import Settings
    from partnerskap.sparql.federation import FederatedEngine
    from partnerskap.sparql.gate import Gate
    from partnerskap.sparql.pool import WorkerPool

__all__ = ["create_app"]

_GROUPS: Final = (
    pages,
    search,
    service,
    catalog,
    vocabulary,
    reconcile,
    lookup,
    lists,
    queries,
    query_form,
    records,
    forms,
    submission_routes,
    deletion,
    entry_forms,  # before what is done to submissions: its addresses are special cases of theirs
    deciding,
    uploads,
    changes,
    history,
    dumps,
    event_feeds,
    finding_us,
    linksets,
    validate,
    itb,
)


def create_app(
    settings: Settings,
    graph: GraphStore,
    spare: Holder | None = None,
    *,
    journal: Journal | None = None,
) -> FastAPI:
    """Make the application that answers from one graph, and publishes into a journal if it has one.

    ``spare`` is a process that was started to hold the graph for queries. Raises StorageError when
    what travels with the program is not in place.
    """
    live = desk.make_live(settings, graph, journal) if journal is not None else None
    gate = make_gate(settings)
    pool = make_pool(
        settings,
        live.snapshot if live is not None else lambda: _snapshot(graph),
        PREFIXES,
        functions=functions.__name__,
        register=gate.register,
        spare=spare,
    )
    engine = make_engine(settings, pool, f"partnerskap/{__version__}")

    app = _empty_app(engine)
    app.state.site = make_site(settings, graph)
    app.state.engine, app.state.gate = engine, gate
    check_jobs.attach(app, settings)
    if live is not None:
        desk.attach(app, live, pool)
    for group in _GROUPS:
        app.router.routes.extend(group.ROUTES)
    app.router.routes += _sparql_routes(settings, app, pool, gate)
    app.router.routes += [*open_accounts(app.state, settings), *_admin_routes(settings, gate)]
    app.openapi = cache(lambda: describe_api(app))  # type: ignore[method-assign]  # FastAPI's own hook
    app.add_middleware(make_doorway(settings, gate, problem_response))
    app.add_middleware(HeadersMiddleware)
    add_error_handlers(app)
    return app


def _empty_app(engine: WorkerPool | FederatedEngine) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with engine, desk.watching(app), check_jobs.closing(app):
            yield

    return FastAPI(
        lifespan=lifespan,
        title="Partnerskapsgrafen",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )


def _sparql_routes(settings: Settings, app: FastAPI, pool: WorkerPool, gate: Gate) -> list[Route]:
    limits = make_limits(settings)
    endpoint = SparqlEndpoint(
        app.state.engine,
        results.show_failure,
        limits,
        page=query_form.show_query_form,
        show=results.show_found,
        tell=lambda: service.tell_service(app.state.site, desk.find_live(app.state)),
        links=service.link_descriptions(settings),
        cache=make_cache(settings),
        gate=gate,
    )
    app.state.lane = Lane(endpoint, pool, ALWAYS)
    graphs = GraphStoreEndpoint(pool, problem_response, limits, page=service.list_graphs, gate=gate)
    return [Route("/sparql", endpoint), Route("/graphs", graphs), mcp_route(settings)]


def _admin_routes(settings: Settings, gate: Gate) -> list[Route]:
    token = settings.admin_token.get_secret_value()
    admit = admit_administrator if settings.has_accounts else None
    return admin_routes(gate.register, token, problem_response, admit)


def _snapshot(graph: GraphStore) -> Snapshot:
    return Snapshot(graph.content_hash, graph.store.dump(format=RdfFormat.N_QUADS) or b"")
