"""The checks that are under way: their routes, and the jobs of the running service."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from partnerskap.checking.front import Checkers
from partnerskap.checking.jobs import STEPS, Job, Jobs, State
from partnerskap.checking.writing import FORMS
from partnerskap.errors import ConflictError
from partnerskap.records.view import dump_json
from partnerskap.web.check_page import show_job, show_report
from partnerskap.web.negotiate import HTML, Format, choose
from partnerskap.web.site import root_path

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from fastapi import FastAPI
    from starlette.requests import Request

    from partnerskap.settings import Settings
    from partnerskap.sparql.gate import Gate

__all__ = [
    "ANSWERS",
    "JOB_ROUTES",
    "NEVER_KEPT",
    "attach",
    "begun",
    "client_of",
    "closing",
    "finished",
    "jobs_of",
]

NEVER_KEPT: Final = {"Cache-Control": "no-store"}
ANSWERS: Final = (
    *(Format(name, media_type, name) for name, media_type in FORMS.items()),
    HTML,
)
"""The forms of a report, the first where anything will do."""


def attach(app: FastAPI, settings: Settings) -> None:
    """Let an application check things, on the graph as it stands at each time."""
    app.state.checkers = Checkers(settings, lambda: app.state.site.graph)
    app.state.jobs = Jobs(app.state.checkers, settings)


@asynccontextmanager
async def closing(app: FastAPI) -> AsyncGenerator[None]:
    """Stop the jobs when the service stops."""
    try:
        yield
    finally:
        await app.state.jobs.close()
        await asyncio.to_thread(app.state.checkers.close)


def jobs_of(request: Request) -> Jobs:
    """Find the jobs of the application."""
    jobs: Jobs = request.app.state.jobs
    return jobs


def client_of(request: Request) -> str:
    """Name who asks, as the gate of the queries does."""
    gate: Gate = request.app.state.gate
    return gate.name(request.scope)


def begun(request: Request, job: Job, form: Format) -> Response:
    """Answer that a job is begun, and where to look for it."""
    place = f"{root_path(request)}/validate/jobs/{job.id}"
    if form == HTML:
        return RedirectResponse(place, 303, headers=NEVER_KEPT)
    return Response(
        dump_json(_as_json(request, job)),
        202,
        {**NEVER_KEPT, "Location": place, "Retry-After": "1"},
        "application/json",
    )


def finished(request: Request, job: Job, form: Format) -> Response:
    """Answer with the report of a job that is done; raise what it failed with."""
    if job.error is not None:
        raise job.error
    if form == HTML:
        return show_report(request, json.loads(job.answer), job.task)
    headers = {**NEVER_KEPT, "Content-Type": form.content_type, "Vary": "Accept"}
    return Response(job.answer, headers=headers)


async def show_one_job(request: Request) -> Response:
    """Tell how it stands with a job; browsers get a page that ends in the report."""
    job = jobs_of(request).find(request.path_params["name"])
    form = choose(request.headers.get("accept"), (ANSWERS[0], HTML))
    if form == HTML:
        if job.state is State.DONE and job.task.form == "json":
            return finished(request, job, HTML)
        return show_job(request, job)
    return Response(
        dump_json(_as_json(request, job)), headers=NEVER_KEPT, media_type="application/json"
    )


async def show_result(request: Request) -> Response:
    """Give the report of a job in the form it was asked for."""
    job = jobs_of(request).find(request.path_params["name"])
    if not job.state.is_final:
        raise ConflictError(
            f"Kontrollen er ikke ferdig: den {STEPS[job.step][1].nb}. Vent litt og spør igjen.",
            f"The check is not done: it is {STEPS[job.step][1].en}. Wait a little and ask again.",
            headers={"Retry-After": "1"},
        )
    form = next(each for each in ANSWERS if each.extension == job.task.form)
    return finished(request, job, form)


async def stop_job(request: Request) -> Response:
    """Stop a job and forget it."""
    jobs_of(request).drop(request.path_params["name"])
    if request.method == "POST":
        return RedirectResponse(f"{root_path(request)}/validate", 303, headers=NEVER_KEPT)
    return Response(status_code=204, headers=NEVER_KEPT)


def _as_json(request: Request, job: Job) -> dict[str, object]:
    place = f"{root_path(request)}/validate/jobs/{job.id}"
    step = STEPS[job.step][1]
    told: dict[str, object] = {
        "id": job.id,
        "state": job.state.value,
        "progress": job.progress,
        "step": {"nb": step.nb, "en": step.en},
        "url": place,
    }
    if job.state is State.DONE:
        told["result"] = f"{place}/result"
    if job.error is not None:
        told["error"] = {
            "status": job.error.status,
            "nb": job.error.detail.nb,
            "en": job.error.detail.en,
            **job.error.members,
        }
    return told


JOB_ROUTES: Final = (
    Route("/validate/jobs/{name}", show_one_job),
    Route("/validate/jobs/{name}", stop_job, methods=["DELETE"]),
    Route("/validate/jobs/{name}/stop", stop_job, methods=["POST"]),
    Route("/validate/jobs/{name}/result", show_result),
)
