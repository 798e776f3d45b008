"""``partnerskap serve``: load everything and answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

import typer
import uvicorn

from partnerskap.commands.console import say
from partnerskap.commands.process import get_ready, settle_down
from partnerskap.commands.protocol import speak
from partnerskap.errors import Text
from partnerskap.records.journal import Journal
from partnerskap.records.opening import open_installation
from partnerskap.records.release import ReleaseReport
from partnerskap.settings import Settings, load_settings
from partnerskap.sparql.holding import Holder
from partnerskap.web.render import has_editor

__all__ = ["serve"]


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = None,
) -> None:
    """Serve the graph: pages, JSON, SPARQL.

    The data that travel with the program are taken into the journal first, record by record;
    records that were changed here since the last release are reported and kept.
    """
    get_ready()
    settings = load_settings()
    spare = Holder.start()  # it gets ready while the graph is read here
    try:
        _serve(settings, spare, host=host or settings.host, port=port)
    finally:
        spare.stop()


def _serve(settings: Settings, spare: Holder, *, host: str, port: int | None) -> None:
    with ThreadPoolExecutor(1) as thread:
        opening = thread.submit(open_installation, settings)
        # The engine reads without Python's lock, so the program's modules load meanwhile.
        from partnerskap.app import create_app  # noqa: PLC0415

        installation = opening.result()
    graph = installation.graph
    _tell_what_was_kept(installation.report)
    say(
        Text(
            f"Versjon {graph.version}: {len(graph)} tripler.",
            f"Version {graph.version}: {len(graph)} triples.",
        ),
        error=True,
    )
    if not has_editor():
        say(
            Text(
                "Redigeringen av spørringer er ikke installert; /sparql viser det enkle skjemaet.",
                "The query editor is not installed; /sparql shows its plain form.",
            ),
            error=True,
        )
    _tell_what_is_unset(settings)
    # The access log would hold the addresses of the people who ask: personal data nobody needs.
    with Journal.open(settings.data_dir) as journal:
        app = create_app(settings, graph, spare, journal=journal)
        settle_down()
        uvicorn.run(
            app,
            host=host,
            port=settings.port if port is None else port,
            access_log=False,
            http=speak(app.state.lane),
            server_header=False,
            proxy_headers=False,
        )


def _tell_what_was_kept(report: ReleaseReport) -> None:
    if not report.kept:
        return
    names = ", ".join(map(str, report.kept))
    say(
        Text(
            f"Endret her og derfor ikke overskrevet av utgivelsen: {names}. Se «partnerskap data "
            "status».",
            f"Changed here and therefore not overwritten by the release: {names}. See "
            "'partnerskap data status'.",
        ),
        error=True,
    )


def _tell_what_is_unset(settings: Settings) -> None:
    if not settings.unset_publisher:
        return
    names = ", ".join(f"PARTNERSKAP_{name.upper()}" for name in settings.unset_publisher)
    say(
        Text(
            f"Katalogen på /catalog sier ikke hvem som utgir dataene. Sett {names} før en portal "
            "henter den.",
            f"The catalogue at /catalog does not say who publishes the data. Set {names} before a "
            "portal harvests it.",
        ),
        error=True,
    )
