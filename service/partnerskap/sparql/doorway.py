"""The door of an application: each request is passed on when the turn of its client has come.

What waits here has cost nothing but the reading of its head.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from partnerskap.errors import BudgetError
from partnerskap.sparql.exchange import RenderError
from partnerskap.sparql.gate import Gate
from partnerskap.sparql.lane import BEGUN

__all__ = ["Doorway"]


class Doorway:
    """An ASGI middleware that has requests pass the turnstile of a gate.

    A request holds its turn from when it is let in until its answer begins, at most for so many
    ``seconds``. What was begun on the quick lane has had its turn.
    """

    def __init__(
        self, app: ASGIApp, gate: Gate, render_error: RenderError, *, seconds: float
    ) -> None:
        self._app = app
        self._gate = gate
        self._render_error = render_error
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when its turn has come."""
        if scope["type"] != "http" or BEGUN in scope:
            await self._app(scope, receive, send)
            return
        try:
            turn = await self._gate.turnstile.enter(self._gate.name(scope))
        except BudgetError as error:
            await self._render_error(Request(scope), error)(scope, receive, send)
            return
        alarm = asyncio.get_running_loop().call_later(self._seconds, turn.end)

        async def until_begun(message: Message) -> None:
            turn.end()
            await send(message)

        try:
            await self._app(scope, receive, until_begun)
        finally:
            alarm.cancel()
            turn.end()
