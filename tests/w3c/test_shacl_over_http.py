"""W3C's SHACL tests once more, as clients send them: data and shapes to ``/validate``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse, serialize
from pyoxigraph import Triple as RdfTriple
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.graph.store import GraphStore
from partnerskap.settings import Settings
from partnerskap.shacl.index import Index
from partnerskap.shacl.vocabulary import sh
from w3c.test_shacl_suite import COMPARED, SHT, canonical, cases, read_case, results


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("state"), allow_sparql_shapes=True)
    with TestClient(create_app(settings, GraphStore())) as client:
        yield client


def _written(graph: Index) -> bytes:
    """Write a graph so that blank nodes keep their names, by which shapes are told apart."""
    triples = (RdfTriple(*triple) for triple in graph.triples)
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


@pytest.mark.parametrize(
    ("path", "iri"), cases(), ids=lambda v: v.stem if isinstance(v, Path) else v.rpartition("/")[2]
)
def test_a_case_of_w3c_is_answered_as_it_asks_for(client: TestClient, path: Path, iri: str) -> None:
    case = read_case(path, iri)
    files = {
        "file": ("data.nt", _written(case.data), "application/n-triples"),
        "shapes": ("shapes.nt", _written(case.shapes), "application/n-triples"),
    }
    response = client.post("/validate", files=files, headers={"Accept": "application/n-triples"})
    if case.expected == NamedNode(f"{SHT}Failure"):
        assert response.status_code == 422
        return
    assert response.status_code == 200, response.text
    assert case.expected is not None
    quads = parse(response.content, RdfFormat.N_TRIPLES)
    found = Index((q.subject, q.predicate, q.object) for q in quads)
    (report,) = found.instances(sh("ValidationReport"))
    wanted = {sh(name) for name in COMPARED}
    expected = results(case.graph, case.expected, frozenset({*wanted, sh("resultMessage")}))
    if any(p == sh("resultMessage") for _, p, _ in expected):
        wanted.add(sh("resultMessage"))
    ours = results(found, report, frozenset(wanted))

    assert found.one(report, sh("conforms")) == case.graph.one(case.expected, sh("conforms"))
    assert canonical(ours, case.shapes) == canonical(expected, case.shapes)
