"""Ask the engine on behalf of a page, under the limits that ``/sparql`` keeps.

The engine and the gate are those of the application; a page's query counts against the share of
the client that reads the page, and is stopped when the client leaves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from partnerskap.errors import ServiceError
from partnerskap.sparql.configure import make_limits
from partnerskap.sparql.exchange import unless_gone
from partnerskap.sparql.execute import Job
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, choose
from partnerskap.sparql.guard import check
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


async def ask_engine(request: Request, query: str, name: str) -> tuple[bytes, str]:
    """Answer a query whole in the format of a short name; tell the version it was answered from.

    Raises what the guard, the engine and the gate raise, and ClientDisconnect.
    """
    engine: Engine = request.app.state.engine
    gate: Gate | None = getattr(request.app.state, "gate", None)
    client = gate.name(request.scope) if gate else ""
    # What comes back is kept for this version of the graph, so it may depend on nothing else.
    limits = replace(make_limits(site_of(request).settings), services=())
    guarded = check(query, limits)
    formats = GRAPH_FORMATS if guarded.form.gives_graph else ROW_FORMATS
    job = Job(guarded, Dataset(), choose(formats, None, name).format, client, id=new_id())
    if gate:
        gate.admit(client)
    try:
        return await unless_gone(request, _whole(engine, job))
    except ServiceError as error:
        if gate:
            gate.note(client, error)
        raise


async def _whole(engine: Engine, job: Job) -> tuple[bytes, str]:
    answer = await engine.run(job)
    return b"".join([chunk async for chunk in answer.chunks]), answer.version
