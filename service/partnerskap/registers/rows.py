"""The rows of a source, whatever its format: each gives the texts that a path leads to.

A path is a column's heading (CSV, workbooks), a JSON Pointer or a bare key, or predicates with
``/`` between, ``@nb`` last for texts in one language (RDF). ``.`` is the row itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from pyoxigraph import Literal, NamedNode

from partnerskap.entry.typed import as_text
from partnerskap.errors import BadRequestError
from partnerskap.graph.terms import PREFIXES

if TYPE_CHECKING:
    from partnerskap.entry.typed import Typed
    from partnerskap.incoming.json_text import JsonValue
    from partnerskap.records.neighbours import Triple

__all__ = ["ITSELF", "JsonRow", "RdfRow", "Row", "TableRow", "TextRow", "dereference"]

ITSELF: Final = "."


class Row(Protocol):
    """One thing that the source tells of."""

    @property
    def place(self) -> str:
        """Where it stands in the source, for people."""

    def texts(self, path: str) -> list[str]:
        """Give the texts that a path leads to; none where there is nothing."""

    def inner(self, path: str) -> list[Row]:
        """Give what a path leads to as rows of their own."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """A single text as a row: what a cell holds, or a part of it."""

    place: str
    text: str

    def texts(self, path: str) -> list[str]:
        """See ``Row``."""
        return [self.text] if path == ITSELF else []

    def inner(self, path: str) -> list[Row]:
        """See ``Row``."""
        return [self] if path == ITSELF else []


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, by its headings."""

    place: str
    cells: Mapping[str, Typed]

    def texts(self, path: str) -> list[str]:
        """See ``Row``; raises BadRequestError for a column that is not there."""
        if path not in self.cells:
            listed = ", ".join(self.cells)
            raise BadRequestError(
                f"Kilden har ingen kolonne «{path}». Den har {listed}.",
                f"The source has no column {path!r}. It has {listed}.",
            )
        text = as_text(self.cells[path]).strip()
        return [text] if text else []

    def inner(self, path: str) -> list[Row]:
        """See ``Row``."""
        return [TextRow(self.place, text) for text in self.texts(path)]


@dataclass(frozen=True, slots=True)
class JsonRow:
    """A value of JSON."""

    place: str
    value: JsonValue

    def texts(self, path: str) -> list[str]:
        """See ``Row``."""
        return [text for each in self._found(path) if (text := _json_text(each))]

    def inner(self, path: str) -> list[Row]:
        """See ``Row``."""
        found = self._found(path)
        return [JsonRow(f"{self.place}{_join(path)}/{n}", each) for n, each in enumerate(found)]

    def _found(self, path: str) -> Sequence[JsonValue]:
        found = self.value if path == ITSELF else dereference(self.value, path)
        if found is None:
            return []
        return found if isinstance(found, list) else [found]


@dataclass(frozen=True, slots=True)
class RdfRow:
    """A node of a graph; ``about`` is all that is said, by the text of its subject."""

    node: str
    about: Mapping[str, Sequence[Triple]]
    prefixes: Mapping[str, str]

    @property
    def place(self) -> str:
        """See ``Row``."""
        return self.node

    def texts(self, path: str) -> list[str]:
        """See ``Row``."""
        return [text for node, language in self._follow(path) if (text := _text(node, language))]

    def inner(self, path: str) -> list[Row]:
        """See ``Row``."""
        rows: list[Row] = []
        for node, language in self._follow(path):
            if isinstance(node, Literal):
                text = _text(node, language)
                rows += [TextRow(self.node, text)] if text else []
            else:
                rows.append(RdfRow(str(node), self.about, self.prefixes))
        return rows

    def _follow(self, path: str) -> list[tuple[object, str]]:
        if path == ITSELF:
            return [(_Named(self.node.strip("<>")), "")]
        path, _, language = path.partition("@")
        nodes: list[object] = [_Named(self.node)]
        for step in path.split("/"):
            predicate = self.iri(step)
            nodes = [
                value
                for node in nodes
                for _, known, value in self.about.get(str(node), ())
                if known.value == predicate
            ]
        return [(node, language) for node in sorted(nodes, key=str)]

    def iri(self, name: str) -> str:
        """Read a prefixed name; raise BadRequestError for a prefix that nobody gave."""
        prefix, _, local = name.strip().partition(":")
        known = {**PREFIXES, **self.prefixes}
        if prefix not in known:
            raise BadRequestError(
                f"«{name}» kan ikke leses: prefikset «{prefix}» er ukjent. Skriv det under "
                "[prefixes].",
                f"{name!r} cannot be read: the prefix {prefix!r} is unknown. Give it under "
                "[prefixes].",
            )
        return known[prefix] + local


@dataclass(frozen=True, slots=True)
class _Named:
    """A node by its text alone."""

    text: str

    def __str__(self) -> str:
        return self.text


def _text(node: object, language: str) -> str:
    if isinstance(node, Literal):
        same = not language or (node.language or "").partition("-")[0] == language
        return node.value.strip() if same else ""
    if isinstance(node, NamedNode):
        return node.value
    return node.text if isinstance(node, _Named) else ""


def dereference(value: JsonValue, path: str) -> JsonValue:
    """Follow a JSON Pointer, or a bare key; None where there is nothing.

    >>> dereference({"a": [{"b/c": 1}]}, "/a/0/b~1c"), dereference({"a b": 2}, "a b")
    (1, 2)
    """
    for step in path.removeprefix("/").split("/"):
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _join(path: str) -> str:
    if path == ITSELF:
        return ""
    return path if path.startswith("/") else f"/{path}"


def _json_text(value: JsonValue) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, dict | list) or value is None:
        return ""
    return as_text(value).strip()
