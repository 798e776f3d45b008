"""Another SPARQL endpoint, as well or as badly behaved as a test wants it."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

__all__ = ["Behaviour", "Other", "other_endpoint", "reply", "rows", "silent"]

Behaviour = Callable[[socket.socket], None]
"""What is done with a connection once a request was read from it."""


@dataclass
class Other:
    """An endpoint at work: where it is, what it was asked, and who has hung up."""

    port: int
    requests: list[str] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql"

    @property
    def queries(self) -> list[str]:
        return [request.partition("\r\n\r\n")[2] for request in self.requests]


def rows(*values: str) -> bytes:
    """Write a SPARQL result with one column."""
    bindings = [{"name": {"type": "literal", "value": value}} for value in values]
    return json.dumps({"head": {"vars": ["name"]}, "results": {"bindings": bindings}}).encode()


def reply(
    body: bytes,
    *headers: str,
    status: str = "200 OK",
    kind: str = "application/sparql-results+json",
) -> Behaviour:
    """Answer as HTTP wants it."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    whole = "\r\n".join([*head, "", ""]).encode() + body
    return lambda connection: connection.sendall(whole)


def silent(left: threading.Event) -> Behaviour:
    """Say nothing, and note when the other side has hung up."""

    def behaviour(connection: socket.socket) -> None:
        connection.settimeout(20)
        if not connection.recv(1):
            left.set()

    return behaviour


@contextmanager
def other_endpoint(behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[Other]:
    """Serve on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        other = Other(server.getsockname()[1])
        arguments = (server, other, behaviour, tls)
        thread = threading.Thread(target=_accept, args=arguments, daemon=True)
        thread.start()
        try:
            yield other
        finally:
            server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _accept(
    server: socket.socket, other: Other, behaviour: Behaviour, tls: ssl.SSLContext | None
) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        if tls is not None:
            try:
                connection = tls.wrap_socket(connection, server_side=True)
            except OSError:
                continue
        arguments = (connection, other, behaviour)
        threading.Thread(target=_serve, args=arguments, daemon=True).start()


def _serve(connection: socket.socket, other: Other, behaviour: Behaviour) -> None:
    with connection, suppress(OSError):
        while request := _read(connection):
            other.requests.append(request)
            behaviour(connection)
    other.left.set()


def _read(connection: socket.socket) -> str:
    """Read one request; empty when the other side is gone."""
    data = b""
    while True:
        head, found, body = data.partition(b"\r\n\r\n")
        length = next(
            (
                int(line[15:])
                for line in head.lower().split(b"\r\n")
                if line[:15] == b"content-length:"
            ),
            0,
        )
        if found and len(body) >= length:
            return data.decode()
        part = connection.recv(65_536)
        if not part:
            return ""
        data += part
