"""Turn a question file (``.rq``) into triples, so that tools find the question in the graph.

A file starts with comment lines ``# nb: …``, ``# en: …`` (the question in two languages) and
optionally ``# keywords: a, b``; the SPARQL query follows. The description has the form that SIB's
sparql-examples use, which query editors read. Nothing here runs a question.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Store

from partnerskap.errors import InvalidDataError
from partnerskap.graph.terms import BASE, NS, expand

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ENDPOINT", "QUESTIONS", "question_triples"]

QUESTIONS: Final = f"{NS.removesuffix('#')}/questions#"
ENDPOINT: Final = f"{BASE}/sparql"

_HEADER: Final = re.compile(r"#\s*([a-z]+)\s*:\s*(.*)")
_SKIPPED: Final = re.compile(r'<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|#[^\n]*|[\w-]*:[\w.-]*')
_FORM: Final = re.compile(r"\b(SELECT|ASK|CONSTRUCT)\b", re.IGNORECASE)
_EXECUTABLES: Final = {
    "select": "sh:SPARQLSelectExecutable",
    "ask": "sh:SPARQLAskExecutable",
    "construct": "sh:SPARQLConstructExecutable",
}


def question_triples(path: Path) -> tuple[str, ...]:
    """Read one question file into sorted N-Triples lines without the final dot.

    Raises InvalidDataError when a question text is missing or the query does not parse.
    """
    text = path.read_bytes().decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    header, query = _split(text)
    for language in ("nb", "en"):
        if not header.get(language):
            raise InvalidDataError(
                f"«{path.name}» mangler spørsmålet på språket {language}. Skriv «# {language}: …» "
                "øverst.",
                f"{path.name!r} lacks the question in {language}. Write '# {language}: …' at the "
                "top.",
            )
    form = _query_form(query, path.name)
    subject = NamedNode(QUESTIONS + path.stem)
    keywords = [word.strip() for word in header.get("keywords", "").split(",")]
    pairs = [
        ("rdf:type", NamedNode(expand("sh:SPARQLExecutable"))),
        ("rdf:type", NamedNode(expand(_EXECUTABLES[form]))),
        ("rdfs:comment", Literal(header["nb"], language="nb")),
        ("rdfs:comment", Literal(header["en"], language="en")),
        (f"sh:{form}", Literal(query)),
        ("schema:target", NamedNode(ENDPOINT)),
        *(("schema:keywords", Literal(word)) for word in keywords if word),
    ]
    return tuple(sorted({f"{subject} <{expand(name)}> {value}" for name, value in pairs}))


def _split(text: str) -> tuple[dict[str, str], str]:
    """Take the header's words from the top; give them and the query without them."""
    header: dict[str, str] = {}
    lines = text.split("\n")
    while lines and (not lines[0].strip() or lines[0].startswith("#")):
        if match := _HEADER.match(lines.pop(0)):
            header[match[1]] = match[2].strip()
    return header, "\n".join(lines).strip() + "\n"


def _query_form(query: str, name: str) -> str:
    """Say whether the query selects, asks or constructs, after the engine has parsed it."""
    try:
        Store().query(query)
    except SyntaxError as fault:
        raise InvalidDataError(
            f"Spørringen i «{name}» kan ikke leses: {fault}.",
            f"The query in {name!r} cannot be read: {fault}.",
        ) from fault
    match = _FORM.search(_SKIPPED.sub(" ", query))
    if match is None:
        raise InvalidDataError(
            f"Spørringen i «{name}» må være SELECT, ASK eller CONSTRUCT.",
            f"The query in {name!r} must be SELECT, ASK or CONSTRUCT.",
        )
    return match[1].lower()
