"""The tools that ask the engine: neighbours, schema and sparql.

Each query runs as one at /sparql does, and counts against the share of the client that asks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING, Final, Literal

from partnerskap.api.asking import ask_engine
from partnerskap.api.gone import find_record
from partnerskap.graph.terms import BASE
from partnerskap.mcp_server.answers import Neighbour, NeighboursAnswer, SparqlAnswer
from partnerskap.mcp_server.naming import read_iri, read_key, shorten_iri
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.mcp_server.arguments import NeighboursArguments, SparqlArguments

__all__ = ["ask_rows", "neighbours", "sparql"]

_OUT: Final = Template("""
SELECT DISTINCT ?statement ?property ?other WHERE {
  { VALUES ?statement { <$thing> } ?statement ?property ?other }
  UNION
  { <$thing> ?to ?statement . FILTER(STRSTARTS(STR(?statement), "$thing#"))
    ?statement ?property ?other }
  FILTER(isIRI(?other) && !STRSTARTS(STR(?other), "$thing#") && ?other != <$thing>)
  FILTER(?property != <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>)
  $chosen
} ORDER BY ?property ?other ?statement LIMIT $most
""")
_IN: Final = Template("""
SELECT DISTINCT ?statement ?property ?other WHERE {
  ?statement ?property <$thing>
  FILTER(isIRI(?statement) && !STRSTARTS(STR(?statement), "$thing#") && ?statement != <$thing>)
  BIND(IRI(REPLACE(STR(?statement), "#.*", "")) AS ?record)
  BIND(IF(STRSTARTS(STR(?statement), "$base/id/"), ?record, ?statement) AS ?other)
  $chosen
} ORDER BY ?property ?other ?statement LIMIT $most
""")


@dataclass(frozen=True, slots=True)
class _Links:
    """What a query for links is made of; the IRIs were checked before."""

    thing: str
    property: str
    most: int

    def fill(self, template: Template) -> str:
        chosen = f"FILTER(?property = <{self.property}>)" if self.property else ""
        return template.substitute(thing=self.thing, chosen=chosen, most=self.most, base=BASE)


async def sparql(request: Request, asked: SparqlArguments) -> SparqlAnswer:
    """Ask a query and give its answer in plain strings."""
    most = site_of(request).settings.max_mcp_answer_bytes
    body, version = await ask_engine(request, asked.query, most=most)
    if not body.startswith(b'{"head":'):
        return SparqlAnswer(columns=[], rows=[], truth=None, turtle=body.decode(), version=version)
    answer = json.loads(body)
    if "boolean" in answer:
        truth = bool(answer["boolean"])
        return SparqlAnswer(columns=[], rows=[], truth=truth, turtle="", version=version)
    return SparqlAnswer(
        columns=answer["head"]["vars"], rows=_plain(answer), truth=None, turtle="", version=version
    )


async def ask_rows(request: Request, query: str) -> list[dict[str, str]]:
    """Ask a SELECT query of our own making for rows of plain strings."""
    most = site_of(request).settings.max_mcp_answer_bytes * 4  # what is read is not what is given
    body, _ = await ask_engine(request, query, "json", most=most)
    return _plain(json.loads(body))


def _plain(answer: dict[str, dict[str, list[dict[str, dict[str, str]]]]]) -> list[dict[str, str]]:
    return [
        {name: _text(term) for name, term in row.items()} for row in answer["results"]["bindings"]
    ]


def _text(term: dict[str, str]) -> str:
    value = term["value"]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


async def neighbours(request: Request, asked: NeighboursArguments) -> NeighboursAnswer:
    """Follow the links of one thing, both those it makes and those made to it."""
    thing = asked.iri.strip() if "#" in asked.iri else _iri_of(request, asked.iri)
    links = _Links(
        read_iri(thing), read_iri(asked.property) if asked.property else "", asked.limit + 1
    )
    found: list[Neighbour] = []
    if asked.direction != "in":
        rows = await ask_rows(request, links.fill(_OUT))
        found += [_neighbour(request, asked, "out", row) for row in rows]
    if asked.direction != "out":
        rows = await ask_rows(request, links.fill(_IN))
        found += [_neighbour(request, asked, "in", row) for row in rows]
    return NeighboursAnswer(
        iri=thing,
        name=site_of(request).labels.of(thing, asked.language),
        more=len(found) > asked.limit,
        neighbours=found[: asked.limit],
    )


def _iri_of(request: Request, text: str) -> str:
    """Give the IRI of a thing that exists; raise NotFoundError and GoneError for others."""
    document = find_record(request, read_key(text))
    given = text.strip()
    if given.startswith(BASE):
        return given
    return document.root.value if document.root else str(document.key.iri)


def _neighbour(
    request: Request,
    asked: NeighboursArguments,
    direction: Literal["out", "in"],
    row: dict[str, str],
) -> Neighbour:
    labels = site_of(request).labels
    statement = row["statement"]
    own = asked.iri.strip() if direction == "out" else row["other"]
    return Neighbour(
        direction=direction,
        property=shorten_iri(row["property"]),
        property_name=labels.of(row["property"], asked.language),
        iri=row["other"],
        name=labels.of(row["other"], asked.language),
        statement=statement if "#" in statement and statement != own else "",
    )
