"""Ask the engine on behalf of a page, under the limits that ``/sparql`` keeps.

The engine and the gate are those of the application; a page's query counts against the share of
the client that reads the page, and is stopped when the client leaves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from partnerskap.errors import ForbiddenError, QuerySizeError, ServiceError
from partnerskap.sparql.configure import make_limits
from partnerskap.sparql.exchange import unless_gone
from partnerskap.sparql.execute import Job
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, choose
from partnerskap.sparql.guard import Form, check
from partnerskap.sparql.register import new_id
from partnerskap.sparql.request import Dataset
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.sparql.execute import Engine
    from partnerskap.sparql.gate import Gate

__all__ = ["ask_engine", "engine_version"]


def engine_version(request: Request) -> str:
    """Give the version of the graph that a query asked now is answered from."""
    engine: Engine = request.app.state.engine
    return engine.version


async def ask_engine(
    request: Request,
    query: str,
    name: str | None = None,
    *,
    most: int | None = None,
    identity: str | None = None,
) -> tuple[bytes, str]:
    """Answer a query whole in the format of a short name; tell the version it was answered from.

    Without a name rows come as JSON and graphs as Turtle. ``most`` is how many bytes the answer
    may have, where that is less than the engine allows; ``identity`` is what the query is known by
    to whoever runs the service. Raises what the guard, the engine and the
    gate raise, QuerySizeError for what is larger than ``most``, and ClientDisconnect.
    """
    engine: Engine = request.app.state.engine
    gate: Gate | None = getattr(request.app.state, "gate", None)
    client = gate.name(request.scope) if gate else ""
    # What comes back is kept for this version of the graph, so it may depend on nothing else.
    limits = replace(make_limits(site_of(request).settings), services=())
    guarded = check(query, limits)
    if guarded.form is Form.UPDATE:
        raise _only_read()
    formats = GRAPH_FORMATS if guarded.form.gives_graph else ROW_FORMATS
    job = Job(
        guarded, Dataset(), choose(formats, None, name).format, client, id=identity or new_id()
    )
    if gate:
        gate.admit(client)
    try:
        return await unless_gone(request, _whole(engine, job, most))
    except ServiceError as error:
        if gate:
            gate.note(client, error)
        raise


async def _whole(engine: Engine, job: Job, most: int | None) -> tuple[bytes, str]:
    answer = await engine.run(job)
    body = bytearray()
    try:
        async for chunk in answer.chunks:
            body += chunk
            if most is not None and len(body) > most:
                raise _too_much(most)
    finally:
        await answer.chunks.aclose()
    return bytes(body), answer.version


def _too_much(most: int) -> QuerySizeError:
    return QuerySizeError(
        f"Svaret er større enn {most} byte. Be om færre rader (LIMIT), færre kolonner, eller tell "
        "i stedet.",
        f"The answer is larger than {most} bytes. Ask for fewer rows (LIMIT), fewer columns, or "
        "count instead.",
        members={"limit": "bytes", "value": most},
    )


def _only_read() -> ForbiddenError:
    return ForbiddenError(
        "Her kan du bare spørre. Endringer foreslås som innmeldinger.",
        "Here you can only ask. Changes are proposed as submissions.",
    )
