"""Measure the matching of names: ``PYTHONPATH=service:tests .venv/bin/python -m bench.linking``.

Through the whole service, in this process: a batch of 100 municipalities, misspelt, as OpenRefine
sends it, and the share of all 357 that stand first in every way of writing that the tests try.
"""

from __future__ import annotations

import json
import statistics
import time

from spellings import directory, misspelt
from worlds import release_client

_ROUNDS = 9
_BATCH = 100


def main() -> None:
    """Print processor time per batch, and the share that is right first."""
    asked = [
        (each.id, misspelt(directory().labels.of(each.iri, "nb"), each.id))
        for each in directory().kind("municipality")
    ]
    client = release_client()
    spent, right = [], 0
    for start in (*range(0, len(asked), _BATCH), *[0] * _ROUNDS):
        part = asked[start : start + _BATCH]
        batch = {id_: {"query": text, "type": "municipality"} for id_, text in part}
        began = time.process_time()
        answer = client.post("/reconcile", data={"queries": json.dumps(batch)}).json()
        spent.append((time.process_time() - began) * _BATCH / len(part))
        if len(spent) <= len(range(0, len(asked), _BATCH)):
            right += sum(bool(f["result"]) and f["result"][0]["id"] == i for i, f in answer.items())
    print(f"batch of {_BATCH}, processor time: median {statistics.median(spent) * 1000:.0f} ms")
    print(f"misspelt municipalities right first: {right} of {len(asked)}")


if __name__ == "__main__":
    main()
