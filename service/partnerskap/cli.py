"""The command line: gathers the commands and turns expected failures into exit codes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from partnerskap import __version__
from partnerskap.commands import catalog, data, keeping, link, person, token
from partnerskap.commands.console import fail
from partnerskap.commands.dump import dump
from partnerskap.commands.endpoint import endpoint
from partnerskap.commands.importing import import_records
from partnerskap.commands.query import query
from partnerskap.commands.serve import serve
from partnerskap.commands.settings import settings
from partnerskap.commands.validate import validate
from partnerskap.errors import ServiceError

__all__ = ["app", "main"]

app = typer.Typer(
    name="partnerskap",
    help="Partnerskapsgrafen: partnerships between Norwegian municipalities and academia.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 all is well, 1 the answer is no, 2 bad input, 3 the service failed.",
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - the framework passes the flag by place
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def common(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Version.")
    ] = False,
) -> None:
    """Partnerskapsgrafen: partnerships between Norwegian municipalities and academia."""


for command in (serve, endpoint, query, validate, dump, settings):
    app.command()(command)
app.command("import")(import_records)
app.command("export")(keeping.export_records)
app.command("verify")(keeping.verify)
app.command("backup")(keeping.backup)
app.command("restore")(keeping.restore_backup)
app.add_typer(catalog.app, name="catalog")
app.add_typer(data.app, name="data")
app.add_typer(link.app, name="link")
app.add_typer(token.app, name="token")
app.add_typer(person.app, name="person")


def main() -> None:
    """Run the command line; expected failures end in one line and an exit code."""
    try:
        app()
    except ServiceError as error:
        sys.exit(fail(error))
