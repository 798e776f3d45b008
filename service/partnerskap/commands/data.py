"""``partnerskap data``: format, check and load the data, and tell how they stand.

Commands only translate between the terminal and the modules that do the work.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

from partnerskap.commands.console import ExitCode, fail, say
from partnerskap.errors import InvalidDataError, StorageError, Text
from partnerskap.graph.loading import Release, turtle_base
from partnerskap.graph.terms import BASE
from partnerskap.graph.turtle import format_turtle
from partnerskap.records.journal import Journal
from partnerskap.records.release import ReleaseReport, take_in
from partnerskap.records.report import Severity
from partnerskap.records.status import Status, read_status
from partnerskap.records.validation import validate_dataset
from partnerskap.resources import data_dir, ontology_dir, shapes_dir
from partnerskap.settings import load_settings

if TYPE_CHECKING:
    from partnerskap.records.report import Report

__all__ = ["app"]

app = typer.Typer(
    help="Format, check and load the data.", no_args_is_help=True, pretty_exceptions_enable=False
)


@app.command("format")
def format_files(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files and folders; data/, ontology/ and shapes/ when none is given."),
    ] = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; list the files that differ, exit 1.")
    ] = False,
) -> None:
    """Rewrite Turtle files in the canonical layout, so that diffs show data alone."""
    differing = faults = 0
    for path in _turtle_files(paths or [data_dir(), ontology_dir(), shapes_dir()]):
        try:
            changed = _format_file(path, write=not check)
        except InvalidDataError as error:
            fail(error)
            faults += 1
            continue
        if changed:
            differing += 1
            typer.secho(str(path), fg=typer.colors.YELLOW)
    if faults:
        raise typer.Exit(ExitCode.BAD_INPUT)
    if check and differing:
        say(
            Text(
                f"Filer som ikke er i standardform: {differing}. Kjør «partnerskap data format».",
                f"Files not in canonical form: {differing}. Run 'partnerskap data format'.",
            ),
            error=True,
        )
        raise typer.Exit(ExitCode.NO)


@app.command("check")
def check_dataset() -> None:
    """Validate all data of the release against the shapes; exit 1 when there are violations."""
    report = validate_dataset()
    for result in report.results:
        node = result.focus.removeprefix(f"{BASE}/")
        say(
            Text(
                f"{result.severity.value} {node}: {result.name.nb}: {result.message.nb}",
                f"{result.severity.value} {node}: {result.name.en}: {result.message.en}",
            )
        )
    say(
        Text(
            f"Brudd: {report.count(Severity.VIOLATION)}. Råd: {_advice(report)}.",
            f"Violations: {report.count(Severity.VIOLATION)}. Advice: {_advice(report)}.",
        )
    )
    if not report.conforms:
        raise typer.Exit(ExitCode.NO)


@app.command()
def load() -> None:
    """Take the installed release into the journal; exit 1 when records changed here were kept."""
    with Journal.open(load_settings().data_dir) as journal:
        report = take_in(journal, Release.open())
    say(_loaded(report))
    for key in report.kept:
        say(
            Text(
                f"{key} er endret her og beholdt; utgivelsen har en annen utgave.",
                f"{key} was changed here and is kept; the release holds another state of it.",
            ),
            error=True,
        )
    if report.kept:
        raise typer.Exit(ExitCode.NO)


@app.command()
def status(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for scripts.")] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Also check the journal's chain; exit 3 on a fault.")
    ] = False,
) -> None:
    """Tell the journal's version, how much it holds, and what was changed here."""
    with Journal.open(load_settings().data_dir) as journal:
        found = read_status(journal, Release.open())
        faults = journal.verify() if verify else []
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=2))
    else:
        say(_told(found))
    for fault in faults:
        say(fault, error=True)
    if faults:
        raise typer.Exit(ExitCode.FAILURE)


def _turtle_files(paths: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(path.rglob("*.ttl"))
        elif path.is_file():
            files.append(path)
        else:
            raise InvalidDataError(
                f"Det er ingen fil eller mappe som heter «{path}».",
                f"There is no file or folder {str(path)!r}.",
            )
    return files


def _format_file(path: Path, *, write: bool) -> bool:
    """Tell whether a file differs from its canonical form, and rewrite it if asked to."""
    place = PurePosixPath(*path.resolve().parts[-3:])
    try:
        text = path.read_bytes().decode("utf-8-sig")
        formatted = format_turtle(
            text,
            base=turtle_base(place),
            blank_nodes="shapes" in path.resolve().parts,
            name=str(path),
        )
        if formatted.encode() == path.read_bytes():
            return False
        if write:
            path.write_bytes(formatted.encode())
    except UnicodeDecodeError as fault:
        raise InvalidDataError(
            f"«{path}» er ikke UTF-8 ({fault.reason}, byte {fault.start}). Lagre den som UTF-8.",
            f"{str(path)!r} is not UTF-8 ({fault.reason}, byte {fault.start}). Save it as UTF-8.",
        ) from fault
    except OSError as fault:
        raise StorageError(
            f"«{path}» kan ikke leses eller skrives: {fault}.",
            f"{str(path)!r} cannot be read or written: {fault}.",
        ) from fault
    return True


def _advice(report: Report) -> int:
    return report.count(Severity.WARNING) + report.count(Severity.INFO)


def _loaded(report: ReleaseReport) -> Text:
    created, updated, removed = len(report.created), len(report.updated), len(report.removed)
    return Text(
        f"Versjon {report.version}: {created} nye, {updated} endrede og {removed} fjernede "
        f"dokumenter ({report.parsed} filer lest).",
        f"Version {report.version}: {created} new, {updated} changed and {removed} removed "
        f"documents ({report.parsed} files read).",
    )


def _told(found: Status) -> Text:
    counts = "\n".join(f"  {kind:<12} {count:>6}" for kind, count in found.counts.items())
    nb = [f"Versjon {found.version}, {found.triples} tripler", counts]
    en = [f"Version {found.version}, {found.triples} triples", counts]
    if found.changed_here:
        keys = ", ".join(map(str, found.changed_here))
        nb.append(f"Endret her siden utgivelsen: {keys}")
        en.append(f"Changed here since the release: {keys}")
    if found.waiting:
        nb.append(f"Filer i utgivelsen som ikke er lastet: {len(found.waiting)}")
        en.append(f"Files of the release not loaded: {len(found.waiting)}")
    return Text("\n".join(nb), "\n".join(en))
