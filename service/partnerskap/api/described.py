"""What the API description says of one address: its parameters, answers and an example to try."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from partnerskap.graph.labels import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from partnerskap.web.negotiate import Format

__all__ = ["LANGUAGE", "Operation", "Parameter", "media_types"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: where it stands, what it means and a value to try."""

    name: str
    meaning: str
    example: str
    place: str = "query"
    allowed: tuple[str, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One address and one method it takes; where that is GET, it answers HEAD too.

    ``body`` gives an example of what is sent, by media type. Operations with ``login`` answer
    only those who have shown who they are, by session, token or secret link.
    """

    path: str
    name: str
    summary: str
    tag: str
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    media_types: tuple[str, ...] = ()
    answer: str = "What was asked for."
    example: object = None
    redirects: Mapping[int, str] = field(default_factory=dict)
    failures: tuple[int, ...] = (400,)
    method: str = "get"
    body: Mapping[str, object] = field(default_factory=dict)
    status: int = 200
    login: bool = False


LANGUAGE: Final = Parameter(
    "lang", "Language of pages and labels; else Accept-Language decides.", "nb", allowed=LANGUAGES
)


def media_types(formats: tuple[Format, ...]) -> tuple[str, ...]:
    """List media types with those for machines first, as the first carries the example."""
    return tuple(form.media_type for form in (*formats[1:], formats[0]))
