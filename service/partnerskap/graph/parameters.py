"""The parameters of stored questions: how a file declares them, and how a value is bound.

A parameter ``?name`` stands in the query as one line ``VALUES ?name { … }`` with its default. To
bind another value is to write another term on that line: the value is read into a term of the
parameter's type and written by the engine's own serialiser, so no text of a reader reaches the
query as it came. Nothing here runs a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.graph.terms import BASE, CODE_LISTS, RECORD_TYPES, expand

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KINDS", "Declared", "bind", "default_of", "make_term", "namespace_of"]

KINDS: Final = (*RECORD_TYPES, *CODE_LISTS, "integer", "text", "year")
"""What a parameter may be: a record or code of one type, a number, a text or a year."""

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}")
_YEAR: Final = re.compile(r"[0-9]{4}")
_LONGEST: Final = 200
_INTEGER, _GYEAR = expand("xsd:integer"), expand("xsd:gYear")
_LINE: Final = r"^([ \t]*)VALUES \?{name} \{{ (.+) \}}[ \t]*$"


@dataclass(frozen=True, slots=True)
class Declared:
    """A parameter as a file declares it: ``name kind default nb text | en text``."""

    name: str
    kind: str
    given: str
    nb: str
    en: str

    @property
    def default(self) -> NamedNode | Literal:
        """The default as a term."""
        return make_term(self.kind, self.given)

    @classmethod
    def read(cls, text: str) -> Declared:
        """Read one declaration; raise ValueError for anything else.

        >>> Declared.read("theme theme helse Tema | Theme").default.value
        'https://w3id.org/partnerskap/id/theme/helse'
        """
        found = re.fullmatch(r"([a-z]+) +([a-z]+) +(\S+) +([^|]+?) *\| *([^|]+)", text.strip())
        if found is None:
            raise ValueError(text)
        name, kind, default, nb, en = found.groups()
        declared = cls(name, kind, default, nb, en.strip())
        make_term(kind, default)
        return declared


def namespace_of(kind: str) -> str:
    """Give what the IRIs of a kind of record or code begin with; empty for texts and numbers."""
    if kind in RECORD_TYPES:
        return f"{BASE}/id/{kind}/"
    return f"{BASE}/code/{kind}/" if kind in CODE_LISTS else ""


def make_term(kind: str, value: str) -> NamedNode | Literal:
    """Read a value as a term of a kind; raise ValueError when it is not one.

    Records and codes are given by short name or by IRI.

    >>> str(make_term("year", "2026")), str(make_term("role", "academic"))[-14:]
    ('"2026"^^<http://www.w3.org/2001/XMLSchema#gYear>', 'role/academic>')
    """
    start = namespace_of(kind)
    slug = value.removeprefix(start)
    if start and _SLUG.fullmatch(slug):
        return NamedNode(start + slug)
    if kind == "text" and len(value) <= _LONGEST:
        return Literal(value)
    if kind == "year" and _YEAR.fullmatch(value):
        return Literal(value, datatype=NamedNode(_GYEAR))
    if kind == "integer" and _NUMBER.fullmatch(value):
        return Literal(value, datatype=NamedNode(_INTEGER))
    raise ValueError(f"{value!r} is not of the kind {kind}")


def default_of(query: str, name: str) -> str:
    """Give what stands on the line that binds a parameter; ValueError unless there is one line."""
    found = re.findall(_LINE.format(name=name), query, re.MULTILINE)
    if len(found) != 1:
        raise ValueError(name)
    return str(found[0][1])


def bind(query: str, values: Mapping[str, NamedNode | Literal]) -> str:
    """Write other terms on the lines that bind parameters.

    >>> bind("VALUES ?n { 1 }", {"n": Literal("} x")})
    'VALUES ?n { "} x" }'
    """
    for name, term in values.items():
        query = _rewrite(query, name, f"VALUES ?{name} {{ {term} }}")
    return query


def _rewrite(query: str, name: str, line: str) -> str:
    """Put a line in the place of the one that binds a parameter, letter by letter as it is."""
    return re.sub(_LINE.format(name=name), lambda found: found[1] + line, query, flags=re.MULTILINE)
