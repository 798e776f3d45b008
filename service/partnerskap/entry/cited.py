"""The sources a proposal rests on, and what can be told of each without asking anybody else.

Pure over lines and a graph; no address is ever fetched.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pyoxigraph import DefaultGraph, NamedNode

from partnerskap.entry.lines import read_lines
from partnerskap.graph.terms import DocumentKey, Iri, expand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Store

__all__ = ["Address", "Citation", "find_addresses", "find_citations", "is_web_address"]

_SOURCE: Final = NamedNode(expand("prov:hadPrimarySource"))
_URL: Final = NamedNode(expand("schema:url"))
_READ: Final = NamedNode(expand("pk:extentRead"))
_ADDRESSES: Final = frozenset(
    NamedNode(expand(name)) for name in ("schema:url", "foaf:homepage", "foaf:page")
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A source, and how many statements of the proposal rest on it.

    ``stands`` tells whether it is published, ``address`` where it can be read, and ``read`` the
    code of how much of it was read; both are empty where nobody has said.
    """

    iri: Iri
    statements: int
    stands: bool
    address: str = ""
    read: str = ""

    @property
    def has_web_address(self) -> bool:
        """Whether the address is one that a browser may follow."""
        return is_web_address(self.address)


@dataclass(frozen=True, slots=True)
class Address:
    """An address that a proposal gives, and the property that gives it."""

    field: Iri
    value: str

    @property
    def is_web(self) -> bool:
        """Whether a browser may follow it."""
        return is_web_address(self.value)


def is_web_address(address: str) -> bool:
    """Tell whether an address is http or https, with a host and nobody's name and password.

    >>> is_web_address("https://www.ks.no/"), is_web_address("javascript:alert(1)")
    (True, False)
    >>> is_web_address("https://bank.example@evil.example/"), is_web_address("https:///x")
    (False, False)
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:  # brackets that hold no address
        return False
    return parts.scheme in {"http", "https"} and bool(host) and parts.username is None


def find_citations(lines: Iterable[str], graph: Store) -> list[Citation]:
    """Give the sources that lines cite, the most cited first.

    A source is what a statement names as its primary source, and any record of a source that is
    referred to otherwise.
    """
    cited: defaultdict[str, set[str]] = defaultdict(set)
    for subject, predicate, value in read_lines(lines):
        if isinstance(value, NamedNode) and (predicate == _SOURCE or _is_source(value.value)):
            cited[value.value].add(str(subject))
    found = [_citation(iri, len(statements), graph) for iri, statements in cited.items()]
    return sorted(found, key=lambda each: (-each.statements, each.iri))


def find_addresses(lines: Iterable[str]) -> list[Address]:
    """Give the addresses of web pages that lines state."""
    found = {
        Address(Iri(predicate.value), value.value)
        for _, predicate, value in read_lines(lines)
        if predicate in _ADDRESSES
    }
    return sorted(found, key=lambda each: (each.field, each.value))


def _citation(iri: str, statements: int, graph: Store) -> Citation:
    node = NamedNode(iri)
    stands = any(True for _ in graph.quads_for_pattern(node, None, None, DefaultGraph()))
    return Citation(
        Iri(iri), statements, stands, _value(graph, node, _URL), _value(graph, node, _READ)
    )


def _is_source(iri: str) -> bool:
    key = DocumentKey.of_iri(iri)
    return key is not None and key.type == "source" and iri == key.iri


def _value(graph: Store, node: NamedNode, predicate: NamedNode) -> str:
    found = graph.quads_for_pattern(node, predicate, None, DefaultGraph())
    return min((str(getattr(quad.object, "value", "")) for quad in found), default="")
