"""The graph that can be asked: derived from the journal's documents, rebuilt at will.

Each document stands in a named graph of its own; the default graph is the merge of all, each
triple once however many documents state it. What the graph says about itself is worked out from
the documents at each version and stands beside them. Nothing here asks the graph questions for
others or knows how documents are kept.
"""

from __future__ import annotations

from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from partnerskap.graph.terms import DocumentKey

    Describe = Callable[[Store, str], Mapping[DocumentKey, tuple[str, ...]]]

__all__ = ["GraphStore", "Stated"]


class Stated(Protocol):
    """What the graph needs to know of a document. No triples: the document was taken away."""

    @property
    def key(self) -> DocumentKey:
        """The document's key."""

    @property
    def triples(self) -> tuple[str, ...]:
        """N-Triples lines without the final dot."""

    @property
    def content_hash(self) -> str:
        """The same for equal triples, and for no others."""


class GraphStore:
    """An in-memory store that stands at exactly one version of the journal.

    One thread may change it at a time. Numbers come back from the engine in its own spelling
    (``01`` as ``1``); the documents keep theirs.

    ``describe`` makes, from a store that holds the documents alone and the hash of their content,
    triples about them by the key of the named graph they get. They follow each version and are
    merged like documents, but are none: they have no part in ``keys`` and ``content_hash``. While
    ``apply`` runs they are absent.
    """

    def __init__(
        self,
        documents: Iterable[Stated] = (),
        *,
        version: int = 0,
        describe: Describe | None = None,
    ) -> None:
        standing = [document for document in documents if document.triples]
        self.store = Store()
        plain, labelled = _quads(standing)
        self.store.bulk_load(plain, format=RdfFormat.N_QUADS)
        self.store.bulk_extend(parse(labelled, format=RdfFormat.N_QUADS))
        self.version = version
        self._hashes = {document.key: document.content_hash for document in standing}
        self._hash = ""
        self._size = -1
        self._describe = describe or (lambda *_: {})
        self._descriptions: Mapping[DocumentKey, tuple[str, ...]] = {}
        self._take_descriptions()

    def apply(self, documents: Iterable[Stated], *, version: int) -> None:
        """Bring documents to a new state and the graph to ``version``.

        A triple leaves the default graph only when no document states it any more.
        """
        for key in self._descriptions:
            self._restate(key, ())
        for document in documents:
            self._replace(document)
        self._hash, self._size = "", -1
        self._take_descriptions()
        self.version = version

    @property
    def content_hash(self) -> str:
        """SHA-256 over all documents by key: the same for the same content on any machine."""
        if not self._hash:
            lines = sorted(f"{key} {digest}\n" for key, digest in self._hashes.items())
            self._hash = sha256("".join(lines).encode()).hexdigest()
        return self._hash

    def __len__(self) -> int:
        """How many triples the default graph holds, descriptions among them."""
        if self._size < 0:
            merged = self.store.quads_for_pattern(None, None, None, DefaultGraph())
            self._size = sum(1 for _ in merged)
        return self._size

    @property
    def keys(self) -> frozenset[DocumentKey]:
        """The keys of the documents that the graph holds."""
        return frozenset(self._hashes)

    @property
    def descriptions(self) -> Mapping[DocumentKey, tuple[str, ...]]:
        """What ``describe`` made for this version: N-Triples lines by the key of their graph."""
        return MappingProxyType(self._descriptions)

    def _take_descriptions(self) -> None:
        self._descriptions = self._describe(self.store, self.content_hash)
        for key, triples in self._descriptions.items():
            self._restate(key, triples)

    def _replace(self, document: Stated) -> None:
        self._restate(document.key, document.triples)
        if document.triples:
            self._hashes[document.key] = document.content_hash
        else:
            self._hashes.pop(document.key, None)

    def _restate(self, key: DocumentKey, triples: tuple[str, ...]) -> None:
        """Make the key's graph hold these triples and no others, and the merge follow."""
        graph = NamedNode(key.graph)
        old = set(self.store.quads_for_pattern(None, None, None, graph))
        new = _as_stored(triples, graph)
        for quad in old - new:
            self._retract(quad)
        self.store.extend(each for quad in new - old for each in (quad, Quad(*quad.triple)))
        if not triples:
            self.store.remove_graph(graph)

    def _retract(self, quad: Quad) -> None:
        self.store.remove(quad)
        merged = Quad(*quad.triple)
        statements = self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object)
        if all(statement == merged for statement in statements):
            self.store.remove(merged)


def _quads(documents: list[Stated]) -> tuple[bytes, bytes]:
    """Write all documents as N-Quads: in their own graphs, and each triple once without one.

    Lines that may hold a blank node come apart from the rest: the engine's loader, which is the
    fastest way in, gives such nodes new labels each time.
    """
    merged = {line for document in documents for line in document.triples}
    lines = [f"{line} .\n" for line in merged]
    for document in documents:
        graph = document.key.graph
        lines += [f"{line} <{graph}> .\n" for line in document.triples]
    plain = "".join(line for line in lines if "_:" not in line)
    labelled = "".join(line for line in lines if "_:" in line)
    return plain.encode(), labelled.encode()


def _as_stored(triples: tuple[str, ...], graph: NamedNode) -> set[Quad]:
    """Give quads in the engine's own spelling, so that they compare with those it holds."""
    if not triples:
        return set()
    text = "".join(f"{line} .\n" for line in triples)
    store = Store()
    store.extend(
        Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in parse(text, format=RdfFormat.N_TRIPLES)
    )
    return set(store)
