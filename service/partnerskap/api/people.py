"""The administrator's page: who may do what, who is invited, and which tokens there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from partnerskap.api.csrf import check_csrf
from partnerskap.api.login import accounts_in, personal_page, see_other
from partnerskap.api.small_form import read_form
from partnerskap.api.who import require
from partnerskap.errors import BadRequestError, ConflictError
from partnerskap.people.identity import Role
from partnerskap.people.invitations import INVITATION_PATH, Invitation
from partnerskap.web.site import carried, full_address

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.people.identity import Identity

__all__ = ["ROUTES"]

_PAGE: Final = "/admin/people"
_LOCKED: Final = "locked"
_LINK_DAYS: Final = 7


async def show_people(request: Request) -> Response:
    """List people with their roles, and tokens, to an administrator."""
    await require(request, Role.ADMINISTRATOR)
    return await _page(request)


async def set_role(request: Request) -> Response:
    """Give a person another role, none, or lock them out."""
    identity, form = await _changing(request)
    accounts = accounts_in(request)
    key, chosen = request.path_params["id"], form.get("role", "")
    if key == identity.id and chosen != Role.ADMINISTRATOR:
        raise ConflictError(
            "Du kan ikke ta administratorrollen fra deg selv. Be en annen administrator om det.",
            "You cannot take the administrator's role from yourself. Ask another administrator.",
        )
    role = _role(chosen) if chosen != _LOCKED else None
    await run_in_threadpool(accounts.people.set_role, key, role, locked=chosen == _LOCKED)
    if chosen == _LOCKED:
        await run_in_threadpool(accounts.sessions.end_all, key)
    return see_other(request, _PAGE + carried(request))


async def invite(request: Request) -> Response:
    """Make an invitation and show its link, once."""
    _, form = await _changing(request)
    name = form.get("name", "").strip()
    if not 0 < len(name) <= 200:
        raise BadRequestError(
            "Skriv navnet på den du vil invitere, med høyst 200 tegn.",
            "Write the name of whom you want to invite, in 200 characters at most.",
        )
    secret = await run_in_threadpool(
        accounts_in(request).invitations.create,
        Invitation(name, _role(form.get("role", ""))),
        days=_LINK_DAYS,
    )
    return await _page(request, link=full_address(request, INVITATION_PATH + secret), invited=name)


async def revoke_token(request: Request) -> Response:
    """End a token for good."""
    await _changing(request)
    await run_in_threadpool(accounts_in(request).tokens.revoke, request.path_params["id"])
    return see_other(request, _PAGE + carried(request))


async def _changing(request: Request) -> tuple[Identity, dict[str, str]]:
    identity = await require(request, Role.ADMINISTRATOR)
    form = await read_form(request)
    check_csrf(request, form)
    return identity, form


async def _page(request: Request, *, link: str = "", invited: str = "") -> Response:
    accounts = accounts_in(request)
    people = await run_in_threadpool(accounts.people.listed)
    tokens = await run_in_threadpool(accounts.tokens.listed)
    now = accounts.clock()
    return await personal_page(
        request,
        "people.html",
        people=people,
        tokens=[(token, token.state(now)) for token in tokens],
        names={person.id: person.name for person in people},
        roles=tuple(Role),
        link=link,
        invited=invited,
    )


def _role(text: str) -> Role | None:
    if not text:
        return None
    try:
        return Role(text)
    except ValueError:
        raise BadRequestError(
            f"Det finnes ingen rolle «{text[:40]}». Velg {', '.join(Role)}.",
            f"There is no role {text[:40]!r}. Choose {', '.join(Role)}.",
        ) from None


ROUTES: Final = (
    Route(_PAGE, show_people),
    Route(_PAGE + "/invite", invite, methods=["POST"]),
    Route(_PAGE + "/{id}/role", set_role, methods=["POST"]),
    Route("/admin/tokens/{id}/revoke", revoke_token, methods=["POST"]),
)
