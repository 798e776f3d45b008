"""Says in words what the addresses about people and tokens take and answer, for scripts.

The pages with forms are for people; scripts make, list and revoke tokens, and fetch what is held
of whoever they act for.
"""

from __future__ import annotations

from typing import Final

from partnerskap.api.described import LANGUAGE, Operation, Parameter
from partnerskap.people.tokens import SCOPES

__all__ = ["ACCOUNT_OPERATIONS"]

_JSON: Final = ("application/json",)
_HTML: Final = ("text/html",)
_TOKEN: Final = {
    "id": "6351b8fabf304e29594e67cd",
    "name": "Import fra arkivet",
    "scope": "submit",
    "person": None,
    "created": "2026-11-26T08:12:09Z",
    "expires": "2027-11-26T08:12:09Z",
    "last_used": None,
    "state": "active",
}
_ME: Final = {
    "id": "04e4d14209b22ad5b4e6a316",
    "name": "Kari Nordmann",
    "email": "kari@kommune.example",
    "provider": "https://login.example",
    "subject": "4f1c",
    "roles": ["reviewer"],
    "since": "2026-11-26T08:12:06Z",
    "last_seen": "2026-11-26",
    "sessions": [{"since": "2026-11-26T08:12:06Z", "last_used": "2026-11-26T08:12:06Z"}],
    "tokens": [],
    "contacts": [],
}
_FORBIDDEN: Final = (401, 403)
_NEXT: Final = Parameter("next", "Path to lead to after logging in; only one here.", "/me")

ACCOUNT_OPERATIONS: Final = (
    Operation(
        "/tokens",
        "list-tokens",
        "Tokens for programs",
        "accounts",
        "For administrators. Tokens themselves are never shown again.",
        (),
        _JSON,
        "All tokens, the newest first.",
        {"tokens": [_TOKEN]},
        failures=_FORBIDDEN,
        login=True,
    ),
    Operation(
        "/tokens",
        "create-token",
        "Make a token for a program",
        "accounts",
        f"For administrators. `scope` is one of {', '.join(SCOPES)}; `days` how long it "
        "lasts; with `person`, the id of someone, it speaks for them within the roles they have.",
        (),
        _JSON,
        "What is kept of it, and the token: it cannot be shown again.",
        {**_TOKEN, "token": "pkt_…"},
        failures=(400, *_FORBIDDEN, 404, 413, 415),
        method="post",
        body={"application/json": {"name": "Import fra arkivet", "scope": "submit", "days": 365}},
        status=201,
        login=True,
    ),
    Operation(
        "/tokens/{id}",
        "revoke-token",
        "End a token for good",
        "accounts",
        "For administrators.",
        (Parameter("id", "The token's id.", "6351b8fabf304e29594e67cd", "path"),),
        redirects={204: "It is of no use any more."},
        failures=(*_FORBIDDEN, 404),
        method="delete",
        login=True,
    ),
    Operation(
        "/me.json",
        "export-me",
        "All that is held of whoever asks",
        "accounts",
        "Name, address, roles, sessions and tokens, to take along.",
        (),
        _JSON,
        "What is held.",
        _ME,
        failures=(401,),
        login=True,
    ),
    Operation(
        "/me",
        "show-me",
        "All that is held of whoever asks, as a page",
        "accounts",
        parameters=(LANGUAGE,),
        media_types=_HTML,
        redirects={303: "Whoever is not logged in is led to /login."},
        login=True,
    ),
    Operation(
        "/login",
        "show-login",
        "The ways to log in, as a page",
        "accounts",
        parameters=(_NEXT, LANGUAGE),
        media_types=_HTML,
    ),
    Operation(
        "/admin/people",
        "show-people",
        "People, roles and tokens, as a page",
        "accounts",
        "For administrators.",
        (LANGUAGE,),
        _HTML,
        failures=_FORBIDDEN,
        login=True,
    ),
)
