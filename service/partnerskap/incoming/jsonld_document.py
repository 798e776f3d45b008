"""A JSON-LD document, what following it gave, and how it is written for the parser to read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from partnerskap.incoming.json_text import JsonNode, JsonValue
    from partnerskap.incoming.places import Sited
    from partnerskap.incoming.text import Span, Text

__all__ = ["Document", "Followed"]


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON-LD document and what it is read with: contexts by address, and a base.

    ``blank`` begins the names of nodes that have none; ``context`` is what holds for a document
    that brings none itself.
    """

    text: Text
    root: JsonNode
    contexts: Mapping[str, JsonValue]
    base: str | None
    blank: str
    context: JsonValue = None


@dataclass(slots=True)
class Followed:
    """What following a document gave: its places, keys that mean nothing, and names given."""

    sited: list[Sited] = field(default_factory=list)
    unknown: list[JsonNode] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    pointers: dict[Span, str] = field(default_factory=dict)

    def rewritten(self, document: Document) -> str:
        """Write the document with contexts of our own and names for nameless nodes in it."""
        written = self._rewrite(document.root, document.contexts, context=False)
        if document.context is not None:
            nodes: list[JsonValue] = written if isinstance(written, list) else [written]
            written = {"@context": document.context, "@graph": nodes}
        return json.dumps(written, ensure_ascii=False)

    def _rewrite(
        self, node: JsonNode, contexts: Mapping[str, JsonValue], *, context: bool
    ) -> JsonValue:
        if node.members is not None:
            written = {
                key: self._rewrite(member, contexts, context=key == "@context")
                for key, member in node.members.items()
            }
            if node.pointer in self.named:
                written["@id"] = self.named[node.pointer]
            return written
        if node.items is not None:
            return [self._rewrite(item, contexts, context=context) for item in node.items]
        if context and isinstance(node.value, str) and node.value in contexts:
            return contexts[node.value]
        return node.value
