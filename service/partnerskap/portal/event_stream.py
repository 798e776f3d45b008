"""Write what changed as Linked Data Event Streams, in the profile of DCAT-AP Feed.

Each event is an activity (ActivityStreams ``Create``, ``Update``, ``Delete``) about one thing; what
the thing is stated to be after it stands in the graph that the activity names. Who takes the latest
event of every thing has all that is published now. TREE tells which pages there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from partnerskap.graph.terms import BASE, PREFIXES, RECORD_TYPES
from partnerskap.portal.terms import PORTAL_PREFIXES, name
from partnerskap.portal.triples import typed
from partnerskap.records.patch import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.events import Event, Page

__all__ = [
    "CATALOGUE_STREAM",
    "RECORD_STREAM",
    "Activity",
    "activities_of",
    "describe_catalogue",
    "write_page",
    "write_root",
]

RECORD_STREAM: Final = f"{BASE}/feed/records#stream"
CATALOGUE_STREAM: Final = f"{BASE}/feed/catalog#stream"

_PREFIXES: Final = {
    **PREFIXES,
    **PORTAL_PREFIXES,
    "as": "https://www.w3.org/ns/activitystreams#",
    "ldes": "https://w3id.org/ldes#",
    "tree": "https://w3id.org/tree#",
}
_KINDS: Final = {Kind.CREATED: "as:Create", Kind.UPDATED: "as:Update", Kind.DELETED: "as:Delete"}
_ENTITIES: Final = frozenset(
    NamedNode(name(each))
    for each in (
        "dcat:Catalog",
        "dcat:Dataset",
        "dcat:Distribution",
        "dcat:DataService",
        "foaf:Agent",
        "vcard:Organization",
    )
)
_TYPE: Final = NamedNode(name("rdf:type"))
_GRAPHS: Final = {"trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD, "nq": RdfFormat.N_QUADS}


@dataclass(frozen=True, slots=True)
class Activity:
    """One event: its IRI, its kind, what it is about, when, and the lines that hold after it."""

    iri: str
    kind: Kind
    about: str
    at: str
    lines: tuple[str, ...]


def activities_of(events: Iterable[Event]) -> Iterator[Activity]:
    """Name the events of the journal. The number in the name is the order they came in."""
    for event in events:
        iri = f"{BASE}/changes/{event.seq}#{event.key}"
        yield Activity(iri, event.kind, _about(event.key), event.at, event.triples)


def describe_catalogue(
    triples: Sequence[Triple], moments: Mapping[str, str], otherwise: str
) -> list[Activity]:
    """Make one event of everything a catalogue describes, as it is now.

    What is no entry of its own, such as codes and periods, goes with the entries that refer to it.
    ``moments`` says when entries changed last, ``otherwise`` when those it does not name did.
    """
    by_subject: dict[str, list[Triple]] = {}
    for triple in triples:
        by_subject.setdefault(_value(triple.subject), []).append(triple)
    entries = {
        _value(triple.subject)
        for triple in triples
        if triple.predicate == _TYPE and triple.object in _ENTITIES
    }
    found = []
    for entry in sorted(entries):
        lines = tuple(sorted(_closure(entry, by_subject, entries)))
        at = moments.get(entry, otherwise)
        mark = sha256("\n".join((at, *lines)).encode()).hexdigest()[:24]
        found.append(Activity(f"{BASE}/feed/catalog#{mark}", Kind.UPDATED, entry, at, lines))
    return found


def write_root(stream: str, address: str, pages: Iterable[Page], form: str) -> bytes:
    """Write the node that readers begin at: the stream, and which times each page has."""
    triples = [*_stream(stream, address, ()), *_node(address)]
    for page in pages:
        bounds = [("from", "GreaterThanOrEqualTo", page.first)]
        if page.full:
            bounds.append(("to", "LessThanOrEqualTo", page.last))
        for end, kind, moment in bounds:
            iri = f"{address}#{page.number}-{end}"
            triples.append(Triple(NamedNode(address), _tree("relation"), NamedNode(iri)))
            triples += _relation(iri, kind, f"{address}/{page.number}", moment)
    return _write(triples, (), form)


def write_page(
    stream: str, view: str, address: str, *, activities: Sequence[Activity], form: str
) -> bytes:
    """Write a page of events; a page that is also its own view is the whole stream.

    In Turtle, which has no named graphs, the events stand without what holds after them.
    """
    triples = [*_stream(stream, view, activities), *_node(address)]
    if view == address:
        latest = f"{address}#latest"
        triples.append(Triple(NamedNode(address), _tree("viewDescription"), NamedNode(latest)))
        policy = NamedNode(f"{address}#retention")
        triples.append(Triple(NamedNode(latest), _ldes("retentionPolicy"), policy))
        triples.append(Triple(policy, _TYPE, _ldes("LatestVersionSubset")))
        triples.append(Triple(policy, _ldes("amount"), typed("1", "xsd:integer")))
    for each in activities:
        node = NamedNode(each.iri)
        triples.append(Triple(node, _TYPE, _short(_KINDS[each.kind])))
        triples.append(Triple(node, _short("as:object"), NamedNode(each.about)))
        triples.append(Triple(node, _short("as:published"), typed(each.at, "xsd:dateTime")))
    return _write(triples, activities, form)


def _write(triples: Iterable[Triple], activities: Iterable[Activity], form: str) -> bytes:
    if form not in _GRAPHS:
        return serialize(triples, format=RdfFormat.TURTLE, prefixes=_PREFIXES) or b""
    # Lines of the journal do not pass through the engine's terms, which would respell numbers.
    head = "".join(f"{triple} .\n" for triple in triples)
    body = "".join(f"{line} <{each.iri}> .\n" for each in activities for line in each.lines)
    text = head + body
    if form == "nq":
        return text.encode()
    quads = parse(text, format=RdfFormat.N_QUADS)
    return serialize(quads, format=_GRAPHS[form], prefixes=_PREFIXES) or b""


def _stream(stream: str, view: str, activities: Iterable[Activity]) -> Iterator[Triple]:
    node = NamedNode(stream)
    yield Triple(node, _TYPE, _ldes("EventStream"))
    yield Triple(node, _ldes("timestampPath"), _short("as:published"))
    yield Triple(node, _ldes("versionOfPath"), _short("as:object"))
    yield Triple(node, _tree("view"), NamedNode(view))
    for each in activities:
        yield Triple(node, _tree("member"), NamedNode(each.iri))


def _node(address: str) -> Iterator[Triple]:
    yield Triple(NamedNode(address), _TYPE, _tree("Node"))


def _relation(iri: str, kind: str, to: str, value: str) -> Iterator[Triple]:
    node = NamedNode(iri)
    yield Triple(node, _TYPE, _tree(f"{kind}Relation"))
    yield Triple(node, _tree("path"), _short("as:published"))
    yield Triple(node, _tree("value"), typed(value, "xsd:dateTime"))
    yield Triple(node, _tree("node"), NamedNode(to))


def _closure(
    entry: str, by_subject: Mapping[str, Sequence[Triple]], entries: set[str]
) -> Iterator[str]:
    """Give the lines of an entry and of what it refers to, up to the next entries."""
    seen, waiting = {entry}, [entry]
    while waiting:
        for triple in by_subject[waiting.pop()]:
            yield str(triple)
            value = _value(triple.object)
            if value in by_subject and value not in entries and value not in seen:
                seen.add(value)
                waiting.append(value)


def _about(key: DocumentKey) -> str:
    """Name what a document is about; what is about no record goes by its graph."""
    return key.iri if key.type in RECORD_TYPES else key.graph


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _short(text: str) -> NamedNode:
    prefix, _, local = text.partition(":")
    return NamedNode(_PREFIXES[prefix] + local)


def _tree(local: str) -> NamedNode:
    return _short(f"tree:{local}")


def _ldes(local: str) -> NamedNode:
    return _short(f"ldes:{local}")
