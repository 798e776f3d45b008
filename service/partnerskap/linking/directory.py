"""Everything that a name can be matched against, as it is in one version of the graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode

from partnerskap.graph.folding import words
from partnerskap.graph.terms import BASE, PREFIXES, expand
from partnerskap.linking.kinds import KINDS, kinds_of
from partnerskap.linking.outward import read_links
from partnerskap.linking.properties import PROPERTIES, read_values
from partnerskap.linking.reading import bare, split_names
from partnerskap.records.lists import LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

    from partnerskap.graph.labels import Labels
    from partnerskap.linking.kinds import Kind
    from partnerskap.linking.outward import Link
    from partnerskap.records.tables import Row, Tables

__all__ = ["SPACE", "Directory", "Entity"]

SPACE: Final = f"{BASE}/"
"""What stands before an id in the IRI of the thing it names."""
_CODES: Final = f"{BASE}/code/"
_NAMES: Final = tuple(
    NamedNode(expand(name))
    for name in (
        "skos:prefLabel",
        "dct:title",
        "skos:altLabel",
        "skos:hiddenLabel",
        "schema:legalName",
    )
)
_LEGAL: Final = _NAMES[-1]
_NUMBERS: Final = ("organisation-number", "municipality-number", "former-municipality-number")


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing: its id (``id/actor/ntnu``), types, names without general words, and values.

    ``links`` tell what it is called in other registers.
    """

    id: str
    kinds: tuple[Kind, ...]
    names: frozenset[str]
    values: dict[str, tuple[str, ...]] = field(hash=False)
    links: tuple[Link, ...] = ()

    @property
    def iri(self) -> str:
        """The permanent IRI of the thing."""
        return SPACE + self.id


class Directory:
    """The records and codes by id, by name and by the numbers that identify them."""

    __slots__ = ("by_name", "by_number", "entities", "labels")

    def __init__(self, store: Store, labels: Labels, tables: Tables) -> None:
        self.labels = labels
        self.entities: dict[str, Entity] = {}
        self.by_name: dict[str, list[Entity]] = {}
        self.by_number: dict[str, list[Entity]] = {}
        for record_type, iri, row in _things(labels, tables):
            properties = [p for p in PROPERTIES.values() if record_type in p.record_types]
            values = {p.id: read_values(p, iri, row, store) for p in properties}
            kinds = kinds_of(record_type, frozenset(values.get("actor-type", ())))
            links = read_links(store, iri) if row is not None else ()
            self._add(
                Entity(iri.removeprefix(SPACE), kinds, _names(store, iri, kinds), values, links)
            )

    def kind(self, kind: str) -> list[Entity]:
        """Give the things of one type."""
        return [each for each in self.entities.values() if any(k.id == kind for k in each.kinds)]

    def names_of(self, iri: str) -> frozenset[str]:
        """Give the names of a thing that is a value."""
        entity = self.entities.get(iri.removeprefix(SPACE))
        if entity is not None:
            return entity.names
        return frozenset(bare(name) for name in self.labels.names(iri).values())

    def beginning(self, text: str, kinds: frozenset[str] = frozenset()) -> list[Entity]:
        """Give the things with a name, or a word of one, that begins like this; whole names first.

        Of equals the shorter name comes first.
        """
        start = " ".join(words(text))
        ranked: dict[str, tuple[bool, int]] = {}
        for name in self.by_name if start else ():
            if name.startswith(start) or f" {start}" in name:
                rank = (not name.startswith(start), len(name))
                for entity in self.by_name[name]:
                    if not kinds or any(kind.id in kinds for kind in entity.kinds):
                        ranked[entity.id] = min(rank, ranked.get(entity.id, rank))
        return [self.entities[id_] for id_ in sorted(ranked, key=lambda id_: (*ranked[id_], id_))]

    def _add(self, entity: Entity) -> None:
        self.entities[entity.id] = entity
        for name in entity.names:
            self.by_name.setdefault(name, []).append(entity)
        for value in {v for name in _NUMBERS for v in entity.values.get(name, ())}:
            self.by_number.setdefault(value, []).append(entity)


def _things(labels: Labels, tables: Tables) -> Iterator[tuple[str, str, Row | None]]:
    """Give the type and the IRI of each record and code; of records also their row of a list."""
    wanted = {kind.record_type for kind in KINDS.values()}
    for spec in LISTS.values():
        for row in tables.rows(spec) if spec.type in wanted else ():
            if row.iri.startswith(PREFIXES[spec.type]) and "#" not in row.iri:
                yield spec.type, row.iri, row
    for iri in sorted(labels.under(_CODES)):
        if "/" in iri.removeprefix(_CODES):  # else it is a list of codes
            yield "code", iri, None


def _names(store: Store, iri: str, kinds: tuple[Kind, ...]) -> frozenset[str]:
    found = {bare(name) for predicate in _NAMES for name in _literals(store, iri, predicate)}
    if kinds[0].id == "municipality":
        found.update(n for text in _literals(store, iri, _LEGAL) for n in split_names(text))
    return frozenset(filter(None, found))


def _literals(store: Store, iri: str, predicate: NamedNode) -> list[str]:
    quads = store.quads_for_pattern(NamedNode(iri), predicate, None, DefaultGraph())
    return [quad.object.value for quad in quads if isinstance(quad.object, Literal)]
