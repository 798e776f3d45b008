"""``partnerskap import``: read somebody's own register into proposals for review."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from partnerskap import __version__
from partnerskap.commands.console import ExitCode, harmless, terminal_language
from partnerskap.errors import BadRequestError, StorageError, Text
from partnerskap.settings import load_settings

if TYPE_CHECKING:
    import httpx2

    from partnerskap.registers.importing import Outcome
    from partnerskap.settings import Settings

__all__ = ["import_records"]

_SECONDS: Final = 300.0


class Format(StrEnum):
    """How the outcome is written."""

    TEXT = "text"
    JSON = "json"


class Language(StrEnum):
    """The language of the sentences."""

    NB = "nb"
    EN = "en"


_Mapping = Annotated[Path, typer.Argument(help="The mapping, a TOML file.")]
_Sources = Annotated[list[str], typer.Argument(help="Files or addresses: CSV, XLSX, JSON or RDF.")]
_Address = Annotated[
    str, typer.Option(help="Address of the running service; the settings' when not given.")
]
_TokenFile = Annotated[
    Path | None, typer.Option(help="File with a token of scope 'submit'; else PARTNERSKAP_TOKEN.")
]
_Token = Annotated[str, typer.Option(envvar="PARTNERSKAP_TOKEN", hidden=True)]
_Dry = Annotated[
    bool, typer.Option("--dry-run", help="Tell what would be proposed; propose nothing.")
]
_Everything = Annotated[
    bool, typer.Option("--all", help="Also compare what is as it was at the last run.")
]
_State = Annotated[
    Path | None,
    typer.Option(help="File that remembers the last run; beside the mapping if none."),
]
_Format = Annotated[Format, typer.Option("--format", help="text for people, json for programs.")]
_Language = Annotated[
    Language | None, typer.Option("--lang", help="Language; the terminal's when not given.")
]


def import_records(  # noqa: PLR0913 - each is an option of the command
    mapping: _Mapping,
    sources: _Sources,
    *,
    service: _Address = "",
    token_file: _TokenFile = None,
    token: _Token = "",
    dry_run: _Dry = False,
    everything: _Everything = False,
    state: _State = None,
    output: _Format = Format.TEXT,
    lang: _Language = None,
) -> None:
    """Read a register through a mapping, and propose what is new or changed in it.

    Nothing is published before a reviewer has said yes. Run it as often as you like: what is as
    it was makes no new submission.

    Exit 0 when all could be used, 1 when something must be looked at, 2 when a file or the
    mapping cannot be used.
    """
    secret = _text(token_file).strip() if token_file else token
    kept = state or mapping.with_suffix(".state.json")
    with _client(service or _address(load_settings()), secret) as client:
        outcome = _run(mapping, sources, kept, client, dry=dry_run, everything=everything)
    language = lang.value if lang else terminal_language()
    if output is Format.JSON:
        typer.echo(json.dumps(_as_json(outcome), ensure_ascii=False, indent=2))
    else:
        for line in _lines(outcome, language, dry=dry_run):
            typer.echo(harmless(line))
    if outcome.troubles:
        raise typer.Exit(ExitCode.NO)


def _run(
    mapping: Path,
    sources: list[str],
    state: Path,
    client: httpx2.Client,
    *,
    dry: bool,
    everything: bool,
) -> Outcome:
    # The readers take a while to load; the other commands do without them.
    from partnerskap.registers.fetching import get_source  # noqa: PLC0415
    from partnerskap.registers.importing import run_import  # noqa: PLC0415
    from partnerskap.registers.plan import read_plan  # noqa: PLC0415
    from partnerskap.registers.service import Service  # noqa: PLC0415
    from partnerskap.registers.state import State  # noqa: PLC0415

    return run_import(
        read_plan(_text(mapping), mapping.name),
        [get_source(named) for named in sources],
        Service(client),
        State(state),
        dry=dry,
        everything=everything,
    )


def _address(settings: Settings) -> str:
    return settings.public_url or f"http://{settings.host}:{settings.port}"


def _client(address: str, secret: str) -> httpx2.Client:
    import httpx2  # noqa: PLC0415 - as above

    if not address.startswith(("http://", "https://")):
        raise BadRequestError(
            f"«{address}» er ingen http- eller https-adresse.",
            f"{address!r} is not an http or https address.",
        )
    headers = {"User-Agent": f"partnerskap/{__version__}"}
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    return httpx2.Client(base_url=address, headers=headers, timeout=_SECONDS)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise StorageError(
            f"«{path}» kan ikke leses: {fault}.", f"{str(path)!r} cannot be read: {fault}."
        ) from fault


_STATUSES: Final = {
    "created": Text("ny", "new"),
    "changed": Text("endret", "changed"),
    "unchanged": Text("uendret", "unchanged"),
    "wrong": Text("må rettes", "to be corrected"),
}


def _lines(outcome: Outcome, language: str, *, dry: bool) -> list[str]:
    lines = [
        f"{record}: {_STATUSES[status].in_language(language)}"
        for record, status in outcome.records.items()
        if status in _STATUSES and status != "unchanged"
    ]
    for each in outcome.troubles:
        where = ", ".join(part for part in (each.place, each.record) if part)
        told = each.text.in_language(language)
        lines.append(f"  {where}: {told}" if where else f"  {told}")
    lines += [
        f"{each.record} → {each.submission}"
        for each in outcome.handed_in
        if each.submission and not each.repeated
    ]
    counts = ", ".join(
        f"{outcome.count(status)} {word.in_language(language)}"
        for status, word in _STATUSES.items()
    )
    same = Text(f"{outcome.skipped} som sist", f"{outcome.skipped} as last time")
    end = Text("Ingenting er sendt inn.", "Nothing was handed in.") if dry else Text("", "")
    return [*lines, f"{counts}, {same.in_language(language)}. {end.in_language(language)}".strip()]


def _as_json(outcome: Outcome) -> dict[str, object]:
    return {
        "records": outcome.records,
        "skipped": outcome.skipped,
        "handedIn": [each.model_dump() for each in outcome.handed_in],
        "troubles": [
            {
                "record": each.record,
                "place": each.place,
                "message": {"nb": each.text.nb, "en": each.text.en},
            }
            for each in outcome.troubles
        ],
    }
