"""The one place where a failure becomes an answer: problem details or a page.

Programs get ``application/problem+json`` (RFC 9457) with both languages in ``messages``; browsers
get a page. The only broad ``except`` of the project is registered here: what we did not expect is
logged and answered with 500, without anything from the inside.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from partnerskap.errors import (
    BadRequestError,
    MethodNotAllowedError,
    NotFoundError,
    QuerySyntaxError,
    ServiceError,
)
from partnerskap.graph.terms import BASE
from partnerskap.people.invitations import INVITATION_PATH
from partnerskap.records.view import dump_json
from partnerskap.web.account import settle_reader
from partnerskap.web.headers import ALWAYS
from partnerskap.web.i18n import choose_language
from partnerskap.web.negotiate import accepts_html
from partnerskap.web.render import render_page
from partnerskap.web.waiting import count_nothing

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

__all__ = ["ALL_ERRORS", "add_error_handlers", "problem_body", "problem_response"]

_LOG: Final = logging.getLogger(__name__)


def _tree(kind: type[ServiceError]) -> list[type[ServiceError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _tree(child))]


ALL_ERRORS: Final = tuple(sorted(_tree(ServiceError), key=lambda kind: (kind.status, kind.slug)))
"""Every kind of failure, by status."""


def problem_response(request: Request, error: ServiceError) -> Response:
    """Answer with an expected failure in the form and language the client prefers."""
    language = _language(request)
    headers = {"Vary": "Accept, Accept-Language", "Cache-Control": "no-store", **error.headers}
    body = problem_body(request, error, language)
    if accepts_html(request.headers.get("accept")) and not _is_machine_path(request):
        settle_reader(request)
        count_nothing(request)
        page = render_page(request, "error.html", language, problem=body, error=error)
        headers["Content-Type"] = "text/html; charset=utf-8"
        return Response(page, status_code=error.status, headers=headers)
    headers["Content-Type"] = "application/problem+json"
    headers["Content-Language"] = "en" if language == "en" else "nb"
    return Response(dump_json(body), status_code=error.status, headers=headers)


def problem_body(request: Request, error: ServiceError, language: str) -> dict[str, object]:
    """Write the members of RFC 9457, both languages, and where a query went wrong."""
    body: dict[str, object] = {
        "type": f"{BASE}/about/errors#{error.slug}",
        "title": error.title.in_language(language),
        "status": error.status,
        "detail": error.detail.in_language(language),
        "instance": request.url.path,
        "messages": {
            code: {"title": getattr(error.title, code), "detail": getattr(error.detail, code)}
            for code in ("nb", "en")
        },
        **error.members,
    }
    if isinstance(error, QuerySyntaxError) and error.line is not None:
        body["line"] = error.line
        body["column"] = error.column
    return body


def add_error_handlers(app: FastAPI) -> None:
    """Let every failure of an application be answered here."""

    async def expected(request: Request, error: Exception) -> Response:
        if not isinstance(error, ServiceError):
            raise error
        return problem_response(request, error)

    async def by_status(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        return problem_response(request, _from_status(request, error))

    async def invalid(request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        return problem_response(request, _from_validation(error))

    async def unexpected(request: Request, error: Exception) -> Response:
        _LOG.error("Unexpected failure at %s", _loggable(request.url.path), exc_info=error)
        response = problem_response(request, _internal())
        # This answer is made outside the middleware that adds the headers of all the others.
        response.headers.update(ALWAYS)
        return response

    app.add_exception_handler(ServiceError, expected)
    app.add_exception_handler(HTTPException, by_status)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unexpected)


def _from_status(request: Request, error: HTTPException) -> ServiceError:
    headers = dict(error.headers or {})
    path = request.url.path[:200]
    if error.status_code == 405:
        allowed = headers.get("Allow", "GET, HEAD")
        return MethodNotAllowedError(
            f"«{path}» tar ikke {request.method}. Bruk {allowed}.",
            f"{path!r} does not take {request.method}. Use {allowed}.",
            headers={**headers, "Allow": allowed},
        )
    if error.status_code == 404:
        return NotFoundError(
            f"Det finnes ingen side på «{path}». Begynn på forsiden eller bruk søket.",
            f"There is no page at {path!r}. Begin at the start page or use the search.",
        )
    return (
        _internal()
        if error.status_code >= 500
        else BadRequestError(
            "Forespørselen kan ikke leses. Se beskrivelsen av grensesnittet på /about/api.",
            "The request cannot be read. See the description of the interface at /about/api.",
        )
    )


def _from_validation(error: RequestValidationError) -> ServiceError:
    faults = "; ".join(
        f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
        for fault in error.errors()
    )
    return BadRequestError(
        f"Noen verdier kan ikke brukes: {faults}. Rett dem og prøv igjen.",
        f"Some values cannot be used: {faults}. Correct them and try again.",
    )


def _internal() -> ServiceError:
    return ServiceError(
        "Feilen er loggført. Prøv igjen om litt, og meld fra om den kommer tilbake.",
        "The failure has been logged. Try again in a while, and report it if it comes back.",
    )


def _loggable(path: str) -> str:
    """Leave out of a path what lets its holder log in."""
    return f"{INVITATION_PATH}…" if path.startswith(INVITATION_PATH) else path


def _is_machine_path(request: Request) -> bool:
    return request.url.path.endswith((".json", ".jsonld", ".ttl", ".nt", ".rdf", ".csv"))


def _language(request: Request) -> str:
    site = getattr(request.app.state, "site", None) if "app" in request.scope else None
    default = site.settings.language if site else "nb"
    try:
        accepted = request.headers.get("accept-language", "")
        return choose_language(request.query_params.get("lang"), accepted, default)
    except BadRequestError:
        return default
