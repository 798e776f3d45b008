"""A desk for tests: the invented world in a journal, people who submit and review, and a judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Store
from sqlalchemy import event

from partnerskap.entry.desk import Desk, Rules
from partnerskap.entry.publishing import Decision, accept
from partnerskap.entry.submission import Actor, Draft, Intent, Submission
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import BASE, DocumentKey, Iri, expand
from partnerskap.people.identity import Identity, Role
from partnerskap.records.journal import Journal
from partnerskap.records.neighbours import Triple
from partnerskap.records.patch import Change, diff
from partnerskap.records.report import Report, Result, Severity
from partnerskap.records.wording import Wording
from worlds import read_world

PROVE: Final = DocumentKey("partnership", "prove")
COLLEGE: Final = DocumentKey("actor", "hogskolen")
FRESH: Final = DocumentKey("partnership", "ny")

KARI: Final = Actor(Identity("p-kari", "Kari", frozenset({Role.SUBMITTER})))
OLA: Final = Actor(Identity("p-ola", "Ola", frozenset({Role.SUBMITTER})))
REVIEWER: Final = Actor(Identity("p-rita", "Rita", frozenset({Role.REVIEWER})))
NOBODY: Final = Actor(Identity.anonymous())

_LABEL: Final = expand("skos:prefLabel")
_NOTE: Final = expand("skos:note")


def label(text: str, key: DocumentKey = FRESH) -> str:
    return f'<{key.iri}> <{_LABEL}> "{text}"@nb'


def note(text: str, key: DocumentKey = PROVE) -> str:
    return f'<{key.iri}> <{_NOTE}> "{text}"@nb'


def judge(record: Sequence[Triple], _: Store) -> Report:
    """Find fault with whatever says FEIL."""
    faults = [
        Result(
            Severity.VIOLATION,
            str(subject),
            (predicate.value,),
            "FEIL",
            Iri(f"{BASE}/ns/shapes#Prove"),
            Iri(expand("sh:InConstraintComponent")),
            Wording("Navn", "Name"),
            Wording("Navnet er feil.", "The name is wrong."),
        )
        for subject, predicate, value in record
        if "FEIL" in str(value)
    ]
    return Report.of(tuple(faults))


@dataclass(frozen=True, slots=True)
class Office:
    """A desk with the journal behind it."""

    journal: Journal
    desk: Desk

    @property
    def graph(self) -> GraphStore:
        head, documents = self.journal.documents()
        return GraphStore(documents, version=head)

    def lines(self, key: DocumentKey = PROVE) -> tuple[str, ...]:
        found = self.journal.document(key)
        return found.triples if found else ()

    def version(self, key: DocumentKey = PROVE) -> int:
        found = self.journal.document(key)
        return found.version if found else 0

    def change(self, *added: str, key: DocumentKey = PROVE) -> Draft:
        """Propose to add lines to a record as it stands."""
        lines = tuple(sorted({*self.lines(key), *added}))
        return Draft(key, Intent.UPDATE, self.version(key), triples=lines, reason="Retting")

    def submitted(self, draft: Draft, actor: Actor = KARI) -> Submission:
        opened = self.desk.open(draft, actor, contact=("Kari", "kari@example.org"))
        return self.desk.submit(opened.submission.id, 1, actor, self.graph.store)

    def published(self, draft: Draft, actor: Actor = KARI) -> Submission:
        waiting = self.submitted(draft, actor)
        decision = Decision(waiting.id, waiting.revision, REVIEWER)
        return accept(self.desk, decision, self.graph)


def create(*lines: str, key: DocumentKey = FRESH) -> Draft:
    return Draft(key, Intent.CREATE, 0, triples=tuple(sorted(lines)), reason="Ny")


def allow_pages(office: Office, count: int) -> None:
    """Let the file grow to so many pages, as a full disk would; fewer than there are: to those."""
    engine = office.desk.engine
    engine.dispose()
    event.listen(
        engine, "connect", lambda c, _: c.execute(f"PRAGMA max_page_count = {count}").close()
    )


def open_office(folder: Path, rules: Rules | None = None) -> Office:
    """Open a desk on a new journal that holds the invented world as version 1."""
    journal = Journal.open(folder)
    changes = [Change(each.key, diff((), each.triples), 0) for each in read_world()]
    if journal.head() == 0:
        journal.append(changes, author="release", reason="Data release 0")
    return Office(journal, Desk(journal.engine, judge, rules or Rules()))
