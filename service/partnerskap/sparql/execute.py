"""Answer guarded queries from a store, and the seam behind which that happens.

``Engine`` is the seam: endpoint and command line know nothing beyond it. ``write_answer`` is what
a worker runs: from a store straight to bytes, never through lists of solutions.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from typing import IO, Protocol, Self, cast

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
from partnerskap.sparql.functions import Calls
from partnerskap.sparql.graph_output import write_graph
from partnerskap.sparql.guard import Passed
from partnerskap.sparql.request import Dataset, SparqlRequest
from partnerskap.sparql.writer import Writer

__all__ = [
    "Answer",
    "Chunks",
    "Engine",
    "Found",
    "Job",
    "Question",
    "WritableEngine",
    "write_answer",
]


@dataclass(frozen=True, slots=True)
class Question:
    """What the engine needs: a text that passed the guard, graphs, a format, its own prefixes."""

    text: str
    dataset: Dataset
    format: Format
    prefixes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Job:
    """A guarded query, the graphs it may see and the format its answer takes.

    ``client`` is who asks, empty when nobody can tell; ``seconds`` how long the client wants to
    wait at most; ``id`` the name the query goes by while it runs.
    """

    query: Passed
    dataset: Dataset
    format: Format
    client: str = ""
    seconds: float | None = None
    id: str = ""

    @property
    def question(self) -> Question:
        """The part of the job that the engine sees."""
        return Question(self.query.text, self.dataset, self.format, self.query.prefixes)


class Chunks(Protocol):
    """An answer in pieces: an asynchronous generator, or what can be read and closed like one."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Go through the pieces, once."""
        ...

    async def __anext__(self) -> bytes:
        """Give the next piece."""
        ...

    async def aclose(self) -> None:
        """Stop early."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as pieces of bytes, and the version of the graph it comes from.

    ``body`` is all of it when it is at hand. ``chunks`` raises a ServiceError when the answer
    cannot be completed; what was sent until then must not look whole. Whoever stops reading early
    closes it.
    """

    chunks: Chunks
    body: bytes | None
    version: str

    @classmethod
    def of(cls, body: bytes, version: str) -> Self:
        """Make the answer of bytes that are all there is."""
        return cls(_pieces(body), body, version)


@dataclass(frozen=True, slots=True)
class Found:
    """An answer that is to become a page: rows as JSON, graphs as Turtle; ``seconds`` it took."""

    asked: SparqlRequest
    query: Passed
    answer: Answer
    seconds: float


class Engine(Protocol):
    """Something that holds a graph and answers queries about it."""

    @property
    def version(self) -> str:
        """A token that changes whenever an answer might."""
        ...

    async def run(self, job: Job) -> Answer:
        """Answer; raise QuerySyntaxError or LimitError when that shows before much is written."""
        ...


class WritableEngine(Engine, Protocol):
    """An engine whose graph its clients may change, one change at a time."""

    async def update(self, asked: SparqlRequest) -> None:
        """Carry out an update, all of it or nothing; raise as the guard and the engine do."""
        ...

    async def change(self, update: str) -> None:
        """Carry out an update of our own making, whose size was bounded by who made it."""
        ...


def write_answer(
    store: Store,
    question: Question,
    writer: Writer,
    prefixes: Mapping[str, str],
    *,
    calls: Calls | None = None,
) -> None:
    """Answer from a store straight into a writer; ``prefixes`` shorten the IRIs of graphs.

    ``calls`` are functions that queries may call beyond those of the engine.

    Raises SyntaxError when the engine's parser refuses the text, and BadRequestError when the
    query turns out to be one that cannot be carried out.
    """
    if question.format.is_xml:
        writer.only_xml_characters()
    try:
        _serialise(_ask(store, question, calls), question, writer, prefixes)
    except ConnectionError:
        raise  # nobody is there to be answered
    except (RuntimeError, OSError) as error:  # the latter when another endpoint cannot be asked
        raise BadRequestError(
            f"Spørringen kan ikke utføres: {error}. Rett den og prøv igjen.",
            f"The query cannot be carried out: {error}. Correct it and try again.",
        ) from error


def _serialise(
    answer: QuerySolutions | QueryBoolean | QueryTriples,
    question: Question,
    writer: Writer,
    prefixes: Mapping[str, str],
) -> None:
    output = cast("IO[bytes]", writer)  # the serialiser only writes and flushes
    match answer, question.format.engine:
        case QueryTriples(), RdfFormat() as form:
            write_graph(answer, output, form, own=question.prefixes, known=prefixes)
        case QuerySolutions(), QueryResultsFormat() as form:
            answer.serialize(output, form)
        case QueryBoolean(), QueryResultsFormat() as form:
            writer.write(_truth(answer, form))
        case _:
            raise TypeError(f"{question.format.names[0]} cannot hold {type(answer).__name__}")


def _ask(
    store: Store, question: Question, calls: Calls | None
) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Begin the query; once a graph is picked, a part not named is empty (protocol 2.1.4)."""
    if not question.dataset:
        return store.query(question.text, custom_functions=calls)
    return store.query(
        question.text,
        default_graph=[NamedNode(iri) for iri in question.dataset.default],
        named_graphs=[NamedNode(iri) for iri in question.dataset.named],
        custom_functions=calls,
    )


def _truth(answer: QueryBoolean, form: QueryResultsFormat) -> bytes:
    written = answer.serialize(format=form) or b""
    return written + b"\n" if form in {QueryResultsFormat.CSV, QueryResultsFormat.TSV} else written


async def _pieces(body: bytes) -> AsyncGenerator[bytes]:
    if body:
        yield body
