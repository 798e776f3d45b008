"""Who asks, and whether they may: what routes call before they do something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

from partnerskap.api.csrf import check_origin
from partnerskap.errors import ForbiddenError, UnauthorizedError
from partnerskap.people.identity import Identity, Role
from partnerskap.web.account import accounts_of, mark_private, reader

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.people.accounts import Accounts
    from partnerskap.sparql.gate import Gate

__all__ = ["client_of", "require", "who"]

_ASKER: Final = "partnerskap.asker"
_NAMES: Final = {
    Role.SUBMITTER: ("innsender", "submitter"),
    Role.REVIEWER: ("saksbehandler", "reviewer"),
    Role.ADMINISTRATOR: ("administrator", "administrator"),
}


async def who(request: Request) -> Identity:
    """Tell who asks, by token or session; whoever shows neither is anonymous.

    Raises UnauthorizedError for a token that is of no use, ForbiddenError when a page of another
    origin sends a change in the name of whoever is logged in here, and BudgetError after too many
    useless tokens.
    """
    known: Identity | None = request.scope.get(_ASKER)
    if known is None:
        known = request.scope[_ASKER] = await _find(request)
    return known


async def require(request: Request, role: Role) -> Identity:
    """Tell who asks when they may do what a role lets them.

    Raises UnauthorizedError for whoever has not said who they are, ForbiddenError for whoever
    lacks the role, and what ``who`` raises.
    """
    identity = await who(request)
    if identity.may(role):
        return identity
    nb, en = _NAMES[role]
    if not identity.is_known:
        raise UnauthorizedError(
            f"Dette krever rollen {nb}. Logg inn på /login, eller send en adgangsnøkkel: "
            "Authorization: Bearer NØKKEL.",
            f"This needs the role {en}. Log in at /login, or send a token: "
            "Authorization: Bearer TOKEN.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    raise ForbiddenError(
        f"Dette krever rollen {nb}, og den har du ikke. Be en administrator om den.",
        f"This needs the role {en}, which you do not have. Ask an administrator for it.",
    )


def client_of(request: Request) -> str:
    """Name the client of a request by its address; empty when nobody can tell."""
    gate: Gate | None = getattr(request.app.state, "gate", None)
    return gate.name(request.scope) if gate else ""


async def _find(request: Request) -> Identity:
    accounts = accounts_of(request)
    if accounts is None:
        return Identity.anonymous()
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        mark_private(request.scope)
        return await run_in_threadpool(_by_token, accounts, token.strip(), client_of(request))
    if "cookie" not in request.headers:
        return Identity.anonymous()
    identity = await run_in_threadpool(reader, request)
    if identity.is_known:
        check_origin(request)
    return identity


def _by_token(accounts: Accounts, token: str, client: str) -> Identity:
    accounts.limiter.check(client)
    identity = accounts.tokens.find(token)
    if identity is None:
        accounts.limiter.note(client)
        raise UnauthorizedError(
            "Adgangsnøkkelen er ukjent, utløpt eller trukket tilbake. Be en administrator om en "
            "ny, eller lag en med «partnerskap token create».",
            "The token is unknown, has expired or was revoked. Ask an administrator for a new one, "
            "or make one with 'partnerskap token create'.",
            headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
        )
    return identity
