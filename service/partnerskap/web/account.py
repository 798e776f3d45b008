"""Who reads a page: what their browser holds, and what pages must hold for them.

Nothing is looked up for a request without a session's cookie. An answer that was written for
somebody is marked in the request's scope, so that the middleware keeps it from all caches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from partnerskap.errors import StorageError
from partnerskap.people.csrf import make_token
from partnerskap.people.identity import Identity
from partnerskap.web.site import full_address

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Scope

    from partnerskap.people.accounts import Accounts

__all__ = [
    "CSRF_FIELD",
    "accounts_of",
    "cookie_name",
    "csrf_field",
    "is_private",
    "look_anew",
    "mark_private",
    "reader",
    "remember_token",
    "session_secret",
    "settle_reader",
]

CSRF_FIELD: Final = "csrf_token"
_READER: Final = "partnerskap.reader"
_PRIVATE: Final = "partnerskap.private"
_LONGEST_TOKEN: Final = 100
_SENT: Final = "partnerskap.sent_token"


def accounts_of(request: Request) -> Accounts | None:
    """Find the accounts of the application that answers; None where nobody can log in."""
    state = request.app.state if "app" in request.scope else None
    accounts: Accounts | None = getattr(state, "accounts", None)
    return accounts


def cookie_name(request: Request, name: str) -> str:
    """Name a cookie; over https so that no other host, path or plain connection can set it."""
    return f"__Host-pk-{name}" if full_address(request, "").startswith("https:") else f"pk-{name}"


def session_secret(request: Request) -> str:
    """Give the session's secret that the browser holds; empty when it holds none."""
    return request.cookies.get(cookie_name(request, "session"), "")


def reader(request: Request) -> Identity:
    """Tell who reads, by their session; whoever has none is anonymous.

    May read from disk: not to be called on the event loop for requests with a cookie. Raises
    StorageError when the file of people cannot be read.
    """
    known: Identity | None = request.scope.get(_READER)
    if known is None:
        known = request.scope[_READER] = _look_up(request)
    return known


def look_anew(request: Request) -> None:
    """Forget who reads, after that has changed."""
    request.scope.pop(_READER, None)


def settle_reader(request: Request) -> None:
    """Find out who reads a page about a failure; nobody, when it is just that which fails."""
    try:
        reader(request)
    except StorageError:  # told already where it mattered, or the failure the page is about
        request.scope[_READER] = Identity.anonymous()


def mark_private(scope: Scope) -> None:
    """Say that the answer depends on who asks."""
    scope[_PRIVATE] = True


def is_private(scope: Scope) -> bool:
    """Tell whether the answer depends on who asks."""
    return bool(scope.get(_PRIVATE, False))


def csrf_field(request: Request) -> Markup:
    """Write the hidden field that every form of a logged-in person must hold.

    Whoever is no longer logged in gets back the token they sent, so that a form that is shown
    again can be sent once they have logged in in another window; all others get nothing.
    """
    accounts, identity = accounts_of(request), reader(request)
    if accounts is None:
        return Markup("")
    token = str(request.scope.get(_SENT, ""))
    if identity.is_known:
        token = make_token(accounts.key, identity.id, int(accounts.clock()))
    if not token:
        return Markup("")
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, token)


def remember_token(request: Request, token: str) -> None:
    """Keep the token that a form was sent with, for when the form must be shown again."""
    request.scope[_SENT] = token[:_LONGEST_TOKEN]


def _look_up(request: Request) -> Identity:
    accounts = accounts_of(request) if "cookie" in request.headers else None
    secret = session_secret(request) if accounts else ""
    person = accounts.sessions.find(secret) if accounts and secret else None
    if person is None:
        return Identity.anonymous()
    mark_private(request.scope)
    return person.identity
