"""The HTTP protocol of the server: with words a person can act on, and a quick way for queries.

A request line over 64 KiB never reaches the application: the parser below it gives up first.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar, Final, Self, cast

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from partnerskap.sparql.lane import BEGUN, Begun, Lane

__all__ = ["PlainSpokenProtocol", "speak"]

_PATH: Final = b"/sparql"
_START: Final = _PATH + b"?"
_COPIED: Final = 65_536
"""A body up to this long is sooner copied behind its head than sent apart from it."""


class PlainSpokenProtocol(HttpToolsProtocol):
    """Says what is usually wrong with a request that cannot be read.

    With a ``lane``, a GET of /sparql is offered to it before the application hears of it.
    """

    lane: ClassVar[Lane | None] = None
    _client_name: str | None = None

    def send_400_response(self, msg: str) -> None:
        """Close with 400 and a remedy in both languages."""
        body = (
            f"{msg}\n\n"
            "Adressen kan være for lang (over 64 KiB). Send lange spørringer med POST.\n"
            "The address may be too long (over 64 KiB). Send long queries by POST.\n"
        ).encode()
        head = (
            "HTTP/1.1 400 Bad Request\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            f"Content-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()

    def on_headers_complete(self) -> None:
        """Answer a plain query on the quick way, or begin what the server does otherwise."""
        if self.lane is None or not self._is_plain() or not self._take_quickly(self.lane):
            super().on_headers_complete()

    def _is_plain(self) -> bool:
        """Tell whether this is a GET of a query with nothing else under way."""
        return (
            self.url.startswith(_START)
            and (self.cycle is None or self.cycle.response_complete)
            and self.parser.get_method() == b"GET"
            and self.parser.should_keep_alive()
            and self.parser.get_http_version() == "1.1"
            and not (self.flow.write_paused or self.expect_100_continue or self.root_path)
            and not self.parser.should_upgrade()
        )

    def _take_quickly(self, lane: Lane) -> bool:
        before = self.cycle
        request = _QuickRequest(self)
        self.cycle = cast("RequestResponseCycle", request)  # it does all that is asked of one here
        query_string = self.url[len(_START) :].partition(b"#")[0]
        request.begun = lane.take(query_string, self.headers, self._name_client(lane), request)
        if request.begun is False:
            self.cycle = before
        return request.begun is not False

    def _name_client(self, lane: Lane) -> str:
        """Name who asks: always the same on one connection, unless a proxy may share it."""
        name = None if lane.trusts_proxies else self._client_name
        if name is None:
            name = lane.name(self.client[0] if self.client else "", self.headers)
            self._client_name = name
        return name


class _QuickRequest:
    """A request on the quick way, in the place of the server's own record of a request."""

    __slots__ = (
        "_protocol",
        "_scope",
        "_url",
        "begun",
        "body",
        "disconnected",
        "keep_alive",
        "more_body",
        "response_complete",
    )
    _defaults: ClassVar[tuple[list[tuple[bytes, bytes]], bytes]] = ([], b"")

    def __init__(self, protocol: PlainSpokenProtocol) -> None:
        self._protocol = protocol
        self._scope = protocol.scope
        self._url = protocol.url
        self.begun: Begun | bool = True
        self.body = b""
        self.disconnected = False
        self.keep_alive = True
        self.more_body = True
        self.response_complete = False

    @property
    def message_event(self) -> Self:
        """Be one's own event: the server sets it when something has happened."""
        return self

    def set(self) -> None:
        """Give up when what has happened is that the client left."""
        if self.disconnected and isinstance(self.begun, Begun):
            self.begun.leave()

    def send(self, status: int, head: bytes, body: bytes) -> None:
        """Answer, and let the connection go on to the next request."""
        protocol = self._protocol
        if self.disconnected:
            return
        length = b"content-length: %d\r\n" % len(body) if status == 200 else b""
        parts = (STATUS_LINE[status], self._default_lines(), head, length, b"\r\n")
        if len(body) < _COPIED:
            protocol.transport.write(b"".join((*parts, body)))
        else:
            protocol.transport.writelines((b"".join(parts), body))
        self.response_complete = True
        if not self.keep_alive:
            protocol.transport.close()
        protocol.on_response_complete()

    def hand_over(self, begun: Begun) -> None:
        """Let the application answer, with what was begun."""
        protocol = self._protocol
        if self.disconnected:
            begun.leave()
            return
        query_string = self._url[len(_START) :].partition(b"#")[0]
        self._scope["method"] = "GET"
        self._scope["path"], self._scope["raw_path"] = _PATH.decode(), _PATH
        self._scope["query_string"] = query_string
        cycle = self._cycle(protocol)
        cast("dict[str, object]", self._scope)[BEGUN] = begun
        if protocol.cycle is cast("RequestResponseCycle", self):
            protocol.cycle = cycle
        protocol._start_asgi_task(cycle, protocol.app)  # noqa: SLF001 - our own base's

    def _cycle(self, protocol: PlainSpokenProtocol) -> RequestResponseCycle:
        """Make the record that the server would have made."""
        cycle = RequestResponseCycle(
            scope=self._scope,
            transport=protocol.transport,
            flow=protocol.flow,
            logger=protocol.logger,
            access_logger=protocol.access_logger,
            access_log=protocol.access_log,
            default_headers=protocol.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=self.keep_alive,
            on_response=protocol.on_response_complete,
        )
        cycle.body += self.body
        cycle.more_body = self.more_body
        cycle.message_event.set()
        return cycle

    def _default_lines(self) -> bytes:
        """Write the headers that the server makes anew each second, once a second."""
        headers = self._protocol.server_state.default_headers
        made, lines = _QuickRequest._defaults
        if made is not headers:
            lines = b"".join(b"%b: %b\r\n" % line for line in headers)
            _QuickRequest._defaults = (headers, lines)
        return lines


def speak(lane: Lane) -> type[PlainSpokenProtocol]:
    """Make the protocol of a server whose queries have a quick way."""
    return type("PlainSpokenQuickProtocol", (PlainSpokenProtocol,), {"lane": lane})
