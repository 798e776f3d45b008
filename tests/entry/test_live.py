"""The running graph follows the journal: at once for SPARQL, whole for pages, and after others."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store
from sqlalchemy import delete

from desks import FRESH, KARI, PROVE, REVIEWER, Office, create, label, note, open_office
from entry_service import serving_entry
from partnerskap.entry.live import Live
from partnerskap.entry.publishing import Decision
from partnerskap.errors import LimitError
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import DocumentKey
from partnerskap.records import schema
from partnerskap.records.patch import Change, diff
from partnerskap.records.provenance import HISTORY_KEY, history_quads
from partnerskap.sparql.holder import patch_store

HISTORY = NamedNode(HISTORY_KEY.graph)
NEW = '@prefix skos: <http://www.w3.org/2004/02/skos/core#> . <> skos:prefLabel "Ny"@nb .'


@dataclass
class Engine:
    """An engine that keeps a store of its own, as the process that holds the graph does."""

    live: Live
    store: Store = field(default_factory=Store)
    versions: list[str] = field(default_factory=list)
    reloads: int = 0

    async def move(self, patch: bytes, version: str) -> None:
        patch_store(self.store, patch)
        self.versions.append(version)

    async def reload(self) -> None:
        self.reloads += 1
        self.store = Store()
        self.store.bulk_load(self.live.snapshot().quads, format=RdfFormat.N_QUADS)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = open_office(tmp_path)
    yield office
    office.journal.close()


def start(office: Office, graph: GraphStore | None = None) -> tuple[Live, Engine, list[GraphStore]]:
    shown: list[GraphStore] = []
    live = Live(office.desk, graph or office.graph)
    engine = Engine(live)
    asyncio.run(engine.reload())
    live.attach(engine, shown.append)
    return live, engine, shown


def quads(store: Store) -> set[str]:
    """Give what stands in a store, but for the history, which pages do not hold."""
    return {str(quad) for quad in store if quad.graph_name != HISTORY}


def history(store: Store) -> set[str]:
    return {str(quad) for quad in store.quads_for_pattern(None, None, None, HISTORY)}


def count(store: Store, _: str) -> dict[DocumentKey, tuple[str, ...]]:
    return {DocumentKey("catalogue", "void"): (f'<urn:g> <urn:n> "{len(store)}"',)}


def write(office: Office, *lines: str, key: DocumentKey = FRESH) -> int:
    """Publish as another process would, past the running service."""
    change = Change(key, diff(office.lines(key), lines), base=office.version(key))
    return office.journal.append([change], author="x", reason="y")


def test_an_accepted_record_is_in_sparql_within_a_second_and_on_its_page(tmp_path: Path) -> None:
    with serving_entry(tmp_path, workers=True) as service:
        ask = {"query": f"ASK {{ <{FRESH.iri}> ?p ?o }}", "format": "csv"}
        before = service.client.get("/sparql", params=ask)
        waiting = service.submit(NEW, str(FRESH)).json()

        accepted = service.act(waiting["id"], "accept", service.reviewer)
        began = time.monotonic()
        while service.client.get("/sparql", params=ask).text == before.text:
            assert time.monotonic() - began < 1

        assert accepted.json()["state"] == "published"
        assert service.client.get("/partnerships/ny.ttl").status_code == 200


def test_sparql_and_pages_hold_the_same_after_each_change(office: Office) -> None:
    graph = GraphStore(office.journal.documents()[1], version=1, describe=count)
    live, engine, shown = start(office, graph)

    for text in ("én", "to"):
        waiting = office.submitted(office.change(note(text)))
        asyncio.run(live.accept(Decision(waiting.id, 2, REVIEWER)))

        assert quads(engine.store) == quads(live.graph.store)
        assert shown[-1] is live.graph
        assert live.graph.version == office.journal.head()
        rebuilt = GraphStore(office.journal.documents()[1], version=1, describe=count)
        assert quads(rebuilt.store) == quads(live.graph.store)
    assert engine.versions[-1] == live.mark == live.snapshot().version
    assert len(set(engine.versions)) == 4


def test_sparql_also_holds_the_history_of_all_records(office: Office) -> None:
    live, engine, _ = start(office)
    first = history(engine.store)

    waiting = office.submitted(office.change(note("ny")))
    asyncio.run(live.accept(Decision(waiting.id, 2, REVIEWER)))
    write(office, label("En"))
    write(office, key=FRESH)  # taken away again
    write(office, label("To"))
    asyncio.run(live.follow())

    whole = Store()
    whole.bulk_load("".join(history_quads(office.desk.engine, until=5)), format=RdfFormat.N_QUADS)
    assert first < history(engine.store) == history(whole)
    assert live.history_size() == len(history(whole))
    again = start(office)[1]
    assert history(again.store) == history(whole)


def test_an_engine_begins_anew_without_the_history_when_the_journal_cannot_be_read(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    live, engine, _ = start(office)
    office.desk.engine.dispose()
    database = Path(str(office.desk.engine.url.database))
    for path in database.parent.glob(f"{database.name}*"):
        path.write_bytes(b"no database" * 1000)

    asyncio.run(engine.reload())

    assert quads(engine.store) == quads(live.graph.store)
    assert history(engine.store) == set()
    assert "without the history" in caplog.text


def test_the_same_records_after_another_history_are_another_version(office: Office) -> None:
    live, engine, _ = start(office)
    before = live.mark

    write(office, label("Ny"))
    write(office, key=FRESH)
    asyncio.run(live.follow())

    assert live.graph.content_hash in before
    assert live.mark != before
    assert engine.versions[-1] == live.mark


def test_whoever_reads_an_older_version_goes_on_reading_it(office: Office) -> None:
    live, _, _ = start(office)
    before, held = live.graph, quads(live.graph.store)

    waiting = office.submitted(office.change(note("ny")))
    asyncio.run(live.accept(Decision(waiting.id, 2, REVIEWER)))

    assert live.graph is not before
    assert quads(before.store) == held
    assert before.version == 1


def test_what_another_process_published_is_noticed(office: Office) -> None:
    live, engine, _ = start(office)

    write(office, label("Fra andre"))
    asyncio.run(live.follow())

    assert live.graph.version == 2
    assert FRESH in live.graph.keys
    assert quads(engine.store) == quads(live.graph.store)


def test_accepting_takes_in_what_another_process_published_first(office: Office) -> None:
    live, engine, _ = start(office)
    waiting = office.submitted(office.change(note("ny")))
    write(office, label("Fra andre"))

    published = asyncio.run(live.accept(Decision(waiting.id, 2, REVIEWER)))

    assert published.version == 3
    assert {FRESH, PROVE} <= live.graph.keys
    assert quads(engine.store) == quads(live.graph.store)


def test_blank_nodes_are_taken_in_anew(office: Office) -> None:
    live, engine, _ = start(office)

    write(office, "_:a <urn:p> <urn:o>", key=DocumentKey("shapes", "ny"))
    asyncio.run(live.follow())

    assert engine.reloads == 2
    assert len(quads(engine.store)) == len(live.graph.store)
    assert len(history(engine.store)) == live.history_size()


def test_another_journal_in_the_same_place_is_noticed(office: Office, tmp_path: Path) -> None:
    live, engine, shown = start(office)
    write(office, label("Én"))
    write(office, label("To"))
    asyncio.run(live.follow())

    with office.desk.engine.begin() as connection:  # as restoring a backup would
        for table in (schema.changes, schema.documents, schema.versions):
            connection.execute(delete(table))
    write(office, label("Tre"))
    asyncio.run(live.follow())

    assert live.graph.version == 1
    assert live.graph.keys == {FRESH}
    assert quads(engine.store) == quads(live.graph.store)
    assert len(history(engine.store)) == live.history_size()
    assert shown[-1] is live.graph
    assert tmp_path.exists()


def test_a_holder_that_starts_between_the_two_moves_gets_what_sparql_has(office: Office) -> None:
    live, _, _ = start(office)
    seen: list[set[str]] = []

    class Restarting(Engine):
        async def move(self, patch: bytes, version: str) -> None:
            await super().move(patch, version)
            fresh = Store()
            fresh.bulk_load(live.snapshot().quads, format=RdfFormat.N_QUADS)
            seen.append(quads(fresh))

    engine = Restarting(live)
    asyncio.run(engine.reload())
    live.attach(engine, lambda _: None)
    waiting = office.submitted(office.change(note("ny")))
    asyncio.run(live.accept(Decision(waiting.id, 2, REVIEWER)))

    assert [note("ny") in held for held in seen] == [True, True]
    assert seen[-1] == quads(live.graph.store)


def test_a_graph_that_never_catches_up_gives_up_and_says_so(office: Office) -> None:
    live, _, _ = start(office)
    waiting = office.submitted(office.change(note("ny")))
    count = iter(range(100))

    class Busy(Live):
        async def _follow(self) -> None:
            await super()._follow()
            write(office, label(f"Andre {next(count)}"))

    busy = Busy(office.desk, live.graph)
    write(office, label("Andre"))
    with pytest.raises(LimitError):
        asyncio.run(busy.accept(Decision(waiting.id, 2, REVIEWER)))

    assert office.desk.look(waiting.id, KARI).submission.state == "submitted"


def test_a_start_after_a_sudden_end_builds_what_was_committed(office: Office) -> None:
    published = office.published(create(label("Ny")))

    live, _, _ = start(open_office(Path(str(office.desk.engine.url.database)).parent))

    assert published.version == live.graph.version == 2
    assert FRESH in live.graph.keys
