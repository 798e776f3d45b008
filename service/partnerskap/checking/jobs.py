"""Checks that take a while: begun, watched, stopped, and their results kept for a little.

All in memory. A job's name cannot be guessed, and whoever knows it may see and stop the job.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from partnerskap.checking.failing import busy, too_many_checks
from partnerskap.errors import NotFoundError, ServiceError, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from partnerskap.checking.front import Checkers
    from partnerskap.checking.task import Task
    from partnerskap.checking_settings import CheckingSettings

__all__ = ["STEPS", "Job", "Jobs", "State"]

STEPS = {
    "": (0.0, Text("venter på tur", "waiting for its turn")),
    "reading": (0.1, Text("leser dataene", "reading the data")),
    "checking": (0.4, Text("kontrollerer mot reglene", "checking against the rules")),
    "writing": (0.9, Text("skriver rapporten", "writing the report")),
    "done": (1.0, Text("ferdig", "done")),
}
"""How far a job is when a step begins, from 0 to 1, and what it then does."""


class State(StrEnum):
    """How it stands with a job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self in {State.DONE, State.FAILED, State.CANCELLED}


@dataclass(slots=True)
class Job:
    """One check under way. ``step`` names one of ``STEPS``; times are of ``time.monotonic``."""

    id: str
    client: str
    task: Task
    begun: float
    state: State = State.WAITING
    step: str = ""
    ended: float = 0.0
    answer: bytes = b""
    error: ServiceError | None = None
    work: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def progress(self) -> float:
        """How far the job is, from 0 to 1."""
        return STEPS[self.step][0]

    async def wait(self, seconds: float) -> bool:
        """Wait for the end, so long and no longer; tell whether it came."""
        if self.work is not None:
            await asyncio.wait({self.work}, timeout=seconds)
        return self.state.is_final


class Jobs:
    """The jobs there are, and the shares of their clients."""

    def __init__(
        self,
        checkers: Checkers,
        settings: CheckingSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._checkers = checkers
        self._settings = settings
        self._clock = clock
        self._jobs: dict[str, Job] = {}

    def begin(self, task: Task, client: str) -> Job:
        """Begin a job; raise BudgetError or LimitError when there is no room for it."""
        self._forget()
        self.admit(client)
        if len(self._jobs) >= self._settings.max_check_jobs:
            raise busy(self._settings.max_check_jobs)
        job = Job(secrets.token_urlsafe(16), client, task, self._clock())
        self._jobs[job.id] = job
        job.work = asyncio.create_task(self._run(job))
        return job

    def admit(self, client: str) -> None:
        """Raise BudgetError when a client has as many checks under way as it may."""
        under_way = sum(
            job.client == client and not job.state.is_final for job in self._jobs.values()
        )
        if client and under_way >= self._settings.max_client_checks:
            raise too_many_checks(self._settings.max_client_checks)

    def find(self, name: str) -> Job:
        """Find a job; raise NotFoundError for one there never was or whose result is gone."""
        self._forget()
        if name not in self._jobs:
            raise NotFoundError(
                f"Det er ingen kontroll med navnet «{name[:40]}». Resultater blir borte etter "
                f"{self._settings.check_kept_seconds:g} sekunder; send dataene på nytt.",
                f"There is no check named {name[:40]!r}. Results are gone after "
                f"{self._settings.check_kept_seconds:g} seconds; send the data again.",
            )
        return self._jobs[name]

    def drop(self, name: str) -> None:
        """Stop a job that runs, and forget it."""
        job = self.find(name)
        if job.work is not None:
            job.work.cancel()
        del self._jobs[name]

    async def close(self) -> None:
        """Stop all jobs, and wait until they have."""
        works = [job.work for job in self._jobs.values() if job.work is not None]
        for name in list(self._jobs):
            self.drop(name)
        await asyncio.gather(*works, return_exceptions=True)

    async def _run(self, job: Job) -> None:
        def tell(step: str) -> None:
            job.state, job.step = State.RUNNING, step

        try:
            job.answer = await self._checkers.run(job.task, job.client, tell)
            job.state, job.step = State.DONE, "done"
        except ServiceError as error:
            job.error, job.state = error, State.FAILED
        except asyncio.CancelledError:
            job.state = State.CANCELLED
            raise
        finally:
            job.ended = self._clock()

    def _forget(self) -> None:
        """Let go of results that were kept long enough."""
        oldest = self._clock() - self._settings.check_kept_seconds
        for name, job in list(self._jobs.items()):
            if job.state.is_final and job.ended < oldest:
                del self._jobs[name]
