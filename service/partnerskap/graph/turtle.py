"""Write Turtle in one canonical way, so that two versions of a file differ only where data differ.

The formatter changes layout and order, never a triple: literals keep their spelling, language
tags and datatypes. Comments at the top of a file stay; comments elsewhere are refused, since a
sorted file has no place to put them back. The order of words is fixed in ``turtle_order``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.errors import InvalidDataError
from partnerskap.graph.reading import Object, Subject, Turtle, read_turtle
from partnerskap.graph.terms import PREFIXES
from partnerskap.graph.turtle_order import object_key, predicate_key, subject_key

__all__ = ["format_turtle"]

_WIDTH: Final = 100
_INDENT: Final = "    "
_RDF: Final = PREFIXES["rdf"]
_XSD: Final = PREFIXES["xsd"]
_TYPE: Final = NamedNode(f"{_RDF}type")
_FIRST: Final = NamedNode(f"{_RDF}first")
_REST: Final = NamedNode(f"{_RDF}rest")
_NIL: Final = NamedNode(f"{_RDF}nil")

_LOCAL: Final = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)?")
_BARE: Final = {
    f"{_XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{_XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{_XSD}double": re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"),
    f"{_XSD}boolean": re.compile(r"true|false"),
}
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_TOP: Final = re.compile(r"(?:[ \t\r\n]*#[^\r\n]*)*[ \t\r\n]*")
_OUTSIDE_COMMENTS: Final = (
    r"<[^<>\s]*>"
    r'|"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''|'(?:[^'\\\n]|\\.)*'"
    r"|\\."
)
_COMMENT: Final = re.compile(rf"(?:{_OUTSIDE_COMMENTS})|(#[^\r\n]*)", re.DOTALL)

_Properties = dict[NamedNode, list[Object]]


def format_turtle(
    text: str, *, base: str | None, blank_nodes: bool = False, name: str = "Turtle"
) -> str:
    """Rewrite Turtle in the canonical layout: prefixes, the main subject, then the others.

    ``base`` is the IRI written ``<>``; None keeps the document's own ``@base``. With
    ``blank_nodes`` (shapes only) RDF lists are written ``( … )`` and other nodes ``[ … ]``.
    The result holds the same triples and formatting it again changes nothing.

    Raises InvalidDataError for text that is not Turtle, for a comment below the top, and for
    blank nodes that are not allowed or cannot be nested in the one place that refers to them.

    >>> print(format_turtle('<http://w3.org/x> a <http://w3.org/ns/T>.', base=None), end="")
    <http://w3.org/x> a <http://w3.org/ns/T> .
    """
    comments, body = _split_comments(text, name)
    turtle = read_turtle(body, name=name, base=base)
    writer = _Writer(turtle, base or turtle.base, name=name, blank_nodes=blank_nodes)
    blocks = writer.blocks()
    parts = ["\n".join(comments), "\n".join(writer.head()), *blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def _split_comments(text: str, name: str) -> tuple[list[str], str]:
    """Take the comment lines at the top; refuse comments below them."""
    top = _TOP.match(text)
    end = top.end() if top else 0
    for match in _COMMENT.finditer(text, end):
        if match[1]:
            number = text.count("\n", 0, match.start()) + 1
            raise InvalidDataError(
                f"«{name}», linje {number}: kommentarer kan bare stå øverst i filen. Flytt den "
                "dit, eller skriv den som skos:note eller rdfs:comment.",
                f"{name!r}, line {number}: comments can stand only at the top of the file. Move "
                "it there, or write it as skos:note or rdfs:comment.",
            )
    lines = re.split(r"[\r\n]+", text[:end])
    # The lines taken away still count when a fault is located.
    body = "\n" * text.count("\n", 0, end) + text[end:]
    return [line.strip() for line in lines if line.strip()], body


class _Writer:
    """One document on its way to text; remembers which prefixes were used."""

    def __init__(self, turtle: Turtle, base: str | None, *, name: str, blank_nodes: bool) -> None:
        self._base = base if base and "#" not in base else None
        self._name = name
        self._blank_nodes = blank_nodes
        taken = set(PREFIXES.values())
        declared = {
            prefix: namespace
            for prefix, namespace in sorted(turtle.prefixes.items())
            if prefix not in PREFIXES and namespace not in taken
        }
        self._namespaces = sorted(
            ((iri, prefix) for prefix, iri in {**declared, **PREFIXES}.items()),
            key=lambda pair: (-len(pair[0]), pair[1]),
        )
        self._used: dict[str, str] = {}
        self._base_used = False
        self._names: dict[str, str] = {}
        self._subjects: defaultdict[Subject, _Properties] = defaultdict(dict)
        self._references: Counter[BlankNode] = Counter()
        for subject, predicate, value in dict.fromkeys(turtle.triples):
            self._subjects[subject].setdefault(predicate, []).append(value)
            if isinstance(value, BlankNode):
                self._references[value] += 1
        self._written: set[BlankNode] = set()

    def head(self) -> list[str]:
        """Give the lines that declare the base and the prefixes that the blocks used."""
        base = [f"@base <{self._base}> ."] if self._base_used else []
        return base + [f"@prefix {p}: <{iri}> ." for p, iri in sorted(self._used.items())]

    def blocks(self) -> list[str]:
        """Give one text per subject, in canonical order."""
        self._refuse_stray_nodes()
        named = [subject for subject in self._subjects if isinstance(subject, NamedNode)]
        named.sort(key=lambda s: subject_key(s, self._subjects[s].get(_TYPE, []), base=self._base))
        blocks = [self._block(subject) for subject in named]
        blank = {subject for subject in self._subjects if isinstance(subject, BlankNode)}
        if blank != blank & self._written:
            raise self._unnamed()  # nodes that only refer to each other
        return blocks

    def _refuse_stray_nodes(self) -> None:
        blank = {s for s in self._subjects if isinstance(s, BlankNode)} | set(self._references)
        if blank and not self._blank_nodes:
            raise self._unnamed()
        if any(self._references[node] != 1 for node in blank):
            raise self._unnamed()

    def _unnamed(self) -> InvalidDataError:
        return InvalidDataError(
            f"«{self._name}» har en node uten navn som ikke kan stå der. Gi den en IRI, for "
            "eksempel <#navn>.",
            f"{self._name!r} has a blank node that cannot stand there. Give it an IRI, for "
            "example <#name>.",
        )

    def _block(self, subject: NamedNode) -> str:
        head = self._iri(subject)
        return f"{head} {self._properties(self._subjects[subject], '', len(head) + 1)} ."

    def _properties(self, properties: _Properties, pad: str, taken: int) -> str:
        """Write predicates and objects; ``taken`` columns of the first line are in use."""
        inner = pad + _INDENT
        lines = []
        for predicate in sorted(properties, key=lambda p: predicate_key(self._label(p))):
            lines.append(self._property(predicate, properties[predicate], inner, taken))
            taken = len(inner)
        return f" ;\n{inner}".join(lines)

    def _property(self, predicate: NamedNode, objects: list[Object], pad: str, taken: int) -> str:
        name = "a" if predicate == _TYPE else self._iri(predicate)
        inner = pad + _INDENT
        written = sorted(((value, self._object(value, inner)) for value in objects), key=object_key)
        texts = [text for _, text in written]
        line = f"{name} {', '.join(texts)}"
        if len(texts) == 1:
            return f"{name} {self._object(objects[0], pad)}"
        if "\n" not in line and taken + len(line) + 2 <= _WIDTH:
            return line
        return f"{name}\n{inner}" + f",\n{inner}".join(texts)

    def _object(self, value: Object, pad: str) -> str:
        if isinstance(value, NamedNode):
            return "()" if value == _NIL else self._iri(value)
        if isinstance(value, Literal):
            return self._literal(value)
        items = self._list_items(value)
        if items is None:
            self._written.add(value)
            return self._nested(value, pad)
        texts = [self._object(item, pad + _INDENT) for item in items]
        return _enclose(texts, pad, ("(", "", ")"))

    def _nested(self, node: BlankNode, pad: str) -> str:
        properties = self._subjects.get(node)
        if not properties:
            return "[]"
        order = sorted(properties, key=lambda p: predicate_key(self._label(p)))
        inner = pad + _INDENT
        texts = [self._property(p, properties[p], inner, len(inner)) for p in order]
        return _enclose(texts, pad, ("[", " ;", "]"))

    def _list_items(self, node: BlankNode) -> list[Object] | None:
        """Follow an RDF list; None when the node does not start a complete one."""
        items: list[Object] = []
        cells: list[BlankNode] = []
        rest: Object = node
        while isinstance(rest, BlankNode):
            cell = self._subjects.get(rest, {})
            if set(cell) != {_FIRST, _REST} or any(len(values) > 1 for values in cell.values()):
                return None
            cells.append(rest)
            items.append(cell[_FIRST][0])
            rest = cell[_REST][0]
        if rest != _NIL:
            return None
        self._written.update(cells)
        return items

    def _literal(self, literal: Literal) -> str:
        text = literal.value
        datatype = literal.datatype.value
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(text):
            return text
        if literal.language:
            direction = f"--{literal.direction.value}" if literal.direction else ""
            return f"{_quote(text)}@{literal.language}{direction}"
        if datatype == f"{_XSD}string":
            return _quote(text)
        return f"{_quote(text)}^^{self._iri(literal.datatype)}"

    def _iri(self, node: NamedNode) -> str:
        """Write an IRI and note the prefix or base that it takes."""
        name = self._label(node)
        if name.startswith(("<#", "<>")):
            self._base_used = True
        elif not name.startswith("<"):
            prefix = name.partition(":")[0]
            self._used[prefix] = next(iri for iri, known in self._namespaces if known == prefix)
        return name

    def _label(self, node: NamedNode) -> str:
        iri = node.value
        if iri not in self._names:
            self._names[iri] = self._shorten(iri)
        return self._names[iri]

    def _shorten(self, iri: str) -> str:
        if self._base and (iri == self._base or iri.startswith(f"{self._base}#")):
            return f"<{iri.removeprefix(self._base)}>"
        for namespace, prefix in self._namespaces:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"


def _enclose(texts: list[str], pad: str, marks: tuple[str, str, str]) -> str:
    """Put parts between brackets: on one line when they fit, else one line each."""
    opening, separator, closing = marks
    line = f"{opening} {f'{separator} '.join(texts)} {closing}"
    if "\n" not in line and len(pad) + len(line) + 2 <= _WIDTH:
        return line
    inner = pad + _INDENT
    return f"{opening}\n{inner}" + f"{separator}\n{inner}".join(texts) + f"\n{pad}{closing}"


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\")
    if "\n" in text:
        escaped = re.sub(r'"(?="|\Z)', r"\"", escaped)
        mark = '"""'
    else:
        escaped = escaped.replace('"', '\\"')
        mark = '"'
    escaped = escaped.replace("\t", "\\t").replace("\r", "\\r")
    return mark + _HIDDEN.sub(lambda m: f"\\u{ord(m[0]):04X}", escaped) + mark
