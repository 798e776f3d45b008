"""curl, bare: what a script sees of formats, refusals, and pages across sites."""

from __future__ import annotations

import json
import subprocess

import pytest

PARTNERSHIPS = "SELECT ?p WHERE { ?p a <https://w3id.org/partnerskap/ns#Partnership> } ORDER BY ?p"
DIRECT = "Content-Type: application/sparql-query"


def curl(shell: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call curl; what it prints ends with a line with the status and the type of the answer."""
    told = ["curl", "-sS", "--max-time", "60", "-w", "\n%{http_code} %{content_type}"]
    return subprocess.run(  # the command is found by the PATH of the test
        ["/usr/bin/env", *told, *arguments],
        env=shell,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


@pytest.mark.parametrize(
    ("way", "ending"),
    [
        (["--data-urlencode", f"query={PARTNERSHIPS}"], "200 application/sparql-results+json"),
        (
            ["--get", "--data-urlencode", f"query={PARTNERSHIPS}", "-d", "format=csv"],
            "200 text/csv; charset=utf-8",
        ),
        (
            ["-H", DIRECT, "-H", "Accept: text/csv", "-d", PARTNERSHIPS],
            "200 text/csv; charset=utf-8",
        ),
        (
            ["--compressed", "-H", "Accept: text/csv", "--data-urlencode", f"query={PARTNERSHIPS}"],
            "200 text/csv; charset=utf-8",
        ),
    ],
    ids=["form", "get", "direct", "compressed"],
)
def test_rows_come_however_they_are_asked_for(
    service: str, shell: dict[str, str], way: list[str], ending: str
) -> None:
    answer = curl(shell, *way, f"{service}/sparql")

    assert answer.stdout.splitlines()[-1] == ending
    assert answer.stdout.count("id/partnership/") == 16


def test_a_broken_query_fails_a_script_and_says_where(service: str, shell: dict[str, str]) -> None:
    broken = "query=SELECT * WHERE { ?s ?p }"

    answer = curl(shell, "--fail-with-body", "--data-urlencode", broken, f"{service}/sparql")

    body, _, told = answer.stdout.rpartition("\n")
    assert answer.returncode == 22
    assert told == "400 application/problem+json"
    assert json.loads(body)["status"] == 400


def test_an_update_of_the_public_service_is_refused(service: str, shell: dict[str, str]) -> None:
    answer = curl(shell, "--data-urlencode", "update=CLEAR ALL", f"{service}/sparql")

    assert answer.stdout.splitlines()[-1] == "403 application/problem+json"


def test_an_answer_that_has_not_changed_is_not_sent_again(
    service: str, shell: dict[str, str]
) -> None:
    kept = f"{shell['HOME']}/etag"
    first = curl(shell, "--etag-save", kept, f"{service}/partnerships.csv")
    second = curl(shell, "--etag-compare", kept, f"{service}/partnerships.csv")

    assert first.stdout.splitlines()[-1] == "200 text/csv; charset=utf-8"
    assert second.stdout.split() == ["304"]
