"""``partnerskap query``: ask the local graph, or an endpoint elsewhere, from a terminal."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import RdfFormat

from partnerskap import __version__, functions
from partnerskap.commands.console import ExitCode
from partnerskap.commands.progress import with_progress
from partnerskap.commands.remote import ask_endpoint
from partnerskap.commands.result_table import draw_table
from partnerskap.errors import BadRequestError, ForbiddenError
from partnerskap.graph.terms import PREFIXES
from partnerskap.records.journal import Journal
from partnerskap.records.opening import open_installation
from partnerskap.records.provenance import history_quads
from partnerskap.settings import Settings, load_settings
from partnerskap.sparql.configure import make_engine, make_limits, make_pool
from partnerskap.sparql.execute import Job
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, Choice, choose
from partnerskap.sparql.guard import Form, Guarded, check
from partnerskap.sparql.holding import Snapshot
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.request import Dataset

__all__ = ["OutputFormat", "query"]


class OutputFormat(StrEnum):
    """How an answer is written: a table to look at, or a format to work on."""

    TABLE = "table"
    JSON = "json"
    XML = "xml"
    CSV = "csv"
    TSV = "tsv"
    TURTLE = "ttl"
    N_TRIPLES = "nt"
    RDF_XML = "rdf"
    JSON_LD = "jsonld"
    N_QUADS = "nq"
    TRIG = "trig"


def query(
    text: Annotated[
        str | None, typer.Argument(metavar="[QUERY]", help="The query; - reads standard input.")
    ] = None,
    *,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="File that holds the query.")
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option(help="Address of a SPARQL endpoint to ask instead.")
    ] = None,
    form: Annotated[
        OutputFormat | None,
        typer.Option(
            "--format", help="Form of the answer; in a terminal a table, else csv or ttl."
        ),
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="Longest time to wait.")] = 60.0,
) -> None:
    """Ask a SPARQL query.

    A query that takes long shows a line about it, if standard error is a terminal.

    Exit codes: 0 answered; 1 an ASK was answered false; 2 the query or the call cannot be used;
    3 the graph or the endpoint failed, or a limit was reached.
    """
    settings = load_settings().model_copy(update={"max_query_seconds": seconds})
    limits = make_limits(settings)
    guarded = _guard(_read_query(text, file), limits)
    wanted = form or _default_form(guarded)
    choice = _choice(guarded, wanted)

    def start() -> Iterator[bytes]:
        if endpoint is None:
            return _ask_locally(settings, Job(guarded, Dataset(), choice.format))
        return ask_endpoint(endpoint, guarded.original, choice.media_type, limits)

    drawn_at_once = sys.stdout.isatty() and wanted is not OutputFormat.TABLE
    chunks = with_progress(start, sys.stderr, only_waiting=drawn_at_once)
    _finish(guarded, wanted, chunks)


def _guard(text: str, limits: Limits) -> Guarded:
    guarded = check(text, limits)
    if guarded.form is Form.UPDATE:
        raise ForbiddenError(
            "Dette er en oppdatering; «partnerskap query» bare leser.",
            "This is an update; 'partnerskap query' only reads.",
        )
    return guarded


def _read_query(text: str | None, file: Path | None) -> str:
    if (text is None) == (file is None):
        raise BadRequestError(
            "Gi spørringen som argument, som - for standard inn, eller med --file.",
            "Give the query as an argument, as - for standard input, or by --file.",
        )
    if file is None:
        return sys.stdin.read() if text == "-" else text or ""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadRequestError(f"«{file}» er ikke UTF-8.", f"{str(file)!r} is not UTF-8.") from error
    except OSError as error:
        raise BadRequestError(
            f"«{file}» kan ikke åpnes: {error.strerror}.",
            f"{str(file)!r} cannot be opened: {error.strerror}.",
        ) from error


def _default_form(guarded: Guarded) -> OutputFormat:
    if guarded.form.gives_graph:
        return OutputFormat.TURTLE
    return OutputFormat.TABLE if sys.stdout.isatty() else OutputFormat.CSV


def _choice(guarded: Guarded, wanted: OutputFormat) -> Choice:
    """Find the format to ask for: tables of rows are drawn from JSON, of graphs there are none."""
    formats = GRAPH_FORMATS if guarded.form.gives_graph else ROW_FORMATS
    if wanted is OutputFormat.TABLE:
        wanted = OutputFormat.TURTLE if guarded.form.gives_graph else OutputFormat.JSON
    return choose(formats, None, wanted.value)


def _ask_locally(settings: Settings, job: Job) -> Iterator[bytes]:
    """Ask the local graph in a worker, so that the limits hold here as on the net."""
    graph = open_installation(settings).graph
    with Journal.open(settings.data_dir) as journal:
        past = "".join(history_quads(journal.engine, until=graph.version))
    quads = (graph.store.dump(format=RdfFormat.N_QUADS) or b"") + past.encode()
    alone = settings.model_copy(update={"query_workers": 1})
    start = Snapshot(graph.content_hash, quads)
    pool = make_pool(alone, lambda: start, PREFIXES, functions=functions.__name__)
    engine = make_engine(alone, pool, f"partnerskap/{__version__}")
    with asyncio.Runner() as runner:
        runner.run(engine.__aenter__())
        try:
            answer = runner.run(engine.run(job))
            while chunk := runner.run(anext(answer.chunks, b"")):
                yield chunk
        finally:
            runner.run(engine.__aexit__(None, None, None))


def _finish(guarded: Guarded, wanted: OutputFormat, chunks: Iterator[bytes]) -> None:
    """Write the answer; pieces as they come, but a table when all of it is there."""
    if wanted is OutputFormat.TABLE and not guarded.form.gives_graph:
        body = b"".join(chunks)
        typer.echo(draw_table(body, PREFIXES))
    elif guarded.form is Form.ASK:
        body = b"".join(chunks)
        typer.echo(body, nl=not body.endswith(b"\n"))
    else:
        for chunk in chunks:
            typer.echo(chunk, nl=False)
        return
    if guarded.form is Form.ASK and b"false" in body:
        raise typer.Exit(ExitCode.NO)
