"""As much of JSON-LD contexts as it takes to know which triple a key and value become.

Oxigraph reads the document; this only follows along, to know the places. References: JSON-LD 1.1
Processing Algorithms, sections 4.1 (contexts), 4.2 (terms) and 5.2 (IRIs).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, RdfFormat, parse

if TYPE_CHECKING:
    from partnerskap.incoming.json_text import JsonValue

__all__ = ["ActiveContext", "Term"]


@dataclass(frozen=True, slots=True)
class Term:
    """What a key stands for. ``context`` holds only below it; ``containers`` as in @container."""

    iri: str | None
    reverse: bool = False
    coercion: str = ""
    containers: frozenset[str] = frozenset()
    context: JsonValue = None
    scoped: bool = False


@dataclass(frozen=True, slots=True)
class ActiveContext:
    """The terms, vocabulary and base that hold at one place of a document."""

    base: str | None = None
    vocabulary: str = ""
    terms: dict[str, Term] = field(default_factory=dict)

    def extended(self, local: JsonValue, *, base: str | None = None) -> ActiveContext:
        """Add a local context; null goes back to nothing but ``base``, the document's own."""
        if local is None:
            return ActiveContext(base=base)
        if isinstance(local, list):
            active = self
            for part in local:
                active = active.extended(part, base=base)
            return active
        return self._with(local) if isinstance(local, dict) else self

    def _with(self, local: dict[str, JsonValue]) -> ActiveContext:
        active = replace(self, terms=dict(self.terms))
        if isinstance(base := local.get("@base"), str):
            active = replace(active, base=resolve(base, active.base) or active.base)
        if "@vocab" in local:
            vocabulary = local["@vocab"]
            expanded = active.expand(vocabulary) if isinstance(vocabulary, str) else None
            active = replace(active, vocabulary=expanded or "")
        defined: set[str] = set()
        for name in local:
            active.define(name, local, defined)
        return active

    def define(self, name: str, local: dict[str, JsonValue], defined: set[str]) -> None:
        """Define a term after those its name or IRI is made of."""
        if name in defined or name.startswith("@"):
            return
        defined.add(name)
        value = local[name]
        if not isinstance(value, dict):
            target = value if isinstance(value, str) else None
            self.terms[name] = Term(self._target(target, local, defined) if target else None)
            return
        reverse = value.get("@reverse")
        named = reverse if isinstance(reverse, str) else value.get("@id", name)
        kind = value.get("@type")
        self.terms[name] = Term(
            self._target(named, local, defined, own=name) if isinstance(named, str) else None,
            reverse="@reverse" in value,
            coercion=(self._target(kind, local, defined) or "") if isinstance(kind, str) else "",
            containers=_containers(value.get("@container")),
            context=value.get("@context"),
            scoped="@context" in value,
        )

    def _target(
        self, name: str, local: dict[str, JsonValue], defined: set[str], own: str = ""
    ) -> str | None:
        prefix = name.partition(":")[0]
        for part in (name, prefix):
            if part in local and part != own:
                self.define(part, local, defined)
        if name == own and ":" not in name:
            return self.vocabulary + name if self.vocabulary else None
        if name == own:
            start = self.terms.get(prefix)
            return start.iri + name[len(prefix) + 1 :] if start and start.iri else name
        return self.expand(name)

    def expand(self, name: str) -> str | None:
        """Expand a key, a type or a vocabulary value; None for what stands for nothing."""
        if name.startswith("@"):
            return name
        if name in self.terms:
            return self.terms[name].iri
        if (compact := self._compact(name)) is not None:
            return compact
        return self.vocabulary + name if self.vocabulary else None

    def identify(self, name: str) -> str | None:
        """Expand the value of an @id against prefixes and the base; None for what is no IRI."""
        compact = self._compact(name)
        return compact if compact is not None else resolve(name, self.base)

    def _compact(self, name: str) -> str | None:
        prefix, colon, local = name.partition(":")
        if not colon:
            return None
        start = self.terms.get(prefix)
        if prefix != "_" and not local.startswith("//") and start and start.iri:
            return start.iri + local
        return name


@lru_cache(4096)
def resolve(name: str, base: str | None) -> str | None:
    """Resolve a relative IRI as the parser does (RFC 3986, section 5); None when it cannot be."""
    if name.startswith("_:"):
        return name
    try:
        (quad,) = parse(f"<{name}> <x:x> <x:x> .", RdfFormat.TURTLE, base_iri=base)
    except (SyntaxError, ValueError):
        return None
    return quad.subject.value if isinstance(quad.subject, NamedNode) else None


def _containers(value: JsonValue) -> frozenset[str]:
    listed: Final = value if isinstance(value, list) else [value]
    return frozenset(each for each in listed if isinstance(each, str))
