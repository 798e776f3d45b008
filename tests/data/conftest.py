"""The released data as one graph, for tests that count and compare what stands in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from partnerskap.graph.terms import PREFIXES
from partnerskap.resources import data_dir, ontology_dir

Rows = Callable[[str], list[tuple[str, ...]]]


@pytest.fixture(scope="session")
def released() -> Store:
    """Load every record, reference vocabulary and code list into one default graph."""
    store = Store()
    for folder in (data_dir(), ontology_dir()):
        for path in sorted(folder.rglob("*.ttl")):
            store.load(path=str(path), format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="session")
def rows(released: Store) -> Rows:
    """Answer a SELECT, written with our usual prefixes, as rows of plain text."""
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

    def ask(query: str) -> list[tuple[str, ...]]:
        found = released.query(head + query)
        assert isinstance(found, QuerySolutions)
        return [tuple("" if cell is None else str(cell.value) for cell in row) for row in found]

    return ask
