"""The history of records in PROV-O: each version an entity, each change an activity.

People appear by the part they played, never by name or id. The hash of each change is the one the
journal's chain is made of. Told of one record, or of all as the named graph ``HISTORY_KEY``.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, Protocol

from pyoxigraph import Literal, NamedNode, Triple
from sqlalchemy import select

from partnerskap.graph.terms import BASE, RECORD_TYPES, DocumentKey, Iri, expand
from partnerskap.records import database as db
from partnerskap.records import schema
from partnerskap.records.document import Document
from partnerskap.records.history import Step
from partnerskap.records.patch import Kind
from partnerskap.records.reading import as_credit
from partnerskap.records.release import RELEASE_AUTHOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine

    from partnerskap.records.chain import Credit, Version

__all__ = [
    "CHANGES",
    "HISTORY_KEY",
    "change_iri",
    "describe_history",
    "history_quads",
    "stream_history",
]

CHANGES: Final = f"{BASE}/changes/"
HISTORY_KEY: Final = DocumentKey("catalogue", "history")
_ROLES: Final = f"{BASE}/about/roles#"
_TIME: Final = NamedNode(expand("xsd:dateTime"))
_INTEGER: Final = NamedNode(expand("xsd:integer"))
_AT_A_TIME: Final = 200


class _Change(Protocol):
    """What is told of a version of the journal, whichever of its records are looked at."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> str: ...
    @property
    def credit(self) -> Credit: ...
    @property
    def hash(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Move:
    """What one version did to one record; ``earlier`` is the version that left it as it was."""

    key: DocumentKey
    kind: Kind
    seq: int
    at: str
    earlier: int | None


def change_iri(version: int) -> Iri:
    """Name a change."""
    return Iri(f"{CHANGES}{version}")


def describe_history(key: DocumentKey, history: Iterable[Version]) -> Document:
    """Write the versions that touched a record, oldest first, as triples."""
    triples: dict[str, Triple] = {}
    latest: dict[DocumentKey, int] = {}
    for version in history:
        touched = [(key, version.entries[0].kind)]
        for triple in _version(version, touched, latest):
            triples[str(triple)] = triple
    return Document(key, NamedNode(key.iri), tuple(triples[each] for each in sorted(triples)))


def history_quads(engine: Engine, *, since: int = 0, until: int) -> Iterator[str]:
    """Write what the versions after ``since``, up to ``until``, add to the history: N-Quads."""
    graph = NamedNode(HISTORY_KEY.graph)
    with db.reading(engine) as connection:
        for triple in stream_history(connection, since=since, until=until):
            yield f"{triple} {graph} .\n"


def stream_history(connection: Connection, *, since: int = 0, until: int) -> Iterator[Triple]:
    """Give what the versions after ``since``, up to ``until``, add to the history of all records.

    Oldest first; what is said of who took part comes again with each version. Nothing said of a
    version is ever taken back.
    """
    head, change = schema.versions, schema.changes
    latest = _latest(connection, since)
    query = (
        select(head, change.c.key, change.c.kind)
        .join_from(head, change)
        .where(head.c.seq > since, head.c.seq <= until)
        .order_by(head.c.seq, change.c.key)
    )
    rows = connection.execute(query, execution_options={"yield_per": _AT_A_TIME})
    for _, group in groupby(rows, key=lambda row: row.seq):
        touched = list(group)
        row = touched[0]
        step = Step(row.seq, row.at, as_credit(row), row.release, row.hash, (), 0)
        keys = [(DocumentKey.parse(each.key), Kind(each.kind)) for each in touched]
        yield from _version(step, keys, latest)


def _latest(connection: Connection, version: int) -> dict[DocumentKey, int]:
    """Tell which version left each record as it stood at ``version``, of those touched since."""
    table = schema.changes
    query = (
        select(table.c.key, table.c.kind, table.c.seq)
        .where(
            table.c.seq <= version,
            table.c.key.in_(select(table.c.key).where(table.c.seq > version)),
        )
        .order_by(table.c.seq)
    )
    kinds = {row.key: (Kind(row.kind), row.seq) for row in connection.execute(query)}
    return {
        DocumentKey.parse(key): seq
        for key, (kind, seq) in kinds.items()
        if kind is not Kind.DELETED
    }


def _version(
    version: _Change,
    touched: Sequence[tuple[DocumentKey, Kind]],
    latest: dict[DocumentKey, int],
) -> Iterator[Triple]:
    """Tell of a version and the records it touched; ``latest`` follows along."""
    yield from _change(version)
    for key, kind in touched:
        yield from _move(_Move(key, kind, version.seq, version.at, latest.pop(key, None)))
        if kind is not Kind.DELETED:
            latest[key] = version.seq


def _change(version: _Change) -> Iterator[Triple]:
    change = NamedNode(change_iri(version.seq))
    yield _is(change, "prov:Activity")
    yield _triple(change, "prov:endedAtTime", Literal(version.at, datatype=_TIME))
    yield _triple(change, "dct:identifier", Literal(str(version.seq), datatype=_INTEGER))
    yield _triple(change, "dct:description", Literal(version.credit.reason))
    yield _triple(change, "schema:sha256", Literal(version.hash))
    for role in _roles(version.credit):
        agent = NamedNode(_ROLES + role)
        yield _is(agent, "prov:Agent")
        yield _triple(change, "prov:wasAssociatedWith", agent)
    if version.credit.reverts is not None:
        yield _triple(change, "prov:wasInformedBy", NamedNode(change_iri(version.credit.reverts)))


def _move(move: _Move) -> Iterator[Triple]:
    change, state = NamedNode(change_iri(move.seq)), _state(move.key, move.seq)
    earlier = None if move.earlier is None else _state(move.key, move.earlier)
    if earlier is not None:
        yield _triple(change, "prov:used", earlier)
    if move.kind is Kind.DELETED:
        if earlier is not None:
            yield _triple(earlier, "prov:wasInvalidatedBy", change)
        return
    yield _is(state, "prov:Entity")
    yield _triple(state, "prov:specializationOf", NamedNode(_thing(move.key)))
    yield _triple(state, "prov:wasGeneratedBy", change)
    yield _triple(state, "prov:generatedAtTime", Literal(move.at, datatype=_TIME))
    if earlier is not None:
        yield _triple(state, "prov:wasRevisionOf", earlier)


def _thing(key: DocumentKey) -> Iri:
    """Name what has versions: the record, or the named graph of a document that is none."""
    return key.iri if key.type in RECORD_TYPES else key.graph


def _state(key: DocumentKey, version: int) -> NamedNode:
    """Name a record as one version left it."""
    return NamedNode(f"{_thing(key)}/versions/{version}")


def _roles(credit: Credit) -> Iterator[str]:
    if credit.author == RELEASE_AUTHOR:
        yield "release"
        return
    if credit.submission is not None:
        yield "submitter"
    if credit.reviewer is not None:
        yield "reviewer"


def _is(node: NamedNode, name: str) -> Triple:
    return _triple(node, "rdf:type", NamedNode(expand(name)))


def _triple(subject: NamedNode, name: str, value: NamedNode | Literal) -> Triple:
    return Triple(subject, NamedNode(expand(name)), value)
