"""Judge records by the released shapes.

``validate`` and ``validate_dataset`` are what the rest of the house calls. What does the judging
stands behind ``Validator``, so that a faster one may take its place.
"""

from __future__ import annotations

from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import RdfFormat, Store

from partnerskap.graph.loading import Release, read_document, turtle_base
from partnerskap.graph.reading import read_turtle
from partnerskap.records.judging import CompiledValidator
from partnerskap.records.report import Report, Result, Severity
from partnerskap.records.shapes import read_shapes
from partnerskap.resources import shapes_dir
from partnerskap.shacl.building import Options

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.neighbours import Triple

__all__ = [
    "Report",
    "Result",
    "Severity",
    "Validator",
    "foreign_validator",
    "open_published",
    "read_release",
    "released_validator",
    "validate",
    "validate_dataset",
]


class Validator(Protocol):
    """Anything that can tell whether records are as the shapes demand."""

    def validate(self, record: Sequence[Triple], graph: Store) -> Report:
        """Judge one record, or a few together, with the published graph for look-ups."""

    def validate_all(self, triples: Sequence[Triple]) -> Report:
        """Judge every node of a whole data set."""


@cache
def released_validator() -> Validator:
    """Make the validator for the shapes that travel with the program; made once."""
    return CompiledValidator(read_shapes(shapes_dir()).triples)


def validate(record: Sequence[Triple], graph: Store) -> Report:
    """Judge a record by the released shapes.

    ``record`` is all that the record states, its own nodes included; several records may be
    judged together and may refer to each other. ``graph`` is the published graph (its default
    graph); what it says of the same records is left out of account.
    """
    return released_validator().validate(record, graph)


def validate_dataset(release: Release | None = None) -> Report:
    """Judge every document of a release: records, code lists, the ontology and the shapes.

    Raises InvalidDataError for a file that cannot be read.
    """
    return released_validator().validate_all(read_release(release or Release.open()))


def foreign_validator(shapes: Sequence[Triple], *, allow_sparql: bool = False) -> CompiledValidator:
    """Make a validator of shapes that somebody sent; ``validate_alone`` is what to ask of it.

    Raises InvalidDataError for shapes that cannot be used: see ``partnerskap.shacl.compiling``.
    How long it may take to judge is for the caller to bound.
    """
    return CompiledValidator(shapes, Options(allow_sparql=allow_sparql, trusted=False))


def open_published(release: Release, *, without: Collection[DocumentKey] = ()) -> Store:
    """Load a release to look things up in, but for some documents.

    Raises InvalidDataError for a file that cannot be read.
    """
    store = Store()
    for file in release.files:
        if file.key in without:
            continue
        if file.key.type == "question":
            lines = read_document(release, file)
            store.load("".join(f"{line} .\n" for line in lines), format=RdfFormat.N_TRIPLES)
            continue
        base = turtle_base(PurePosixPath(file.path))
        try:
            store.load(path=release.root / file.path, format=RdfFormat.TURTLE, base_iri=base)
        except SyntaxError:
            read_document(release, file)  # tells what is wrong with it, and where
            raise
    return store


def read_release(release: Release) -> Sequence[Triple]:
    """Read all documents of a release as one set of triples, each once."""
    lines = {line for file in release.files for line in read_document(release, file)}
    return read_turtle("".join(f"{line} .\n" for line in sorted(lines))).triples
