"""Write our concepts as SKOS-AP-NO-Begrep: those of the vocabulary, the code lists and the themes.

A concept keeps the IRI it has in the data. Only what the profile knows is written; what it is
matched with elsewhere stands in the data themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode

from partnerskap.graph.terms import BASE, NS, expand
from partnerskap.portal.facts import fixed_words
from partnerskap.portal.feed import describe_contact, describe_publisher
from partnerskap.portal.terms import CATALOGUE, CONCEPTS
from partnerskap.portal.triples import describe, texts, typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store, Triple

    from partnerskap.portal.facts import Facts
    from partnerskap.portal.triples import Values

__all__ = ["concept_iris", "describe_terms", "write_concepts"]

_CONCEPT: Final = NamedNode(expand("skos:Concept"))
_TERMS: Final = tuple(
    NamedNode(expand(kind)) for kind in ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty")
)
_TYPE: Final = NamedNode(expand("rdf:type"))
_TEXTS: Final = {
    "skos:altLabel": "skos:altLabel",
    "skos:definition": "skos:definition",
    "skos:example": "skos:example",
    "skos:scopeNote": "skos:scopeNote",
}
_OWN: Final = (f"{BASE}/code/", f"{BASE}/id/theme/")


def write_concepts(store: Store, facts: Facts) -> tuple[Triple, ...]:
    """Write the collection and all its concepts, each triple once."""
    iris = concept_iris(store)
    words = fixed_words().concepts
    shared: dict[str, Values] = {
        "dct:publisher": NamedNode(facts.publisher.iri),
        "dcat:contactPoint": NamedNode(f"{CATALOGUE}#contact"),
    }
    written = [
        *describe_publisher(facts.publisher, facts.address, "-"),
        *describe_contact(facts.publisher),
        *describe(
            CONCEPTS,
            "skos:Collection",
            {
                **shared,
                "dct:title": texts(words.title),
                "dct:description": texts(words.description),
                "dct:identifier": NamedNode(CONCEPTS),
                "skos:member": [NamedNode(iri) for iri in iris],
            },
        ),
    ]
    for iri in iris:
        slug = "themes" if iri.startswith(f"{BASE}/id/") else "ontology"
        written += _concept(store, iri, {**shared, **_dates(slug, facts)}, facts)
    return tuple(dict.fromkeys(written))


def concept_iris(store: Store) -> list[str]:
    """List the concepts that are ours, in order: terms, codes and themes."""
    found = {
        quad.subject.value
        for quad in store.quads_for_pattern(None, _TYPE, _CONCEPT, DefaultGraph())
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(_OWN)
    }
    for kind in _TERMS:
        found |= {
            quad.subject.value
            for quad in store.quads_for_pattern(None, _TYPE, kind, DefaultGraph())
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(NS)
        }
    return sorted(found)


def describe_terms(store: Store, names: set[str]) -> Iterator[Triple]:
    """Describe terms of the vocabulary as what datasets are about."""
    for local in sorted(names):
        node = NamedNode(f"{NS}{local}")
        yield from describe(
            node.value,
            "skos:Concept",
            {
                "skos:prefLabel": _literals(store, node, "rdfs:label"),
                "skos:definition": _literals(store, node, "skos:definition"),
            },
        )


def _concept(store: Store, iri: str, shared: dict[str, Values], facts: Facts) -> Iterator[Triple]:
    node = NamedNode(iri)
    label = "rdfs:label" if iri.startswith(NS) else "skos:prefLabel"
    yield from describe(
        iri,
        "skos:Concept",
        {
            **shared,
            "dct:identifier": node,
            "dct:creator": NamedNode(facts.publisher.iri),
            "skos:prefLabel": _literals(store, node, label),
            **{ours: _literals(store, node, theirs) for ours, theirs in _TEXTS.items()},
        },
    )


def _dates(slug: str, facts: Facts) -> dict[str, Values]:
    issued, modified = facts.issued.get(slug, ""), facts.modified.get(slug, "")
    return {
        "dct:created": typed(issued[:10], "xsd:date") if issued else None,
        "dct:modified": typed(modified[:10], "xsd:date") if modified else None,
    }


def _literals(store: Store, node: NamedNode, short: str) -> list[Literal]:
    found = store.quads_for_pattern(node, NamedNode(expand(short)), None, DefaultGraph())
    return [quad.object for quad in found if isinstance(quad.object, Literal)]
