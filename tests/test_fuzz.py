"""Fuzzing in small: some hundred mutated queries; ``make fuzz`` sends them by the ten thousand."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from starlette.testclient import TestClient

from fuzz.mutate import Mutator, read_seeds
from fuzz.sending import Requests
from partnerskap.app import create_app
from partnerskap.settings import Settings
from worlds import load_world

SEEDS = read_seeds(Path(__file__).parents[1] / "ontology" / "questions")


def test_the_same_seed_gives_the_same_queries() -> None:
    one, same, other = (list(islice(Mutator(SEEDS, seed), 50)) for seed in (1, 1, 2))

    assert one == same
    assert one != other


def test_requests_of_every_shape_are_made() -> None:
    made = list(islice(Requests(SEEDS, 1), 60))

    assert {request.partition(b" ")[0] for request in made} == {b"GET", b"POST"}
    assert all(request.count(b"\r\n\r\n") >= 1 for request in made)


def test_no_mutated_query_is_answered_with_a_failure_of_ours() -> None:
    settings = Settings(
        query_workers=2,
        max_query_seconds=0.5,
        max_client_failures=10_000,
        max_client_seconds=10_000.0,
        max_query_memory_bytes=256 << 20,
    )
    met = set()
    with TestClient(create_app(settings, load_world())) as client:
        for text in islice(Mutator(SEEDS, 20_261_126), 250):
            query = text.encode("utf-8", "surrogatepass")
            response = client.post(
                "/sparql", content=query, headers={"Content-Type": "application/sparql-query"}
            )
            met.add(response.status_code)

    assert met <= {200, 400, 403, 406, 408, 413, 503}
    assert {200, 400, 403} <= met
