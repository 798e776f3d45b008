from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Store

from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.record import Record
from partnerskap.sparql.holder import patch_store

HELSE = DocumentKey("theme", "helse")
KLIMA = DocumentKey("theme", "klima")
VOID = DocumentKey("catalogue", "void")
INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"
A, B = "<urn:a> <urn:p> <urn:o>", '<urn:b> <urn:p> "\u2028x\\n"@nb'
ONE, ZERO_ONE = f'<urn:n> <urn:p> "1"{INTEGER}', f'<urn:n> <urn:p> "01"{INTEGER}'
BLANK = "_:shapes-a-c14n0 <urn:p> <urn:o>"
STATES = st.frozensets(st.sampled_from([A, B, ONE, ZERO_ONE, BLANK])).map(
    lambda lines: tuple(sorted(lines))
)


def quads(store: Store) -> set[str]:
    return {str(quad) for quad in store}


def merged(graph: GraphStore) -> int:
    return sum(1 for _ in graph.store.quads_for_pattern(None, None, None, DefaultGraph()))


def test_a_triple_that_two_documents_state_counts_once() -> None:
    graph = GraphStore([Record(HELSE, (A,)), Record(KLIMA, (A, B))], version=3)

    assert (len(graph), graph.version) == (2, 3)
    assert graph.keys == {HELSE, KLIMA}
    assert quads(graph.store) >= {A, f"{A} <{HELSE.graph}>", f"{A} <{KLIMA.graph}>"}


def test_a_triple_stays_until_no_document_states_it() -> None:
    graph = GraphStore([Record(HELSE, (A,)), Record(KLIMA, (A,))])

    graph.apply([Record(HELSE, ())], version=1)
    assert quads(graph.store) == {A, f"{A} <{KLIMA.graph}>"}

    graph.apply([Record(KLIMA, ())], version=2)
    assert quads(graph.store) == set()
    assert (len(graph), graph.version, graph.keys) == (0, 2, frozenset())


@given(st.lists(st.tuples(st.sampled_from([HELSE, KLIMA]), STATES), max_size=8))
@settings(deadline=None)
def test_a_changed_graph_equals_one_built_anew(
    steps: list[tuple[DocumentKey, tuple[str, ...]]],
) -> None:
    graph = GraphStore()
    for version, (key, triples) in enumerate(steps, start=1):
        graph.apply([Record(key, triples)], version=version)
    rebuilt = GraphStore(Record(key, triples) for key, triples in dict(steps).items())

    assert quads(graph.store) == quads(rebuilt.store)
    assert {str(graph) for graph in graph.store.named_graphs()} == {
        str(graph) for graph in rebuilt.store.named_graphs()
    }
    assert graph.content_hash == rebuilt.content_hash
    assert len(graph) == merged(rebuilt)


def test_the_content_hash_follows_the_content_and_not_the_way_to_it() -> None:
    graph = GraphStore([Record(HELSE, (A,))])
    before = graph.content_hash

    graph.apply([Record(HELSE, (B,))], version=1)
    assert graph.content_hash != before

    graph.apply([Record(HELSE, (A,))], version=2)
    assert graph.content_hash == before


def test_a_triple_that_a_description_shares_with_a_document_counts_once_and_stays() -> None:
    graph = GraphStore([Record(HELSE, (A,))], describe=lambda *_: {KLIMA: (A, B)})

    assert (len(graph), graph.keys) == (2, frozenset({HELSE}))
    assert graph.descriptions == {KLIMA: (A, B)}
    graph.apply([Record(HELSE, ())], version=1)

    assert quads(graph.store) == {A, B, f"{A} <{KLIMA.graph}>", f"{B} <{KLIMA.graph}>"}


def test_a_description_sees_the_documents_alone() -> None:
    seen: list[int] = []

    def describe(store: Store, _: str) -> dict[DocumentKey, tuple[str, ...]]:
        seen.append(len(store))
        return {KLIMA: (B,)}

    GraphStore([Record(HELSE, (A,))], describe=describe).apply([], version=1)

    assert seen == [2, 2]


@given(st.lists(st.tuples(st.sampled_from([HELSE, KLIMA]), STATES), max_size=8))
@settings(deadline=None)
def test_a_following_graph_is_the_changed_one_and_leaves_its_forerunner(
    steps: list[tuple[DocumentKey, tuple[str, ...]]],
) -> None:
    graph = GraphStore(describe=lambda store, _: {VOID: (f'<urn:d> <urn:n> "{len(store)}"',)})
    for version, (key, triples) in enumerate(steps, start=1):
        before, held = quads(graph.store), dict(graph.descriptions)
        after = graph.following([Record(key, triples)], version=version)

        assert quads(graph.store) == before
        assert dict(graph.descriptions) == held
        graph.apply([Record(key, triples)], version=version)
        assert quads(after.store) == quads(graph.store)
        assert (after.version, after.content_hash) == (version, graph.content_hash)
        assert dict(after.descriptions) == dict(graph.descriptions)
        graph = after


NAMED = st.frozensets(st.sampled_from([A, B, ONE, ZERO_ONE])).map(lambda each: tuple(sorted(each)))


@given(st.lists(st.lists(NAMED, min_size=2, max_size=2), min_size=1, max_size=6))
@settings(deadline=None)
def test_a_patch_leads_from_one_version_to_the_next(
    steps: list[list[tuple[str, ...]]],
) -> None:
    graph, patched = GraphStore(), Store()
    for version, states in enumerate(steps, start=1):
        records = [
            Record(key, triples) for key, triples in zip((HELSE, KLIMA), states, strict=True)
        ]
        patch_store(patched, graph.patch(records))
        graph = graph.following(records, version=version)

        assert quads(patched) == quads(graph.store)
