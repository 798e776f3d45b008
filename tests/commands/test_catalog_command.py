"""``partnerskap catalog``: scores and checks, of files, addresses and our own feeds."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from doctor_examples import good
from partnerskap.commands import catalog
from partnerskap.commands.download import fetch
from partnerskap.errors import (
    BadRequestError,
    InvalidDataError,
    LimitError,
    ServiceError,
    StorageError,
    TooLargeError,
)
from partnerskap.portal.profiles import Profile


def run(*arguments: object) -> Result:
    return CliRunner().invoke(
        catalog.app, [str(argument) for argument in arguments], catch_exceptions=False
    )


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.ttl"
    path.write_text(good(Profile.NO_2), "utf-8")
    return path


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "faulty.ttl"
    text = good(Profile.NO_3).replace("<mailto:post@fjordvik.example.no>", '"post@example.no"')
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("scheme", "points"),
    [("norge", "data.norge.no: 365 of 435 points"), ("europa", "data.europa.eu: 405 of 405")],
)
def test_our_own_feed_gets_all_the_points_that_can_be_had(scheme: str, points: str) -> None:
    result = run("score", "--scheme", scheme, "--lang", "en")

    assert result.exit_code == 0
    assert result.stdout.startswith(points)


def test_a_score_tells_each_metric_with_its_reason(sound: Path) -> None:
    result = run("score", sound, "--lang", "nn")

    assert "  20/20 Tidsrom: Datasettet seier kva tidsrom det gjeld." in result.stdout
    assert "meir poeng" not in result.stdout


def test_a_score_for_programs_is_json(sound: Path) -> None:
    told = json.loads(run("score", sound, "--format", "json").stdout)

    assert (told["points"], told["most"], told["reachable"]) == (365, 435, 365)
    assert len(told["metrics"]) == 25


def test_a_check_tells_what_to_mend_where_and_what_it_would_gain(faulty: Path) -> None:
    result = run("check", faulty, "--lang", "nb")

    assert result.exit_code == 1
    assert "\n".join(result.stdout.splitlines()[1:]) == (
        f"{faulty}:92:20: må rettes: E-post (vcard:hasEmail): skriv e-postadressen som en "
        "adresse med mailto: foran, ikke som tekst. Fant «post@example.no».\n"
        "Ikke i orden: 1 må rettes, 0 bør rettes, 0 tips.\n"
        "data.norge.no: 325 av 435 poeng (god), som snitt av 1 datasett. "
        "Programmet deres gir høyst 365.\n"
        "Dette ville gitt flere poeng:\n"
        "  +30 Følger standarden: Rett det som må rettes: data.norge.no dømmer etter "
        "DCAT-AP-NO 2, data.europa.eu etter DCAT-AP. (1 datasett)\n"
        "  +10 Medietype: Oppgi medietypen (dcat:mediaType) som adressen hos IANA. (1 datasett)"
    )


def test_a_check_by_the_profile_a_catalogue_keeps_ends_well(sound: Path) -> None:
    result = run("check", sound, "--profile", "dcat-ap-no-2", "--lang", "en")

    assert result.exit_code == 0
    assert "In order: 0 to correct, 0 that should be corrected, 0 tips." in result.stdout


def test_a_check_for_programs_holds_the_score_too(faulty: Path) -> None:
    told = json.loads(run("check", faulty, "--format", "json").stdout)

    assert (told["conforms"], told["profile"]) == (False, "dcat-ap-no-3")
    assert told["results"][0]["place"]["line"] == 92
    assert told["score"]["gains"][0]["points"] == 30


def test_a_check_can_be_had_as_sarif(faulty: Path) -> None:
    told = json.loads(run("check", faulty, "--format", "sarif", "--lang", "en").stdout)

    assert told["version"] == "2.1.0"
    assert len(told["runs"][0]["results"]) == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [("", InvalidDataError), ("<a> <b>", InvalidDataError), (None, StorageError)],
)
def test_what_cannot_be_read_is_refused(
    tmp_path: Path, text: str | None, error: type[ServiceError]
) -> None:
    path = tmp_path / "nothing.ttl"
    if text is not None:
        path.write_text(text, "utf-8")

    with pytest.raises(error):
        run("check", path)


class Portal(BaseHTTPRequestHandler):
    """A catalogue's address, and others that do not answer as they should."""

    def do_GET(self) -> None:
        status, location = {
            "/moved": (302, "/catalog"),
            "/round": (302, "/round"),
            "/away": (302, "ftp://127.0.0.1/catalog"),
            "/gone": (410, ""),
        }.get(self.path, (200, ""))
        body = good(Profile.NO_2).encode() if status == 200 else b""
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", "text/turtle")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.send_response({"/gone": 410}.get(self.path, 200))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base names it so
        """Keep quiet."""


@pytest.fixture
def portal() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("path", ["/catalog", "/moved"])
def test_a_catalogue_is_fetched_from_the_address_that_is_named(portal: str, path: str) -> None:
    result = run("score", f"{portal}{path}", "--lang", "en")

    assert result.stdout.startswith("data.norge.no: 365 of 435 points")


@pytest.mark.parametrize("path", ["/gone", "/round", "/away"])
def test_an_address_that_refuses_or_leads_astray_is_told(portal: str, path: str) -> None:
    with pytest.raises(BadRequestError, match="answered"):
        fetch(f"{portal}{path}", 1_000_000)


def test_no_more_is_fetched_than_is_allowed(portal: str) -> None:
    with pytest.raises(TooLargeError):
        fetch(f"{portal}/catalog", 1_000)
    with pytest.raises(LimitError, match="Download the file"):
        fetch(f"{portal}/catalog", 1_000_000, seconds=0.000_001)


def test_an_address_nobody_answers_at_is_told() -> None:
    with pytest.raises(LimitError, match="did not answer"):
        fetch("http://127.0.0.1:1/catalog", 1_000)


def test_online_asks_the_addresses_in_the_catalogue(portal: str, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.ttl"
    file = "https://data.fjordvik.example.no/bathing.csv"
    text = good(Profile.NO_2).replace(f"dcat:accessURL <{file}>", f"dcat:accessURL <{portal}/ok>")
    path.write_text(text.replace(file, f"{portal}/gone"), "utf-8")

    result = run("score", path, "--online", "--inside", "127.0.0.1", "--lang", "en")
    unasked = run("score", path, "--online", "--lang", "en")

    assert result.stdout.startswith("data.norge.no: 335 of 435 points")
    assert "  50/50 Access URL answers: The address answered." in result.stdout
    assert "  0/30 Download URL answers: Give a download URL" in result.stdout
    assert "  0/50 Access URL answers: Give an access URL" in unasked.stdout
