"""The only place the engine's calls to other endpoints can go, and where they are made for it.

The engine has an HTTP client of its own that asks whatever address stands in a query. The text it
gets names addresses here, on loopback, each good for one endpoint of one query while that runs.
Knows what a worker sends only as bytes, and answers no one who does not know a running query's
token.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import h11

from partnerskap.errors import FederationError
from partnerskap.sparql.fetching import RESULT_TYPE, Fetcher, too_many_calls

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from partnerskap.sparql.services import Service

__all__ = ["Permit", "Relay"]

_HOST: Final = "127.0.0.1"
_PATIENCE_SECONDS: Final = 5
_MOST_REQUEST_BYTES: Final = 1_048_576
_PIECE: Final = 65_536

Call = tuple[int, bytes]
"""The place of an endpoint in a query, and what is asked of it."""


class Permit:
    """What is fetched for one query, until it is closed.

    The engine asks the same again for each row of an EXISTS, and for a query that is begun anew;
    such calls share one answer. ``failure`` is what went wrong first where that is not to be
    passed over; the engine itself takes a failure within EXISTS for no more than a missing row.
    """

    def __init__(self, base: str, services: Mapping[int, Service], fetcher: Fetcher) -> None:
        self.failure: FederationError | None = None
        self._base = base
        self._services = services
        self._fetcher = fetcher
        self._calls = 0
        self._answers: dict[Call, asyncio.Task[bytes]] = {}

    def address(self, place: int) -> str:
        """Give the address at which the endpoint that stands at ``place`` is asked."""
        return f"{self._base}/{place}"

    async def ask(self, place: int, query: bytes) -> bytes:
        """Ask the endpoint that stands at ``place``; raise FederationError, KeyError for none."""
        endpoint, silent = self._services[place]
        call = (place, query)
        try:
            if call not in self._answers:
                self._check_count(endpoint)
                fetching = self._fetcher.fetch(endpoint, self._restore(query))
                self._answers[call] = asyncio.create_task(fetching)
                self._answers[call].add_done_callback(_note)
            # A worker may be ended and its query begun anew while the answer is on its way.
            answer = await asyncio.shield(self._answers[call])
        except FederationError as error:
            if not silent and self.failure is None:
                self.failure = error
            raise
        if self._kept_bytes() > self._fetcher.bounds.bytes:
            self._answers.pop(call, None)
        return answer

    def close(self) -> None:
        """Break off what is under way."""
        for task in self._answers.values():
            task.cancel()
        self._answers.clear()

    def _check_count(self, endpoint: str) -> None:
        most = self._fetcher.bounds.calls
        if self._calls >= most:
            raise too_many_calls(endpoint, most)
        self._calls += 1

    def _kept_bytes(self) -> int:
        done = (task for task in self._answers.values() if task.done() and not task.cancelled())
        return sum(len(task.result()) for task in done if task.exception() is None)

    def _restore(self, query: bytes) -> bytes:
        """Name the endpoints of a SERVICE within the SERVICE as the query did."""
        ours = re.compile(rb"<" + re.escape(self._base.encode()) + rb"/([0-9]+)>")
        return ours.sub(lambda found: f"<{self._services[int(found[1])].endpoint}>".encode(), query)


class Relay:
    """Listens on loopback for the engine's calls while it is entered."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._server: asyncio.Server | None = None
        self._permits: dict[str, Permit] = {}
        self._visits: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._permits)

    async def __aenter__(self) -> Self:
        """Begin to listen, on a free port."""
        self._server = await asyncio.start_server(self._visit, _HOST, 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening and break off all that is under way."""
        if self._server is not None:
            self._server.close()
        for token in list(self._permits):
            self.end(token)
        for visit in self._visits:
            visit.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)
        await self._fetcher.__aexit__(kind, fault, trace)

    def begin(self, services: Mapping[int, Service]) -> tuple[str, Permit]:
        """Open the addresses of one query: its token, by which they are closed again."""
        if self._server is None:
            raise RuntimeError("The relay does not listen")
        token = secrets.token_urlsafe(24)
        port = self._server.sockets[0].getsockname()[1]
        permit = Permit(f"http://{_HOST}:{port}/{token}", services, self._fetcher)
        self._permits[token] = permit
        return token, permit

    def end(self, token: str) -> None:
        """Close the addresses of a query; once is enough."""
        permit = self._permits.pop(token, None)
        if permit is not None:
            permit.close()

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.current_task()
        if visit is None:
            raise RuntimeError("A connection is served by a task")
        self._visits.add(visit)
        visit.add_done_callback(self._visits.discard)
        try:
            # Whoever breaks off or does not speak HTTP is no worker of ours, or a dead one.
            with suppress(ConnectionError, TimeoutError, h11.RemoteProtocolError):
                await self._serve(reader, writer)
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            target, query = await _read_request(connection, reader)
        status, body = await self._answer(target, query)
        kind = RESULT_TYPE if status == 200 else "text/plain"
        headers = [
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
        ]
        response = h11.Response(status_code=status, headers=headers)
        for event in (response, h11.Data(data=body), h11.EndOfMessage()):
            writer.write(connection.send(event) or b"")
        await writer.drain()

    async def _answer(self, target: str, query: bytes) -> tuple[int, bytes]:
        """Give status and body; the engine needs to know no more than that it went wrong."""
        _, _, named = target.partition("/")
        token, _, place = named.partition("/")
        permit = self._permits.get(token)
        if permit is None or not place.isdecimal():
            return 404, b""
        try:
            return 200, await permit.ask(int(place), query)
        except KeyError:
            return 404, b""
        except FederationError:
            return 502, b""


async def _read_request(
    connection: h11.Connection, reader: asyncio.StreamReader
) -> tuple[str, bytes]:
    """Read one request: its target and its body."""
    target, body = "", bytearray()
    while True:
        match connection.next_event():
            case h11.Request() as request:
                target = request.target.decode("ascii")
            case h11.Data() as part:
                body += part.data
                if len(body) > _MOST_REQUEST_BYTES:
                    raise ConnectionAbortedError("A request is too large")
            case h11.EndOfMessage():
                return target, bytes(body)
            case h11.NEED_DATA:
                connection.receive_data(await reader.read(_PIECE))
            case _:
                raise ConnectionAbortedError("A request was cut")


def _note(task: asyncio.Task[bytes]) -> None:
    """Take note of how a call ended also when the worker that asked is gone."""
    if not task.cancelled():
        task.exception()
