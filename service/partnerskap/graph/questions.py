"""Turn a question file (``.rq``) into triples, so that tools find the question in the graph.

A file starts with comment lines ``# nb: …``, ``# en: …`` (the question in two languages) and
optionally ``# keywords: a, b`` and, for each parameter, ``# param: name kind default nb | en``; the
SPARQL query follows. The description has the form that SIB's sparql-examples use, which query
editors read. Nothing here runs a question.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from partnerskap.errors import InvalidDataError
from partnerskap.graph.parameters import Declared, default_of
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
    header, declared, query = _split(text)
    for language in ("nb", "en"):
        if not header.get(language):
            raise InvalidDataError(
                f"«{path.name}» mangler spørsmålet på språket {language}. Skriv «# {language}: …» "
                "øverst.",
                f"{path.name!r} lacks the question in {language}. Write '# {language}: …' at the "
                "top.",
            )
    form = _query_form(query, path.name)
    parameters = _parameters(declared, query, path.name)
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
    lines = {f"{subject} <{expand(name)}> {value}" for name, value in pairs}
    return tuple(sorted(lines.union(*(_describe(subject, each) for each in parameters))))


def _split(text: str) -> tuple[dict[str, str], list[str], str]:
    """Take the header from the top; give its words, its parameters and the query without it."""
    header: dict[str, str] = {}
    declared: list[str] = []
    lines = text.split("\n")
    while lines and (not lines[0].strip() or lines[0].startswith("#")):
        if match := _HEADER.match(lines.pop(0)):
            header[match[1]] = match[2].strip()
            declared += [match[2]] if match[1] == "param" else []
    return header, declared, "\n".join(lines).strip() + "\n"


def _parameters(declared: list[str], query: str, name: str) -> list[Declared]:
    """Read the parameters and see that the query binds each to its default."""
    found = []
    for text in declared:
        try:
            parameter = Declared.read(text)
            _check_default(parameter, query)
        except (ValueError, SyntaxError):
            raise InvalidDataError(
                f"Parameteren «{text}» i «{name}» er ikke «navn slag standardverdi nb | en», eller "
                "spørringen har ikke én linje VALUES ?navn { standardverdi }.",
                f"The parameter {text!r} in {name!r} is not 'name kind default nb | en', or the "
                "query does not have one line VALUES ?name { default }.",
            ) from None
        found.append(parameter)
    return found


def _check_default(parameter: Declared, query: str) -> None:
    """Raise ValueError unless the query itself stands with the default that is declared."""
    prefixes = "\n".join(line for line in query.split("\n") if line.startswith("PREFIX"))
    standing = default_of(query, parameter.name)
    rows = Store().query(f"{prefixes}\nSELECT ?it {{ VALUES ?it {{ {standing} }} }}")
    terms = [row["it"] for row in rows] if isinstance(rows, QuerySolutions) else []
    if terms != [parameter.default]:
        raise ValueError(standing)


def _describe(subject: NamedNode, parameter: Declared) -> set[str]:
    """Say what a parameter is in the words schema.org has for the inputs of an action."""
    node = NamedNode(f"{subject.value}/{parameter.name}")
    pairs = [
        ("rdf:type", NamedNode(expand("schema:PropertyValueSpecification"))),
        ("schema:valueName", Literal(parameter.name)),
        ("schema:category", Literal(parameter.kind)),
        ("schema:defaultValue", Literal(parameter.given)),
        ("rdfs:comment", Literal(parameter.nb, language="nb")),
        ("rdfs:comment", Literal(parameter.en, language="en")),
    ]
    lines = {f"{node} <{expand(name)}> {value}" for name, value in pairs}
    return {f"{subject} <{expand('schema:object')}> {node}", *lines}


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
