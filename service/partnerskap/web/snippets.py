"""Code to copy: how to fetch an answer with curl, Python, R and JavaScript.

Pure: addresses and queries in, program texts out. A query goes into a program by a form of quoting
it cannot leave.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from shlex import quote
from urllib.parse import urlencode

__all__ = ["Snippet", "fetch_address", "send_query"]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A short program and the name of its language."""

    name: str
    text: str


def fetch_address(csv: str, json_: str) -> tuple[Snippet, ...]:
    """Write programs that fetch one address as a table.

    >>> fetch_address("https://example.org/q.csv", "https://example.org/q.json")[0].text
    'curl -o svar.csv https://example.org/q.csv'
    """
    return (
        Snippet("curl", f"curl -o svar.csv {quote(csv)}"),
        Snippet(
            "Python", f"import pandas as pd\n\ntable = pd.read_csv({_quoted(csv)})\nprint(table)"
        ),
        Snippet("R", f"table <- read.csv({_quoted(csv)})\nprint(table)"),
        Snippet(
            "JavaScript",
            f"const answer = await fetch({_quoted(json_)});\n"
            "const { results } = await answer.json();\nconsole.table(results.bindings);",
        ),
    )


def send_query(endpoint: str, query: str, *, graph: bool = False) -> tuple[Snippet, ...]:
    """Write programs that send a query to the endpoint; ``graph`` when RDF comes back."""
    text = query.strip()
    form = "turtle" if graph else "csv"
    address = f"{endpoint}?{urlencode({'format': form})}"
    return (
        Snippet("curl", _curl(address, text)),
        Snippet("Python", _python(endpoint, text, graph=graph)),
        Snippet("R", _r(address, text, graph=graph)),
        Snippet("JavaScript", _javascript(endpoint, text, graph=graph)),
    )


def _curl(address: str, text: str) -> str:
    end = _free("SPARQL", text)
    return f"curl {quote(address)} --data-urlencode query@- <<'{end}'\n{text}\n{end}"


def _python(endpoint: str, text: str, *, graph: bool) -> str:
    query = f"query = {_python_text(text)}"
    if graph:
        return (
            "from urllib.parse import urlencode\n\nfrom rdflib import Graph\n\n"
            f'{query}\naddress = {_quoted(endpoint)} + "?" + '
            'urlencode({"query": query, "format": "turtle"})\n'
            'graph = Graph().parse(address, format="turtle")\nprint(len(graph))'
        )
    return (
        "from urllib.parse import urlencode\n\nimport pandas as pd\n\n"
        f'{query}\naddress = {_quoted(endpoint)} + "?" + '
        'urlencode({"query": query, "format": "csv"})\nprint(pd.read_csv(address))'
    )


def _python_text(text: str) -> str:
    if '"""' in text or "\\" in text or text.endswith('"'):
        return _quoted(text)
    return f'"""\n{text}\n"""'


def _r(address: str, text: str, *, graph: bool) -> str:
    dashes = _free("-", text)
    read = "readLines" if graph else "read.csv"
    return (
        f'query <- r"{dashes}(\n{text}\n){dashes}"\n'
        f"address <- paste0({_quoted(address)}, "
        '"&query=", URLencode(query, reserved = TRUE))\n'
        f"print({read}(address))"
    )


def _javascript(endpoint: str, text: str, *, graph: bool) -> str:
    risky = any(mark in text for mark in ("`", "${", "\\"))
    query = _quoted(text) if risky else f"`\n{text}\n`"
    accept = "text/turtle" if graph else "application/sparql-results+json"
    shown = (
        "console.log(await answer.text());"
        if graph
        else "const { results } = await answer.json();\nconsole.table(results.bindings);"
    )
    return (
        f"const query = {query};\nconst answer = await fetch({_quoted(endpoint)}, {{\n"
        '  method: "POST",\n'
        f'  headers: {{ "Content-Type": "application/sparql-query", Accept: "{accept}" }},\n'
        f"  body: query,\n}});\n{shown}"
    )


def _quoted(text: str) -> str:
    """Quote a text as JSON does, which Python, R and JavaScript read alike."""
    return json.dumps(text, ensure_ascii=False)


def _free(mark: str, text: str) -> str:
    """Lengthen a mark until the text does not hold it."""
    found = mark
    while found in text:
        found += mark[-1]
    return found
