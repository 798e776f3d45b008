"""``partnerskap endpoint``: serve any RDF files as a SPARQL endpoint, in memory."""

from __future__ import annotations

import gzip
import secrets
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Annotated, cast

import typer
import uvicorn
from pyoxigraph import RdfFormat, Store
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from partnerskap import __version__, functions
from partnerskap.api.problems import problem_body
from partnerskap.commands.console import say, terminal_language
from partnerskap.commands.process import get_ready, settle_down
from partnerskap.commands.protocol import speak
from partnerskap.errors import BadRequestError, InvalidDataError, ServiceError, StorageError, Text
from partnerskap.graph.terms import PREFIXES
from partnerskap.settings import Settings, load_settings
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
from partnerskap.sparql.holding import Snapshot
from partnerskap.sparql.lane import Lane

__all__ = ["create_endpoint_app", "endpoint", "load_files"]


def endpoint(
    files: Annotated[
        list[Path],
        typer.Argument(help="RDF files: ttl, nt, nq, trig, rdf, owl, jsonld; also with .gz."),
    ],
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 7878,
    writable: Annotated[
        bool,
        typer.Option("--writable", help="Take SPARQL Update at /sparql and changes at /graphs."),
    ] = False,
) -> None:
    """Serve RDF files as a SPARQL endpoint at /sparql.

    The files are read into memory and never changed: with --writable, changes last until the
    program stops. Anyone who reaches the address may then make them.
    """
    get_ready()
    store = load_files(files)
    app = create_endpoint_app(store, load_settings(), writable=writable)
    settle_down()
    _serve(app, host, port, triples=len(store))


def _serve(app: Starlette, host: str, port: int, *, triples: int) -> None:
    """Serve until stopped; tell the address once it can be used."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_level="warning",
        http=speak(app.state.lane),
    )
    socket = config.bind_socket()
    socket.listen(config.backlog)  # from here on whoever reads the address may use it
    address = f"http://{f'[{host}]' if ':' in host else host}:{socket.getsockname()[1]}/sparql"
    say(
        Text(
            f"{triples} tripler. Still spørsmål til {address}",
            f"{triples} triples. Ask at {address}",
        )
    )
    uvicorn.Server(config).run(sockets=[socket])


def create_endpoint_app(store: Store, settings: Settings, *, writable: bool) -> Starlette:
    """Put a store behind ``/sparql`` and ``/graphs``."""
    quads = store.dump(format=RdfFormat.N_QUADS) or b""
    start = Snapshot(secrets.token_hex(8), quads)
    gate = make_gate(settings)
    pool = make_pool(
        settings,
        lambda: start,
        PREFIXES,
        functions=functions.__name__,
        register=gate.register,
    )
    engine = make_engine(settings, pool, f"partnerskap/{__version__}")
    limits = make_limits(settings)
    sparql = SparqlEndpoint(
        engine,
        _problem,
        limits,
        update=pool.update if writable else None,
        cache=make_cache(settings),
        gate=gate,
    )
    graphs = GraphStoreEndpoint(pool, _problem, limits, pool.change if writable else None)
    routes = [
        Route("/", _to_sparql),
        Route("/sparql", sparql),
        Route("/graphs", graphs),
        Route("/graphs/{name:path}", graphs),
        *admin_routes(gate.register, settings.admin_token.get_secret_value(), _problem),
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        async with engine:
            yield

    middleware = [Middleware(make_doorway(settings, gate, _problem))]
    app = Starlette(routes=routes, lifespan=lifespan, middleware=middleware)
    app.state.lane = Lane(sparql, pool, {})
    return app


def load_files(files: list[Path]) -> Store:
    """Read files into one store, merging what has no graph name.

    Raises BadRequestError for a name without a known ending, StorageError for a file that cannot
    be opened, and InvalidDataError for one that cannot be parsed.
    """
    store = Store()
    for path in files:
        _load(store, path)
    return store


def _load(store: Store, path: Path) -> None:
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    form = RdfFormat.from_extension(plain.suffix.removeprefix(".").replace("owl", "rdf"))
    if form is None:
        raise BadRequestError(
            f"«{path}» har ingen kjent endelse. Bruk ttl, nt, nq, trig, rdf, owl eller jsonld.",
            f"{str(path)!r} has no known ending. Use ttl, nt, nq, trig, rdf, owl or jsonld.",
        )
    base = path.resolve().as_uri()
    try:
        with gzip.open(path) if plain != path else path.open("rb") as file:
            store.bulk_load(cast("IO[bytes]", file), form, base_iri=base)
    except (SyntaxError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InvalidDataError(
            f"«{path}» kan ikke leses: {error}. Rett feilen i filen.",
            f"{str(path)!r} cannot be read: {error}. Correct the file.",
        ) from error
    except OSError as error:
        raise StorageError(
            f"«{path}» kan ikke åpnes: {error.strerror}.",
            f"{str(path)!r} cannot be opened: {error.strerror}.",
        ) from error


def _problem(request: Request, error: ServiceError) -> Response:
    """Answer with problem details; there are no pages here."""
    body = problem_body(request, error, terminal_language())
    return JSONResponse(body, error.status, error.headers, "application/problem+json")


async def _to_sparql(request: Request) -> Response:  # noqa: ARG001 - the framework passes it
    return RedirectResponse("/sparql", 303)
