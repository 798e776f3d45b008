"""The history of a record in PROV-O: each version an entity, each change an activity.

People appear by the part they played, never by name or id. The hash of each change is the one the
journal's chain is made of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from partnerskap.graph.terms import BASE, DocumentKey, Iri, expand
from partnerskap.records.document import Document
from partnerskap.records.patch import Kind
from partnerskap.records.release import RELEASE_AUTHOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from partnerskap.records.chain import Version

__all__ = ["CHANGES", "change_iri", "describe_history", "state_iri"]

CHANGES: Final = f"{BASE}/changes/"
_ROLES: Final = f"{BASE}/about/roles#"
_TIME: Final = NamedNode(expand("xsd:dateTime"))
_INTEGER: Final = NamedNode(expand("xsd:integer"))


def change_iri(version: int) -> Iri:
    """Name a change."""
    return Iri(f"{CHANGES}{version}")


def state_iri(key: DocumentKey, version: int) -> Iri:
    """Name a record as one version left it."""
    return Iri(f"{key.iri}/versions/{version}")


def describe_history(key: DocumentKey, history: Iterable[Version]) -> Document:
    """Write the versions that touched a record, oldest first, as triples."""
    triples: dict[str, Triple] = {}
    earlier: int | None = None
    for version in history:
        for triple in _version(key, version, earlier):
            triples[str(triple)] = triple
        earlier = None if version.entries[0].kind is Kind.DELETED else version.seq
    return Document(key, NamedNode(key.iri), tuple(triples[each] for each in sorted(triples)))


def _version(key: DocumentKey, version: Version, earlier: int | None) -> Iterator[Triple]:
    change, state = NamedNode(change_iri(version.seq)), NamedNode(state_iri(key, version.seq))
    yield _is(change, "prov:Activity")
    yield _triple(change, "prov:endedAtTime", Literal(version.at, datatype=_TIME))
    yield _triple(change, "dct:identifier", Literal(str(version.seq), datatype=_INTEGER))
    yield _triple(change, "dct:description", Literal(version.reason))
    yield _triple(change, "schema:sha256", Literal(version.hash))
    for role in _roles(version):
        agent = NamedNode(_ROLES + role)
        yield _is(agent, "prov:Agent")
        yield _triple(change, "prov:wasAssociatedWith", agent)
    if version.credit.reverts is not None:
        yield _triple(change, "prov:wasInformedBy", NamedNode(change_iri(version.credit.reverts)))
    if earlier is not None:
        yield _triple(change, "prov:used", NamedNode(state_iri(key, earlier)))
    if version.entries[0].kind is Kind.DELETED:
        if earlier is not None:
            yield _triple(NamedNode(state_iri(key, earlier)), "prov:wasInvalidatedBy", change)
        return
    yield _is(state, "prov:Entity")
    yield _triple(state, "prov:specializationOf", NamedNode(key.iri))
    yield _triple(state, "prov:wasGeneratedBy", change)
    yield _triple(state, "prov:generatedAtTime", Literal(version.at, datatype=_TIME))
    if earlier is not None:
        yield _triple(state, "prov:wasRevisionOf", NamedNode(state_iri(key, earlier)))


def _roles(version: Version) -> Iterator[str]:
    if version.author == RELEASE_AUTHOR:
        yield "release"
        return
    if version.credit.submission is not None:
        yield "submitter"
    if version.credit.reviewer is not None:
        yield "reviewer"


def _is(node: NamedNode, name: str) -> Triple:
    return _triple(node, "rdf:type", NamedNode(expand(name)))


def _triple(subject: NamedNode, name: str, value: NamedNode | Literal) -> Triple:
    return Triple(subject, NamedNode(expand(name)), value)
