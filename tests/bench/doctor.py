"""Measure how long a catalogue takes to check and score, from its file to the report in JSON.

The catalogue is made from a seed: datasets with two distributions each, one in ten with a fault.
The peer is pySHACL in the same run, given the same rules and a tenth of the catalogue.

Run: ``make bench``, or ``PYTHONPATH=tests .venv/bin/python -m bench.doctor``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from random import Random

import pyshacl

from doctor_examples import good
from partnerskap.checking.check import check
from partnerskap.checking.task import Profile, Task
from partnerskap.checking.writing import write
from partnerskap.doctor.rules import read_rules
from partnerskap.graph.reading import read_turtle
from partnerskap.graph.store import GraphStore
from partnerskap.incoming.limits import Limits
from partnerskap.incoming.reading import Sent
from partnerskap.portal.profiles import Profile as CatalogueProfile
from pyshacl_oracle import to_graph

_EU = "http://publications.europa.eu/resource/authority"
_FAULTS = (
    ("dcat:contactPoint :contact ;", ""),
    ('"Emne"@nb', '"Emne"'),
    ("^^xsd:date ;\n    dct:language", " ;\n    dct:language"),
    (f"<{_EU}/file-type/CSV>", '"CSV"'),
)


def make_catalogue(datasets: int, seed: int = 1) -> str:
    """Write a catalogue of so many datasets, the same for the same seed."""
    chance = Random(seed)  # noqa: S311 - the same catalogue each time is what is wanted
    parts = [good(CatalogueProfile.NO_3)]
    for number in range(datasets - 1):
        text = _dataset(number, chance)
        if chance.random() < 0.1:
            text = text.replace(*chance.choice(_FAULTS))
        parts.append(text)
    return "\n".join(parts)


def _dataset(number: int, chance: Random) -> str:
    day = f"20{chance.randrange(10, 26)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}"
    distributions = "\n".join(
        f"""
:d{number}-{form} a dcat:Distribution ;
    dct:title "Datasett {number} ({form})"@nb ;
    dct:description "Alle rader som én fil."@nb ;
    dcat:accessURL <https://data.fjordvik.example.no/{number}.{form}> ;
    dcat:downloadURL <https://data.fjordvik.example.no/{number}.{form}> ;
    dct:format <{_EU}/file-type/CSV> ;
    dct:license <{_EU}/licence/CC_BY_4_0> ;
    dct:rights :terms ;
    dcat:byteSize "{chance.randrange(10**7)}"^^xsd:nonNegativeInteger ."""
        for form in ("csv", "zip")
    )
    return f"""
:catalog dcat:dataset :d{number} .
:d{number} a dcat:Dataset ;
    dct:title "Datasett {number}"@nb, "Dataset {number}"@en ;
    dct:description "Tall om {number}."@nb, "Figures about {number}."@en ;
    dct:identifier "{number}" ;
    dct:publisher :fjordvik ;
    dcat:contactPoint :contact ;
    dcat:theme <{_EU}/data-theme/ENVI> ;
    dcat:keyword "Emne"@nb ;
    dct:accessRights <{_EU}/access-right/PUBLIC> ;
    dct:issued "{day}"^^xsd:date ;
    dct:language <{_EU}/language/NOB> ;
    dct:spatial <{_EU}/country/NOR> ;
    dct:temporal :p{number} ;
    dcat:distribution :d{number}-csv, :d{number}-zip .
:p{number} a dct:PeriodOfTime ; dcat:startDate "{day}"^^xsd:date .
{distributions}"""


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, default=1_000)
    datasets = parser.parse_args().datasets
    graph = GraphStore().store
    body = make_catalogue(datasets).encode()
    told: list[dict[str, object]] = []

    def ours() -> None:
        task = Task((Sent("c.ttl", body),), profile=Profile.NO_3, limits=Limits())
        told.append(json.loads(write(check(task, graph), task, graph)))

    first, again = _timed(ours), _timed(ours)
    small = read_turtle(make_catalogue(datasets // 10)).triples
    shapes = to_graph(read_rules(CatalogueProfile.NO_3))
    data = to_graph(small)
    peer = _timed(lambda: pyshacl.validate(data, shacl_graph=shapes, inference="none"))
    print("| | wall | CPU |\n|---|---|---|")
    name = f"{datasets:,} datasets, {told[0]['triples']:,} triples, {len(body):,} bytes"
    print(f"| {name}, first | {first[0]:.2f} s | {first[1]:.2f} s |")
    print(f"| the same, rules compiled | {again[0]:.2f} s | {again[1]:.2f} s |")
    print(
        f"| pySHACL, one profile, {datasets // 10} datasets | {peer[0]:.2f} s | {peer[1]:.2f} s |"
    )
    print(f"\nFound: {told[0]['counts']}")


if __name__ == "__main__":
    main()
