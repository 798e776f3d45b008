"""``partnerskap validate``: tell whether files of records are as they must be.

Files are judged together, so they may refer to each other, and against the released data. Nothing
is saved and nothing is fetched.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Final

import typer
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from partnerskap.commands.console import ExitCode, fail, terminal_language
from partnerskap.errors import InvalidDataError, StorageError, Text
from partnerskap.graph.loading import Release, turtle_base
from partnerskap.graph.reading import read_turtle
from partnerskap.graph.terms import BASE, expand
from partnerskap.records.report import Report, Result, Severity
from partnerskap.records.validation import read_release
from partnerskap.records.validation import validate as judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from partnerskap.records.neighbours import Triple

__all__ = ["validate"]


class Format(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"


class Language(StrEnum):
    """The language of the report's sentences."""

    NB = "nb"
    EN = "en"


_COLOURS: Final = {
    Severity.VIOLATION: typer.colors.RED,
    Severity.WARNING: typer.colors.YELLOW,
    Severity.INFO: typer.colors.BLUE,
}
_LABELS: Final = tuple(
    NamedNode(expand(name)) for name in ("skos:prefLabel", "dct:title", "rdfs:label")
)


def validate(
    files: Annotated[
        list[Path], typer.Argument(help="Turtle files, one record each; folders are searched.")
    ],
    *,
    output: Annotated[
        Format, typer.Option("--format", help="text for people, json for programs.")
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
        record = _read(files)
        graph = _published()
    except (InvalidDataError, StorageError) as error:
        fail(error)
        raise typer.Exit(ExitCode.BAD_INPUT) from error
    report = judge(record, graph)
    if output is Format.JSON:
        typer.echo(json.dumps(_as_json(report), ensure_ascii=False, indent=2))
    else:
        _print(report, record, graph, language)
    if not report.conforms:
        raise typer.Exit(ExitCode.NO)


def _read(paths: Sequence[Path]) -> list[Triple]:
    """Read all files as one set of triples; a file in a data folder knows its own IRI."""
    triples: list[Triple] = []
    for path in paths:
        for file in sorted(path.rglob("*.ttl")) if path.is_dir() else [path]:
            try:
                text = file.read_bytes()
            except OSError as fault:
                raise StorageError(
                    f"«{file}» kan ikke leses: {fault.strerror}.",
                    f"{str(file)!r} cannot be read: {fault.strerror}.",
                ) from fault
            base = turtle_base(PurePosixPath(*file.resolve().parts[-3:]))
            triples += read_turtle(text, name=str(file), base=base).triples
    if not triples:
        raise InvalidDataError(
            "Filene er tomme. Oppgi minst én fil med en oppføring.",
            "The files are empty. Give at least one file with a record.",
        )
    return triples


def _published() -> Store:
    """Load the released data, to look up what the records refer to."""
    store = Store()
    store.extend(Quad(*triple) for triple in read_release(Release.open()))
    return store


def _print(report: Report, record: Sequence[Triple], graph: Store, language: str) -> None:
    labels = _Labels(record, graph, language)
    place = ""
    for result in sorted(report.results, key=lambda r: (r.focus, r.order)):
        if result.focus != place:
            place = result.focus
            typer.secho(labels.place(place), bold=True)
        word = result.severity.word.in_language(language)
        mark = typer.style(word, fg=_COLOURS[result.severity])
        typer.echo(f"  {mark}: {result.message.in_language(language)}{_found(result, labels)}")
    typer.echo(_summary(report).in_language(language))


def _found(result: Result, labels: _Labels) -> str:
    """Show the value found, unless the message already does."""
    if result.value is None or result.value == result.focus:
        return ""
    value = labels.name(result.value)
    if value in result.message.nb:
        return ""
    return Text(f" Fant «{value}».", f" Found “{value}”.").in_language(labels.language)


def _summary(report: Report) -> Text:
    must, should, tips = (report.count(severity) for severity in Severity)
    verdict = (
        Text("I orden", "In order") if report.conforms else Text("Ikke i orden", "Not in order")
    )
    return Text(
        f"{verdict.nb}: {must} må rettes, {should} bør rettes, {tips} tips.",
        f"{verdict.en}: {must} to correct, {should} that should be corrected, {tips} tips.",
    )


class _Labels:
    """Names for people in the place of IRIs, from the records at hand and the published ones."""

    def __init__(self, record: Iterable[Triple], graph: Store, language: str) -> None:
        self.language = language
        self._graph = graph
        self._own: dict[str, dict[str, str]] = {}
        for subject, predicate, value in record:
            if predicate in _LABELS and isinstance(value, Literal):
                texts = self._own.setdefault(subject.value, {})
                texts.setdefault(value.language or "", value.value)

    def place(self, focus: str) -> str:
        """Name a node by its record and, for a part of one, its fragment."""
        main, _, part = focus.partition("#")
        key = main.removeprefix(f"{BASE}/").removeprefix("id/")
        label = self._label(main)
        name = f"{label} ({key})" if label else key
        return f"{name}, {part}" if part else name

    def name(self, value: str) -> str:
        """Name a value: a thing's label, else the last part of its IRI; a literal as it is."""
        if "://" not in value or " " in value or not value.startswith(BASE):
            return value
        return self._label(value) or value.removeprefix(f"{BASE}/").removeprefix("id/")

    def _label(self, iri: str) -> str:
        texts = self._own.get(iri) or self._published(iri)
        wanted = (self.language, "nb", "en", "nn", "")
        return next((texts[each] for each in wanted if each in texts), "")

    def _published(self, iri: str) -> dict[str, str]:
        node = NamedNode(iri)
        found = [
            quad.object
            for label in _LABELS
            for quad in self._graph.quads_for_pattern(node, label, None, DefaultGraph())
        ]
        return {o.language or "": o.value for o in found if isinstance(o, Literal)}


def _as_json(report: Report) -> dict[str, object]:
    return {
        "conforms": report.conforms,
        "counts": {severity.value: report.count(severity) for severity in Severity},
        "results": [
            {
                "severity": result.severity.value,
                "focus": result.focus,
                "path": list(result.path),
                "value": result.value,
                "field": {"nb": result.name.nb, "en": result.name.en},
                "message": {"nb": result.message.nb, "en": result.message.en},
                "shape": result.shape,
                "constraint": result.component,
            }
            for result in report.results
        ],
    }
