"""Where in plain JSON each node and value stood, so that results point into the sender's input."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from partnerskap.records.places import Place

if TYPE_CHECKING:
    from partnerskap.entry.fields import Form
    from partnerskap.graph.reading import Object
    from partnerskap.graph.terms import Iri
    from partnerskap.records.report import Result

__all__ = ["Pointers", "step"]


def step(pointer: str, *keys: str | int) -> str:
    """Lead a JSON Pointer (RFC 6901) further.

    >>> step("/members", 0, "a/b~c")
    '/members/0/a~1b~0c'
    """
    return pointer + "".join(f"/{str(k).replace('~', '~0').replace('/', '~1')}" for k in keys)


@dataclass(slots=True)
class Pointers:
    """The places of one input: of its nodes, of its values, and of the faults found in reading.

    ``nodes`` tells where each node stood and the form it was read by; ``values`` is by node,
    property and the value in the words of the graph.
    """

    document: str = ""
    nodes: dict[str, tuple[str, Form]] = field(default_factory=dict)
    values: dict[tuple[str, str, str], str] = field(default_factory=dict)
    faults: dict[Result, str] = field(default_factory=dict)

    def find(self, result: Result) -> Place | None:
        """Find the place of a result; None when it is about something that is not in the input."""
        pointer = self.pointer(result)
        return None if pointer is None else Place(self.document, pointer=pointer)

    def pointer(self, result: Result) -> str | None:
        """Find the value a result is about, or where a missing value would stand."""
        if result in self.faults:
            return self.faults[result]
        if result.focus not in self.nodes:
            return None
        predicate = result.path[0] if result.path else ""
        if result.value is not None:
            found = self._of_value(result.focus, predicate, result.value)
            if found is not None:
                return found
        return self._of_field(result.focus, result.shape, predicate)

    def add(self, node: str, predicate: Iri, value: Object, pointer: str) -> None:
        """Remember where a value stood; the first of several that are alike counts."""
        self.values.setdefault((node, predicate, value.value), pointer)

    def _of_value(self, focus: str, predicate: str, value: str) -> str | None:
        if (focus, predicate, value) in self.values:
            return self.values[focus, predicate, value]
        # Rules about a whole node name a value without the property it came by.
        return next(
            (at for (node, _, text), at in self.values.items() if (node, text) == (focus, value)),
            None,
        )

    def _of_field(self, focus: str, shape: Iri, predicate: str) -> str:
        pointer, form = self.nodes[focus]
        asked = form.field_of(shape=shape, predicate=predicate)
        if asked is None:
            return pointer
        languages = [code for of_shape, code in asked.language_shapes if of_shape == shape]
        return step(pointer, asked.key, *languages[:1])
