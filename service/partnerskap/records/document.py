"""One document of the graph: its key, the thing it is about and its triples.

Reads named graphs and nothing else; how a document is written out lies in ``view``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from partnerskap.errors import NotFoundError
from partnerskap.graph.terms import BASE, RECORD_TYPES, DocumentKey, Iri, expand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Store

__all__ = [
    "Document",
    "Term",
    "document_graphs",
    "find_document",
    "find_insight",
    "insight_iri",
    "insight_slug",
    "merge",
    "root_of",
]

Term = NamedNode | BlankNode | Literal

_ROOT_TYPES: Final = ("owl:Ontology", "skos:ConceptScheme")
_GRAPH: Final = f"{BASE}/graph/"


@dataclass(frozen=True, slots=True)
class Document:
    """Triples that belong together, sorted, and the node they are about, where there is one."""

    key: DocumentKey
    root: NamedNode | None
    triples: tuple[Triple, ...]


def find_document(store: Store, key: DocumentKey) -> Document:
    """Read the named graph of one document; raise NotFoundError when there is no such document."""
    triples = _triples(store, key)
    if not triples:
        raise NotFoundError(
            f"Det finnes ingen oppføring med nøkkelen «{key}». Prøv søket eller lista.",
            f"There is no record with the key {str(key)!r}. Try the search or the list.",
        )
    return Document(key, root_of(key, triples), triples)


def insight_slug(iri: str) -> str:
    """Write the address of a statement that lies inside a record.

    >>> insight_slug(f"{BASE}/id/partnership/trd3#trigger-1")
    'partnership--trd3--trigger-1'
    """
    key = DocumentKey.of_iri(iri)
    return f"{key.type}--{key.slug}--{iri.partition('#')[2]}" if key else ""


def insight_iri(slug: str) -> Iri | None:
    """Read ``{type}--{slug}--{fragment}`` back into the statement's IRI; None when it is not one.

    >>> insight_iri("partnership--trd3--trigger-1")
    'https://w3id.org/partnerskap/id/partnership/trd3#trigger-1'
    """
    kind, _, rest = slug.partition("--")
    record, _, fragment = rest.partition("--")
    if kind not in RECORD_TYPES or not record or not fragment:
        return None
    try:
        return Iri(f"{DocumentKey(kind, record).iri}#{fragment}")
    except ValueError:
        return None


def find_insight(store: Store, slug: str) -> Document:
    """Read one statement with its parts from its record; raise NotFoundError for anything else."""
    iri = insight_iri(slug)
    key = DocumentKey.of_iri(iri) if iri else None
    triples = _triples(store, key) if key else ()
    part = _reachable(iri, triples) if iri else ()
    is_insight = any(
        triple.predicate.value == expand("rdf:type")
        and _value(triple.object) == expand("pk:Insight")
        and _value(triple.subject) == iri
        for triple in part
    )
    if key is None or iri is None or not is_insight:
        raise NotFoundError(
            f"Det finnes ingen innsikt med nøkkelen «{slug}». Se lista over innsikter.",
            f"There is no insight with the key {slug!r}. See the list of insights.",
        )
    return Document(key, NamedNode(iri), part)


def document_graphs(store: Store, kind: str) -> list[DocumentKey]:
    """List the documents of one kind, by slug."""
    start = f"{_GRAPH}{kind}/"
    return sorted(
        DocumentKey.parse(name.value.removeprefix(_GRAPH))
        for name in store.named_graphs()
        if isinstance(name, NamedNode) and name.value.startswith(start)
    )


def merge(key: DocumentKey, documents: Iterable[Document]) -> Document:
    """Put several documents into one that is about no thing in particular."""
    triples = {str(triple): triple for document in documents for triple in document.triples}
    return Document(key, None, tuple(triples[name] for name in sorted(triples)))


def _triples(store: Store, key: DocumentKey) -> tuple[Triple, ...]:
    quads = store.quads_for_pattern(None, None, None, NamedNode(key.graph))
    return tuple(sorted((quad.triple for quad in quads), key=str))


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def root_of(key: DocumentKey, triples: tuple[Triple, ...]) -> NamedNode | None:
    """Find the node that a document is about; None when it is about no thing in particular."""
    subjects = {_value(triple.subject) for triple in triples}
    own = str(key.iri) if key.type in RECORD_TYPES else f"{BASE}/{key}"
    if own in subjects:
        return NamedNode(own)
    if len(subjects) == 1 and "" not in subjects:
        return NamedNode(subjects.pop())
    for name in _ROOT_TYPES:
        for triple in triples:
            if triple.predicate.value == expand("rdf:type") and _value(triple.object) == expand(
                name
            ):
                return triple.subject if isinstance(triple.subject, NamedNode) else None
    return None


def _reachable(iri: str, triples: tuple[Triple, ...]) -> tuple[Triple, ...]:
    """Keep what is said of a node and of the parts of the same record it leads to."""
    record = iri.partition("#")[0]
    reached, waiting = {iri}, [iri]
    while waiting:
        subject = waiting.pop()
        for triple in triples:
            part = _value(triple.object)
            if _value(triple.subject) != subject or part in reached:
                continue
            if part.startswith(f"{record}#") and triple.predicate.value not in _ACROSS:
                reached.add(part)
                waiting.append(part)
    return tuple(triple for triple in triples if _value(triple.subject) in reached)


_ACROSS: Final = frozenset({expand("pk:contradicts"), expand("schema:about")})
"""Properties that lead from one statement to another, not to a part of it."""
