"""What each tool takes. The descriptions are read by language models, and are their only manual."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "EntityArguments",
    "NeighboursArguments",
    "SchemaArguments",
    "SearchArguments",
    "SparqlArguments",
]

Kind = Literal[
    "partnership",
    "actor",
    "theme",
    "scheme",
    "umbrella",
    "agreement",
    "county",
    "collection",
    "insight",
    "question",
    "source",
    "code",
    "term",
]
Language = Annotated[
    Literal["nb", "nn", "en"],
    Field(description="Language of names and texts: nb (bokmål), nn (nynorsk) or en."),
]
Thing = Annotated[
    str,
    Field(
        min_length=1,
        max_length=500,
        description="The IRI of a thing in this graph as 'search' gives it, or its short key such "
        "as 'partnership/trd3' or 'actor/ntnu'.",
    ),
]


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SearchArguments(_Arguments):
    """What to look for."""

    query: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            description="A name or a few words, in Norwegian, Sámi or English; spelling mistakes "
            "are forgiven. Also organisation or municipality numbers.",
        ),
    ]
    kinds: Annotated[
        list[Kind],
        Field(max_length=13, description="Only these kinds of things; empty for all kinds."),
    ] = []
    limit: Annotated[int, Field(ge=1, le=50, description="Most hits to give at once.")] = 10
    language: Language = "nb"


class EntityArguments(_Arguments):
    """Which thing to show."""

    iri: Thing
    language: Language = "nb"


class NeighboursArguments(_Arguments):
    """Whose neighbours to show."""

    iri: Thing
    property: Annotated[
        str,
        Field(
            max_length=300,
            description="Only links by this property, as a prefixed name ('schema:about') or an "
            "IRI; empty for all.",
        ),
    ] = ""
    direction: Annotated[
        Literal["both", "out", "in"],
        Field(description="'out': what it refers to; 'in': what refers to it."),
    ] = "both"
    limit: Annotated[int, Field(ge=1, le=200, description="Most links to give at once.")] = 50
    language: Language = "nb"


class SchemaArguments(_Arguments):
    """What of the schema to show."""

    about: Annotated[
        str,
        Field(
            max_length=300,
            description="A class ('pk:Partnership') for its properties, a code list "
            "('code:role') for its codes; empty for the overview.",
        ),
    ] = ""
    language: Language = "en"


class SparqlArguments(_Arguments):
    """What to ask."""

    query: Annotated[
        str,
        Field(
            min_length=1,
            max_length=20_000,
            description="A SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE query. Declare every "
            "prefix you use; 'schema' gives them. Use LIMIT.",
        ),
    ]
