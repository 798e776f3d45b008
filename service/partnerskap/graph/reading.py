"""Read Turtle and say exactly where it is wrong.

The one place that turns Turtle text into triples. It keeps every literal as it was written
(``01`` stays ``01``), fetches nothing and knows nothing of records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from partnerskap.errors import InvalidDataError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Object", "Subject", "Turtle", "canonical_lines", "read_turtle"]

Subject = NamedNode | BlankNode
Object = NamedNode | BlankNode | Literal

Term = TypeVar("Term", NamedNode | BlankNode, NamedNode | BlankNode | Literal)
Triples = tuple[tuple[Subject, NamedNode, Object], ...]

_UNNAMED: Final = "Turtle"


@dataclass(frozen=True, slots=True)
class Turtle:
    """What one Turtle text holds: its triples in reading order, its prefixes and last base."""

    triples: Triples
    prefixes: dict[str, str]
    base: str | None


def read_turtle(text: str | bytes, *, name: str = _UNNAMED, base: str | None = None) -> Turtle:
    """Parse Turtle 1.1; ``name`` is what messages call the text, ``base`` resolves ``<>``.

    Raises InvalidDataError with the name, line and column of the first fault, and for the triple
    terms of RDF 1.2, which our data do not use.
    """
    try:
        parser = parse(text, format=RdfFormat.TURTLE, base_iri=base)
        triples = _plain(parser, name)
    except SyntaxError as fault:
        raise _located(name, fault) from fault
    except ValueError as fault:  # a base that is no IRI, a text with lone surrogates
        raise InvalidDataError(
            f"«{name}» kan ikke leses som Turtle: {fault}.",
            f"{name!r} cannot be read as Turtle: {fault}.",
        ) from fault
    return Turtle(triples, dict(parser.prefixes), parser.base_iri)


def canonical_lines(
    turtle: Turtle, *, name: str = _UNNAMED, blank_nodes: str | None = None
) -> tuple[str, ...]:
    """Give the triples as sorted N-Triples lines without the final dot, each once.

    Raises InvalidDataError when a blank node stands among them, unless ``blank_nodes`` gives a
    prefix: then nodes are labelled by RDFC-1.0 behind it, alike for alike content.
    """
    triples = turtle.triples
    if any(isinstance(node, BlankNode) for s, _, o in triples for node in (s, o)):
        if blank_nodes is None:
            raise InvalidDataError(
                f"«{name}» har en node uten navn. Gi den en IRI, for eksempel <#navn>.",
                f"{name!r} has a blank node. Give it an IRI, for example <#name>.",
            )
        dataset = Dataset(Quad(*triple) for triple in triples)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        triples = tuple(
            (_prefixed(s, blank_nodes), p, _prefixed(o, blank_nodes))
            for s, p, o in _plain(dataset, name)
        )
    return tuple(sorted({f"{s} {p} {o}" for s, p, o in triples}))


def _plain(quads: Iterable[Quad], name: str) -> Triples:
    """Give the triples in reading order; refuse triple terms."""
    kept: list[tuple[Subject, NamedNode, Object]] = []
    for quad in quads:
        subject, value = quad.subject, quad.object
        if isinstance(subject, Triple) or isinstance(value, Triple):
            raise InvalidDataError(
                f"«{name}» bruker trippelledd fra RDF 1.2 om {subject}. Skriv en egen node.",
                f"{name!r} uses an RDF 1.2 triple term about {subject}. Write a node instead.",
            )
        kept.append((subject, quad.predicate, value))
    return tuple(kept)


def _prefixed(node: Term, prefix: str) -> Term | BlankNode:
    return BlankNode(f"{prefix}-{node.value}") if isinstance(node, BlankNode) else node


def _located(name: str, fault: SyntaxError) -> InvalidDataError:
    reason = str(fault.msg).partition(": ")[2] or str(fault.msg)
    line, column = fault.lineno or 1, fault.offset or 1
    return InvalidDataError(
        f"«{name}», linje {line}, kolonne {column}: dette er ikke gyldig Turtle ({reason}).",
        f"{name!r}, line {line}, column {column}: this is not valid Turtle ({reason}).",
    )
