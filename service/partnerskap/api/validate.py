"""``/validate``: check records, files and whole data sets, and save nothing."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from partnerskap.api.check_jobs import (
    ANSWERS,
    JOB_ROUTES,
    NEVER_KEPT,
    begun,
    client_of,
    finished,
    jobs_of,
)
from partnerskap.api.check_request import CheckRequest, read_check
from partnerskap.api.multipart import read_within
from partnerskap.checking.edits import apply_at
from partnerskap.checking.task import Profile
from partnerskap.errors import BadRequestError
from partnerskap.sparql.exchange import unless_gone
from partnerskap.web.check_page import show_form
from partnerskap.web.negotiate import HTML, Format, choose
from partnerskap.web.query import lenient_pairs
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.checking.jobs import Job
    from partnerskap.checking.task import Task

__all__ = ["ROUTES", "ask_for_check"]

_RDF_FIRST: Final = tuple(f for f in ANSWERS if f.extension in {"ttl", "jsonld", "rdf", "nt"})


async def show_validate(request: Request) -> Response:
    """Show the form, with the rules chosen that the address names."""
    asked = request.query_params.get("profile", "")
    return show_form(request, Profile(asked) if asked in set(Profile) else Profile.ENTRY)


async def show_catalogue_check(request: Request) -> Response:
    """Show the form for checking a data catalogue."""
    return show_form(request, Profile.NO_3)


async def validate(request: Request) -> Response:
    """Check what is sent and answer with the report, or begin a job when it is large."""
    settings = site_of(request).settings
    client = client_of(request)
    jobs_of(request).admit(client)
    body = await read_within(request, settings.max_check_bytes)
    asked = read_check(
        body, request.headers.get("content-type", ""), dict(lenient_pairs(request)), settings
    )
    form = _answer_form(request, asked)
    if asked.apply:
        asked = replace(asked, task=_mended(asked.task, asked.apply))
    is_page = form == HTML
    task = replace(
        asked.task,
        form="json" if is_page else form.extension,
        with_data=asked.with_data,
        language=site_of(request).language(request),
    )
    return await ask_for_check(request, task, form)


async def ask_for_check(request: Request, task: Task, form: Format) -> Response:
    """Check now and answer, or answer that it will take a while, as size and Prefer have it."""
    settings, jobs = site_of(request).settings, jobs_of(request)
    job = jobs.begin(task, client_of(request))
    wait = _wait(request, job, settings.quick_check_bytes, settings.max_check_wait_seconds)
    with ExitStack() as stack:
        stack.callback(jobs.drop, job.id)
        if wait and await unless_gone(request, job.wait(wait)):
            return finished(request, job, form)
        stack.pop_all()  # it goes on, and is asked for by its own address
    return begun(request, job, form)


async def give_corrected(request: Request) -> Response:
    """Give the text of the form as a file, as it is or with one proposal carried out."""
    settings = site_of(request).settings
    body = await read_within(request, settings.max_check_bytes)
    asked = read_check(body, request.headers.get("content-type", ""), {}, settings)
    (sent,) = _mended(asked.task, asked.apply).data
    name = re.sub(r"[^A-Za-z0-9._-]", "_", sent.name)
    return Response(
        sent.body,
        headers={
            **NEVER_KEPT,
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


def _answer_form(request: Request, asked: CheckRequest) -> Format:
    if asked.report:
        named = next((each for each in ANSWERS if each.extension == asked.report.lower()), None)
        if named is None:
            known = ", ".join(each.extension for each in ANSWERS)
            raise BadRequestError(
                f"Rapporten finnes ikke som «{asked.report[:40]}». Velg {known}.",
                f"There is no report in the form {asked.report[:40]!r}. Choose {known}.",
            )
        return named
    accept = request.headers.get("accept")
    if asked.with_data:  # as Digdir's service answers
        return choose(accept, (*_RDF_FIRST, *ANSWERS))
    return choose(accept, ANSWERS)


def _wait(request: Request, job: Job, quick: int, most: float) -> float:
    """Tell how long to wait for a job, in seconds; 0: answer at once that it is begun."""
    preferred = _preferences(request)
    if "respond-async" in preferred and "wait" not in preferred:
        return 0
    told = preferred.get("wait", "")
    if told.isdigit():
        return min(float(told), most)
    return most if job.task.size <= quick else 0


def _preferences(request: Request) -> dict[str, str]:
    """Read the Prefer header (RFC 7240)."""
    found: dict[str, str] = {}
    for part in ",".join(request.headers.getlist("prefer")).split(","):
        name, _, value = part.partition(";")[0].partition("=")
        found.setdefault(name.strip().lower(), value.strip().strip('"'))
    return found


def _mended(task: Task, edit: str) -> Task:
    """Carry an edit out in the one text of a task."""
    if len(task.data) != 1:
        raise BadRequestError(
            "Et forslag kan bare utføres i én tekst. Send teksten i feltet «text».",
            "A proposal can be carried out in one text only. Send the text in the field 'text'.",
        )
    (sent,) = task.data
    if not edit:
        return task
    return replace(task, data=(replace(sent, body=apply_at(sent.body.decode(), edit).encode()),))


ROUTES: Final = (
    Route("/validate", show_validate),
    Route("/validate", validate, methods=["POST"]),
    Route("/validate/catalog", show_catalogue_check),
    Route("/validator", validate, methods=["POST"]),  # where Digdir's service has it
    Route("/validate/corrected", give_corrected, methods=["POST"]),
    *JOB_ROUTES,
)
