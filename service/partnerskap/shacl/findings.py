"""What the compiled shapes say: one finding for each rule that one node breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

    from partnerskap.graph.reading import Object
    from partnerskap.shacl.paths import Path

__all__ = ["Finding", "Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """The constraint a finding comes from; made once, when the shapes are compiled.

    ``parameters`` are the limits it sets, as the shape writes them: the class, the count, the
    members of ``sh:in``. ``constraint`` is the node of a SPARQL constraint.
    """

    shape: Object
    component: NamedNode
    severity: NamedNode
    path: Path | None
    messages: tuple[Literal, ...]
    parameters: tuple[Object, ...] = ()
    constraint: Object | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A node that breaks a constraint.

    ``value`` is the offending term, None when something is missing or there are too many.
    ``details`` are the findings beneath it where the constraint is put together from shapes.
    """

    source: Source
    focus: Object
    value: Object | None
    path: Path | None
    details: tuple[Finding, ...] = ()
    messages: tuple[Literal, ...] = ()
