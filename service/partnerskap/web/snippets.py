"""Code to copy: how to fetch an answer with curl, Python, R and JavaScript.

Pure: addresses and queries in, program texts out. A query goes into a program by a form of quoting
it cannot leave.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from shlex import quote
from typing import Final
from urllib.parse import urlencode

__all__ = ["Shape", "Snippet", "fetch_address", "send_query"]


class Shape(StrEnum):
    """What comes back: rows, yes or no, or RDF."""

    ROWS = "select"
    TRUTH = "ask"
    GRAPH = "construct"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A short program and the name of its language."""

    name: str
    text: str


def fetch_address(csv: str, json_: str, shape: Shape = Shape.ROWS) -> tuple[Snippet, ...]:
    """Write programs that fetch one address as a table.

    >>> fetch_address("https://example.org/q.csv", "https://example.org/q.json")[0].text
    'curl -o svar.csv https://example.org/q.csv'
    """
    truth = shape is Shape.TRUTH
    python = f"pd.read_csv({_quoted(csv)}{', header=None' if truth else ''})"
    r = f"read.csv({_quoted(csv)}{', header = FALSE' if truth else ''})"
    fetched = f"const answer = await fetch({_quoted(json_)});"
    return (
        Snippet("curl", f"curl -o svar.csv {quote(csv)}"),
        Snippet("Python", f"import pandas as pd\n\ntable = {python}\nprint(table)"),
        Snippet("R", f"table <- {r}\nprint(table)"),
        Snippet("JavaScript", f"{fetched}\n{_IN_JSON[shape]}"),
    )


def send_query(endpoint: str, query: str, shape: Shape = Shape.ROWS) -> tuple[Snippet, ...]:
    """Write programs that send a query to the endpoint."""
    text = query.strip()
    form = "turtle" if shape is Shape.GRAPH else "csv"
    address = f"{endpoint}?{urlencode({'format': form})}"
    return (
        Snippet("curl", _curl(address, text)),
        Snippet("Python", _python(endpoint, text, shape)),
        Snippet("R", _r(address, text, shape)),
        Snippet("JavaScript", _javascript(endpoint, text, shape)),
    )


def _curl(address: str, text: str) -> str:
    end = _free("SPARQL", text)
    return f"curl {quote(address)} --data-urlencode query@- <<'{end}'\n{text}\n{end}"


def _python(endpoint: str, text: str, shape: Shape) -> str:
    imports, form, read = _IN_PYTHON[shape]
    return (
        f"from urllib.parse import urlencode\n{imports}\n\nquery = {_python_text(text)}\n"
        f'address = {_quoted(endpoint)} + "?" + '
        f'urlencode({{"query": query, "format": "{form}"}})\nprint({read})'
    )


def _python_text(text: str) -> str:
    if '"""' in text or "\\" in text or text.endswith('"'):
        return _quoted(text)
    return f'"""\n{text}\n"""'


def _r(address: str, text: str, shape: Shape) -> str:
    dashes = _free("-", text)
    read = "read.csv" if shape is Shape.ROWS else "readLines"
    return (
        f'query <- r"{dashes}(\n{text}\n){dashes}"\n'
        f"address <- paste0({_quoted(address)}, "
        '"&query=", URLencode(query, reserved = TRUE))\n'
        f"print({read}(address))"
    )


def _javascript(endpoint: str, text: str, shape: Shape) -> str:
    risky = any(mark in text for mark in ("`", "${", "\\", "\r"))
    query = _quoted(text) if risky else f"`\n{text}\n`"
    graph = shape is Shape.GRAPH
    accept = "text/turtle" if graph else "application/sparql-results+json"
    shown = "console.log(await answer.text());" if graph else _IN_JSON[shape]
    return (
        f"const query = {query};\nconst answer = await fetch({_quoted(endpoint)}, {{\n"
        '  method: "POST",\n'
        f'  headers: {{ "Content-Type": "application/sparql-query", Accept: "{accept}" }},\n'
        f"  body: query,\n}});\n{shown}"
    )


_IN_PYTHON: Final = {
    Shape.ROWS: ("\nimport pandas as pd", "csv", "pd.read_csv(address)"),
    Shape.TRUTH: ("from urllib.request import urlopen", "csv", "urlopen(address).read().decode()"),
    Shape.GRAPH: (
        "\nfrom rdflib import Graph",
        "turtle",
        'Graph().parse(address, format="turtle").serialize()',
    ),
}
_IN_JSON: Final = {
    Shape.ROWS: (
        "const { results } = await answer.json();\n"
        "const values = (row) => Object.entries(row).map(([name, { value }]) => [name, value]);\n"
        "console.table(results.bindings.map((row) => Object.fromEntries(values(row))));"
    ),
    Shape.TRUTH: "const { boolean } = await answer.json();\nconsole.log(boolean);",
    Shape.GRAPH: "console.log(await answer.json());",
}


def _quoted(text: str) -> str:
    """Quote a text as JSON does, which Python, R and JavaScript read alike."""
    return json.dumps(text, ensure_ascii=False)


def _free(mark: str, text: str) -> str:
    """Lengthen a mark until the text does not hold it."""
    found = mark
    while found in text:
        found += mark[-1]
    return found
