"""Whether a change was sent by a page of this service, by whoever is logged in.

``check_origin`` is called for every change by session when a route asks who sends it. A route
that takes a form or a JSON body from a page calls ``check_csrf`` too: a page of a neighbouring
host, which a browser may hold for the same site, cannot know the token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from partnerskap.errors import ForbiddenError
from partnerskap.people.csrf import is_own_origin, is_valid_token
from partnerskap.web.account import CSRF_FIELD, accounts_of, csrf_field, reader, remember_token
from partnerskap.web.site import full_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

__all__ = ["CSRF_HEADER", "check_csrf", "check_origin", "csrf_field"]

CSRF_HEADER: Final = "X-CSRF-Token"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def check_origin(request: Request) -> None:
    """Raise ForbiddenError when a page of another origin sent a request that changes something."""
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site", "")
    own = full_address(request, "")
    if not is_own_origin(site, request.headers.get("origin"), own):
        raise ForbiddenError(
            f"Endringen kom fra en side som ikke hører til {own}, og er ikke gjort. Gjør den fra "
            "en side her. Skjer det her også, må innstillingen public_url rettes.",
            f"The change came from a page that is not part of {own}, and was not made. Make it "
            "from a page here. If that fails too, the setting public_url must be corrected.",
        )


def check_csrf(request: Request, form: Mapping[str, object] | None = None) -> None:
    """Check a change by session: its origin, and the token of its form or X-CSRF-Token header.

    Whoever sends a token for programs, or is not logged in, needs none. To be called after
    ``who``. Raises ForbiddenError.
    """
    check_origin(request)
    accounts = accounts_of(request)
    token = str((form or {}).get(CSRF_FIELD, "")) or request.headers.get(CSRF_HEADER, "")
    remember_token(request, token)
    by_token = request.headers.get("authorization", "").lower().startswith("bearer ")
    if accounts is None or by_token or not reader(request).is_known:
        return
    if not is_valid_token(accounts.key, reader(request).id, token, int(accounts.clock())):
        raise ForbiddenError(
            "Skjemaet er for gammelt eller kommer ikke fra deg, og ingenting er endret. Gå "
            "tilbake, last siden på nytt og send igjen.",
            "The form is too old or does not come from you, and nothing was changed. Go back, "
            "load the page again and send it once more.",
        )
