"""``partnerskap person``: list the people who may log in, give a role, and forget one."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from partnerskap.commands.console import say
from partnerskap.commands.token import open_accounts
from partnerskap.entry.forgetting import forget_person
from partnerskap.errors import Text
from partnerskap.people.identity import Role
from partnerskap.records.journal import Journal

__all__ = ["app"]

app = typer.Typer(
    help="List people, give roles, erase personal data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
Key = Annotated[str, typer.Argument(help="The person's id.")]
Given = Annotated[Role | None, typer.Argument(help="The role; none: take it away.")]


@app.command("list")
def list_people(
    *, as_json: Annotated[bool, typer.Option("--json", help="Write JSON for scripts.")] = False
) -> None:
    """List everyone: id, last day of use, roles, name, e-mail."""
    with open_accounts() as (_, accounts):
        people = accounts.people.listed()
    if as_json:
        lines = [
            {
                "id": person.id,
                "name": person.name,
                "email": person.email,
                "roles": sorted(person.roles),
                "locked": person.locked,
                "seen_on": person.seen_on,
            }
            for person in people
        ]
        typer.echo(json.dumps(lines, indent=2, ensure_ascii=False))
        return
    for person in people:
        roles = "locked" if person.locked else ",".join(sorted(person.roles)) or "-"
        seen = person.seen_on or "-"
        typer.echo(f"{person.id}  {seen:<10}  {roles:<13}  {person.name}  {person.email}".rstrip())


@app.command("role")
def give_role(
    key: Key,
    role: Annotated[Role | None, typer.Argument(help="The role; none: take it away.")] = None,
) -> None:
    """Give a person a role here, or take it away; what a provider gives stays."""
    with open_accounts() as (_, accounts):
        accounts.people.set_role(key, role)
    say(Text("Lagret.", "Saved."), error=True)


@app.command()
def erase(
    key: Key, *, yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False
) -> None:
    """Forget a person: name, e-mail, logins, tokens, and names left in submissions.

    What the journal says of the id stays.
    """
    with open_accounts() as (settings, accounts):
        person = accounts.people.get(key)
        if not yes:
            typer.confirm(f"{person.name} ({person.id})?", abort=True)
        with Journal.open(settings.data_dir) as journal:
            forget_person(journal.engine, key, (person.name, person.email))
        accounts.people.erase(key)
    say(
        Text(
            f"{key} er slettet. Navnet kan fortsatt stå i sikkerhetskopier tatt før i dag.",
            f"{key} is erased. The name may still stand in backups taken before today.",
        ),
        error=True,
    )
