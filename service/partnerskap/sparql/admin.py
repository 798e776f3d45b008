"""What whoever runs the service may do with queries under way: list them, and stop one.

The addresses exist only where a token is set or somebody can be let in by other means, and answer
to nobody else.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from partnerskap.errors import ForbiddenError, NotFoundError, ServiceError, UnauthorizedError
from partnerskap.sparql.exchange import RenderError
from partnerskap.sparql.register import Register, Running

__all__ = ["Admit", "admin_routes"]

Admit: TypeAlias = Callable[[Request], Awaitable[None]]
"""Raises a ServiceError for whoever may not look."""

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_SHOWN = 10_000


def admin_routes(
    register: Register, token: str, render_error: RenderError, admit: Admit | None = None
) -> list[Route]:
    """Make the routes ``/admin/queries`` and ``/admin/queries/{id}``; none when nobody may ask.

    ``admit`` lets in whoever has no token but may look all the same, and raises for the others.
    """
    if not token and admit is None:
        return []
    check = _checker(token, admit or _refuse)

    def guarded(answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def respond(request: Request) -> Response:
            try:
                await check(request)
                return answer(request)
            except ServiceError as error:
                return render_error(request, error)

        return respond

    def show(_: Request) -> Response:
        listed = [_describe(running) for running in register.listed()]
        body = json.dumps({"queries": listed}, ensure_ascii=False)
        return Response(body, headers=_HEADERS, media_type="application/json")

    def stop(request: Request) -> Response:
        name = request.path_params["id"]
        if not register.stop(name):
            raise NotFoundError(
                f"Ingen spørring i gang heter «{name[:40]}». Se /admin/queries.",
                f"No query under way is called {name[:40]!r}. See /admin/queries.",
            )
        return Response(status_code=204, headers=_HEADERS)

    return [
        Route("/admin/queries", guarded(show)),
        Route("/admin/queries/{id}", guarded(stop), methods=["DELETE"]),
    ]


def _checker(token: str, otherwise: Admit) -> Admit:
    async def check(request: Request) -> None:
        if not _knows(request, token):
            await otherwise(request)

    return check


def _knows(request: Request, token: str) -> bool:
    given = _bearer(request)
    return bool(token and given) and secrets.compare_digest(_digest(given), _digest(token))


async def _refuse(request: Request) -> None:
    scheme = request.headers.get("authorization", "").partition(" ")[0]
    if scheme.lower() != "bearer":
        raise UnauthorizedError(
            "Denne adressen krever en adgangsnøkkel. Send Authorization: Bearer NØKKEL.",
            "This address needs a token. Send Authorization: Bearer TOKEN.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    raise ForbiddenError(
        "Adgangsnøkkelen er feil. Den står i innstillingen admin_token.",
        "The token is wrong. It is in the setting admin_token.",
    )


def _bearer(request: Request) -> str:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


def _digest(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogateescape")).digest()


def _describe(running: Running) -> dict[str, str | float]:
    return {
        "id": running.id,
        "form": running.form,
        "state": running.state,
        "seconds": round(time.monotonic() - running.began, 3),
        "worked": round(running.worked, 3),
        "bytes": running.bytes,
        "query": running.text[:_SHOWN],
    }
