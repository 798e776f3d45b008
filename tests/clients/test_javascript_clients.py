"""Comunica and fetch-sparql-endpoint, the clients of JavaScript programs."""

from __future__ import annotations

import json
import subprocess

import pytest

PARTNERSHIPS = "SELECT ?p WHERE { ?p a <https://w3id.org/partnerskap/ns#Partnership> } ORDER BY ?p"
FIRST = "https://w3id.org/partnerskap/id/partnership/alesund"


def run(shell: dict[str, str], *command: str) -> str:
    """Run a client and give what it prints."""
    ended = subprocess.run(  # the command is found by the PATH of the test
        ["/usr/bin/env", *command],
        env=shell,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("source", ["", "sparql@"], ids=["found-out", "told"])
def test_comunica_knows_the_service_for_a_sparql_endpoint(
    service: str, shell: dict[str, str], source: str
) -> None:
    printed = run(
        shell,
        "comunica-sparql",
        f"{source}{service}/sparql",
        PARTNERSHIPS,
        "-t",
        "application/json",
    )

    rows = json.loads(printed)
    assert len(rows) == 16
    assert rows[0] == {"p": FIRST}


def test_comunica_joins_two_endpoints(service: str, writable: str, shell: dict[str, str]) -> None:
    insert = f"INSERT DATA {{ <{FIRST}> <http://example.org/mine> 'yes' }}"
    run(shell, "curl", "-sSf", "--data-urlencode", f"update={insert}", writable)
    query = (
        "SELECT ?name WHERE { ?p <http://example.org/mine> 'yes' ; "
        "<http://www.w3.org/2004/02/skos/core#prefLabel> ?name FILTER(LANG(?name) = 'nb') }"
    )

    printed = run(
        shell,
        "comunica-sparql",
        f"sparql@{service}/sparql",
        f"sparql@{writable}",
        query,
        "-t",
        "text/csv",
    )

    assert printed.splitlines() == ["name", "Ålesund universitetskommune"]


@pytest.mark.parametrize("way", [[], ["--get"]], ids=["post", "get"])
def test_fetch_sparql_endpoint_reads_rows(
    service: str, shell: dict[str, str], way: list[str]
) -> None:
    call = ["fetch-sparql-endpoint", "--endpoint", f"{service}/sparql", "--query", PARTNERSHIPS]

    rows = [json.loads(line) for line in run(shell, *call, *way).splitlines()]

    assert len(rows) == 16
    assert rows[0]["p"] == FIRST


def test_fetch_sparql_endpoint_reads_a_graph(service: str, shell: dict[str, str]) -> None:
    query = "CONSTRUCT WHERE { ?p a <https://w3id.org/partnerskap/ns#Partnership> }"

    printed = run(
        shell, "fetch-sparql-endpoint", "--endpoint", f"{service}/sparql", "--query", query
    )

    assert printed.count("partnership/") == 16
