"""Write a document as a JSON-LD tree with the keys of our context.

Any JSON-LD processor reads the same triples back; the order of keys and values is fixed, so the
same record is always the same bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.graph.terms import expand
from partnerskap.records.tree import Branch, Node, grow

if TYPE_CHECKING:
    from partnerskap.records.context import Context, TermDefinition
    from partnerskap.records.document import Document, Term

__all__ = ["Json", "to_tree"]

Json = str | int | bool | list["Json"] | dict[str, "Json"]

_TYPE: Final = expand("rdf:type")
_STRING: Final = expand("xsd:string")
_INTEGER: Final = expand("xsd:integer")
_BOOLEAN: Final = expand("xsd:boolean")
_SAFE_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")
_LANGUAGE_ORDER: Final = ("nb", "nn", "en")


def to_tree(document: Document, context: Context) -> dict[str, Json]:
    """Nest the document under its root; nodes the root does not reach stand in ``@included``."""
    writer = _Writer(context)
    root, rest = grow(document, prefer=lambda iri: bool(context.terms(iri, reverse=True)))
    others: list[Json] = [writer.node(node) for node in rest]
    if root is None:
        return {context.keyword("@graph"): others}
    tree = writer.node(root)
    if others:
        tree[context.keyword("@included")] = others
    return tree


class _Writer:
    def __init__(self, context: Context) -> None:
        self._context = context

    def node(self, node: Node, via: Branch | None = None) -> dict[str, Json]:
        """Write one node; the link it hangs by backwards is not written again."""
        entries: dict[str, list[Json]] = {}
        backwards: dict[str, list[Json]] = {}
        nested = {branch.node.id: branch for branch in node.branches if not branch.reverse}
        for predicate, values in node.properties.items():
            for value in values:
                if predicate == _TYPE or _is_way_up(predicate, value, via):
                    continue
                branch = nested.get(value) if isinstance(value, NamedNode | BlankNode) else None
                inner = branch.node if branch and branch.predicate == predicate else None
                self._write(entries, predicate, value, inner)
        for branch in node.branches:
            if branch.reverse:
                self._hang(entries, backwards, branch, node)
        return self._assemble(node, entries, backwards)

    def _assemble(
        self, node: Node, entries: dict[str, list[Json]], backwards: dict[str, list[Json]]
    ) -> dict[str, Json]:
        context = self._context
        written: dict[str, Json] = {context.keyword("@id"): _identifier(node.id)}
        if types := sorted(node.types()):
            written[context.keyword("@type")] = _one_or_many(
                [context.compact(iri) for iri in types]
            )
        for key in sorted(entries, key=context.place):
            written[key] = self._values(key, entries[key])
        if backwards:
            written[context.keyword("@reverse")] = {
                key: _one_or_many(backwards[key]) for key in sorted(backwards)
            }
        return written

    def _hang(
        self,
        entries: dict[str, list[Json]],
        backwards: dict[str, list[Json]],
        branch: Branch,
        parent: Node,
    ) -> None:
        inner = self.node(branch.node, Branch(branch.predicate, parent, reverse=True))
        if terms := self._context.terms(branch.predicate, reverse=True):
            entries.setdefault(terms[0].name, []).append(inner)
        else:
            backwards.setdefault(self._context.compact(branch.predicate), []).append(inner)

    def _write(
        self, entries: dict[str, list[Json]], predicate: str, value: Term, inner: Node | None
    ) -> None:
        term = _choose(self._context.terms(predicate), value)
        key = term.name if term else self._plain_key(predicate)
        if inner is not None:
            entries.setdefault(key, []).append(self.node(inner))
        else:
            entries.setdefault(key, []).append(self._value(term, value))

    def _plain_key(self, predicate: str) -> str:
        """Name a property whose terms do not fit: ``prefix:name``, which no term redefines."""
        key = self._context.compact(predicate)
        return key if ":" in key else predicate

    def _value(self, term: TermDefinition | None, value: Term) -> Json:
        coercion = term.coercion if term else ""
        if isinstance(value, Literal):
            return _literal(value, coercion, by_language=term is not None and term.by_language)
        if coercion == "@vocab" and ":" not in (name := self._context.compact(value.value)):
            return name
        if coercion in {"@id", "@vocab"}:
            return _identifier(value)
        return {self._context.keyword("@id"): _identifier(value)}

    def _values(self, key: str, values: list[Json]) -> Json:
        containers = self._context.containers(key)
        if "@language" in containers:
            return _by_language(values, always_list="@set" in containers)
        return values if "@set" in containers else _one_or_many(values)


def _is_way_up(predicate: str, value: Term, via: Branch | None) -> bool:
    return via is not None and predicate == via.predicate and value == via.node.id


def _choose(terms: list[TermDefinition], value: Term) -> TermDefinition | None:
    """Pick the key whose way of writing fits the value; None when none can hold it."""
    if isinstance(value, Literal):
        if value.language:
            fitting = [term for term in terms if term.by_language]
        else:
            fitting = [term for term in terms if term.coercion == value.datatype.value]
    else:
        fitting = [term for term in terms if term.coercion in {"@id", "@vocab"}]
    usable = fitting or [term for term in terms if not term.by_language]
    return usable[0] if usable else None


def _identifier(resource: NamedNode | BlankNode) -> str:
    return resource.value if isinstance(resource, NamedNode) else f"_:{resource.value}"


def _literal(value: Literal, coercion: str, *, by_language: bool) -> Json:
    if value.language:
        tagged: Json = {"@language": value.language, "@value": value.value}
        return tagged
    datatype = value.datatype.value
    if by_language:
        return {"@type": datatype, "@value": value.value}
    if native := _native(value, coercion):
        return native[0]
    if datatype == (coercion or _STRING):
        return value.value
    return {"@value": value.value} if datatype == _STRING else _typed(value)


def _typed(value: Literal) -> Json:
    return {"@type": value.datatype.value, "@value": value.value}


def _native(value: Literal, coercion: str) -> tuple[int | bool] | None:
    """Give a JSON number or boolean where reading it back gives the same literal."""
    datatype = value.datatype.value
    if coercion not in {"", datatype}:
        return None
    if datatype == _INTEGER and _SAFE_INTEGER.fullmatch(value.value):
        return (int(value.value),)
    if datatype == _BOOLEAN and value.value in {"true", "false"}:
        return (value.value == "true",)
    return None


def _one_or_many(values: list[Json]) -> Json:
    return values[0] if len(values) == 1 else values


def _by_language(values: list[Json], *, always_list: bool) -> Json:
    texts: dict[str, list[Json]] = {}
    for value in values:
        if isinstance(value, dict):
            texts.setdefault(str(value["@language"]), []).append(value["@value"])
    order = sorted(
        texts,
        key=lambda code: (
            _LANGUAGE_ORDER.index(code) if code in _LANGUAGE_ORDER else len(_LANGUAGE_ORDER),
            code,
        ),
    )
    return {code: texts[code] if always_list else _one_or_many(texts[code]) for code in order}
