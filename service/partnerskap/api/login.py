"""Log in by invitation, log out, and the page that shows the ways in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from partnerskap.api.csrf import check_csrf, check_origin
from partnerskap.api.small_form import read_form
from partnerskap.api.who import client_of, who
from partnerskap.errors import NotFoundError, ProviderError
from partnerskap.people.invitations import INVITATION_PATH
from partnerskap.people.returning import local_path
from partnerskap.web.account import (
    accounts_of,
    cookie_name,
    look_anew,
    mark_private,
    session_secret,
)
from partnerskap.web.render import render_page
from partnerskap.web.site import carried, full_address, root_path, site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.people.accounts import Accounts
    from partnerskap.people.sessions import Lifetime
    from partnerskap.people.store import Person

__all__ = ["ROUTES", "accounts_in", "log_in", "personal_page", "provider_name", "see_other"]


def accounts_in(request: Request) -> Accounts:
    """Give the accounts, where the routes exist only when there are some."""
    accounts = accounts_of(request)
    if accounts is None:
        raise TypeError("The application has no accounts")
    return accounts


async def personal_page(
    request: Request, template: str, *, status: int = 200, **values: object
) -> Response:
    """Show a page that no cache may keep and whose address no other site may learn."""
    mark_private(request.scope)
    language = site_of(request).language(request)
    page = await run_in_threadpool(render_page, request, template, language, **values)
    headers = {"Content-Language": language, "Referrer-Policy": "same-origin"}
    return Response(page, status, headers=headers, media_type="text/html")


def see_other(request: Request, path: str) -> RedirectResponse:
    """Lead to another page of this service; the path is checked."""
    mark_private(request.scope)
    return RedirectResponse(root_path(request) + local_path(path), status_code=303)


async def log_in(
    request: Request, person: Person, lifetime: Lifetime, *, target: str, id_token: str = ""
) -> Response:
    """Begin a session in place of the one before, and lead to where the person wanted to go."""
    accounts = accounts_in(request)
    secret = await run_in_threadpool(
        accounts.sessions.start,
        person.id,
        lifetime,
        id_token=id_token,
        instead_of=session_secret(request),
    )
    response = see_other(request, target)
    response.set_cookie(
        cookie_name(request, "session"),
        secret,
        max_age=lifetime.longest,
        path="/",
        secure=full_address(request, "").startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return response


def provider_name(request: Request) -> str:
    """Name the provider for people; empty when there is none."""
    settings = site_of(request).settings
    return settings.oidc_name or settings.oidc_issuer.partition("://")[2].partition("/")[0]


async def show_login(request: Request) -> Response:
    """Show the ways in."""
    target = local_path(request.query_params.get("next"))
    return await personal_page(
        request, "login.html", provider=provider_name(request), target=target
    )


async def show_invitation(request: Request) -> Response:
    """Ask whoever follows an invitation to confirm it; programs that look at links use none up."""
    accounts = accounts_in(request)
    accounts.limiter.check(client_of(request))
    try:
        invitation = await run_in_threadpool(
            accounts.invitations.show, request.path_params["secret"]
        )
    except NotFoundError:
        accounts.limiter.note(client_of(request))
        raise
    return await personal_page(request, "invitation.html", invitation=invitation)


async def accept_invitation(request: Request) -> Response:
    """Use an invitation up and log in whom it was made for."""
    accounts = accounts_in(request)
    check_origin(request)
    accounts.limiter.check(client_of(request))
    accounts.limiter.note(client_of(request))
    person = await run_in_threadpool(
        accounts.invitations.accept, request.path_params["secret"], accounts.people
    )
    return await log_in(request, person, accounts.from_invitation, target="/me" + carried(request))


async def log_out(request: Request) -> Response:
    """End the session here, and lead on to the provider's logout when it has one."""
    accounts = accounts_in(request)
    await who(request)
    check_csrf(request, await read_form(request))
    id_token = await run_in_threadpool(accounts.sessions.end, session_secret(request))
    onward, away = await _onward(request, id_token)
    look_anew(request)
    response = await personal_page(
        request, "logged_out.html", onward=onward, away=away, provider=provider_name(request)
    )
    response.delete_cookie(
        cookie_name(request, "session"),
        path="/",
        secure=full_address(request, "").startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return response


async def _onward(request: Request, id_token: str) -> tuple[str, bool]:
    """Give the address to log out at the provider, and whether the provider is away just now."""
    if not id_token:
        return "", False
    try:
        back = full_address(request, "/")
        return await request.app.state.provider.logout_address(id_token, back), False
    except ProviderError:
        return "", True  # the page tells, and that the session has ended here all the same


ROUTES: Final = (
    Route("/login", show_login),
    Route(INVITATION_PATH + "{secret}", show_invitation),
    Route(INVITATION_PATH + "{secret}", accept_invitation, methods=["POST"]),
    Route("/logout", log_out, methods=["POST"]),
)
