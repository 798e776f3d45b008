"""The command against a service of this machine, which a test has take its requests."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner, Result

from partnerskap.cli import app
from partnerskap.commands import importing

MAPPING = """
[key]
path = "Id"
[fields]
founded = { path = "Startet" }
"""
PREVIEW = {
    "upload": "/graf/upload/abc",
    "counts": {"created": 0, "changed": 1, "unchanged": 0, "wrong": 1},
    "remarks": [],
    "records": [
        {"record": "partnership/a", "status": "changed", "problems": []},
        {
            "record": "partnership/b",
            "status": "wrong",
            "problems": [
                {
                    "severity": "violation",
                    "field": {"nb": "Startet", "en": "Founded"},
                    "message": {"nb": "Startet: feil\x1b[2J.", "en": "Founded: wrong."},
                    "sheet": "Partnership",
                    "cell": "B3",
                }
            ],
        },
    ],
}
HANDED = {
    "handedIn": [
        {
            "record": "partnership/a",
            "submission": "/graf/submissions/1",
            "repeated": False,
            "refusal": None,
        }
    ]
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "m.toml").write_text(MAPPING, "utf-8")
    (tmp_path / "k.csv").write_text("Id;Startet\na;2020\nb;snart\n", "utf-8")
    (tmp_path / "token").write_text("pkt_hemmelig\n", "utf-8")
    return tmp_path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[httpx2.Request]:
    requests: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        if request.url.path == "/graf/upload/abc/submit":
            return httpx2.Response(200, json=HANDED)
        return httpx2.Response(201, json=PREVIEW)

    def client(address: str, secret: str) -> httpx2.Client:
        return httpx2.Client(
            base_url=address,
            headers={"Authorization": f"Bearer {secret}"},
            transport=httpx2.MockTransport(answer),
        )

    monkeypatch.setattr(importing, "_client", client)
    return requests


def run(folder: Path, *arguments: str) -> Result:
    files = (str(folder / "m.toml"), str(folder / "k.csv"))
    service = ("--service", "https://graf.example/graf")
    token = ("--token-file", str(folder / "token"))
    return CliRunner().invoke(app, ["import", *files, *service, *token, *arguments])


def test_what_is_proposed_and_what_is_wrong_is_told(
    folder: Path, asked: list[httpx2.Request]
) -> None:
    result = run(folder, "--lang", "nb")

    assert result.stdout == (
        "partnership/a: endret\n"
        "partnership/b: må rettes\n"
        "  k.csv:3, partnership/b: Startet: feil\ufffd[2J.\n"
        "partnership/a → /graf/submissions/1\n"
        "0 ny, 1 endret, 0 uendret, 1 må rettes, 0 som sist.\n"
    )
    assert result.exit_code == 1
    assert [each.url.path for each in asked] == ["/graf/upload", "/graf/upload/abc/submit"]
    assert asked[0].url.params["type"] == "partnership"
    assert asked[0].headers["authorization"] == "Bearer pkt_hemmelig"
    state = json.loads((folder / "m.state.json").read_text("utf-8"))
    assert list(state["records"]) == ["a"]


def test_a_dry_run_only_looks(folder: Path, asked: list[httpx2.Request]) -> None:
    result = run(folder, "--dry-run", "--lang", "en")

    assert result.stdout.splitlines()[-1].endswith("0 as last time. Nothing was handed in.")
    assert [each.url.path for each in asked] == ["/graf/upload"]
    assert not (folder / "m.state.json").exists()


def test_programs_get_json(folder: Path, asked: list[httpx2.Request]) -> None:
    told = json.loads(run(folder, "--format", "json").stdout)

    assert told["records"] == {"partnership/a": "changed", "partnership/b": "wrong"}
    assert told["troubles"][0]["place"] == "k.csv:3"
    assert len(asked) == 2


def test_an_address_that_is_none_is_refused(folder: Path) -> None:
    result = run(folder, "--service", "graf.example")

    assert "graf.example" in str(result.exception)
