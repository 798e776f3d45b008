"""The change feeds, followed as a harvester follows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse
from rdflib import Graph
from rdflib.compare import isomorphic
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import BASE, DocumentKey
from partnerskap.records.dumping import DumpFormat, write_documents
from partnerskap.records.journal import Journal
from partnerskap.records.patch import Change, diff
from partnerskap.settings import Settings
from worlds import world_client

AS = "https://www.w3.org/ns/activitystreams#"
TREE = "https://w3id.org/tree#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
ROOT = "http://testserver/feed/records"
FOREVER = "public, max-age=31536000, immutable"


def client_of(journal: Journal, folder: Path) -> TestClient:
    head, documents = journal.documents()
    graph = GraphStore(documents, version=head)
    return TestClient(create_app(Settings(data_dir=folder), graph, journal=journal))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path) as journal:
        yield journal


def churn(journal: Journal, random: Random, times: int) -> None:
    """Create, update and delete a few records at random, some versions with several at once."""
    left = times
    while left:
        keys = random.sample(range(60), k=min(left, random.randint(1, 8)))
        changes = []
        for number in keys:
            key = DocumentKey("theme", f"t{number}")
            stored = journal.document(key)
            before, base = (stored.triples, stored.version) if stored else ((), 0)
            lines = {f'<{key.iri}> <urn:p> "{random.randint(0, 10**9)}.50"' for _ in range(3)}
            lines.add(f"<{key.iri}> <urn:shared> <urn:same>")
            gone = bool(before) and random.random() < 0.3
            after = () if gone else tuple(sorted(lines))
            changes.append(Change(key, diff(before, after), base))
        journal.append(changes, author="x", reason="tilfeldig")
        left -= len(keys)


def quads(client: TestClient, address: str, accept: str = "application/trig") -> list[Quad]:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == accept
    return list(parse(answer.content, format=RdfFormat.from_media_type(accept)))


def values(found: list[Quad], predicate: str) -> dict[str, str]:
    return {
        quad.subject.value: quad.object.value  # type: ignore[union-attr]  # no triple terms here
        for quad in found
        if quad.predicate.value == predicate
    }


def pages(client: TestClient) -> list[str]:
    return sorted(
        set(values(quads(client, ROOT), f"{TREE}node").values()),
        key=lambda address: int(address.rpartition("/")[2]),
    )


def replay(client: TestClient, accept: str = "application/trig") -> dict[str, set[str]]:
    """Take the latest event of each thing, as readers of a feed do; give the lines by thing."""
    latest: dict[str, tuple[str, set[str]]] = {}
    for page in pages(client):
        found = quads(client, page, accept)
        about, when = values(found, f"{AS}object"), values(found, f"{AS}published")
        payload: dict[str, set[str]] = {iri: set() for iri in about}
        for quad in found:
            if isinstance(quad.graph_name, NamedNode):
                payload[quad.graph_name.value].add(str(quad.triple))
        for iri, thing in about.items():
            if thing not in latest or latest[thing][0] < when[iri]:
                latest[thing] = when[iri], payload[iri]
    return {thing: lines for thing, (_, lines) in latest.items()}


def test_a_thousand_random_changes_replayed_give_the_graph_there_is(
    journal: Journal, tmp_path: Path
) -> None:
    churn(journal, Random(1), 1000)  # noqa: S311 - changes, not secrets
    client = client_of(journal, tmp_path)
    lines = set().union(*replay(client).values())
    followed = Graph().parse(data="".join(f"{line} .\n" for line in lines), format="nt")
    present = Graph().parse(
        data=write_documents(journal.documents()[1], DumpFormat.N_TRIPLES).decode(), format="nt"
    )

    assert len(present) > 50
    assert isomorphic(followed, present)


def test_full_pages_never_change_and_the_open_one_is_asked_for_by_its_etag(
    journal: Journal, tmp_path: Path
) -> None:
    random = Random(3)  # noqa: S311 - changes, not secrets
    churn(journal, random, 450)
    client = client_of(journal, tmp_path)
    before = {page: client.get(page) for page in pages(client)}
    churn(journal, random, 300)
    after = {page: client.get(page) for page in pages(client)}

    assert (len(before), len(after)) == (3, 4)
    for page in list(before)[:2]:
        assert after[page].content == before[page].content
        assert after[page].headers["cache-control"] == FOREVER
        assert after[page].headers["etag"] == before[page].headers["etag"]
    open_before = before[f"{ROOT}/3"]
    assert open_before.headers["cache-control"] == "public, no-cache"
    headers = {"If-None-Match": open_before.headers["etag"]}
    assert client.get(f"{ROOT}/3", headers=headers).status_code == 200
    headers = {"If-None-Match": after[f"{ROOT}/4"].headers["etag"]}
    assert client.get(f"{ROOT}/4", headers=headers).status_code == 304


def test_the_root_tells_the_times_of_every_page(journal: Journal, tmp_path: Path) -> None:
    churn(journal, Random(4), 450)  # noqa: S311 - changes, not secrets
    client = client_of(journal, tmp_path)
    root = quads(client, ROOT)
    value, node = values(root, f"{TREE}value"), values(root, f"{TREE}node")

    bounds = ("1-from", "1-to", "2-from", "2-to", "3-from")
    assert set(value) == {f"{ROOT}#{each}" for each in bounds}
    for relation, page in node.items():
        times = list(values(quads(client, page), f"{AS}published").values())
        assert len(times) == (50 if page.endswith("/3") else 200)
        if relation.endswith("from"):
            assert min(times) >= value[relation]
        else:
            assert max(times) <= value[relation]


def test_members_of_the_stream_are_the_activities_on_the_page(
    journal: Journal, tmp_path: Path
) -> None:
    churn(journal, Random(5), 20)  # noqa: S311 - changes, not secrets
    client = client_of(journal, tmp_path)
    found = quads(client, f"{ROOT}/1")
    members = {
        quad.object.value  # type: ignore[union-attr]  # no triple terms here
        for quad in found
        if quad.predicate.value == f"{TREE}member"
    }
    kinds = {
        quad.subject.value: quad.object.value.removeprefix(AS)  # type: ignore[union-attr]  # as above
        for quad in found
        if quad.predicate == TYPE and str(quad.object).startswith(f"<{AS}")
    }

    assert members == set(kinds) == set(values(found, f"{AS}object"))
    assert set(kinds.values()) <= {"Create", "Update", "Delete"}
    graphs = {quad.graph_name.value for quad in found if isinstance(quad.graph_name, NamedNode)}
    assert graphs == {iri for iri, kind in kinds.items() if kind != "Delete"}
    assert all(iri.startswith(f"{BASE}/changes/") for iri in members)


@pytest.mark.parametrize("accept", ["application/ld+json", "application/n-quads"])
def test_other_forms_tell_the_same(journal: Journal, tmp_path: Path, accept: str) -> None:
    churn(journal, Random(6), 30)  # noqa: S311 - changes, not secrets
    client = client_of(journal, tmp_path)

    assert replay(client, accept) == replay(client)


def test_turtle_lists_the_events_without_what_holds_after_them(
    journal: Journal, tmp_path: Path
) -> None:
    churn(journal, Random(7), 30)  # noqa: S311 - changes, not secrets
    client = client_of(journal, tmp_path)
    whole = [quad for quad in quads(client, f"{ROOT}/1") if quad.graph_name == DefaultGraph()]

    assert set(quads(client, f"{ROOT}/1", "text/turtle")) == set(whole)
    assert (
        client.get(f"{ROOT}/1.ttl").content
        == client.get(f"{ROOT}/1", headers={"Accept": "text/turtle"}).content
    )


def test_numbers_keep_their_spelling(journal: Journal, tmp_path: Path) -> None:
    key = DocumentKey("theme", "tall")
    line = f'<{key.iri}> <urn:p> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    journal.append([Change(key, diff((), (line,)), 0)], author="x", reason="tall")

    assert replay(client_of(journal, tmp_path)) == {key.iri: {line}}


@pytest.mark.parametrize("page", ["0", "2", "x", "-1", "99999999999"])
def test_a_page_that_is_not_there_is_not_found(journal: Journal, tmp_path: Path, page: str) -> None:
    churn(journal, Random(8), 3)  # noqa: S311 - changes, not secrets

    assert client_of(journal, tmp_path).get(f"/feed/records/{page}").status_code == 404


def test_a_feed_does_not_come_in_other_forms(catalogue_client: TestClient) -> None:
    for path in ("/feed/records", "/feed/records/1", "/feed/catalog"):
        assert catalogue_client.get(path, headers={"Accept": "text/csv"}).status_code == 406


def test_the_catalogue_feed_is_the_catalogue(catalogue_client: TestClient) -> None:
    feed = parse(catalogue_client.get("/feed/catalog.nq").content, format=RdfFormat.N_QUADS)
    held = {quad.triple for quad in feed if isinstance(quad.graph_name, NamedNode)}
    told = Graph().parse(data="".join(f"{each} .\n" for each in held), format="nt")
    catalogue = Graph().parse(data=catalogue_client.get("/catalog.ttl").text, format="turtle")

    assert isomorphic(told, catalogue)


def test_the_catalogue_feed_says_that_it_holds_the_latest_only(
    catalogue_client: TestClient,
) -> None:
    answer = catalogue_client.get("/feed/catalog.jsonld")
    text = json.dumps(answer.json())

    assert "LatestVersionSubset" in text
    again = {"If-None-Match": answer.headers["etag"]}
    assert catalogue_client.get("/feed/catalog.jsonld", headers=again).status_code == 304


def test_a_service_without_a_journal_says_so() -> None:
    assert world_client().get("/feed/records").status_code == 500
