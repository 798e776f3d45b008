"""Run guarded queries and hand their answers out as bytes.

``Engine`` is the seam: endpoint and command line know nothing beyond it, so that queries can move
to other processes without either noticing. ``EmbeddedEngine`` runs them on a store in this process.

What it cannot do: stop a query that computes without producing anything. The deadline is checked
each time the serialiser writes, so a sort or a join without matches runs to its end in its thread,
even after the client has had its answer that the limit was reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Protocol, cast

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from partnerskap.errors import BadRequestError
from partnerskap.sparql.formats import Format
from partnerskap.sparql.graph_output import write_graph
from partnerskap.sparql.guard import Guarded
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.pipe import Pipe, Writer
from partnerskap.sparql.request import Dataset
from partnerskap.sparql.syntax import explain_syntax_error

__all__ = ["EmbeddedEngine", "Engine", "Job", "Result"]


@dataclass(frozen=True, slots=True)
class Job:
    """A guarded query, the graphs it may see and the format its answer takes."""

    query: Guarded
    dataset: Dataset
    format: Format


@dataclass(frozen=True, slots=True)
class Result:
    """An answer as pieces of bytes; ``size`` is known when all of it is at hand.

    ``chunks`` raises a ServiceError when the answer cannot be completed; what was sent until then
    must not look whole. Whoever stops reading early calls ``close``, which stops the query.
    """

    chunks: Iterator[bytes]
    size: int | None
    close: Callable[[], None]


class Engine(Protocol):
    """Something that holds a graph and answers queries about it."""

    @property
    def version(self) -> str:
        """A token that changes whenever an answer might."""
        ...

    def run(self, job: Job) -> Result:
        """Answer; raise QuerySyntaxError or LimitError when that shows before much is written."""
        ...


@dataclass(frozen=True, slots=True)
class EmbeddedEngine:
    """Answers from a store in this process, each query in a thread of its own."""

    store: Store
    read_version: Callable[[], str]
    limits: Limits = field(default_factory=Limits)
    prefixes: Mapping[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The version the store stands at now."""
        return self.read_version()

    def run(self, job: Job) -> Result:
        """Answer from the store; an answer under 256 KiB is complete before this returns."""
        pipe = Pipe(self.limits)
        pipe.start(lambda writer: self._write(job, writer))
        return Result(*pipe.read(), pipe.close)

    def _ask(self, job: Job) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Begin the query; once a graph is picked, a part not named is empty (protocol 2.1.4)."""
        if not job.dataset:
            return self.store.query(job.query.text)
        return self.store.query(
            job.query.text,
            default_graph=[NamedNode(iri) for iri in job.dataset.default],
            named_graphs=[NamedNode(iri) for iri in job.dataset.named],
        )

    def _write(self, job: Job, writer: Writer) -> None:
        if job.format.is_xml:
            writer.only_xml_characters()
        try:
            self._serialise(self._ask(job), job, writer)
        except SyntaxError as error:
            raise explain_syntax_error(job.query, error) from error
        except RuntimeError as error:
            raise BadRequestError(
                f"Spørringen kan ikke utføres: {error}. Rett den og prøv igjen.",
                f"The query cannot be carried out: {error}. Correct it and try again.",
            ) from error

    def _serialise(
        self, answer: QuerySolutions | QueryBoolean | QueryTriples, job: Job, writer: Writer
    ) -> None:
        output = cast("IO[bytes]", writer)  # the serialiser only writes and flushes
        match answer, job.format.engine:
            case QueryTriples(), RdfFormat() as form:
                own, known = job.query.prefixes, self.prefixes
                write_graph(answer, output, form, own=own, known=known)
            case QuerySolutions(), QueryResultsFormat() as form:
                answer.serialize(output, form)
            case QueryBoolean(), QueryResultsFormat() as form:
                writer.write(_truth(answer, form))
            case _:
                raise TypeError(f"{job.format.names[0]} cannot hold {type(answer).__name__}")


def _truth(answer: QueryBoolean, form: QueryResultsFormat) -> bytes:
    written = answer.serialize(format=form) or b""
    return written + b"\n" if form in {QueryResultsFormat.CSV, QueryResultsFormat.TSV} else written
