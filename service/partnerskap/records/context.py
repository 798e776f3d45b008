"""Read a JSON-LD 1.1 context and choose keys by it.

Understands what our context uses: prefixes, keyword aliases, terms with type coercion, language
and set containers and reverse properties. It never fetches a context.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Context", "TermDefinition", "load_context"]

_CONTAINERS: Final = {"@language", "@set"}


@dataclass(frozen=True, slots=True)
class TermDefinition:
    """One key of the context: the property it stands for and how its values are written."""

    name: str
    iri: str
    reverse: bool = False
    coercion: str = ""
    containers: frozenset[str] = frozenset()

    @property
    def by_language(self) -> bool:
        """Tell whether values are a map from language to text."""
        return "@language" in self.containers


class Context:
    """A context turned round: from properties to keys.

    >>> context = Context({"dct": "http://purl.org/dc/terms/", "theme": {"@id": "dct:subject"}})
    >>> context.terms("http://purl.org/dc/terms/subject")[0].name
    'theme'
    >>> context.compact("http://purl.org/dc/terms/title")
    'dct:title'
    """

    __slots__ = (
        "_aliases",
        "_containers",
        "_names",
        "_order",
        "_prefixes",
        "_terms",
        "document",
        "vocabulary",
    )

    def __init__(self, definitions: Mapping[str, object]) -> None:
        self.document = {"@context": definitions}
        self.vocabulary = definitions.get("@vocab") is not None
        self._prefixes = _prefixes(definitions)
        self._aliases = {
            value: name
            for name, value in definitions.items()
            if isinstance(value, str) and value.startswith("@") and not name.startswith("@")
        }
        terms = [
            found
            for name, value in definitions.items()
            if (found := self._definition(name, value)) is not None
        ]
        self._terms: dict[tuple[str, bool], list[TermDefinition]] = {}
        for term in terms:
            self._terms.setdefault((term.iri, term.reverse), []).append(term)
        self._containers = {term.name: term.containers for term in terms}
        self._names = {term.iri: term.name for term in reversed(terms) if not term.reverse}
        self._order = {name: place for place, name in enumerate(definitions)}

    def keyword(self, name: str) -> str:
        """Give the alias of a JSON-LD keyword, or the keyword itself."""
        return self._aliases.get(name, name)

    def terms(self, iri: str, *, reverse: bool = False) -> list[TermDefinition]:
        """List the keys that stand for a property in one direction, in the context's order."""
        return self._terms.get((iri, reverse), [])

    def compact(self, iri: str) -> str:
        """Shorten an IRI to a term or ``prefix:name`` that expands to the same IRI."""
        if iri in self._names:
            return self._names[iri]
        for prefix, start in self._prefixes.items():
            local = iri.removeprefix(start)
            if local not in {iri, ""} and not local.startswith("//"):
                return f"{prefix}:{local}"
        return iri

    def containers(self, key: str) -> frozenset[str]:
        """Give the containers of a key; empty for keys that are no terms."""
        return self._containers.get(key, frozenset())

    def place(self, key: str) -> tuple[int, str]:
        """Order keys as the context lists them, other keys after."""
        return self._order.get(key, len(self._order)), key

    def _definition(self, name: str, value: object) -> TermDefinition | None:
        if isinstance(value, str) and not name.startswith("@") and not value.startswith("@"):
            # A name for a namespace is a prefix, never a key.
            return None if value[-1] in "/#" else TermDefinition(name, self._expand(value))
        if not isinstance(value, dict):
            return None
        reverse = value.get("@reverse")
        target = reverse or value.get("@id") or (name if ":" in name else None)
        containers = _containers(value.get("@container"))
        if not isinstance(target, str) or target.startswith("@") or containers - _CONTAINERS:
            return None
        coercion = value.get("@type") or ""
        return TermDefinition(
            name,
            self._expand(target),
            reverse=reverse is not None,
            coercion=coercion if coercion.startswith("@") else self._expand(coercion),
            containers=containers,
        )

    def _expand(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        if colon and prefix in self._prefixes and not local.startswith("//"):
            return self._prefixes[prefix] + local
        return name


def load_context(path: Path) -> Context:
    """Read a context file; raise StorageError when it is missing or no JSON-LD context."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return Context(document["@context"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StorageError(
            f"JSON-LD-konteksten {path.name} kan ikke leses: {error}. Installer på nytt.",
            f"The JSON-LD context {path.name} cannot be read: {error}. Install again.",
        ) from error


def _prefixes(definitions: Mapping[str, object]) -> dict[str, str]:
    found = {}
    for name, value in definitions.items():
        iri = value.get("@id") if isinstance(value, dict) and value.get("@prefix") else value
        if isinstance(iri, str) and not name.startswith("@") and iri[-1:] in {"/", "#"}:
            found[name] = iri
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _containers(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset({value})
    return frozenset(value) if isinstance(value, list) else frozenset()
