"""Who is let in at /mcp, and that nothing is loaded before somebody is."""

from __future__ import annotations

import subprocess
import sys

import pytest
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.settings import Settings
from worlds import load_world

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def client() -> TestClient:
    settings = Settings(
        public_url="https://grafen.example/p", mcp_hosts="inne.example, ", max_query_bytes=10_000
    )
    return TestClient(create_app(settings, load_world()))


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost:8000"},
        {"Host": "127.0.0.1:8000", "Origin": "http://localhost:6274"},
        {"Host": "[::1]:8000"},
        {"Host": "grafen.example", "Origin": "https://grafen.example"},
        {"Host": "INNE.example"},
    ],
)
def test_a_client_that_comes_by_a_name_of_ours_is_answered(
    client: TestClient, headers: dict[str, str]
) -> None:
    response = client.post("/mcp", json=LIST, headers={**ACCEPT, **headers})

    assert response.status_code == 200
    assert len(response.json()["result"]["tools"]) == 5


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"Host": "localhost", "Origin": "https://evil.example"},
        {"Host": "localhost", "Origin": "null"},
        {"Host": "localhost.evil.example"},
        {"Host": "localhost", "Origin": "http://localhost@evil.example"},
        {"Host": "[", "Origin": "http://localhost"},
    ],
)
def test_a_page_of_another_origin_is_not(client: TestClient, headers: dict[str, str]) -> None:
    response = client.post("/mcp", json=LIST, headers={**ACCEPT, **headers})

    assert response.status_code == 403
    assert "PARTNERSKAP_MCP_HOSTS" in response.json()["detail"]


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_are_no_sessions_to_open_or_end(client: TestClient, method: str) -> None:
    response = client.request(method, "/mcp", headers={"Host": "localhost"})

    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


def test_a_message_has_at_most_the_bytes_of_a_query(client: TestClient) -> None:
    long = {**LIST, "params": {"x": "a" * 10_000}}

    response = client.post("/mcp", json=long, headers={**ACCEPT, "Host": "localhost"})

    assert response.status_code == 413


def test_what_is_no_message_is_refused(client: TestClient) -> None:
    headers = {**ACCEPT, "Host": "localhost", "Content-Type": "application/json"}

    assert client.post("/mcp", content=b"[" * 5_000, headers=headers).status_code == 400
    assert client.post("/mcp", content=b"[]", headers=headers).status_code == 400


def test_the_service_starts_without_loading_the_protocol() -> None:
    code = "import sys, partnerskap.app; print('mcp' in sys.modules or 'mcp_types' in sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert loaded.stdout == "False\n"
