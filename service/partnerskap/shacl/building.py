"""What the builders of constraints are given: the shape that is being compiled, and its graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.errors import InvalidDataError
from partnerskap.graph.terms import PREFIXES
from partnerskap.shacl.lexical import INTEGERS, is_well_formed
from partnerskap.shacl.vocabulary import sh

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from partnerskap.graph.reading import Object
    from partnerskap.shacl.findings import Source
    from partnerskap.shacl.index import Index
    from partnerskap.shacl.shape import CompiledShape

__all__ = ["Building", "Options", "is_true", "text_of", "wrong"]

_TRUE: Final = Literal("true", datatype=NamedNode(f"{PREFIXES['xsd']}boolean"))


@dataclass(frozen=True, slots=True)
class Options:
    """What a set of shapes may do.

    ``trusted`` shapes are our own: their patterns run in the quicker engine. The limits hold for
    all; ours are far below them. ``depth`` counts shapes within shapes.
    """

    allow_sparql: bool = True
    trusted: bool = True
    max_shapes: int = 5_000
    max_depth: int = 50
    max_list: int = 10_000


@dataclass(frozen=True, slots=True)
class Building:
    """A shape half made. ``shape`` compiles another shape that this one refers to."""

    compiled: CompiledShape
    shapes: Index
    options: Options
    shape: Callable[[Object], CompiledShape]

    def values(self, name: str) -> Collection[Object]:
        """Give the values of a SHACL property of the shape."""
        return self.shapes.objects(self.compiled.node, sh(name))

    def one(self, name: str) -> Object | None:
        """Give the first value of a SHACL property of the shape."""
        return self.shapes.one(self.compiled.node, sh(name))

    def items(self, head: Object) -> list[Object]:
        """Read a list; raise InvalidDataError when it is longer than allowed."""
        items = self.shapes.items(head)
        if len(items) > self.options.max_list:
            raise InvalidDataError(
                f"En liste i formene har {len(items)} ledd; grensen er {self.options.max_list}.",
                f"A list in the shapes has {len(items)} items; {self.options.max_list} is the most "
                "allowed.",
            )
        return items

    def source(self, name: str, *parameters: Object) -> Source:
        """Make the source of the findings of one constraint of the shape."""
        return self.compiled.source(name, *parameters)

    def integer(self, name: str, value: Object) -> int:
        """Read a count that is not negative; raise InvalidDataError for anything else."""
        if isinstance(value, Literal) and value.datatype.value in INTEGERS:
            text = value.value
            if is_well_formed(text, value.datatype.value) and len(text) < 19 and int(text) >= 0:
                return int(text)
        raise wrong(self, name)


def wrong(building: Building, name: str) -> InvalidDataError:
    """Say that a parameter of a shape has a value it cannot have."""
    shape = text_of(building.compiled.node) or "uten navn"
    return InvalidDataError(
        f"Formen «{shape}» har en verdi for sh:{name} som ikke kan brukes. Se hvilke verdier "
        "SHACL tillater der.",
        f"The shape {shape!r} has a value for sh:{name} that cannot be used. Look up which values "
        "SHACL allows there.",
    )


def text_of(term: Object) -> str | None:
    """Give the text of a literal or IRI as SPARQL's ``str`` does; None for a blank node."""
    return None if isinstance(term, BlankNode) else term.value


def is_true(term: Object | None) -> bool:
    """Tell whether a term is the literal ``true``; W3C's tests hold that ``1`` is not."""
    return term == _TRUE
