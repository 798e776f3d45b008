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
        self.store = _load(_quads(standing))
        self.version = version
        self._hashes = {document.key: document.content_hash for document in standing}
        self._hash = ""
        self._size = -1
        self.describe = describe or (lambda *_: {})
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

    def following(self, documents: Iterable[Stated], *, version: int) -> GraphStore:
        """Make the graph of a later version and leave this one to those who read it."""
        after = GraphStore(version=self.version)
        after.store = _load(
            (self.store.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
        )
        after._hashes = dict(self._hashes)
        after._descriptions, after.describe = self._descriptions, self.describe
        after.apply(documents, version=version)
        return after

    def patch(self, documents: Iterable[Stated]) -> bytes:
        """Write what bringing documents to a new state changes, and change nothing.

        Lines ``D quad .`` and ``A quad .``, the merge included; the descriptions are left out.
        """
        gone: set[Quad] = set()
        new: set[Quad] = set()
        for document in documents:
            graph = NamedNode(document.key.graph)
            old = set(self.store.quads_for_pattern(None, None, None, graph))
            states = _as_stored(document.triples, graph)
            gone |= old - states
            new |= states - old
        return _as_patch(gone | self._unstated(gone, new), new | {Quad(*q.triple) for q in new})

    def description_patch(self, before: GraphStore) -> bytes:
        """Write, as a patch, what sets the descriptions apart from those of an earlier version."""
        gone: set[Quad] = set()
        new: set[Quad] = set()
        for key in self._descriptions.keys() | before._descriptions.keys():
            graph = NamedNode(key.graph)
            old = set(before.store.quads_for_pattern(None, None, None, graph))
            states = set(self.store.quads_for_pattern(None, None, None, graph))
            gone |= old - states
            new |= states - old
        merged = {Quad(*quad.triple) for quad in gone}
        gone |= {quad for quad in merged if quad not in self.store}
        return _as_patch(gone, new | {Quad(*quad.triple) for quad in new})

    def _unstated(self, gone: set[Quad], new: set[Quad]) -> set[Quad]:
        """Find what leaves the merge: triples that nothing states once ``gone`` is gone."""
        stays = {Quad(*quad.triple) for quad in new}
        merged = {Quad(*quad.triple) for quad in gone} - stays
        return {
            each
            for each in merged
            if all(
                quad == each or quad in gone
                for quad in self.store.quads_for_pattern(each.subject, each.predicate, each.object)
            )
        }

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
        self._descriptions = self.describe(self.store, self.content_hash)
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


def _quads(documents: list[Stated]) -> list[bytes]:
    """Write all documents as N-Quads: in their own graphs, and each triple once without one."""
    lines = [f"{line} .\n" for line in {line for each in documents for line in each.triples}]
    for document in documents:
        graph = document.key.graph
        lines += [f"{line} <{graph}> .\n" for line in document.triples]
    return [line.encode() for line in lines]


def _load(lines: list[bytes]) -> Store:
    """Make a store of N-Quads lines.

    Lines that may hold a blank node are put in apart from the rest: the engine's loader, which is
    the fastest way in and lets other threads work meanwhile, gives such nodes new labels each time.
    """
    store = Store()
    plain = b"".join(line for line in lines if b"_:" not in line)
    labelled = b"".join(line for line in lines if b"_:" in line)
    store.bulk_load(plain, format=RdfFormat.N_QUADS)
    store.bulk_extend(parse(labelled, format=RdfFormat.N_QUADS))
    return store


def _as_patch(gone: set[Quad], new: set[Quad]) -> bytes:
    lines = [f"D {quad} .\n" for quad in gone] + [f"A {quad} .\n" for quad in new]
    return "".join(sorted(lines)).encode()


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
