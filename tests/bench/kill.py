"""Kill the service at random moments of submit, accept and publish, and look for what was lost.

Each round serves the folder the last one left behind, lets clients submit and accept over HTTP,
sends SIGKILL after a random while, and checks: every answer that was given still holds, nothing is
torn or doubled, the journal's seals hold, and the next start serves just what the journal says.
Ends with exit code 1 when anything was lost.

Run: ``make bench``, or ``PYTHONPATH=tests .venv/bin/python -m bench.kill --rounds 200``.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.nursery import Nursery, bearer, nursery, prepare, send
from desks import label
from partnerskap.entry.auditing import audit
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.journal import Journal

__all__ = ["Killing", "play"]

CLIENTS: Final = 3
LONGEST: Final = 0.6


@dataclass(slots=True)
class Given:
    """The answers that clients were given, and the requests that none was given to."""

    drafts: set[str] = field(default_factory=set)
    submitted: set[str] = field(default_factory=set)
    published: dict[str, tuple[str, int]] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Killing:
    """What all rounds came to."""

    rounds: int
    drafts: int
    submitted: int
    published: int
    repeated: int
    faults: tuple[str, ...]


def play(
    nest: Nursery, folder: Path, *, rounds: int, seed: int, longest: float = LONGEST
) -> Killing:
    """Kill the service of a folder so many times, and tell what was found."""
    chance = random.Random(seed)  # noqa: S311 - when to kill is no secret
    tokens = prepare(folder)
    given, repeated = Given(), 0
    faults: list[str] = []
    for number in range(rounds):
        process, port = nest.serve(folder)
        faults += compare(folder, port)
        repeated += ask_again(port, tokens, given)
        clients = [
            threading.Thread(target=work, args=(port, tokens, given, f"{number}-{each}"))
            for each in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        time.sleep(chance.uniform(0.01, longest))
        nest.kill(process)
        for client in clients:
            client.join()
        faults += check(folder, given)
    return Killing(
        rounds,
        len(given.drafts),
        len(given.submitted),
        len(given.published),
        repeated,
        tuple(faults),
    )


def work(port: int, tokens: Mapping[str, str], given: Given, name: str) -> None:
    """Submit and accept records, one after the other, until the service is gone."""
    turn = 0
    while True:
        turn += 1
        slug = f"r{name}-{turn}"
        try:
            publish(port, tokens, given, slug)
        except (OSError, http.client.HTTPException):
            return


def publish(port: int, tokens: Mapping[str, str], given: Given, slug: str) -> None:
    """Take one record the whole way, and note each answer as it comes."""
    given.unanswered.append(slug)
    _, name = hand_in(port, tokens, slug)
    given.unanswered.remove(slug)
    path = f"/submissions/{name}"
    given.drafts.add(name)
    call(port, "POST", f"{path}/submit", {"If-Match": '"r1"', **bearer(tokens["submit"])})
    given.submitted.add(name)
    accept = {"If-Match": '"r2"', **bearer(tokens["review"])}
    done = call(port, "POST", f"{path}/accept", accept)[1]
    given.published[name] = f"partnership/{slug}", int(str(done["version"]))


def hand_in(port: int, tokens: Mapping[str, str], slug: str) -> tuple[int, str]:
    """Hand a record in under a key of its own, so that it may be handed in again."""
    headers = {
        "Content-Type": "application/n-triples",
        "Idempotency-Key": slug,
        **bearer(tokens["submit"]),
    }
    path = f"/submissions?record=partnership/{slug}"
    status, made = call(port, "POST", path, headers, body=f"{line_of(slug)} .\n")
    return status, str(made["id"])


def ask_again(port: int, tokens: Mapping[str, str], given: Given) -> int:
    """Send again what was not answered; count what the service had taken in all the same."""
    known = 0
    for slug in given.unanswered:
        status, name = hand_in(port, tokens, slug)
        known += status == 200
        given.drafts.add(name)
    given.unanswered.clear()
    return known


def line_of(slug: str) -> str:
    """Write what the record of a slug says."""
    return label("Ny", DocumentKey("partnership", slug))


def call(
    port: int, method: str, path: str, headers: Mapping[str, str], *, body: str = ""
) -> tuple[int, dict[str, object]]:
    """Send a request whose answer is JSON; raise RuntimeError for one that refuses."""
    status, _, text = send(port, method, path, headers, body=body)
    if status >= 400:
        raise RuntimeError(f"{method} {path}: {status} {text[:500]}")
    return status, json.loads(text)


def check(folder: Path, given: Given) -> list[str]:
    """Find what does not hold of the answers that were given."""
    with Journal.open(folder) as journal:
        faults = [text.en for text in journal.verify() + audit(journal.engine)]
        with journal.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT id, key, state, version FROM submission")
            found = {row.id: row for row in rows}
        standing = {str(each.key): each.triples for each in journal.documents()[1]}
    faults += [f"The draft {each} is lost" for each in given.drafts - found.keys()]
    doubled = len(found) - len({row.key for row in found.values()})
    if doubled:
        faults.append(f"{doubled} submissions were taken in twice")
    for each in given.submitted & found.keys():
        if found[each].state not in {"submitted", "published"}:
            faults.append(f"The submission {each} fell back to {found[each].state}")
    for each, (key, version) in given.published.items():
        row = found.get(each)
        if row is None or (row.state, row.version) != ("published", version):
            faults.append(f"The publication of {each} is lost")
        if standing.get(key) != (line_of(key.partition("/")[2]),):
            faults.append(f"The record {key} is not what was published")
    return faults


def compare(folder: Path, port: int) -> list[str]:
    """Find what a service that has just started serves beside the journal."""
    told = call(port, "GET", "/health", {})[1]
    with Journal.open(folder) as journal:
        head, documents = journal.documents()
    graph = GraphStore(documents, version=head)
    if (told["version"], told["content"]) == (head, graph.content_hash):
        return []
    return [f"The service stands at {told['version']}, the journal at {head}"]


def main() -> None:
    """Kill as often as asked, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, nursery() as nest:
        found = play(nest, Path(name) / "data", rounds=asked.rounds, seed=asked.seed)
    sys.stdout.write(
        f"{found.rounds} kills: {found.drafts} drafts, {found.submitted} submissions and "
        f"{found.published} publications acknowledged, {found.repeated} taken in without an "
        f"answer; {len(found.faults)} faults\n"
    )
    for fault in found.faults[:20]:
        sys.stdout.write(f"{fault}\n")
    sys.exit(bool(found.faults))


if __name__ == "__main__":
    main()
