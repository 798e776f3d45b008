"""The five tools as the protocol describes them, and what carries each out.

The only place, with ``server``, that knows the package ``mcp``; it takes a third of a second and
23 MB to load, so ``endpoint`` loads it when the first client comes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from mcp_types import Tool, ToolAnnotations
from pydantic import BaseModel
from starlette.requests import Request

from partnerskap.mcp_server import answers, arguments
from partnerskap.mcp_server.asking import neighbours, sparql
from partnerskap.mcp_server.reading import entity, search
from partnerskap.mcp_server.schema import schema

__all__ = ["INSTRUCTIONS", "TOOLS", "Offer"]

In = TypeVar("In", bound=BaseModel)
Out = TypeVar("Out", bound=BaseModel)

INSTRUCTIONS: Final = (
    "Partnerskapsgrafen: an open knowledge graph of long-term partnerships between Norwegian "
    "municipalities and academia: who takes part, how they are organised and paid for, what "
    "triggered them, what they lead to and what they advise others, with a source for every "
    "statement. Texts are mostly in bokmål (nb) and English (en). Start with 'search' to get IRIs, "
    "'entity' to read one thing, 'neighbours' to go on from it. For counts and comparisons read "
    "'schema' first, then ask 'sparql'. Cite the sources that statements name "
    "(prov:hadPrimarySource), and keep apart what a source says outright, what is inferred and "
    "what is an opinion (pk:basis). Two sources may disagree; then both statements stand."
)


@dataclass(frozen=True, slots=True)
class Offer(Generic[In, Out]):
    """One tool: its words, what it takes, what it gives and what carries it out."""

    name: str
    title: str
    description: str
    takes: type[In]
    gives: type[Out]
    work: Callable[[Request, In], Awaitable[Out]]

    def describe(self) -> Tool:
        """Describe the tool to a client."""
        return Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=self.takes.model_json_schema(),
            output_schema=self.gives.model_json_schema(),
            annotations=ToolAnnotations(
                title=self.title,
                read_only_hint=True,
                destructive_hint=False,
                idempotent_hint=True,
                open_world_hint=False,
            ),
        )

    async def call(self, request: Request, given: dict[str, object]) -> BaseModel:
        """Carry the tool out; raise ValidationError for arguments that cannot be used."""
        return await self.work(request, self.takes.model_validate(given))


_OFFERS: Final = (
    Offer(
        "search",
        "Search the graph",
        "Find partnerships, municipalities, universities, themes, sources, insights, stored "
        "questions and terms by name or words. Forgives spelling mistakes and old or Sámi names. "
        "Gives IRIs to use with 'entity' and 'neighbours'.",
        arguments.SearchArguments,
        answers.SearchAnswer,
        search,
    ),
    Offer(
        "entity",
        "Read one thing",
        "Give everything that is said of one thing, with the source and basis of each statement, "
        "and the labels of what it refers to. A stored question ('question/…') gives its SPARQL.",
        arguments.EntityArguments,
        answers.EntityAnswer,
        entity,
    ),
    Offer(
        "neighbours",
        "Follow links",
        "List what a thing refers to and what refers to it: members of a partnership, partnerships "
        "of a municipality, insights about a theme. Links that a statement inside a record makes "
        "name that statement.",
        arguments.NeighboursArguments,
        answers.NeighboursAnswer,
        neighbours,
    ),
    Offer(
        "schema",
        "See how the graph is built",
        "Without arguments: prefixes, classes with their counts, code lists and stored questions. "
        "With a class: its properties and what they lead to. With a code list: its codes. Read it "
        "before you write SPARQL.",
        arguments.SchemaArguments,
        answers.SchemaAnswer,
        schema,
    ),
    Offer(
        "sparql",
        "Ask a SPARQL query",
        "Answer a read-only SPARQL 1.1 query over the whole graph, under the same limits on time, "
        "size and use as the public endpoint. No SERVICE, no updates. Names are rdfs:label, "
        "skos:prefLabel or dct:title with a language tag.",
        arguments.SparqlArguments,
        answers.SparqlAnswer,
        sparql,
    ),
)
TOOLS: Final = {offer.name: offer for offer in _OFFERS}
