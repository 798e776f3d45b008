"""``partnerskap export``, ``verify``, ``backup`` and ``restore``: the data outside the service.

Commands only translate between the terminal and the modules that do the work.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from urllib.error import URLError
from urllib.request import urlopen

import typer

from partnerskap.commands.console import ExitCode, say
from partnerskap.entry.auditing import audit
from partnerskap.errors import BadRequestError, StorageError, Text
from partnerskap.graph.store import GraphStore
from partnerskap.records.backup import back_up, restore
from partnerskap.records.export import export
from partnerskap.records.journal import Journal
from partnerskap.settings import load_settings

__all__ = ["backup", "export_records", "restore_backup", "verify"]

_SECONDS = 10


def export_records(
    folder: Annotated[Path, typer.Argument(help="Folder that gets the files, laid out as data/.")],
) -> None:
    """Write the published records as Turtle files, so that they can be versioned with git.

    Only files whose record changed are written, and those of deleted records are removed. Taking
    the files in as a release changes nothing.
    """
    with Journal.open(load_settings().data_dir) as journal:
        version, documents = journal.documents()
    done = export(documents, folder)
    say(
        Text(
            f"Versjon {version}: {done.written} filer skrevet, {done.unchanged} uendret, "
            f"{done.removed} fjernet.",
            f"Version {version}: {done.written} files written, {done.unchanged} unchanged, "
            f"{done.removed} removed.",
        )
    )


def verify(
    url: Annotated[
        str, typer.Option(help="Also compare with the running service at this address.")
    ] = "",
) -> None:
    """Check that nothing was tampered with or lost; exit 3 when something is wrong.

    The file is whole; each version is what was sealed and follows the one before; every record is
    what its changes lead to; every published submission has its version. With --url: the service
    stands at the journal's version, with the same content.
    """
    with Journal.open(load_settings().data_dir) as journal:
        faults = journal.verify() + audit(journal.engine)
        version, documents = journal.documents()
    if url:
        faults += _compare(url, GraphStore(documents, version=version))
    for fault in faults:
        say(fault, error=True)
    if faults:
        raise typer.Exit(ExitCode.FAILURE)
    say(
        Text(
            f"Alt er i orden: {version} versjoner, {len(documents)} dokumenter.",
            f"All is well: {version} versions, {len(documents)} documents.",
        )
    )


def backup(
    file: Annotated[Path, typer.Argument(help="File to write; one that is there is replaced.")],
) -> None:
    """Back up the journal, the submissions and the accounts, also while the service runs."""
    made = back_up(load_settings().data_dir, file)
    say(
        Text(
            f"«{file}» holder versjon {made.version} ({made.size} byte: {', '.join(made.files)}).",
            f"{str(file)!r} holds version {made.version} ({made.size} bytes: "
            f"{', '.join(made.files)}).",
        )
    )


def restore_backup(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The backup.")],
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Replace what is there; it is kept under another name.")
    ] = False,
) -> None:
    """Put a backup back. It is checked first; a running service follows within seconds."""
    made, kept = restore(file, load_settings().data_dir, force=force)
    say(
        Text(
            f"Versjon {made.version} er lagt tilbake.",
            f"Version {made.version} was put back.",
        )
    )
    for path in kept:
        say(Text(f"Det som var der, ligger i «{path}».", f"What was there is in {str(path)!r}."))


def _compare(url: str, graph: GraphStore) -> list[Text]:
    """Ask a running service what it stands at."""
    if not url.startswith(("http://", "https://")):
        raise BadRequestError(
            f"«{url}» er ikke en adresse. Skriv http://… eller https://….",
            f"{url!r} is no address. Write http://… or https://….",
        )
    try:
        with urlopen(f"{url.rstrip('/')}/health", timeout=_SECONDS) as answer:  # noqa: S310 - http or https, as checked
            told = json.loads(answer.read(65_536))
    except (URLError, OSError, ValueError) as fault:
        raise StorageError(
            f"Tjenesten på «{url}» svarer ikke: {fault}.",
            f"The service at {url!r} does not answer: {fault}.",
        ) from fault
    if (told.get("version"), told.get("content")) == (graph.version, graph.content_hash):
        return []
    return [
        Text(
            f"Tjenesten på «{url}» står på versjon {told.get('version')} med et annet innhold enn "
            f"journalen på versjon {graph.version}.",
            f"The service at {url!r} stands at version {told.get('version')} with other content "
            f"than the journal at version {graph.version}.",
        )
    ]
