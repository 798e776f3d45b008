"""The servers measured side by side: ours, ``oxigraph serve`` twice, rdflib-endpoint, Virtuoso.

``oxigraph`` keeps its data in memory as ours does, and is what targets are held against;
``oxigraph-disk`` is the same program on RocksDB.

Each runs as a process of its own on a free loopback port, with the same file loaded. A peer that
cannot be had is reported with the reason, never passed over in silence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bench import virtuoso
from bench.processes import free_port, stop

__all__ = ["ONE_CLIENT", "OURS", "PEERS", "Server", "UnavailableError", "running"]

OURS: Final = "partnerskap"
ONE_CLIENT: Final = {"PARTNERSKAP_MAX_CLIENT_SECONDS": "1000000"}
"""For load that comes from one address: its budget must not be what is measured."""
PATIENCE_SECONDS: Final = 180.0
PIECE_BYTES: Final = 32_000_000
RDFLIB_LIMIT: Final = 100_000
BENCH_BIN: Final = Path(__file__).parents[2] / ".venv-bench" / "bin"


class UnavailableError(Exception):
    """A server cannot be measured here; the text says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it answers, and the process that leads it."""

    name: str
    port: int
    path: str
    process_id: int
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}{self.path}"

    @property
    def asking(self) -> str:
        """The path with what stands before an escaped query."""
        return f"{self.path}{'&' if '?' in self.path else '?'}query="


@dataclass(frozen=True, slots=True)
class _Plan:
    command: tuple[str, ...]
    path: str
    environment: Mapping[str, str]
    fill: Callable[[Server], None] | None = None  # for a server that starts empty


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{BENCH_BIN}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        raise UnavailableError(f"no program {name!r}; `make bench` installs it in .venv-bench")
    return found


def _ours(data: Path, folder: Path, port: int) -> _Plan:
    command = (sys.executable, "-m", "partnerskap", "endpoint", str(data), "--port", str(port))
    return _Plan(command, "/sparql", {"PARTNERSKAP_DATA_DIR": str(folder / "data")})


def _oxigraph(data: Path, _folder: Path, port: int) -> _Plan:
    command = (_program("oxigraph"), "serve", "--bind", f"127.0.0.1:{port}")
    return _Plan(command, "/query", {}, lambda server: _post(server, "/store?default", data))


def _oxigraph_disk(data: Path, folder: Path, port: int) -> _Plan:
    program = _program("oxigraph")
    place = str(folder / "oxigraph")
    load = [program, "load", "--location", place, "--file", str(data)]
    subprocess.run(load, check=True, capture_output=True)
    return _Plan(
        (program, "serve", "--location", place, "--bind", f"127.0.0.1:{port}"), "/query", {}
    )


def _rdflib(data: Path, _folder: Path, port: int) -> _Plan:
    program = _program("rdflib-endpoint")
    with data.open("rb") as file:
        triples = sum(1 for _ in file)
    if triples > RDFLIB_LIMIT:
        raise UnavailableError(f"measured up to {RDFLIB_LIMIT:,} triples only: too slow beyond")
    command = (program, "serve", "--host", "127.0.0.1", "--port", str(port), str(data))
    return _Plan(command, "/", {})


def _virtuoso(data: Path, folder: Path, port: int) -> _Plan:
    if absent := virtuoso.missing():
        raise UnavailableError(f"no {absent}; apt install virtuoso-opensource-7-bin")
    place = folder / "virtuoso"
    settings = virtuoso.write_settings(data, place, port)
    command = (virtuoso.PROGRAM, "+foreground", "+configfile", str(settings))
    # Its own settings are RDF too, in graphs that it would else answer from as well.
    path = f"/sparql?default-graph-uri={urllib.parse.quote(virtuoso.GRAPH, safe='')}"
    return _Plan(command, path, {}, lambda _: virtuoso.fill(data, place))


PEERS: Final[Mapping[str, Callable[[Path, Path, int], _Plan]]] = {
    OURS: _ours,
    "oxigraph": _oxigraph,
    "oxigraph-disk": _oxigraph_disk,
    "rdflib-endpoint": _rdflib,
    "virtuoso": _virtuoso,
}


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    url = f"http://{server.host}:{server.port}{server.asking}{urllib.parse.quote('ASK {}')}"
    request = urllib.request.Request(url, headers={"Accept": "application/sparql-results+json"})
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise UnavailableError(f"ended with {process.returncode}: {' '.join(said[-2:])}")
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - as above
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise UnavailableError(f"no answer within {PATIENCE_SECONDS:.0f} s")


def _post(server: Server, store: str, data: Path) -> None:
    """Post N-Triples in pieces of whole lines, each below what servers take in one request."""
    url = f"http://{server.host}:{server.port}{store}"
    with data.open("rb") as file:
        while piece := b"".join(file.readlines(PIECE_BYTES)):
            request = urllib.request.Request(
                url, data=piece, headers={"Content-Type": "application/n-triples"}
            )
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS):  # noqa: S310 - as above
                pass


@contextmanager
def running(
    name: str, data: Path, folder: Path, *, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Server]:
    """Run one server on a file until the block ends; raise UnavailableError with the reason.

    ``folder`` is an existing directory for what the server keeps; ``settings`` are environment
    variables for our own endpoint.
    """
    port = free_port()
    plan = PEERS[name](data, folder, port)
    log = folder / f"{name}.log"
    environment = {**os.environ, **settings, **plan.environment}
    with log.open("wb") as output:
        process = subprocess.Popen(
            plan.command, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    server = Server(name, port, plan.path, process.pid)
    try:
        _wait(server, process, log)
        if plan.fill:
            plan.fill(server)
        yield server
    finally:
        stop(process)
