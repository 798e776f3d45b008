"""``partnerskap token``: invite people, and make, list and revoke tokens for programs.

Commands only translate between the terminal and ``partnerskap.people``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from partnerskap.commands.console import say
from partnerskap.errors import Text
from partnerskap.people.accounts import Accounts
from partnerskap.people.identity import Role
from partnerskap.people.invitations import INVITATION_PATH, Invitation
from partnerskap.people.store import day
from partnerskap.people.tokens import LONGEST_DAYS
from partnerskap.settings import Settings, load_settings

__all__ = ["app", "open_accounts"]

app = typer.Typer(
    help="Invite people; make, list and revoke tokens.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
Days = Annotated[int, typer.Option(min=1, max=LONGEST_DAYS, help="Days it can be used.")]
Person = Annotated[str | None, typer.Option(help="Id of a person; see 'person list'.")]


class Scope(StrEnum):
    """What a token may be made for."""

    SUBMIT = "submit"
    REVIEW = "review"
    ADMIN = "admin"


@contextmanager
def open_accounts() -> Iterator[tuple[Settings, Accounts]]:
    """Open the accounts of the settings in force; tell when the service does not use them."""
    settings = load_settings()
    accounts = Accounts.open(settings)
    try:
        yield settings, accounts
    finally:
        accounts.close()
    if not settings.has_accounts:
        say(
            Text(
                "Innlogging er slått av. Sett PARTNERSKAP_ACCOUNTS=true og start tjenesten på "
                "nytt.",
                "Logging in is off. Set PARTNERSKAP_ACCOUNTS=true and restart the service.",
            ),
            error=True,
        )


@app.command()
def invite(
    name: Annotated[str, typer.Option(help="Name of whom it is for.")] = "",
    role: Annotated[Role, typer.Option(help="Role of a new person.")] = Role.SUBMITTER,
    days: Days = 7,
    person: Person = None,
) -> None:
    """Print a link that lets one person in, once: a new one, or one who is known already."""
    with open_accounts() as (settings, accounts):
        if person is None:
            invitation = Invitation(name, role)
        else:
            invitation = Invitation(accounts.people.get(person).name, None, person)
        secret = accounts.invitations.create(invitation, days=days)
    root = settings.public_url or f"http://{settings.host}:{settings.port}"
    typer.echo(f"{root}{INVITATION_PATH}{secret}")


@app.command()
def create(
    name: Annotated[str, typer.Option(help="What it is for; shown in lists.")],
    scope: Annotated[Scope, typer.Option(help="What its bearer may do.")] = Scope.SUBMIT,
    days: Days = 365,
    person: Person = None,
) -> None:
    """Make a token for a program and print it; it cannot be shown again."""
    with open_accounts() as (_, accounts):
        if person is not None:
            accounts.people.get(person)
        secret, token = accounts.tokens.create(name, scope, days=days, person=person)
    say(
        Text(
            f"Adgangsnøkkel {token.id}, til og med {day(token.expires)}. Den vises bare nå.",
            f"Token {token.id}, until {day(token.expires)}. It is shown only now.",
        ),
        error=True,
    )
    typer.echo(secret)


@app.command("list")
def list_tokens(
    *, as_json: Annotated[bool, typer.Option("--json", help="Write JSON for scripts.")] = False
) -> None:
    """List all tokens: id, state, scope, last day of use, name."""
    with open_accounts() as (_, accounts):
        tokens = accounts.tokens.listed()
        now = accounts.clock()
    if as_json:
        lines = [{**asdict(token), "state": token.state(now)} for token in tokens]
        typer.echo(json.dumps(lines, indent=2, ensure_ascii=False))
        return
    for token in tokens:
        used = token.used_on or "-"
        typer.echo(f"{token.id}  {token.state(now):<8}  {token.scope:<6}  {used:<10}  {token.name}")


@app.command()
def revoke(key: Annotated[str, typer.Argument(help="The token's id.")]) -> None:
    """End a token for good."""
    with open_accounts() as (_, accounts):
        accounts.tokens.revoke(key)
    say(Text("Trukket tilbake.", "Revoked."), error=True)
