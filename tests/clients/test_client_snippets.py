"""Every snippet of the page about clients does what the page says, as it stands there."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

PAGE: Final = (Path(__file__).parents[2] / "docs" / "clients.md").read_text("utf-8")
NOT_RUN: Final = {"r", "powerquery"}
BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS: Final = BLOCK.findall(PAGE)
ALESUND: Final = "https://w3id.org/partnerskap/id/partnership/alesund"

# What each snippet prints, in the order of the page: a part of it and how many lines there are.
PRINTS: Final[dict[str, list[tuple[str, int | None]]]] = {
    "sh": [
        ("id/partnership/trd3,2018", 14),
        ('"TRD 3.0"@nb', None),
        ("16\n(1)", 4),
        (ALESUND, 17),
        ("", 0),
    ],
    "python": [
        ("0301       Oslo kommune", 6),
        ("id/partnership/trd3 University Municipality Trondheim TRD3.0", 16),
        ("en University Municipality Trondheim TRD3.0", 3),
        ("triples", 1),
    ],
    "javascript": [(f"{ALESUND} Ålesund universitetskommune", 16)],
}


@dataclass(frozen=True, slots=True)
class Snippet:
    """A snippet of the page, and a part and the number of the lines that it prints."""

    language: str
    code: str
    part: str
    lines: int | None

    def call(self, service: str) -> list[str | Path]:
        """Make the call that runs it against a service."""
        code = self.code.replace("http://127.0.0.1:8000", service)
        match self.language:
            case "sh":
                return ["/bin/sh", "-euc", code]
            case "python":
                return [sys.executable, "-W", "error", "-c", code]
            case _:
                return ["/usr/bin/env", "node", "--input-type=module", "--eval", code]


def snippets(language: str) -> list[str]:
    """Give the snippets in one language, in the order of the page."""
    return [code for name, code in BLOCKS if name == language]


RUN: Final = [
    pytest.param(Snippet(language, code, *prints), id=f"{language}-{number}")
    for language, printed in PRINTS.items()
    for number, (code, prints) in enumerate(zip(snippets(language), printed, strict=True), 1)
]


def table(service: str, query: str) -> list[list[str]]:
    """Ask for a table by an address alone, as spreadsheets do."""
    address = f"{service}/sparql?{urlencode({'query': query, 'format': 'csv'})}"
    with urlopen(address, timeout=30) as answer:  # noqa: S310 - our own service
        return list(csv.reader(io.TextIOWrapper(answer, "utf-8")))


@pytest.mark.parametrize("snippet", RUN)
def test_a_snippet_does_what_the_page_says(
    service: str, shell: dict[str, str], tmp_path: Path, snippet: Snippet
) -> None:
    (tmp_path / "map.rq").write_text(snippets("sparql")[-1], "utf-8")

    ended = subprocess.run(
        snippet.call(service),
        cwd=tmp_path,
        env=shell,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    for saved in re.findall(r"-o (\S+)", snippet.code):
        assert (tmp_path / saved).read_text("utf-8").startswith("partnership,municipality,")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert snippet.part in ended.stdout
    assert snippet.lines in {None, len(ended.stdout.splitlines())}


@pytest.mark.parametrize(
    ("number", "columns", "rows"),
    [
        (0, ["partnership", "name", "start"], 16),
        (1, ["partnership", "municipality", "number", "wkt"], 38),
    ],
)
def test_a_query_of_the_page_gives_its_table(
    service: str, number: int, columns: list[str], rows: int
) -> None:
    found = table(service, snippets("sparql")[number])

    assert found[0] == columns
    assert len(found) == rows + 1


def test_the_map_has_points_that_qgis_reads(service: str) -> None:
    rows = table(service, snippets("sparql")[1])[1:]

    points = {number: wkt for *_, number, wkt in rows}
    assert all(re.fullmatch(r"POINT\([\d.]+ [\d.]+\)", point) for point in points.values())
    assert points["5001"].startswith("POINT(10.")


@pytest.mark.parametrize("language", ["r", "powerquery"])
def test_the_query_in_a_snippet_that_is_not_run_gives_a_table(service: str, language: str) -> None:
    code = snippets(language)[-1]
    (query,) = re.findall(r"PREFIX pk:.*?^\s*}", code, re.MULTILINE | re.DOTALL)

    found = table(service, query.replace('""', '"'))

    assert found[0] == ["number", "name"]
    assert len(found) == 358


def test_no_snippet_is_left_out() -> None:
    assert {language for language, _ in BLOCKS} == {*PRINTS, *NOT_RUN, "sparql"}
    assert PAGE.count("\n```") == 2 * len(BLOCKS)
