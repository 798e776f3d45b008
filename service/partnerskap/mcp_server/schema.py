"""The tool that tells how the graph is built: classes, properties, code lists, stored questions.

What is told is what the data hold, counted in the graph's own VoID description.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from partnerskap.errors import NotFoundError
from partnerskap.graph.labels import pick
from partnerskap.graph.terms import BASE, CODE_LISTS, PREFIXES
from partnerskap.mcp_server.answers import (
    ClassLine,
    CodeLine,
    PropertyLine,
    QuestionLine,
    SchemaAnswer,
)
from partnerskap.mcp_server.asking import ask_rows
from partnerskap.mcp_server.naming import read_iri, shorten_iri
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.mcp_server.arguments import SchemaArguments

__all__ = ["schema"]

_CODE: Final = f"{BASE}/code/"
_PROLOGUE: Final = """
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_CLASSES: Final = """
SELECT ?class ?count WHERE {
  ?dataset a void:Dataset ; void:classPartition ?part .
  ?part void:class ?class ; void:entities ?count
} ORDER BY DESC(?count) ?class
"""
_PROPERTIES: Final = """
SELECT ?property ?count ?value WHERE {
  ?dataset a void:Dataset ; void:classPartition ?part .
  ?part void:class <ABOUT> ; void:propertyPartition ?used .
  ?used void:property ?property ; void:triples ?count .
  OPTIONAL {
    { ?used void:classPartition/void:class ?value }
    UNION { ?used void-ext:datatypePartition/void-ext:datatype ?value }
  }
} ORDER BY DESC(?count) ?property ?value
"""
_CODES: Final = "SELECT DISTINCT ?code WHERE { ?code skos:inScheme <ABOUT> } ORDER BY ?code"
_INNER: Final = ("http://rdfs.org/ns/void#", "http://www.w3.org/ns/shacl#")
"""What describes the description is left out: nobody asks for it."""


async def schema(request: Request, asked: SchemaArguments) -> SchemaAnswer:
    """Show the overview, the properties of a class, or the codes of a list."""
    if not asked.about.strip():
        return _answer(
            prefixes=dict(PREFIXES),
            classes=await _classes(request, asked),
            codes=[_code(request, asked, f"{_CODE}{name}") for name in CODE_LISTS],
            questions=_questions(request, asked),
        )
    about = read_iri(asked.about)
    if about.startswith(_CODE):
        return _answer(codes=await _codes(request, asked, about))
    return _answer(properties=await _properties(request, asked, about))


def _answer(
    *,
    prefixes: dict[str, str] | None = None,
    classes: list[ClassLine] | None = None,
    properties: list[PropertyLine] | None = None,
    codes: list[CodeLine] | None = None,
    questions: list[QuestionLine] | None = None,
) -> SchemaAnswer:
    return SchemaAnswer(
        prefixes=prefixes or {},
        classes=classes or [],
        properties=properties or [],
        codes=codes or [],
        questions=questions or [],
    )


async def _classes(request: Request, asked: SchemaArguments) -> list[ClassLine]:
    rows = await ask_rows(request, _PROLOGUE + _CLASSES)
    return [
        ClassLine(
            name=shorten_iri(row["class"]),
            label=site_of(request).labels.of(row["class"], asked.language),
            description=_description(request, asked, row["class"]),
            instances=int(row["count"]),
        )
        for row in rows
        if not row["class"].startswith(_INNER)
    ]


async def _properties(request: Request, asked: SchemaArguments, about: str) -> list[PropertyLine]:
    rows = await ask_rows(request, _PROLOGUE + _PROPERTIES.replace("ABOUT", about))
    if not rows:
        raise NotFoundError(
            f"Ingen ting i grafen har klassen «{asked.about[:80]}».",
            f"Nothing in the graph has the class {asked.about[:80]!r}. Call 'schema' without "
            "arguments for the classes there are.",
        )
    counts: dict[str, int] = {}
    values: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        counts[row["property"]] = int(row["count"])
        values[row["property"]] += [shorten_iri(row["value"])] if "value" in row else []
    return [
        PropertyLine(
            name=shorten_iri(iri),
            label=site_of(request).labels.of(iri, asked.language),
            description=_description(request, asked, iri),
            uses=count,
            values=values[iri],
        )
        for iri, count in counts.items()
    ]


async def _codes(request: Request, asked: SchemaArguments, about: str) -> list[CodeLine]:
    rows = await ask_rows(request, _PROLOGUE + _CODES.replace("ABOUT", about))
    if not rows:
        raise NotFoundError(
            f"Det finnes ingen kodeliste «{asked.about[:80]}».",
            f"There is no code list {asked.about[:80]!r}. Call 'schema' without arguments for the "
            "code lists there are.",
        )
    return [_code(request, asked, row["code"]) for row in rows]


def _code(request: Request, asked: SchemaArguments, iri: str) -> CodeLine:
    return CodeLine(
        name=shorten_iri(iri),
        label=site_of(request).labels.of(iri, asked.language),
        description=_description(request, asked, iri),
    )


def _description(request: Request, asked: SchemaArguments, iri: str) -> str:
    texts = site_of(request).labels.texts(iri)
    return pick(texts, asked.language)[1] if texts else ""


def _questions(request: Request, asked: SchemaArguments) -> list[QuestionLine]:
    return [
        QuestionLine(key=f"question/{each.slug}", question=pick(each.texts, asked.language)[1])
        for each in site_of(request).questions.all()
    ]
