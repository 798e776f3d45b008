"""Answers of the desk over HTTP: refusals with all they know, kept by nobody on the way."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from partnerskap.entry.differences import describe_three, difference_as_json
from partnerskap.entry.judging import report_members
from partnerskap.entry.merging import ThreeWay
from partnerskap.entry.pointers import Pointers
from partnerskap.errors import FaultyRecordError, StaleError
from partnerskap.records.report import Report
from partnerskap.records.view import dump_json
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    Handler = Callable[[Request], Awaitable[Response]]

__all__ = ["answer", "by_method", "explained", "three_as_json"]


def explained(handler: Handler) -> Handler:
    """Let refusals tell the difference in words, and every result of a report."""

    @wraps(handler)
    async def explaining(request: Request) -> Response:
        try:
            return await handler(request)
        except StaleError as error:
            if isinstance(error.difference, ThreeWay):
                error.members["difference"] = three_as_json(request, error.difference)
            raise
        except FaultyRecordError as error:
            if isinstance(error.report, Report):
                places = error.places if isinstance(error.places, Pointers) else None
                error.members["report"] = report_members(error.report, places)
            raise

    return explaining


def three_as_json(request: Request, three: ThreeWay) -> dict[str, object]:
    """Write a three-way difference: what others did, what is proposed, where they clash."""
    described = describe_three(three, site_of(request).labels)
    return {
        "record": str(three.key),
        "base": three.base_version,
        "version": three.version,
        **{side: difference_as_json(lines) for side, lines in described.items()},
    }


def answer(
    body: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with JSON that is for whoever asked and nobody else."""
    kept = {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        **(headers or {}),
    }
    return Response(dump_json(body), status, headers=kept)


def by_method(path: str, **handlers: Handler) -> Route:
    """Make one route of several, so that what it does not take is answered with all it takes."""

    async def dispatch(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await handlers[method](request)

    return Route(path, dispatch, methods=list(handlers))
