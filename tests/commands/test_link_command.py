from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from links_server import links_server
from partnerskap.cli import app
from partnerskap.commands import link
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.opening import Installation
from partnerskap.records.release import ReleaseReport
from worlds import Stated

_ACTOR = "<https://w3id.org/partnerskap/id/actor/x>"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["link", "check", *arguments])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARTNERSKAP_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the data folder hold one actor with a wrong number."""
    _hold(monkeypatch, f'{_ACTOR} <http://www.w3.org/ns/org#identifier> "974767881"')


def _hold(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    graph = GraphStore([Stated(DocumentKey("actor", "x"), lines)])
    report = ReleaseReport(1, 0)
    monkeypatch.setattr(link, "open_installation", lambda _: Installation(graph, report))


def test_released_data_are_in_order() -> None:
    result = run("--lang", "nb")

    assert (result.exit_code, result.stdout) == (
        0,
        "I orden: 0 må rettes, 0 bør rettes, 0 tips.\n",
    )


@pytest.mark.usefixtures("hold")
def test_what_must_be_mended_gives_exit_code_1() -> None:
    result = run("--lang", "en")

    assert result.exit_code == 1
    assert result.stdout == (
        "actor/x\n"
        "  must be corrected: 974767881: “974767881” has the wrong form. An organisation number "
        "has nine digits, and the last is a check digit.\n"
        "Not in order: 1 must be corrected, 0 should be corrected, 0 tips.\n"
    )


@pytest.mark.usefixtures("hold")
def test_programs_get_json() -> None:
    result = run("--format", "json")

    assert result.exit_code == 1
    assert [each["trouble"] for each in json.loads(result.stdout)["findings"]] == ["form"]


def test_links_are_asked_only_when_that_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    with links_server() as site:
        _hold(
            monkeypatch,
            f"{_ACTOR} <http://xmlns.com/foaf/0.1/homepage> <{site.url('/status/404')}>",
        )
        offline = run("--lang", "nb")
        asked = list(site.asked)
        online = run("--lang", "nb", "--online", "--inside", "127.0.0.1")

    assert (offline.exit_code, asked) == (0, [])
    assert online.exit_code == 1
    assert "Svarte 404" in online.stdout
