"""``partnerskap catalog``: score a catalogue as the portals do, and tell what to mend in it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnerskap import __version__
from partnerskap.checking.check import reading_options
from partnerskap.commands.console import ExitCode, harmless, terminal_language
from partnerskap.commands.download import fetch, is_address
from partnerskap.commands.report_text import TextReport
from partnerskap.doctor.examining import examine
from partnerskap.doctor.metrics import Scheme
from partnerskap.doctor.rules import PROFILES, nodes_in_fault
from partnerskap.doctor.scoring import CatalogueScore, addresses_of, score
from partnerskap.doctor.telling import gain_lines, headline, metric_lines, score_as_json
from partnerskap.errors import InvalidDataError, StorageError, Text
from partnerskap.incoming.limits import Limits
from partnerskap.incoming.reading import Incoming, Sent, read
from partnerskap.links.findings import Trouble
from partnerskap.portal.profiles import Profile
from partnerskap.records.naming import Names
from partnerskap.records.report_json import write_json
from partnerskap.records.sarif import as_sarif
from partnerskap.shacl.index import Index

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerskap.records.report import Report

__all__ = ["app"]

app = typer.Typer(
    help="Score a data catalogue, and tell what to mend in it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

_MOST_BYTES = 78_643_200
"""What data.norge.no takes of one catalogue: 75 MiB."""
_MOST_ASKED = 500
"""Each host is asked one request at a time, with a pause: more would take too long."""
_FEEDS = (Profile.NEUTRAL, *PROFILES)


class Language(StrEnum):
    """The language of what is printed."""

    NB = "nb"
    NN = "nn"
    EN = "en"


class ScoreForm(StrEnum):
    """How a score is written."""

    TEXT = "text"
    JSON = "json"


class CheckForm(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


class Rules(StrEnum):
    """The profile a catalogue is judged by."""

    NO_3 = Profile.NO_3.value
    NO_2 = Profile.NO_2.value
    EU_3 = Profile.EU_3.value


_Lang = Annotated[
    Language | None, typer.Option("--lang", help="Language; the terminal's when not given.")
]
_Online = Annotated[
    bool, typer.Option("--online", help="Ask the addresses in the catalogue whether they answer.")
]
_Inside = Annotated[
    list[str] | None,
    typer.Option(help="Host of the inner net that may be asked; repeat for several."),
]


@dataclass(frozen=True, slots=True)
class _Told:
    """What was found out about one catalogue."""

    incoming: Incoming
    report: Report
    score: CatalogueScore


@app.command("score")
def score_catalogue(
    source: Annotated[
        str | None,
        typer.Argument(
            help="A file, an http(s) address, or one of our feeds: neutral, dcat-ap-no-2, "
            "dcat-ap-no-3, dcat-ap-3. Without it, the feed that is made for the portal."
        ),
    ] = None,
    *,
    scheme: Annotated[Scheme, typer.Option(help="Whose points.")] = Scheme.NORGE,
    lang: _Lang = None,
    output: Annotated[
        ScoreForm, typer.Option("--format", help="text for people, json for programs.")
    ] = ScoreForm.TEXT,
    online: _Online = False,
    inside: _Inside = None,
) -> None:
    """Tell how many points a catalogue gets, metric by metric, with the reasons.

    Nothing is asked of the network unless an address is given, or --online.
    """
    language = lang.value if lang else terminal_language()
    incoming = _read(source or scheme.profile.value)
    data = Index(incoming.triples)
    in_fault = nodes_in_fault(data, scheme.profile)
    answers = _ask(incoming, inside or ()) if online else {}
    told = score(data, scheme, in_fault, answers)
    if output is ScoreForm.JSON:
        typer.echo(json.dumps(score_as_json(told), ensure_ascii=False, indent=2))
        return
    typer.echo(headline(told).in_language(language))
    for line in metric_lines(told, language):
        typer.echo(harmless(line))
    _tell_gains(told, language)


@app.command("check")
def check_catalogue(
    source: Annotated[
        str,
        typer.Argument(help="A file in any RDF format, or an http(s) address of one."),
    ],
    *,
    profile: Annotated[Rules, typer.Option(help="The rules to judge by.")] = Rules.NO_3,
    lang: _Lang = None,
    output: Annotated[
        CheckForm, typer.Option("--format", help="text for people, json and sarif for programs.")
    ] = CheckForm.TEXT,
    online: _Online = False,
    inside: _Inside = None,
) -> None:
    """Tell what to mend in a catalogue, and what each repair would gain.

    Exit 0 when nothing must be corrected, 1 when something must, 2 when it cannot be read.
    """
    language = lang.value if lang else terminal_language()
    incoming = _read(source)
    answers = _ask(incoming, inside or ()) if online else {}
    told = _Told(incoming, *examine(incoming.triples, Profile(profile.value), answers))
    if output is CheckForm.JSON:
        written = write_json(told.report, told.incoming.places)
        written |= {"profile": profile.value, "score": score_as_json(told.score)}
        typer.echo(json.dumps(written, ensure_ascii=False, indent=2))
    elif output is CheckForm.SARIF:
        typer.echo(as_sarif(told.report, told.incoming.places, language))
    else:
        for line in _text(told, language):
            typer.echo(line)
        _tell_gains(told.score, language)
    if not told.report.conforms:
        raise typer.Exit(ExitCode.NO)


def _ask(incoming: Incoming, inside: Sequence[str]) -> dict[str, bool]:
    """Ask the first addresses of a catalogue, and tell which answer."""
    # The HTTP client takes a while to load; whoever asks nobody does not wait for it.
    from partnerskap.links.probing import Bounds, probe_links  # noqa: PLC0415

    asked = [each for each in addresses_of(incoming.triples) if is_address(each)][:_MOST_ASKED]
    links = {each: (each,) for each in asked}
    agent = f"partnerskap/{__version__}"
    found = asyncio.run(probe_links(links, Bounds(), agent, inside=frozenset(inside)))
    silent = {each.value for each in found if each.trouble is not Trouble.MOVED}
    return {each: each not in silent for each in asked}


def _read(source: str) -> Incoming:
    """Read a feed of ours, what an address holds, or a file.

    Raises what reading raises, StorageError for a file that cannot be read, and InvalidDataError
    when there is nothing in it.
    """
    limits = Limits(sent_bytes=_MOST_BYTES, unpacked_bytes=_MOST_BYTES, triples=5_000_000)
    if source in _FEEDS:
        # The whole service, which no other command but serve needs.
        from partnerskap.commands.own_feed import read_own_feed  # noqa: PLC0415

        sent = Sent(f"{source}.nt", read_own_feed(Profile(source)))
    elif is_address(source):
        sent = fetch(source, _MOST_BYTES)
    else:
        sent = Sent(source, _file(Path(source)))
    incoming = read(sent, reading_options(limits))
    if not incoming.triples:
        raise InvalidDataError(
            f"«{source}» inneholder ingen utsagn. Oppgi en katalog.",
            f"{source!r} holds no statements. Give a catalogue.",
        )
    return incoming


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise StorageError(
            f"«{path}» kan ikke leses: {fault.strerror}.",
            f"{str(path)!r} cannot be read: {fault.strerror}.",
        ) from fault


def _text(told: _Told, language: str) -> Iterator[str]:
    names = Names(Index(told.incoming.triples), None)
    report = TextReport(names, told.incoming.places, language)
    yield from report.lines(told.report.distinct())
    yield headline(told.score).in_language(language)


def _tell_gains(told: CatalogueScore, language: str) -> None:
    lines = list(gain_lines(told, language))
    if lines:
        typer.echo(
            Text("Dette ville gitt flere poeng:", "This would give more points:").in_language(
                language
            )
        )
    for line in lines:
        typer.echo(harmless(f"  {line}"))
