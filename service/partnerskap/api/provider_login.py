"""Log in through the OpenID Connect provider: out to it, and back with its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from partnerskap.api.login import accounts_in, log_in
from partnerskap.api.who import client_of
from partnerskap.people.attempts import LASTS
from partnerskap.people.discovery import cannot_log_in
from partnerskap.people.returning import local_path
from partnerskap.web.account import cookie_name, mark_private
from partnerskap.web.query import read_pairs
from partnerskap.web.site import full_address, site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.people.provider import Provider

__all__ = ["ROUTES"]

_CALLBACK: Final = "/login/callback"


async def start(request: Request) -> Response:
    """Send a person to the provider, and remember in their browser that they began here."""
    accounts, provider = accounts_in(request), _provider(request)
    accounts.limiter.check(client_of(request))
    accounts.limiter.note(client_of(request))
    target = local_path(dict(read_pairs(request)).get("next"))
    secret, attempt = await run_in_threadpool(accounts.attempts.begin, target)
    language = site_of(request).language(request)
    address = await provider.login_address(attempt, full_address(request, _CALLBACK), language)
    mark_private(request.scope)
    response = RedirectResponse(address, status_code=303)
    response.set_cookie(
        cookie_name(request, "login"),
        secret,
        max_age=LASTS,
        path="/",
        secure=full_address(request, "").startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return response


async def finish(request: Request) -> Response:
    """Log in whom the provider vouches for, and lead them to where they wanted to go."""
    accounts, provider = accounts_in(request), _provider(request)
    accounts.limiter.check(client_of(request))
    name = cookie_name(request, "login")
    attempt = await run_in_threadpool(accounts.attempts.take, request.cookies.get(name, ""))
    if attempt is None:
        accounts.limiter.note(client_of(request))
        raise cannot_log_in("cookie")
    answer = dict(read_pairs(request))
    login = await provider.complete(answer, attempt, full_address(request, _CALLBACK))
    person = await run_in_threadpool(accounts.people.welcome, login.account)
    response = await log_in(
        request, person, accounts.from_provider, target=attempt.target, id_token=login.id_token
    )
    response.delete_cookie(
        name,
        path="/",
        secure=full_address(request, "").startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return response


def _provider(request: Request) -> Provider:
    provider: Provider = request.app.state.provider
    return provider


ROUTES: Final = (Route("/login/start", start), Route(_CALLBACK, finish))
