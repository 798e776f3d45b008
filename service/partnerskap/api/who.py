"""Who asks, and whether they may: what routes call before they do something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from partnerskap.errors import ForbiddenError, UnauthorizedError
from partnerskap.people.identity import Identity, Role

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["require", "who"]

_NAMES: Final = {
    Role.SUBMITTER: ("innsender", "submitter"),
    Role.REVIEWER: ("saksbehandler", "reviewer"),
    Role.ADMINISTRATOR: ("administrator", "administrator"),
}


async def who(request: Request) -> Identity:  # noqa: ARG001 - nobody can log in yet
    """Tell who asks; whoever shows nothing is anonymous."""
    return Identity.anonymous()


async def require(request: Request, role: Role) -> Identity:
    """Tell who asks when they may do what a role lets them.

    Raises UnauthorizedError for whoever has not said who they are, and ForbiddenError for whoever
    lacks the role.
    """
    identity = await who(request)
    if identity.may(role):
        return identity
    nb, en = _NAMES[role]
    if not identity.is_known:
        raise UnauthorizedError(
            f"Dette krever rollen {nb}. Logg inn på /login, eller send et adgangstegn: "
            "Authorization: Bearer TEGN.",
            f"This needs the role {en}. Log in at /login, or send a token: "
            "Authorization: Bearer TOKEN.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    raise ForbiddenError(
        f"Dette krever rollen {nb}, og den har du ikke. Be en administrator om den.",
        f"This needs the role {en}, which you do not have. Ask an administrator for it.",
    )
