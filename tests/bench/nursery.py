"""Services that may be killed: forked from a process that has everything loaded.

They serve the invented world from a folder's journal over HTTP, without SPARQL.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from desks import create, judge, label, open_office
from partnerskap.app import create_app
from partnerskap.people.accounts import Accounts
from partnerskap.settings import Settings

__all__ = ["Nursery", "bearer", "nursery", "prepare", "send"]


class Nursery:
    """A process that has everything loaded, and forks services that can be killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def serve(self, folder: Path) -> tuple[int, int]:
        """Serve a folder; give the process and its port, once it listens."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        process, port = map(int, self._process.stdout.readline().split())
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return process, port
            time.sleep(0.01)
        raise TimeoutError("The service does not listen")

    def kill(self, process: int) -> None:
        """End a service at once."""
        os.kill(process, signal.SIGKILL)


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Start a nursery and end it."""
    tests = str(Path(__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, tests])}
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.nursery"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    with process:
        yield Nursery(process)
        assert process.stdin is not None
        process.stdin.close()


def prepare(folder: Path) -> dict[str, str]:
    """Fill a folder with the invented world, and make tokens for a submitter and a reviewer."""
    open_office(folder).journal.close()
    accounts = Accounts.open(Settings(data_dir=folder, accounts=True))
    tokens = {
        scope: accounts.tokens.create(scope, scope, days=1)[0] for scope in ("submit", "review")
    }
    accounts.close()
    return tokens


def bearer(token: str) -> dict[str, str]:
    """Write the header that says who asks."""
    return {"Authorization": f"Bearer {token}"}


def send(
    port: int, method: str, path: str, headers: Mapping[str, str], *, body: str = ""
) -> tuple[int, Mapping[str, str], str]:
    """Send a request; give status, headers and text of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body or None, dict(headers))
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    return response.status, {name.lower(): value for name, value in response.headers.items()}, text


def serve(folder: Path, listener: socket.socket) -> None:
    """Serve the invented world from a folder's journal, without SPARQL, until killed."""
    office = open_office(folder)
    settings = Settings(data_dir=folder, accounts=True)
    app = create_app(settings, office.graph, journal=office.journal)
    app.state.live.desk.judge = judge
    app.state.live.attach(_NoEngine(), app.state.live._show)
    config = uvicorn.Config(app, lifespan="off", log_level="critical", access_log=False)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


class _NoEngine:
    async def move(self, patch: bytes, version: str) -> None:
        """Follow nowhere."""

    async def reload(self) -> None:
        """Follow nowhere."""


def keep_nursery() -> None:
    """Fork a service for every folder that is named on standard input."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    create(label("warm"))
    for line in sys.stdin:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        process = os.fork()
        if process == 0:
            try:
                sys.stdin.close()
                serve(Path(line.strip()), listener)
            finally:
                os._exit(0)
        sys.stdout.write(f"{process} {listener.getsockname()[1]}\n")
        sys.stdout.flush()
        listener.close()


if __name__ == "__main__":
    keep_nursery()
