"""What each tool gives back: the shapes that the output schemas are made of."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = [
    "ClassLine",
    "CodeLine",
    "EntityAnswer",
    "FoundThing",
    "Neighbour",
    "NeighboursAnswer",
    "PropertyLine",
    "QuestionLine",
    "SchemaAnswer",
    "SearchAnswer",
    "SparqlAnswer",
]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class FoundThing(_Answer):
    """One hit; ``score`` from 0 to 100."""

    iri: str
    name: str
    kind: str
    score: int
    snippet: str


class SearchAnswer(_Answer):
    """Hits, best first, and how many there are in all."""

    total: int
    hits: list[FoundThing]


class EntityAnswer(_Answer):
    """One document: ``record`` is JSON-LD without its context, with the labels of what it names."""

    iri: str
    name: str
    kind: str
    page: str
    record: dict[str, object]


class Neighbour(_Answer):
    """One link. ``statement`` is the node inside a record that makes it, where it is not direct."""

    direction: Literal["out", "in"]
    property: str
    property_name: str
    iri: str
    name: str
    statement: str


class NeighboursAnswer(_Answer):
    """Links of one thing; ``more`` when there are others than these."""

    iri: str
    name: str
    more: bool
    neighbours: list[Neighbour]


class ClassLine(_Answer):
    """A class as one writes it in a query, and how many instances it has."""

    name: str
    label: str
    description: str
    instances: int


class PropertyLine(_Answer):
    """A property of a class, how often it is used, and the classes or datatypes of its values."""

    name: str
    label: str
    description: str
    uses: int
    values: list[str]


class CodeLine(_Answer):
    """A code list, or a code of one."""

    name: str
    label: str
    description: str


class QuestionLine(_Answer):
    """A stored question; 'entity' with this key gives its query."""

    key: str
    question: str


class SchemaAnswer(_Answer):
    """The overview, one class or one code list."""

    prefixes: dict[str, str]
    classes: list[ClassLine]
    properties: list[PropertyLine]
    codes: list[CodeLine]
    questions: list[QuestionLine]


class SparqlAnswer(_Answer):
    """Rows of a SELECT, the truth of an ASK, or Turtle of a CONSTRUCT or DESCRIBE.

    A row leaves out what is unbound; IRIs and literals are plain strings.
    """

    columns: list[str]
    rows: list[dict[str, str]]
    truth: bool | None
    turtle: str
    version: str
