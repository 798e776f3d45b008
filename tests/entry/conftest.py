"""What people can choose when everything we release is loaded."""

from __future__ import annotations

import pytest

from partnerskap.entry.choices import Choices
from partnerskap.graph.labels import Labels
from partnerskap.graph.search import SearchIndex
from partnerskap.graph.store import GraphStore


@pytest.fixture(scope="session")
def choices(released_graph: GraphStore) -> Choices:
    store = released_graph.store
    return Choices(store, Labels(store), SearchIndex(store))
