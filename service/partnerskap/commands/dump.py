"""``partnerskap dump``: write the graph, or one document of it, to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnerskap.errors import BadRequestError, NotFoundError, StorageError
from partnerskap.graph.descriptions import DESCRIPTIONS, describe_graph
from partnerskap.graph.loading import Release
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.database import reading
from partnerskap.records.dumping import DumpFormat, write_documents
from partnerskap.records.history import documents_at
from partnerskap.records.journal import Journal
from partnerskap.records.provenance import HISTORY_KEY, stream_history
from partnerskap.records.record import StoredRecord, content_hash
from partnerskap.records.release import take_in
from partnerskap.settings import load_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["dump"]


def dump(
    *,
    form: Annotated[
        DumpFormat, typer.Option("--format", "-f", help="Form of the file.")
    ] = DumpFormat.N_QUADS,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; standard output if none.")
    ] = None,
    graph: Annotated[
        str | None,
        typer.Option(help="One document alone, as partnership/trd3 or as the record's IRI."),
    ] = None,
    version: Annotated[
        int | None, typer.Option(min=1, help="The graph as it was at this version of the journal.")
    ] = None,
) -> None:
    """Write everything that is published, or one document, as RDF.

    nq and trig tell which document states each triple; nt, ttl, jsonld and rdf hold each triple
    once. What the graph says about itself (catalogue/void, catalogue/prefixes) comes last. The
    same data give the same file. How records came to be what they are is written on request alone:
    --graph catalogue/history.
    """
    key = _key(graph) if graph is not None else None
    with Journal.open(load_settings().data_dir) as journal:
        take_in(journal, Release.open())
        head, documents = journal.documents()
        if version is not None:
            head, documents = version, documents_at(journal.engine, version)
        if key == HISTORY_KEY:
            documents = [_history(journal.engine, head)]
    if key is None or key in DESCRIPTIONS:
        documents += _descriptions(documents, head)
    if key is not None:
        documents = [_only(documents, key)]
    written = write_documents(documents, form)
    if output is None:
        typer.echo(written, nl=False)
    else:
        _save(output, written)


def _only(documents: list[StoredRecord], key: DocumentKey) -> StoredRecord:
    for document in documents:
        if document.key == key and not document.deleted:
            return document
    raise NotFoundError(
        f"Det er ikke noe dokument som heter {key}. «partnerskap data status» viser hvilke slag "
        "som finnes.",
        f"There is no document {key}. 'partnerskap data status' shows the kinds there are.",
    )


def _history(engine: Engine, version: int) -> StoredRecord:
    with reading(engine) as connection:
        lines = {str(triple) for triple in stream_history(connection, until=version)}
    triples = tuple(sorted(lines))
    return StoredRecord(HISTORY_KEY, triples, content_hash(triples), version)


def _descriptions(documents: list[StoredRecord], version: int) -> list[StoredRecord]:
    graph = GraphStore(documents, version=version, describe=lambda store, _: describe_graph(store))
    return [
        StoredRecord(key, triples, content_hash(triples), version)
        for key, triples in graph.descriptions.items()
    ]


def _key(text: str) -> DocumentKey:
    try:
        return DocumentKey.of_iri(text) or DocumentKey.parse(text)
    except ValueError as fault:
        raise BadRequestError(
            f"«{text}» er ikke navnet på et dokument. Skriv slag og navn, som partnership/trd3.",
            f"{text!r} is not the name of a document. Write kind and name, like partnership/trd3.",
        ) from fault


def _save(output: Path, written: bytes) -> None:
    """Write beside the file and move into place, so that a file is never half written."""
    part = output.with_name(f"{output.name}.part")
    try:
        part.write_bytes(written)
        part.replace(output)
    except OSError as fault:
        raise StorageError(
            f"«{output}» kan ikke skrives: {fault}.", f"{str(output)!r} cannot be written: {fault}."
        ) from fault
