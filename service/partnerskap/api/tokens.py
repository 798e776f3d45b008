"""The administrator's API for tokens: make one, list them, revoke one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from partnerskap.api.csrf import check_csrf
from partnerskap.api.login import accounts_in
from partnerskap.api.me import moment
from partnerskap.api.small_form import read_object
from partnerskap.api.who import require
from partnerskap.errors import BadRequestError
from partnerskap.people.identity import Role
from partnerskap.people.tokens import LONGEST_DAYS, SCOPES, Token
from partnerskap.records.view import dump_json

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["ROUTES"]

_DAYS: Final = 365


async def create_token(request: Request) -> Response:
    """Make a token and give it, for the first and last time."""
    await require(request, Role.ADMINISTRATOR)
    check_csrf(request)
    wanted = await read_object(request)
    name, scope, person, days = _checked(wanted)
    accounts = accounts_in(request)
    if person is not None:
        await run_in_threadpool(accounts.people.get, person)
    secret, token = await run_in_threadpool(
        accounts.tokens.create, name, scope, days=days, person=person
    )
    body = {**_described(token, accounts.clock()), "token": secret}
    headers = {"Location": f"/tokens/{token.id}"}
    return Response(dump_json(body), 201, headers=headers, media_type="application/json")


async def list_tokens(request: Request) -> Response:
    """List all tokens, without themselves."""
    await require(request, Role.ADMINISTRATOR)
    accounts = accounts_in(request)
    found = await run_in_threadpool(accounts.tokens.listed)
    now = accounts.clock()
    body = {"tokens": [_described(token, now) for token in found]}
    return Response(dump_json(body), media_type="application/json")


async def revoke_token(request: Request) -> Response:
    """End a token for good."""
    await require(request, Role.ADMINISTRATOR)
    check_csrf(request)
    await run_in_threadpool(accounts_in(request).tokens.revoke, request.path_params["id"])
    return Response(status_code=204)


def _checked(wanted: dict[str, object]) -> tuple[str, str, str | None, int]:
    """Read what is asked for; raise BadRequestError naming the first member that will not do."""
    name, scope = wanted.get("name"), wanted.get("scope")
    person, days = wanted.get("person"), wanted.get("days", _DAYS)
    if not isinstance(name, str) or not 0 < len(name.strip()) <= 200:
        raise _wrong("name", "1–200 tegn / characters")
    if not isinstance(scope, str) or scope not in SCOPES:
        raise _wrong("scope", ", ".join(SCOPES))
    if person is not None and not isinstance(person, str):
        raise _wrong("person", "id")
    if isinstance(days, bool) or not isinstance(days, int) or not 0 < days <= LONGEST_DAYS:
        raise _wrong("days", f"1–{LONGEST_DAYS}")
    if unknown := wanted.keys() - {"name", "scope", "person", "days"}:
        raise _wrong(min(unknown)[:40], "name, scope, days, person")
    return name.strip(), scope, person, days


def _wrong(member: str, allowed: str) -> BadRequestError:
    return BadRequestError(
        f"«{member}» kan ikke brukes. Tillatt: {allowed}.",
        f"{member!r} cannot be used. Allowed: {allowed}.",
    )


def _described(token: Token, now: float) -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "scope": token.scope,
        "person": token.person,
        "created": moment(token.created),
        "expires": moment(token.expires),
        "last_used": token.used_on,
        "state": token.state(now),
    }


ROUTES: Final = (
    Route("/tokens", list_tokens),
    Route("/tokens", create_token, methods=["POST"]),
    Route("/tokens/{id}", revoke_token, methods=["DELETE"]),
)
