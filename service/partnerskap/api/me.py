"""«Mine opplysninger»: what is held of the person who asks, and how to take it along or away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from partnerskap.api.csrf import check_csrf
from partnerskap.api.desk import find_live
from partnerskap.api.login import accounts_in, personal_page, see_other
from partnerskap.api.small_form import read_form
from partnerskap.api.who import who
from partnerskap.entry.forgetting import forget_person, list_contacts
from partnerskap.errors import BadRequestError, UnauthorizedError
from partnerskap.people.invitations import INVITATION_PATH, Invitation
from partnerskap.records.view import dump_json
from partnerskap.web.account import mark_private
from partnerskap.web.site import carried, full_address, root_path

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from starlette.requests import Request

    from partnerskap.people.store import Person

__all__ = ["ROUTES", "moment"]

_LINK_DAYS: Final = 7


def moment(seconds: int) -> str:
    """Write a time as data do.

    >>> moment(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


async def show_me(request: Request) -> Response:
    """Show the person what is held of them."""
    if not (await who(request)).is_known:
        mark_private(request.scope)
        query = carried(request)
        return RedirectResponse(
            f"{root_path(request)}/login{query}{'&' if query else '?'}next=/me", status_code=303
        )
    person = await _person(request)
    held = await run_in_threadpool(_held, request, person)
    return await personal_page(request, "me.html", person=person, held=held, link="")


async def export_me(request: Request) -> Response:
    """Give the person all that is held of them, as JSON to take along."""
    person = await _person(request)
    held = await run_in_threadpool(_held, request, person)
    headers = {"Content-Disposition": 'attachment; filename="mine-opplysninger.json"'}
    return Response(dump_json(held), headers=headers, media_type="application/json")


async def rename_me(request: Request) -> Response:
    """Call the person something else; a provider that gives a name says it anew at each login."""
    person, form = await _changing_with(request)
    name = form.get("name", "").strip()
    if not 0 < len(name) <= 200:
        raise BadRequestError(
            "Skriv navnet ditt, med høyst 200 tegn.", "Write your name, in 200 characters at most."
        )
    await run_in_threadpool(accounts_in(request).people.rename, person.id, name)
    return see_other(request, "/me" + carried(request))


async def make_link(request: Request) -> Response:
    """Make a link that lets the person in on another machine; shown once."""
    person = await _changing(request)
    accounts = accounts_in(request)
    secret = await run_in_threadpool(
        accounts.invitations.create, Invitation(person.name, None, person.id), days=_LINK_DAYS
    )
    link = full_address(request, INVITATION_PATH + secret)
    held = await run_in_threadpool(_held, request, person)
    return await personal_page(request, "me.html", person=person, held=held, link=link)


async def end_sessions(request: Request) -> Response:
    """Log the person out everywhere."""
    person = await _changing(request)
    await run_in_threadpool(accounts_in(request).sessions.end_all, person.id)
    return see_other(request, "/login" + carried(request))


async def revoke_token(request: Request) -> Response:
    """End one of the person's own tokens."""
    person = await _changing(request)
    await run_in_threadpool(
        accounts_in(request).tokens.revoke, request.path_params["id"], person=person.id
    )
    return see_other(request, "/me" + carried(request))


async def erase_me(request: Request) -> Response:
    """Forget the person, when they have ticked that they mean it."""
    person, form = await _changing_with(request)
    if form.get("confirm") != "yes":
        return see_other(request, f"/me{carried(request)}#erase")
    journal = _journal(request)
    if journal is not None:
        called = (person.name, person.email)
        await run_in_threadpool(forget_person, journal, person.id, called)
    await run_in_threadpool(accounts_in(request).people.erase, person.id)
    return see_other(request, "/" + carried(request))


async def _person(request: Request) -> Person:
    """Find the person who asks; UnauthorizedError when it is nobody, or a token of nobody."""
    identity = await who(request)
    people = accounts_in(request).people
    if identity.id not in await run_in_threadpool(people.names, [identity.id]):
        raise UnauthorizedError(
            "Bare den som er logget inn, har opplysninger her. Logg inn på /login.",
            "Only whoever is logged in has data here. Log in at /login.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return await run_in_threadpool(people.get, identity.id)


async def _changing(request: Request) -> Person:
    return (await _changing_with(request))[0]


async def _changing_with(request: Request) -> tuple[Person, dict[str, str]]:
    person = await _person(request)
    form = await read_form(request)
    check_csrf(request, form)
    return person, form


def _journal(request: Request) -> Engine | None:
    """Find the file with submissions; None where the service takes none."""
    live = find_live(request.app.state)
    return live.desk.engine if live is not None else None


def _held(request: Request, person: Person) -> dict[str, object]:
    """Gather everything that is held of a person; of secrets only that they exist."""
    accounts, journal = accounts_in(request), _journal(request)
    now = accounts.clock()
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "provider": person.issuer,
        "subject": person.subject,
        "roles": sorted(person.roles),
        "since": moment(person.created),
        "last_seen": person.seen_on,
        "sessions": [
            {"since": moment(since), "last_used": moment(used)}
            for since, used in accounts.sessions.times(person.id)
        ],
        "tokens": [
            {
                "id": token.id,
                "name": token.name,
                "scope": token.scope,
                "created": moment(token.created),
                "expires": moment(token.expires),
                "last_used": token.used_on,
                "state": token.state(now),
            }
            for token in accounts.tokens.listed(person.id)
        ],
        "contacts": list_contacts(journal, person.id) if journal is not None else [],
    }


ROUTES: Final = (
    Route("/me", show_me),
    Route("/me.json", export_me),
    Route("/me/name", rename_me, methods=["POST"]),
    Route("/me/link", make_link, methods=["POST"]),
    Route("/me/logout-everywhere", end_sessions, methods=["POST"]),
    Route("/me/tokens/{id}/revoke", revoke_token, methods=["POST"]),
    Route("/me/erase", erase_me, methods=["POST"]),
)
