"""Put logging in together, where the settings ask for it: accounts, provider, routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerskap.api import login, me, people, tokens
from partnerskap.api.who import require
from partnerskap.people.accounts import Accounts
from partnerskap.people.identity import Role

if TYPE_CHECKING:
    from starlette.datastructures import State
    from starlette.requests import Request
    from starlette.routing import Route

    from partnerskap.settings import Settings

__all__ = ["admit_administrator", "open_accounts"]


def open_accounts(state: State, settings: Settings) -> list[Route]:
    """Open the accounts into an application's state and give their routes; none when off.

    Raises StorageError when the data folder cannot be used.
    """
    state.accounts = state.provider = None
    if not settings.has_accounts:
        return []
    state.accounts = Accounts.open(settings)
    routes = [*login.ROUTES, *me.ROUTES, *people.ROUTES, *tokens.ROUTES]
    if settings.oidc_issuer:
        # What speaks with a provider takes a fifth of a second to load, and most have none.
        from partnerskap.api import provider_login  # noqa: PLC0415
        from partnerskap.people.provider import Provider  # noqa: PLC0415

        state.provider = Provider(settings)
        routes += provider_login.ROUTES
    return routes


async def admit_administrator(request: Request) -> None:
    """Let an administrator pass; raise what ``require`` raises for everyone else."""
    await require(request, Role.ADMINISTRATOR)
