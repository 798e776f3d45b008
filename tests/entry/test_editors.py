"""Many who change the same records at once: no change is lost, and whoever is late is told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.nursery import bearer, nursery, prepare, send
from partnerskap.entry.auditing import audit
from partnerskap.graph.terms import DocumentKey, expand
from partnerskap.records.journal import Journal

EDITORS, RECORDS = 50, 10
COUNT = expand("skos:note")


@dataclass(frozen=True, slots=True)
class Place:
    """A running service, its folder, and who may do what."""

    folder: Path
    port: int
    tokens: Mapping[str, str]

    def post(
        self, path: str, who: str, headers: Mapping[str, str], body: str = ""
    ) -> tuple[int, str]:
        sent = {**bearer(self.tokens[who]), **headers}
        status, _, text = send(self.port, "POST", path, sent, body=body)
        return status, text


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "data"
    tokens = prepare(folder)
    with nursery() as nest:
        process, port = nest.serve(folder)
        yield Place(folder, port, tokens)
        nest.kill(process)


def key_of(record: int) -> DocumentKey:
    return DocumentKey("partnership", f"teller-{record}")


def counting(record: int, number: int) -> str:
    return f'<{key_of(record).iri}> <{COUNT}> "{number}" .\n'


def hand_in(place: Place, record: int, text: str, etag: str) -> tuple[int, str]:
    """Submit and accept a state; give the status of the step that ended it, and its answer."""
    match = {"If-Match": etag} if etag else {"If-None-Match": "*"}
    headers = {"Content-Type": "application/n-triples", **match}
    path = f"/submissions?record={key_of(record)}"
    status, body = place.post(path, "submit", headers, text)
    if status != 201:
        return status, body
    name = json.loads(body)["id"]
    for act, who, revision in (("submit", "submit", '"r1"'), ("accept", "review", '"r2"')):
        path = f"/submissions/{name}/{act}"
        status, body = place.post(path, who, {"If-Match": revision})
        if status != 200:
            return status, body
    return 200, body


def edit(place: Place, editor: int) -> list[str]:
    """Count one on from what stands, until that is published; give the refusals on the way."""
    record = editor % RECORDS
    refusals: list[str] = []
    while True:
        path = f"/partnerships/{key_of(record).slug}.nt"
        _, headers, text = send(place.port, "GET", path, {})
        found = re.search(r'"(\d+)"', text)
        assert found
        status, body = hand_in(place, record, counting(record, int(found[1]) + 1), headers["etag"])
        if status == 200:
            return refusals
        assert status == 412, body
        refusals.append(body)


def test_no_change_is_lost_and_every_conflict_is_answered_with_the_difference(
    place: Place,
) -> None:
    for record in range(RECORDS):
        assert hand_in(place, record, counting(record, 0), "")[0] == 200

    with ThreadPoolExecutor(EDITORS) as pool:
        refusals = [
            refusal
            for told in pool.map(lambda editor: edit(place, editor), range(EDITORS))
            for refusal in told
        ]

    with Journal.open(place.folder) as journal:
        final = [journal.document(key_of(record)) for record in range(RECORDS)]
        expected = [(counting(record, EDITORS // RECORDS)[:-3],) for record in range(RECORDS)]
        assert [each.triples if each else None for each in final] == expected
        assert journal.head() == 1 + RECORDS + EDITORS
        assert journal.verify() + audit(journal.engine) == []
    assert refusals
    for refusal in refusals:
        difference = json.loads(refusal)["difference"]
        assert difference["theirs"]
        assert difference["yours"]
        assert difference["clashes"]
