"""Read JSON-LD and follow along, to know which key and value each triple comes from.

Before Oxigraph reads the document two things are put into it: contexts of our own that it names by
address, and names for nodes that have none, so that they can be found again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from partnerskap.errors import InvalidDataError
from partnerskap.incoming.json_text import JsonNode
from partnerskap.incoming.jsonld_context import ActiveContext, Term
from partnerskap.incoming.jsonld_document import Document, Followed
from partnerskap.incoming.text import Site, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from partnerskap.incoming.json_text import JsonValue
    from partnerskap.incoming.text import Text

__all__ = ["Document", "follow"]

_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_FREE: Final = frozenset({"@index", "@context", "@id", "@direction", "@language"})


def follow(document: Document) -> Followed:
    """Follow a document; raise InvalidDataError for a context on the web that we do not have."""
    walk = _Walk(document)
    active = ActiveContext(base=document.base)
    if document.context is not None:
        active = active.extended(document.context, base=document.base)
    walk.nodes(document.root, active)
    return walk.followed


@dataclass(frozen=True, slots=True)
class _Link:
    """What leads to a value: the node, the key it stands under and what that key means."""

    subject: str
    holder: Span
    predicate: str
    key: JsonNode
    term: Term
    reverse: bool = False


class _Walk:
    def __init__(self, document: Document) -> None:
        self.followed = Followed()
        self._text = document.text
        self._base = document.base
        self._contexts = document.contexts
        self._blank = document.blank

    def nodes(self, node: JsonNode, active: ActiveContext) -> None:
        for each in node.items if node.items is not None else (node,):
            if each.items is not None:
                self.nodes(each, active)
            elif each.members is not None:
                self._node(each, active)

    def _node(self, node: JsonNode, active: ActiveContext, link: _Link | None = None) -> None:
        members = node.members or {}
        inner = self._context(members.get("@context"), active)
        inner = self._by_type(members, inner)
        subject, holder = self._name(node, members, inner, top=link is None)
        if link is not None and subject:
            self._site(link, subject, holder)
        self._members(members, inner, (subject, holder))

    def _members(
        self,
        members: Mapping[str, JsonNode],
        active: ActiveContext,
        owner: tuple[str, Span],
    ) -> None:
        for key, member in members.items():
            expanded = active.expand(key)
            if expanded is None or (":" not in expanded and not expanded.startswith("@")):
                self.followed.unknown.append(member)
                self.followed.pointers[member.key or member.span] = member.pointer
            elif expanded.startswith("@"):
                self._keyword(expanded, member, active, owner)
            elif owner[0]:
                term = active.terms.get(key, Term(expanded))
                link = _Link(*owner, expanded, member, term, term.reverse)
                below = active.extended(term.context, base=self._base) if term.scoped else active
                self._values(member, link, below)

    def _keyword(
        self, keyword: str, member: JsonNode, active: ActiveContext, owner: tuple[str, Span]
    ) -> None:
        if keyword == "@type" and owner[0]:
            self._types(member, active, owner)
        elif keyword in {"@graph", "@included"}:
            self.nodes(member, active)
        elif keyword == "@nest":
            for each in _each(member):
                self._members(each.members or {}, active, owner)
        elif keyword == "@reverse" and owner[0]:
            for key, value in (member.members or {}).items():
                if expanded := active.expand(key):
                    link = _Link(*owner, expanded, value, Term(expanded), reverse=True)
                    self._values(value, link, active)

    def _types(self, member: JsonNode, active: ActiveContext, owner: tuple[str, Span]) -> None:
        for each in _each(member):
            name = active.expand(each.value) if isinstance(each.value, str) else None
            if name:
                self._site(_Link(*owner, _TYPE, member, Term(_TYPE)), name, each.span, each)

    def _values(self, node: JsonNode, link: _Link, active: ActiveContext) -> None:
        containers = link.term.containers
        if link.term.coercion == "@json":
            return
        if node.members is not None and containers & {"@language", "@index", "@id", "@type"}:
            self._map(node, link, active)
            return
        for each in _each(node):
            if each.items is not None:
                self._values(each, link, active)
            elif each.members is not None:
                self._object(each, link, active)
            elif each.value is not None:
                self._scalar(each, link, active)

    def _map(self, node: JsonNode, link: _Link, active: ActiveContext) -> None:
        for key, member in (node.members or {}).items():
            for each in _each(member):
                if "@language" in link.term.containers:
                    if isinstance(each.value, str):
                        self._site(link, each.value, each.span, each)
                elif each.members is not None and "@id" in link.term.containers:
                    name = active.identify(key)
                    if name:
                        self._site(link, name, each.span, each)
                        self._members(each.members, active, (name, each.span))
                else:
                    plain = replace(link.term, containers=frozenset())
                    self._values(each, replace(link, term=plain), active)

    def _object(self, node: JsonNode, link: _Link, active: ActiveContext) -> None:
        members = {active.expand(key): member for key, member in (node.members or {}).items()}
        if "@value" in members:
            value = members["@value"]
            self._site(link, _lexical(value), value.span, value)
        elif "@set" in members:
            self._values(members["@set"], link, active)
        elif "@list" not in members:  # the cells of lists have no names to find them by
            self._node(node, active, link)

    def _scalar(self, node: JsonNode, link: _Link, active: ActiveContext) -> None:
        if "@list" in link.term.containers:
            return
        name: str | None = None
        if isinstance(node.value, str) and link.term.coercion == "@vocab":
            name = active.expand(node.value) or active.identify(node.value)
        elif isinstance(node.value, str) and link.term.coercion == "@id":
            name = active.identify(node.value)
        self._site(link, name or _lexical(node), node.span, node)

    def _site(self, link: _Link, value: str, span: Span, node: JsonNode | None = None) -> None:
        key = link.key.key or link.key.span
        site = Site(link.holder, key, span)
        words = (link.subject, link.predicate, value)
        if link.reverse:
            site, words = Site(span, key, link.holder), (value, link.predicate, link.subject)
        self.followed.sited.append((words, site))
        self.followed.pointers[key] = link.key.pointer
        if node is not None:
            self.followed.pointers[span] = node.pointer

    def _name(
        self, node: JsonNode, members: Mapping[str, JsonNode], active: ActiveContext, *, top: bool
    ) -> tuple[str, Span]:
        """Find a node's name, or give it one; a node that only holds a graph needs none."""
        keys = {active.expand(key): member for key, member in members.items()}
        opening = Span(node.span.start, node.span.start + 1)
        self.followed.pointers[opening] = node.pointer
        given = keys.get("@id")
        if given is not None and isinstance(given.value, str):
            self.followed.pointers[given.span] = given.pointer
            return active.identify(given.value) or "", given.span
        if "@graph" in keys or (top and not set(keys) - _FREE - {None}):
            return "", opening
        name = f"{self._blank}{len(self.followed.named)}"
        self.followed.named[node.pointer] = name
        return name, opening

    def _context(self, node: JsonNode | None, active: ActiveContext) -> ActiveContext:
        if node is None:
            return active
        return active.extended(self._local(node), base=self._base)

    def _local(self, node: JsonNode) -> JsonValue:
        if node.items is not None:
            return [self._local(item) for item in node.items]
        if isinstance(node.value, str):
            if node.value not in self._contexts:
                raise remote_context(self._text, node.value, node.span)
            return self._contexts[node.value]
        return node.plain()

    def _by_type(self, members: Mapping[str, JsonNode], active: ActiveContext) -> ActiveContext:
        """Add the contexts that hold for nodes of a type."""
        found = active
        for key, member in members.items():
            if active.expand(key) == "@type":
                for each in sorted(_each(member), key=lambda node: str(node.value)):
                    term = active.terms.get(str(each.value))
                    if term and term.scoped:
                        found = found.extended(term.context, base=self._base)
        return found


def remote_context(text: Text, address: str, span: Span) -> InvalidDataError:
    """Say that a context stands on the web, where we fetch nothing."""
    line, column = text.place(span.start)
    shown = address[:100]
    return InvalidDataError(
        f"«{text.name}», linje {line}, kolonne {column}: konteksten «{shown}» ligger på nettet, og "
        "vi henter ingenting. Skriv konteksten inn i dokumentet selv.",
        f"{text.name!r}, line {line}, column {column}: the context {shown!r} is on the web, and we "
        "fetch nothing. Put the context into the document itself.",
        members={"line": line, "column": column},
    )


def _each(node: JsonNode) -> Iterator[JsonNode]:
    if node.items is not None:
        yield from node.items
    else:
        yield node


def _lexical(node: JsonNode) -> str:
    """Write a scalar as the literal it becomes (JSON-LD 1.1 API, section 8.2)."""
    value = node.value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        mantissa, _, exponent = f"{value:.15E}".partition("E")
        whole, _, fraction = mantissa.partition(".")
        return f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}"
    return str(value)
