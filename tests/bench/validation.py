"""Measure how long a record takes to judge, on a small and a large published graph.

Everything in process and in CPU time, since other work on the machine makes wall time waver. The
peer is pySHACL in the same run, given the same record with what it refers to: once as most people
call it, with the shapes read for each call, and once with the shapes read beforehand.

Run: ``make bench``, or ``PYTHONPATH=tests .venv/bin/python -m bench.validation``.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyshacl
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from bench.generate import generate
from partnerskap.graph.loading import Release
from partnerskap.graph.terms import expand
from partnerskap.records.neighbours import Triple, find_neighbours
from partnerskap.records.shapes import read_shapes
from partnerskap.records.validation import (
    open_published,
    read_release,
    released_validator,
    validate,
    validate_dataset,
)
from partnerskap.resources import shapes_dir
from pyshacl_oracle import to_graph
from seeded_faults import read

ROUNDS = 200
PEER_ROUNDS = 5


def middle(work: Callable[[], object], rounds: int) -> float:
    """Give the median CPU time of some work in milliseconds, after one round to warm up."""
    work()
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return statistics.median(times) * 1000


def published(size: int, folder: Path) -> Store:
    """Make a graph of a size: the release, which records refer to, and generated ones beside it."""
    graph = open_published(Release.open())
    if size > len(graph):
        path = folder / f"{size}.nt"
        generate(path, size - len(graph))
        graph.bulk_load(path=path, format=RdfFormat.N_TRIPLES)
    return graph


def small(record: Sequence[Triple]) -> Store:
    """Make a graph of about ten thousand triples in which the record finds all it refers to."""
    graph = Store()
    wanted = {o.value for _, _, o in record} | {p.value for _, p, _ in record}
    for quad in open_published(Release.open()):
        if quad.subject.value in wanted or len(graph) < 10_000:
            graph.add(quad)
    return graph


def usual(record: Sequence[Triple], graph: Store) -> None:
    """Call pySHACL as its manual shows: shapes as text, read for the call."""
    data = to_graph((*record, *find_neighbours(record, graph)))
    shapes = "\n".join(path.read_text("utf-8") for path in sorted(shapes_dir().glob("*.ttl")))
    pyshacl.validate(data, shacl_graph=shapes, shacl_graph_format="turtle", advanced=True)


def prepared(record: Sequence[Triple], graph: Store) -> Callable[[], object]:
    shapes = to_graph(read_shapes(shapes_dir()).triples)

    def work() -> object:
        data = to_graph((*record, *find_neighbours(record, graph)))
        return pyshacl.validate(data, shacl_graph=shapes, advanced=True)

    return work


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=1_000_000, help="triples of the large graph")
    large = parser.parse_args().large
    entry, trd3 = read("actors", "ntnu"), read("partnerships", "trd3")
    role = NamedNode(expand("org:classification"))
    broken = tuple((s, p, Literal("Universitet") if p == role else o) for s, p, o in entry)
    released_validator()
    few = small(entry)
    with tempfile.TemporaryDirectory() as folder:
        many = published(large, Path(folder))
    rows = {
        f"entry of {len(entry)} triples, {len(few):,} published": lambda: validate(entry, few),
        f"the same, {len(many):,} published": lambda: validate(entry, many),
        "the same with a fault, proposals tried": lambda: validate(broken, many),
        f"TRD3.0, {len(trd3)} triples": lambda: validate(trd3, many),
    }
    ours = {name: middle(work, ROUNDS) for name, work in rows.items()}
    peer_usual = middle(lambda: usual(entry, few), PEER_ROUNDS)
    peer_prepared = middle(prepared(entry, few), PEER_ROUNDS)
    print("| | median CPU time |\n|---|---|")
    for name, milliseconds in ours.items():
        print(f"| {name} | {milliseconds:.2f} ms |")
    first, second, *_ = ours.values()
    print(f"| large graph to small | {second / first:.2f} × |")
    print(f"| pySHACL, shapes read per call | {peer_usual:.0f} ms ({peer_usual / first:.0f} ×) |")
    print(
        f"| pySHACL, shapes read before | {peer_prepared:.0f} ms ({peer_prepared / first:.0f} ×) |"
    )
    triples = read_release(Release.open())
    whole = middle(lambda: released_validator().validate_all(triples), 3)
    files = middle(validate_dataset, 3)
    print(f"| the whole release, {len(triples):,} triples | {whole / 1000:.2f} s |")
    print(f"| the same with reading its files | {files / 1000:.2f} s |")


if __name__ == "__main__":
    main()
