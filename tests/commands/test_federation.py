"""Real servers that ask each other, as an operator would set them up."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner

from partnerskap.cli import app
from services import endpoint_serving, serving

NAMES = """
@prefix ex: <http://example.org/> .
ex:oslo ex:name "Oslo"@nb . ex:bergen ex:name "Bergen"@nb . ex:moss ex:name "Moss"@nb .
"""
PEOPLE = """
@prefix ex: <http://example.org/> .
ex:oslo ex:people 700000 . ex:bergen ex:people 290000 . ex:paris ex:people 2100000 .
"""


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Another endpoint, which knows what cities are called."""
    file = tmp_path_factory.mktemp("names") / "names.ttl"
    file.write_text(NAMES, encoding="utf-8")
    with endpoint_serving(file) as address:
        yield address


def ask(address: str, query: str) -> str:
    with urlopen(f"{address}?{urlencode({'query': query, 'format': 'csv'})}") as response:  # noqa: S310 - our own
        body: bytes = response.read()
        return body.decode()


def refusal(address: str, query: str) -> tuple[int, str]:
    with pytest.raises(HTTPError) as caught:
        ask(address, query)
    with caught.value as error:
        problem = json.load(error)
    return problem["status"], problem["messages"]["en"]["detail"]


def test_an_endpoint_joins_its_own_data_with_those_of_another(names: str, tmp_path: Path) -> None:
    file = tmp_path / "people.ttl"
    file.write_text(PEOPLE, encoding="utf-8")
    query = (
        "PREFIX ex: <http://example.org/> SELECT ?name ?people { ?city ex:people ?people . "
        f"SERVICE <{names}> {{ ?city ex:name ?name }} }} ORDER BY ?name"
    )
    with endpoint_serving(file, {"PARTNERSKAP_SERVICE_ENDPOINTS": names}) as address:
        assert ask(address, query) == "name,people\r\nBergen,290000\r\nOslo,700000\r\n"
        status, said = refusal(address, f"ASK {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
        assert status == 403
        assert said.startswith(f"SERVICE does not go to {address!r} here, only to {names}.")
        nested = f"ASK {{ SERVICE <{names}> {{ SERVICE <{address}> {{}} }} }}"
        assert refusal(address, nested)[0] == 403

    with endpoint_serving(file) as address:
        status, said = refusal(address, query)
    assert status == 403
    assert said.startswith("SERVICE is off")


def test_the_service_asks_the_endpoints_of_its_settings(names: str, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "partnerskap"]
    query = f"SELECT ?name {{ SERVICE <{names}> {{ ?city ?is ?name }} }} ORDER BY ?name"
    found = {"PYTHONPATH": os.environ.get("PYTHONPATH", "")}  # which program is tested
    with serving(program, tmp_path, found | {"PARTNERSKAP_SERVICE_ENDPOINTS": names}) as address:
        assert ask(f"{address}/sparql", query) == "name\r\nBergen\r\nMoss\r\nOslo\r\n"
        with urlopen(f"{address}/sparql?format=nt") as response:  # noqa: S310 - our own
            assert b"sparql-service-description#BasicFederatedQuery" in response.read()


def test_an_address_that_can_be_no_endpoint_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PARTNERSKAP_SERVICE_ENDPOINTS", "https://a.example/sparql,b.example")
    result = CliRunner().invoke(app, ["settings"])

    assert result.exit_code != 0
    assert "service_endpoints" in str(result.exception)
    assert "b.example" in str(result.exception)
