"""Our validator and pySHACL say the same of records of ours that were changed at random.

A few run with the tests; ``VALIDATOR_ROUNDS=2000 pytest tests/shacl/test_differential.py`` runs
many.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from functools import cache

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from partnerskap.graph.loading import Release
from partnerskap.records.explaining import LITERAL_RULE
from partnerskap.records.neighbours import Triple, find_neighbours
from partnerskap.records.validation import open_published, validate
from pyshacl_oracle import Fault, faults_quickly
from seeded_faults import read

ROUNDS = int(os.environ.get("VALIDATOR_ROUNDS", "12"))
RECORDS = [
    ("actors", "ntnu"),
    ("actors", "oppdal-kommune"),
    ("agreements", "usn-grenland"),
    ("sources", "ks-trd"),
    ("themes", "helse"),
    ("counties", "nordland"),
]


@cache
def released() -> Store:
    return open_published(Release.open())


@cache
def pool() -> dict[str, list[Literal | NamedNode]]:
    """Values that stand somewhere in the release, by property: what a mistake may bring along."""
    found: defaultdict[str, set[Literal | NamedNode]] = defaultdict(set)
    for quad in released():
        assert isinstance(quad, Quad)
        if isinstance(quad.object, Literal | NamedNode):
            found[quad.predicate.value].add(quad.object)
    return {name: sorted(values, key=str) for name, values in found.items()}


def mutated(triples: tuple[Triple, ...], chance: random.Random) -> tuple[Triple, ...]:
    """Change a record in up to four places: leave out, exchange, add, retype, tear apart."""
    changed = list(triples)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed))
        subject, predicate, value = changed[at]
        other = chance.choice(list(pool()))
        kind = chance.randrange(6)
        if kind == 0 and len(changed) > 2:
            del changed[at]
        elif kind == 1:
            changed[at] = (subject, predicate, chance.choice(pool()[other]))
        elif kind == 2:
            changed.append((subject, predicate, chance.choice(pool()[predicate.value])))
        elif kind == 3:
            changed.append((subject, NamedNode(other), chance.choice(pool()[other])))
        elif kind == 4 and isinstance(value, Literal):
            changed[at] = (subject, predicate, Literal(value.value))
        elif kind == 5 and isinstance(value, NamedNode):
            changed[at] = (subject, predicate, Literal(value.value, language="nn"))
    return tuple(dict.fromkeys(changed))


def ours(triples: tuple[Triple, ...]) -> set[Fault]:
    results = validate(triples, released()).results
    return {(r.focus, r.shape, r.component, r.value) for r in results if r.shape != LITERAL_RULE}


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_mutated_record_breaks_the_same_rules_for_us_as_for_pyshacl(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # for variety, not for secrets
    triples = mutated(read(*RECORDS[seed % len(RECORDS)]), chance)

    assert ours(triples) == faults_quickly(triples, find_neighbours(triples, released()))
