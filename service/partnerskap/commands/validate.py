"""``partnerskap validate``: tell whether files of records are as they must be.

Files are judged one by one, may refer to each other, and are seen against the released data.
Nothing is saved and nothing is fetched.
"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer
from pyoxigraph import Quad

from partnerskap.checking.check import UNTOUCHED, our_rules_apply, reading_options, without_echoes
from partnerskap.commands.console import ExitCode, fail, terminal_language
from partnerskap.commands.report_text import TextReport, written
from partnerskap.errors import InvalidDataError, ServiceError, StorageError, Text
from partnerskap.graph.loading import Release, turtle_base
from partnerskap.incoming.limits import Limits
from partnerskap.incoming.reading import Incoming, Sent, read
from partnerskap.records.naming import Names
from partnerskap.records.report import Report
from partnerskap.records.report_json import write_json
from partnerskap.records.sarif import as_sarif
from partnerskap.records.validation import open_published
from partnerskap.records.validation import validate as judge
from partnerskap.shacl.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyoxigraph import Store

    from partnerskap.records.places import Place
    from partnerskap.records.report import Result

__all__ = ["validate"]

_MOST_BYTES = 1 << 30
"""On one's own machine there is little to guard against; only what would never end is refused."""
_MANY = 20
"""From so many files on a terminal is shown how far the work has come."""


class Format(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


class Language(StrEnum):
    """The language of the report's sentences."""

    NB = "nb"
    EN = "en"


def validate(
    files: Annotated[
        list[Path],
        typer.Argument(help="Files of records: Turtle, JSON-LD and others. Folders: Turtle."),
    ],
    *,
    output: Annotated[
        Format, typer.Option("--format", help="text for people, json and sarif for programs.")
    ] = Format.TEXT,
    lang: Annotated[
        Language | None, typer.Option("--lang", help="Language; the terminal's when not given.")
    ] = None,
) -> None:
    """Check records against the rules.

    Exit 0 when all conform, 1 when something must be corrected, 2 when a file cannot be read.
    """
    language = lang.value if lang else terminal_language()
    try:
        given = _read(files)
        graph = _world(given)
    except ServiceError as error:
        fail(error)
        raise typer.Exit(ExitCode.BAD_INPUT) from error
    report = Report.of(
        *(each.problems for each in given),
        *(
            without_echoes(each, judge(each.triples, graph).results)
            for each in _watched(given, language)
        ),
    )
    notes = [note for each in given for note in each.notes]
    if not our_rules_apply(chain.from_iterable(each.triples for each in given)):
        notes.append(UNTOUCHED)
    for note in notes:
        place = f"{written(note.place)}: " if note.place else ""
        typer.echo(f"{place}{note.text.in_language(language)}", err=True)
    _write(report, given, graph, (output, language))
    if not report.conforms:
        raise typer.Exit(ExitCode.NO)


def _read(paths: Sequence[Path]) -> list[Incoming]:
    """Read all files; a file in a data folder knows its own IRI."""
    given = []
    named = any(path.suffix.lower() in {".csv", ".xlsx", ".json"} for path in paths)
    limits = Limits(sent_bytes=_MOST_BYTES, unpacked_bytes=_MOST_BYTES)
    options = reading_options(limits, open_published(Release.open()) if named else None)
    for path in paths:
        for file in sorted(path.rglob("*.ttl")) if path.is_dir() else [path]:
            try:
                body = file.read_bytes()
            except OSError as fault:
                raise StorageError(
                    f"«{file}» kan ikke leses: {fault.strerror}.",
                    f"{str(file)!r} cannot be read: {fault.strerror}.",
                ) from fault
            base = turtle_base(PurePosixPath(*file.resolve().parts[-3:]))
            given.append(read(Sent(str(file), body, base=base), options))
    if not any(each.triples or each.problems for each in given):
        raise InvalidDataError(
            "Filene er tomme. Oppgi minst én fil med en oppføring.",
            "The files are empty. Give at least one file with a record.",
        )
    return given


def _world(given: Sequence[Incoming]) -> Store:
    """Load what records may refer to: the files given, and of the release all other records."""
    keys = {key for each in given for key in each.records}
    graph = open_published(Release.open(), without=keys)
    graph.extend(Quad(*triple) for each in given for triple in each.triples)
    return graph


def _watched(given: Sequence[Incoming], language: str) -> Iterator[Incoming]:
    """Pass the files on, with a bar on the terminal that tells how far we have come."""
    if len(given) < _MANY or not sys.stderr.isatty():
        yield from given
        return
    label = Text("Kontrollerer", "Checking").in_language(language)
    with typer.progressbar(given, label=label, file=sys.stderr) as bar:
        yield from bar


class _Files:
    """The places of all files together: the first that knows a result tells."""

    def __init__(self, given: Sequence[Incoming]) -> None:
        self._by_node: dict[str, list[Incoming]] = {}
        for each in given:
            for node in {str(subject.value) for subject, _, _ in each.triples} | {
                problem.focus for problem in each.problems
            }:
                self._by_node.setdefault(node, []).append(each)

    def find(self, result: Result) -> Place | None:
        """See ``Places``."""
        holders = self._by_node.get(result.focus.removeprefix("_:"), ())
        return next(filter(None, (each.places.find(result) for each in holders)), None)


def _write(
    report: Report, given: Sequence[Incoming], graph: Store, form: tuple[Format, str]
) -> None:
    output, language = form
    places = _Files(given)
    if output is Format.JSON:
        typer.echo(json.dumps(write_json(report, places), ensure_ascii=False, indent=2))
    elif output is Format.SARIF:
        typer.echo(as_sarif(report, places, language))
    else:
        for line in TextReport(Names(Index(()), graph), places, language).lines(report.distinct()):
            typer.echo(line)
