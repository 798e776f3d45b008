"""What every test may lean on: no settings from the machine, no network beyond this machine."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.graph.store import GraphStore
from partnerskap.records.journal import Journal
from partnerskap.records.opening import open_installation
from partnerskap.settings import Settings


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("PARTNERSKAP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PARTNERSKAP_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def _no_outside_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family != socket.AF_UNIX and host not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"A test tried to reach {host!r}")
        connect(self, address)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def released_graph(tmp_path_factory: pytest.TempPathFactory) -> GraphStore:
    """Everything we release, loaded as the service loads it. Not to be changed by a test."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("released"))
    return open_installation(settings).graph


@pytest.fixture(scope="session")
def catalogue_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Everything we release, served with its journal by a publisher who is known."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("catalogue"),
        public_url="https://partnerskap.example.no",
        publisher_name="Prøveby kommune",
        publisher_number="987654321",
        contact_email="post@example.no",
    )
    graph = open_installation(settings).graph
    with Journal.open(settings.data_dir) as journal:
        yield TestClient(create_app(settings, graph, journal=journal), follow_redirects=False)
