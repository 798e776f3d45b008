"""Describe the published data with VoID: how much there is of what, and where it links.

Everything is counted anew from a store that holds the data and nothing about the data; the
counts are for query editors, harvesters and people who wonder what can be asked. Every node has
an IRI that stays the same from version to version. Nothing here writes to a store.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, QuerySolutions

from partnerskap.graph.terms import BASE, PREFIXES, expand
from partnerskap.graph.void_words import (
    DESCRIPTIONS,
    EXAMPLE_CLASSES,
    LICENSE,
    LINK_PREDICATES,
    TARGETS,
    TITLES,
    Target,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

__all__ = ["DATASET", "DESCRIPTION", "void_description"]

DESCRIPTION: Final = f"{BASE}/.well-known/void"
DATASET: Final = f"{DESCRIPTION}#dataset"

_OWN: Final = f"{BASE}/"
_LOCAL: Final = re.compile(r"[A-Za-z0-9_.-]+")
_INTEGER: Final = NamedNode(expand("xsd:integer"))

_PROPERTIES: Final = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p"
_CLASSES: Final = "SELECT ?c (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c"
_SUBJECTS: Final = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }"
_OBJECTS: Final = "SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o }"
_ENTITIES: Final = f"""
SELECT (COUNT(DISTINCT ?s) AS ?n)
WHERE {{ ?s a ?c FILTER(STRSTARTS(STR(?s), "{_OWN}")) }}
"""
_EXAMPLES: Final = f"""
SELECT ?c (MIN(STR(?s)) AS ?first)
WHERE {{
  VALUES ?c {{ {" ".join(f"<{expand(name)}>" for name in EXAMPLE_CLASSES)} }}
  ?s a ?c
  FILTER(STRSTARTS(STR(?s), "{_OWN}id/") && !CONTAINS(STR(?s), "#"))
}}
GROUP BY ?c
"""
_OF_CLASS_BY_DATATYPE: Final = """
SELECT ?c ?p ?type (COUNT(*) AS ?n)
WHERE { ?s a ?c ; ?p ?o BIND(DATATYPE(?o) AS ?type) }
GROUP BY ?c ?p ?type
"""
# Counted per subject first: joining the subjects' classes to that takes half the time.
_OF_CLASS_BY_OBJECT_CLASS: Final = """
SELECT ?c ?p ?type (SUM(?k) AS ?n)
WHERE {
  { SELECT ?s ?p ?type (COUNT(*) AS ?k) WHERE { ?s ?p ?o . ?o a ?type } GROUP BY ?s ?p ?type }
  ?s a ?c
}
GROUP BY ?c ?p ?type
"""
_LINKS: Final = f"""
SELECT ?p ?space (COUNT(*) AS ?n)
WHERE {{
  VALUES ?p {{ {" ".join(f"<{expand(name)}>" for name in LINK_PREDICATES)} }}
  ?s ?p ?o
  VALUES ?space {{ {" ".join(f'"{target.space}"' for target in TARGETS)} }}
  FILTER(STRSTARTS(STR(?s), "{_OWN}") && STRSTARTS(STR(?o), ?space))
}}
GROUP BY ?p ?space
"""


def void_description(store: Store) -> tuple[str, ...]:
    """Describe the store's default graph: sorted N-Triples lines without the final dot.

    The store must not hold an earlier description, or that is counted too. What a class partition
    says of its properties has the form that SIB's tools ask for: ``void:classPartition`` for the
    classes of the objects, ``void-ext:datatypePartition`` for the datatypes of literals.
    """
    lines = [*_about(), *_totals(store), *_partitions(store), *_linksets(store)]
    return tuple(sorted(set(lines)))


def _about() -> Iterator[str]:
    yield _line(DESCRIPTION, "rdf:type", _iri(expand("void:DatasetDescription")))
    yield _line(DESCRIPTION, "foaf:primaryTopic", _iri(DATASET))
    yield _line(DATASET, "rdf:type", _iri(expand("void:Dataset")))
    for language, title in TITLES.items():
        yield _line(DATASET, "dct:title", Literal(title, language=language))
    for language, text in DESCRIPTIONS.items():
        yield _line(DATASET, "dct:description", Literal(text, language=language))
    yield _line(DATASET, "dct:license", _iri(LICENSE))
    yield _line(DATASET, "dct:creator", _iri(BASE))
    yield _line(DATASET, "void:sparqlEndpoint", _iri(f"{BASE}/sparql"))
    yield _line(DATASET, "void:uriSpace", Literal(_OWN))


def _totals(store: Store) -> Iterator[str]:
    """Count the whole dataset and each property, and name examples and vocabularies."""
    properties = {row[0]: int(row[1]) for row in _rows(store, _PROPERTIES)}
    classes = {row[0] for row in _rows(store, _CLASSES)}
    yield _count(DATASET, "triples", sum(properties.values()))
    yield _count(DATASET, "properties", len(properties))
    yield _count(DATASET, "classes", len(classes))
    for name, query in (
        ("distinctSubjects", _SUBJECTS),
        ("distinctObjects", _OBJECTS),
        ("entities", _ENTITIES),
    ):
        yield _count(DATASET, name, next(int(row[0]) for row in _rows(store, query)))
    for iri, count in properties.items():
        part = _part("property", iri)
        yield _line(DATASET, "void:propertyPartition", _iri(part))
        yield _line(part, "void:property", _iri(iri))
        yield _count(part, "triples", count)
    for _, first in _rows(store, _EXAMPLES):
        yield _line(DATASET, "void:exampleResource", _iri(first))
    for namespace in {_namespace(iri) for iri in (*properties, *classes)}:
        yield _line(DATASET, "void:vocabulary", _iri(namespace))


def _partitions(store: Store) -> Iterator[str]:
    """Count each class, its properties, and the classes and datatypes of their values."""
    for iri, count in _rows(store, _CLASSES):
        part = _part("class", iri)
        yield _line(DATASET, "void:classPartition", _iri(part))
        yield _line(part, "void:class", _iri(iri))
        yield _count(part, "entities", int(count))
    triples: defaultdict[tuple[str, str], int] = defaultdict(int)
    for owner, prop, datatype, count in _rows(store, _OF_CLASS_BY_DATATYPE):
        triples[owner, prop] += int(count)
        if datatype:
            yield from _by_datatype(owner, prop, datatype, int(count))
    for (owner, prop), total in triples.items():
        part = _part("class", owner, prop)
        yield _line(_part("class", owner), "void:propertyPartition", _iri(part))
        yield _line(part, "void:property", _iri(prop))
        yield _count(part, "triples", total)
    for owner, prop, target, count in _rows(store, _OF_CLASS_BY_OBJECT_CLASS):
        yield from _by_object_class(owner, prop, target, int(count))


def _by_datatype(owner: str, prop: str, datatype: str, count: int) -> Iterator[str]:
    whole, part = _part("class", owner, prop), _part("class", owner, prop, datatype)
    yield _line(whole, "void-ext:datatypePartition", _iri(part))
    yield _line(part, "void-ext:datatype", _iri(datatype))
    yield _count(part, "triples", count)


def _by_object_class(owner: str, prop: str, target: str, count: int) -> Iterator[str]:
    whole, part = _part("class", owner, prop), _part("class", owner, prop, target)
    yield _line(whole, "void:classPartition", _iri(part))
    yield _line(whole, "void-ext:objectClassPartition", _iri(part))
    yield _line(part, "void:class", _iri(target))
    yield _count(part, "triples", count)


def _linksets(store: Store) -> Iterator[str]:
    """Describe the links out: a linkset for each target and property, as VoID section 5 asks."""
    targets = {target.space: target for target in TARGETS}
    linked: set[Target] = set()
    for predicate, space, count in _rows(store, _LINKS):
        target = targets[space]
        linked.add(target)
        links = f"{DESCRIPTION}#links/{target.slug}/{_short(predicate)}"
        yield _line(DATASET, "void:subset", _iri(links))
        yield _line(links, "rdf:type", _iri(expand("void:Linkset")))
        yield _line(links, "void:subjectsTarget", _iri(DATASET))
        yield _line(links, "void:objectsTarget", _iri(_target(target)))
        yield _line(links, "void:linkPredicate", _iri(predicate))
        yield _count(links, "triples", int(count))
    for target in linked:
        node = _target(target)
        yield _line(node, "rdf:type", _iri(expand("void:Dataset")))
        yield _line(node, "dct:title", Literal(target.title))
        yield _line(node, "void:uriSpace", Literal(target.space))


def _rows(store: Store, query: str) -> Iterator[tuple[str, ...]]:
    """Answer a query as rows of plain strings, an unbound value as an empty one."""
    solutions = store.query(query)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError("The counts are asked for with SELECT")
    for solution in solutions:
        values = [str(getattr(value, "value", "")) for value in solution]
        yield tuple(values)


def _target(target: Target) -> str:
    return f"{DESCRIPTION}#target/{target.slug}"


def _part(kind: str, *iris: str) -> str:
    return f"{DESCRIPTION}#{'/'.join((kind, *map(_short, iris)))}"


@cache
def _short(iri: str) -> str:
    """Name an IRI within ours: ``prefix-local`` where we have a prefix, else by its hash."""
    for prefix, namespace in _longest_first():
        local = iri.removeprefix(namespace)
        if local != iri and _LOCAL.fullmatch(local):
            return f"{prefix}-{local}"
    return sha256(iri.encode()).hexdigest()[:16]


@cache
def _longest_first() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(PREFIXES.items(), key=lambda item: -len(item[1])))


def _namespace(iri: str) -> str:
    """Cut an IRI after its last ``#`` or ``/``."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] or iri


def _iri(iri: str) -> NamedNode:
    return NamedNode(iri)


def _line(subject: str, predicate: str, value: NamedNode | Literal) -> str:
    return f"<{subject}> <{expand(predicate)}> {value}"


def _count(subject: str, name: str, number: int) -> str:
    return _line(subject, f"void:{name}", Literal(str(number), datatype=_INTEGER))
