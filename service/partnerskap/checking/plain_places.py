"""Where results about plain JSON point to, and what proposals would write there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from partnerskap.entry.fields import Kind
from partnerskap.entry.values import write_value
from partnerskap.graph.terms import DocumentKey
from partnerskap.incoming.places import written
from partnerskap.records.places import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from partnerskap.entry.fields import Field
    from partnerskap.entry.pointers import Pointers
    from partnerskap.entry.values import Json
    from partnerskap.graph.reading import Object
    from partnerskap.incoming.json_text import JsonNode
    from partnerskap.incoming.text import Span, Text
    from partnerskap.records.report import Proposal, Result

__all__ = ["PlainPlaces"]


class PlainPlaces:
    """The places of plain JSON: pointers, and the lines they lead to."""

    def __init__(
        self, text: Text, nodes: Mapping[str, JsonNode], parts: Sequence[tuple[str, Pointers]]
    ) -> None:
        self.text = text
        self._nodes = nodes
        self._parts = parts

    def holds(self, focus: str) -> bool:
        """Tell whether a node stands in one of the records."""
        return any(focus in pointers.nodes for _, pointers in self._parts)

    def find(self, result: Result) -> Place | None:
        """Find the value a result is about, or what a missing value would stand in."""
        for start, pointers in self._parts:
            pointer = pointers.pointer(result)
            if pointer is not None:
                node = self._nearest(start + pointer)
                span = node.key if node.key and node.pointer != start + pointer else node.span
                line, column = self.text.place(span.start)
                return Place(self.text.name, line, column, pointer=start + pointer)
        return None

    def _nearest(self, pointer: str) -> JsonNode:
        """Find the value at a pointer, or what it would stand in."""
        while pointer not in self._nodes:
            pointer = pointer.rpartition("/")[0]
        return self._nodes[pointer]

    def replacement(self, proposal: Proposal, result: Result) -> tuple[Span, str] | None:
        """Find the value that a proposal puts another in the place of, and that other as JSON.

        None when there is no such value, or the field cannot show the new one by itself.
        """
        if len(proposal.added) != 1 or len(proposal.removed) > 1:
            return None
        subject, predicate, new = proposal.added[0]
        for start, pointers in self._parts:
            pointer = _replaced(pointers, proposal, result)
            at = pointers.nodes.get(written(subject))
            field = at and at[1].field_of(shape=result.shape, predicate=predicate.value)
            node = None if pointer is None else self._value(start + pointer)
            if field and node is not None:
                word = _word(field, proposal, new)
                return None if word is None else (node.span, json.dumps(word, ensure_ascii=False))
        return None

    def _value(self, pointer: str) -> JsonNode | None:
        """Find a single value, which may stand together with its source."""
        node = self._nodes.get(pointer)
        if node is not None and node.members is not None:
            node = node.members.get("value")
        single = node is not None and node.members is None and node.items is None
        return node if single else None


def _replaced(pointers: Pointers, proposal: Proposal, result: Result) -> str | None:
    """Find where the value stands that is to go: one that was read, or that could not be."""
    for subject, predicate, old in proposal.removed:
        return pointers.values.get((written(subject), predicate.value, written(old)))
    return pointers.faults.get(result)


def _word(field: Field, proposal: Proposal, new: Object) -> Json:
    if field.kind is not Kind.LANGUAGE_TEXT:
        home = DocumentKey.of_iri(written(proposal.added[0][0]))
        return None if home is None else write_value(field, new, home)
    olds = [old for _, _, old in proposal.removed]
    language = new.language if isinstance(new, Literal) else None
    alike = all(isinstance(old, Literal) and old.language == language for old in olds)
    return written(new) if olds and language and alike else None
