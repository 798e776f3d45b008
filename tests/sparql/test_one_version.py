"""Over HTTP: each answer comes from exactly one version of the graph, while a writer changes it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import Final
from urllib.parse import urlencode

import pytest

CHANGES: Final = 25
BOTH: Final = "SELECT ?x ?y { <urn:a> <urn:is> ?x . <urn:b> <urn:is> ?y }"
MANY: Final = (
    "SELECT ?x ?y ?n ?m { VALUES ?i { 1 2 } <urn:a> <urn:is> ?x . ?s <urn:n> ?n . ?t <urn:n> ?m . "
    "<urn:b> <urn:is> ?y }"
)
"""Rows by the hundred thousand, more than is gathered before the first are sent."""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    data = tmp_path / "graph.ttl"
    numbers = "".join(f"<urn:{number}> <urn:n> {number} .\n" for number in range(400))
    data.write_text(f"<urn:a> <urn:is> 0 . <urn:b> <urn:is> 0 .\n{numbers}")
    command = [sys.executable, "-m", "partnerskap", "endpoint", str(data), "--port", "0"]
    with subprocess.Popen(
        [*command, "--writable"],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PARTNERSKAP_MAX_CLIENT_SECONDS": "1000"},
    ) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline().decode().rpartition(":")[2].partition("/")[0])
        server.terminate()


def ask(port: int, query: str, *, anew: bool = False) -> tuple[str, str]:
    """Give the mark of the answer, and what stands in it."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        headers = {"Cache-Control": "no-cache"} if anew else {}
        target = f"/sparql?{urlencode({'query': query, 'format': 'csv'})}"
        connection.request("GET", target, headers=headers)
        with connection.getresponse() as response:
            text = response.read().decode()
    assert response.status == 200, text
    return response.getheader("etag", ""), text


def change(port: int, number: int) -> None:
    """Change the two facts together, by an update or by putting the whole graph."""
    update = (
        "DELETE { ?s <urn:is> ?old } "
        f"INSERT {{ <urn:a> <urn:is> {number} . <urn:b> <urn:is> {number} }} "
        "WHERE { ?s <urn:is> ?old }"
    )
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("POST", "/sparql", update, {"Content-Type": "application/sparql-update"})
        assert connection.getresponse().status == 204


@dataclass(slots=True)
class Seen:
    """What readers saw: values that belong together, and the values under each mark."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    marks: dict[str, set[str]] = field(default_factory=dict)

    def read(self, port: int, *, anew: bool) -> None:
        mark, text = ask(port, BOTH, anew=anew)
        x, y = text.splitlines()[1].split(",")
        self.pairs.append((x, y))
        self.marks.setdefault(mark, set()).add(text)


@pytest.mark.parametrize("anew", [True, False], ids=["asked anew", "kept answers too"])
def test_two_facts_changed_together_are_never_seen_apart(port: int, *, anew: bool) -> None:
    seen, done = Seen(), Event()

    def read_on() -> None:
        while not done.is_set():
            seen.read(port, anew=anew)

    with ThreadPoolExecutor(3) as readers:
        tasks = [readers.submit(read_on) for _ in range(3)]
        try:
            for number in range(1, CHANGES + 1):
                change(port, number)
                assert ask(port, BOTH)[1] == f"x,y\r\n{number},{number}\r\n"
        finally:
            done.set()
        for task in tasks:
            task.result()

    assert len(seen.pairs) > CHANGES
    assert [pair for pair in seen.pairs if pair[0] != pair[1]] == []
    assert [texts for texts in seen.marks.values() if len(texts) != 1] == []
    assert len(seen.marks) > 1


def test_an_answer_that_is_still_being_sent_stays_with_its_version(port: int) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", f"/sparql?{urlencode({'query': MANY, 'format': 'csv'})}")
        with connection.getresponse() as response:
            begun = response.read(100_000)
            for number in range(1, 4):
                change(port, number)
            text = (begun + response.read()).decode()

    lines = text.splitlines()
    assert len(lines) == 1 + 2 * 400 * 400
    assert {line.split(",")[0] for line in lines[1:]} == {"0"}
    assert {line.split(",")[1] for line in lines[1:]} == {"0"}
    assert ask(port, BOTH)[1] == "x,y\r\n3,3\r\n"
