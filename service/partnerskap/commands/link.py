"""``partnerskap link``: look after identifiers and links.

Nothing is asked of anybody unless ``--online`` says so; nothing is changed.
"""

from __future__ import annotations

import asyncio
import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from partnerskap import __version__
from partnerskap.commands.console import ExitCode, harmless, terminal_language
from partnerskap.errors import Text
from partnerskap.links.findings import as_json, must_be_mended
from partnerskap.links.inspecting import inspect, outward_links
from partnerskap.records.opening import open_installation
from partnerskap.records.report import Severity
from partnerskap.records.wording import Wording
from partnerskap.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from partnerskap.links.findings import Finding

__all__ = ["app"]

app = typer.Typer(
    help="Look after identifiers and links.", no_args_is_help=True, pretty_exceptions_enable=False
)

_COUNTED: Final = {Severity.INFO: Wording("tips", "tips", "tips")}


class Format(StrEnum):
    """How the findings are written."""

    TEXT = "text"
    JSON = "json"


class Language(StrEnum):
    """The language of the sentences."""

    NB = "nb"
    EN = "en"


@app.callback()
def common() -> None:
    """Look after identifiers and links."""


@app.command()
def check(
    *,
    online: Annotated[
        bool, typer.Option("--online", help="Also ask whether outward links answer.")
    ] = False,
    output: Annotated[
        Format, typer.Option("--format", help="text for people, json for programs.")
    ] = Format.TEXT,
    lang: Annotated[
        Language | None, typer.Option("--lang", help="Language; the terminal's when not given.")
    ] = None,
    inside: Annotated[
        list[str] | None,
        typer.Option(help="Host of the inner net that may be asked; repeat for several."),
    ] = None,
) -> None:
    """Check identifiers and links of all that is published here.

    Numbers with their check digits, the forms that registers use, the same identifier on two
    records, links to what does not stand here. With --online: whether outward links answer, at
    most eight hosts at once and each host one request at a time.

    Exit 0 when nothing must be mended, 1 when something must.
    """
    settings = load_settings()
    store = open_installation(settings).graph.store
    found = inspect(store)
    if online:
        public = f" (+{settings.public_url})" if settings.public_url else ""
        found += _probe(outward_links(store), f"partnerskap/{__version__}{public}", inside or ())
    language = lang.value if lang else terminal_language()
    if output is Format.JSON:
        typer.echo(json.dumps({"findings": as_json(found)}, ensure_ascii=False, indent=2))
    else:
        for line in _lines(found, language):
            typer.echo(harmless(line))
    if must_be_mended(found):
        raise typer.Exit(ExitCode.NO)


def _probe(
    links: Mapping[str, tuple[str, ...]], agent: str, inside: Sequence[str]
) -> list[Finding]:
    # The HTTP client takes a while to load; whoever asks nobody does not wait for it.
    from partnerskap.links.probing import Bounds, probe_links  # noqa: PLC0415

    label = Text("Spør", "Asking").in_language(terminal_language())
    hidden = not sys.stderr.isatty()
    with typer.progressbar(length=len(links), label=label, file=sys.stderr, hidden=hidden) as bar:
        return asyncio.run(
            probe_links(
                links,
                Bounds(),
                agent,
                inside=frozenset(inside),
                done=lambda: bar.update(1),
            )
        )


def _lines(found: Sequence[Finding], language: str) -> list[str]:
    lines: list[str] = []
    record = ""
    for each in sorted(found, key=lambda finding: finding.record):
        if each.record != record:
            record = each.record
            lines.append(record)
        word = each.trouble.severity.word.in_language(language)
        lines.append(f"  {word}: {each.value}: {each.text.in_language(language)}")
    count = {
        severity: sum(each.trouble.severity is severity for each in found) for severity in Severity
    }
    told = ", ".join(
        f"{number} {_COUNTED.get(severity, severity.word).in_language(language)}"
        for severity, number in count.items()
    )
    state = Text("Ikke i orden", "Not in order") if must_be_mended(found) else Text("I orden", "OK")
    return [*lines, f"{state.in_language(language)}: {told}."]
