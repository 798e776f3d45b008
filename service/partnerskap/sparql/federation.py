"""An engine whose queries may ask other endpoints: those that were allowed, through the relay."""

from __future__ import annotations

from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from partnerskap.errors import BadRequestError, FederationError, QuerySyntaxError, ServiceError
from partnerskap.sparql.execute import Answer, Chunks, Job
from partnerskap.sparql.guard import Guarded
from partnerskap.sparql.services import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from partnerskap.sparql.pool import WorkerPool
    from partnerskap.sparql.relay import Permit, Relay

__all__ = ["FederatedEngine"]


class FederatedEngine:
    """Answers as the pool does, and fetches for queries with SERVICE while they run."""

    def __init__(self, pool: WorkerPool, relay: Relay) -> None:
        self._pool = pool
        self._relay = relay
        self._running = AsyncExitStack()

    @property
    def version(self) -> str:
        """The version that a query asked now is answered from."""
        return self._pool.version

    async def __aenter__(self) -> Self:
        """Begin to listen, and to start the pool."""
        await self._running.enter_async_context(self._relay)
        await self._running.enter_async_context(self._pool)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the pool go, then the relay."""
        await self._running.__aexit__(kind, fault, trace)

    async def run(self, job: Job) -> Answer:
        """Answer; raise as the pool does, and FederationError when another endpoint fails."""
        query = job.query
        if not isinstance(query, Guarded) or not query.services:
            return await self._pool.run(job)
        token, permit = self._relay.begin(query.services)
        with ExitStack() as ending:
            ending.callback(self._relay.end, token)
            try:
                answer = await self._pool.run(replace(job, query=_addressed(query, permit)))
            except BadRequestError as error:
                raise _explained(error, permit) from error
            if permit.failure is not None:
                await answer.chunks.aclose()
                raise permit.failure
            if answer.body is not None:
                return answer
            end = ending.pop_all().close
        return replace(answer, chunks=_Accompanied(answer.chunks, permit, end))


class _Accompanied:
    """The rest of an answer, for which more may have to be fetched."""

    def __init__(self, chunks: Chunks, permit: Permit, end: Callable[[], None]) -> None:
        self._chunks = chunks
        self._permit = permit
        self._end = end

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        with ExitStack() as on_failure:
            on_failure.callback(self._end)
            try:
                chunk = await anext(self._chunks, None)
            except BadRequestError as error:
                raise _explained(error, self._permit) from error
            if self._permit.failure is not None:
                raise self._permit.failure
            if chunk is None:
                raise StopAsyncIteration
            on_failure.pop_all()
        return chunk

    async def aclose(self) -> None:
        """Stop early, or at the end."""
        self._end()
        await self._chunks.aclose()


def _addressed(query: Guarded, permit: Permit) -> Guarded:
    """Put the relay's addresses where the endpoints stood."""
    pieces = list(query.pieces)
    for place in query.services:
        pieces[place] = pieces[place].replace(NOWHERE, f"<{permit.address(place)}>")
    return replace(query, pieces=tuple(pieces), text="".join(pieces))


def _explained(error: BadRequestError, permit: Permit) -> ServiceError:
    """Tell what went wrong at the other endpoint, which the engine only knows by our address."""
    if isinstance(error, QuerySyntaxError):
        return error
    return permit.failure or FederationError(
        "Spørringen kan ikke utføres: et svar fra en annen tjeneste kunne ikke brukes. Prøv igjen "
        "senere.",
        "The query cannot be carried out: an answer from another service could not be used. Try "
        "again later.",
    )
