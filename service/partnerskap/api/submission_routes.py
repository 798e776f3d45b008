"""The addresses of submissions: people get pages there, programs JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from partnerskap.api.case_pages import list_cases, post_case, show_case
from partnerskap.api.explaining import by_method
from partnerskap.api.submissions import (
    create_submission,
    delete_submission,
    list_submissions,
    patch_submission,
    replace_submission,
    show_submission,
)
from partnerskap.web.negotiate import accepts_html

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from partnerskap.api.explaining import Handler

__all__ = ["ROUTES"]


def _for_people_or_programs(page: Handler, data: Handler) -> Handler:
    async def show(request: Request) -> Response:
        wanted = page if accepts_html(request.headers.get("accept")) else data
        return await wanted(request)

    return show


ROUTES: Final = (
    by_method(
        "/submissions",
        GET=_for_people_or_programs(list_cases, list_submissions),
        POST=create_submission,
    ),
    by_method(
        "/submissions/{id}",
        GET=_for_people_or_programs(show_case, show_submission),
        POST=post_case,
        PUT=replace_submission,
        PATCH=patch_submission,
        DELETE=delete_submission,
    ),
)
