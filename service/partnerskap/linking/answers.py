"""The JSON of the Reconciliation API 0.2: manifest, candidates, suggestions and values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from partnerskap import __version__
from partnerskap.graph.terms import NS
from partnerskap.linking.batch import BATCH
from partnerskap.linking.directory import SPACE
from partnerskap.linking.kinds import KINDS
from partnerskap.linking.matching import Types, match_name
from partnerskap.linking.properties import PROPERTIES, Values
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from partnerskap.linking.batch import Extension, Query
    from partnerskap.linking.directory import Directory, Entity
    from partnerskap.linking.matching import Candidate

__all__ = ["Answers", "Json", "make_draft_manifest", "make_manifest"]

Json: TypeAlias = "dict[str, object]"
_SUGGESTED: Final = 10
_SHOWN: Final = 3
_FRAME: Final = {"width": 420, "height": 260}
_FEATURES: Final = {
    "name": Wording("Navn", "Name", "Namn"),
    "kind": Wording("Slag", "Kind", "Slag"),
    "county": Wording("Fylke", "County", "Fylke"),
    "type": Wording("Type", "Type", "Type"),
}


def make_manifest(address: Callable[[str], str], language: str) -> Json:
    """Describe the service; ``address`` writes the whole address of a path here."""

    def place(path: str) -> Json:
        return {"service_url": address("/reconcile"), "service_path": path}

    return {
        "versions": ["0.2"],
        "name": "Partnerskapsgrafen",
        "identifierSpace": SPACE,
        "schemaSpace": NS,
        "serviceVersion": __version__,
        "documentation": address("/about/linking"),
        "logo": address("/static/icon.svg"),
        "view": {"url": address("/lookup") + "?id={{id}}"},
        "feature_view": {"url": address("/about/linking") + "?feature={{id}}#features"},
        "defaultTypes": [_type(name, language) for name in KINDS],
        "suggest": {name: place(f"/suggest/{name}") for name in ("entity", "type", "property")},
        "preview": {"url": address("/reconcile/preview") + "?id={{id}}", **_FRAME},
        "extend": {"propose_properties": place("/extend/propose"), "property_settings": []},
        "batchSize": BATCH,
    }


def make_draft_manifest(address: Callable[[str], str], language: str) -> Json:
    """Describe the service as 1.0-draft wants it: its places are fixed, so that yes is enough."""
    return {
        "versions": ["1.0-draft"],
        "name": "Partnerskapsgrafen",
        "serviceVersion": __version__,
        "documentation": address("/about/linking"),
        "logo": address("/static/icon.svg"),
        "view": {"url": address("/lookup") + "?id={id}"},
        "defaultTypes": [_type(name, language) for name in KINDS],
        "suggest": {"entity": True, "type": True, "property": True},
        "preview": dict(_FRAME),
        "batchSize": BATCH,
        "standardizedScore": True,
    }


@dataclass(frozen=True, slots=True)
class Answers:
    """Writes answers from one version of the graph in one language."""

    directory: Directory
    language: str

    def match(self, query: Query) -> Json:
        """Give the candidates for one query."""
        return {"result": self.candidates(query)}

    def candidates(self, query: Query) -> list[Json]:
        """List the candidates for one query, best first."""
        found = [
            each
            for each in match_name(self.directory, query.text, query.types, query.conditions)
            if all(each.features.get(f"property:{name}", True) for name in query.required)
        ]
        return [self._candidate(each) for each in found[: query.limit]]

    def extend(self, asked: Extension) -> Json:
        """Give the values of properties; nothing for ids that name nothing."""
        rows: Json = {}
        for id_ in asked.ids:
            entity = self.directory.entities.get(id_.removeprefix(SPACE))
            held = entity.values if entity is not None else {}
            rows[id_] = {
                name: [self._value(name, value) for value in held.get(name, ())]
                for name in asked.properties
            }
        return {"meta": [_property(n, self.language) for n in asked.properties], "rows": rows}

    def propose(self, type_: str) -> Json:
        """Propose the properties that things of a type have; of all types when it is unknown."""
        kind = KINDS.get(type_)
        fitting = [
            _property(each.id, self.language)
            for each in PROPERTIES.values()
            if kind is None or kind.record_type in each.record_types
        ]
        return {"properties": fitting, **({"type": kind.id} if kind else {})}

    def suggest_entities(self, prefix: str, types: Types, skip: int = 0) -> Json:
        """Suggest things whose names begin as somebody types, then those that are written alike."""
        found = self.directory.beginning(prefix, types.ids)
        near = (each.entity for each in match_name(self.directory, prefix, types))
        shown = list(dict.fromkeys([*found, *near]))[skip : skip + _SUGGESTED]
        return {"result": [{**self.entity(each), "notable": self._types(each)} for each in shown]}

    def suggest_types(self, prefix: str) -> Json:
        """Suggest types with the words in their id or name."""
        return self._suggest([_type(name, self.language) for name in KINDS], prefix)

    def suggest_properties(self, prefix: str) -> Json:
        """Suggest properties with the words in their id or name."""
        return self._suggest([_property(name, self.language) for name in PROPERTIES], prefix)

    def entity(self, entity: Entity) -> Json:
        """Tell one thing from others: id, name and a few words."""
        told = [entity.kinds[0].name.in_language(self.language)]
        told += entity.values.get("municipality-number", ())
        for name in ("county", "code-list"):
            told += [self._name(iri) for iri in entity.values.get(name, ())[:1]]
        return {"id": entity.id, "name": self._name(entity.iri), "description": " · ".join(told)}

    def facts(self, entity: Entity, properties: tuple[str, ...]) -> list[tuple[str, str]]:
        """Tell some properties in words, the first values of each."""
        told = []
        for name in properties:
            values = entity.values.get(name, ())
            is_thing = PROPERTIES[name].values is Values.THING
            shown = [self._name(each) if is_thing else each for each in values[:_SHOWN]]
            if shown:
                more = " …" if len(values) > _SHOWN else ""
                label = PROPERTIES[name].name.in_language(self.language)
                told.append((label, ", ".join(shown) + more))
        return told

    def _name(self, iri: str) -> str:
        return self.directory.labels.of(iri, self.language)

    def _candidate(self, found: Candidate) -> Json:
        return {
            **self.entity(found.entity),
            "score": found.score,
            "match": found.match,
            "type": self._types(found.entity),
            "features": [
                {"id": id_, "name": self._feature(id_), "value": value}
                for id_, value in found.features.items()
            ],
        }

    def _feature(self, id_: str) -> str:
        known = _FEATURES.get(id_) or PROPERTIES[id_.partition(":")[2]].name
        return known.in_language(self.language)

    def _types(self, entity: Entity) -> list[Json]:
        return [_type(kind.id, self.language) for kind in entity.kinds]

    def _value(self, name: str, value: str) -> Json:
        values = PROPERTIES[name].values
        if values is Values.NUMBER and value.isdecimal():
            return {"int": int(value)}
        if values is not Values.THING:
            return {"str": value}
        id_ = value.removeprefix(SPACE)
        if id_ in self.directory.entities:
            return {"id": id_, "name": self._name(value)}
        return {"str": self._name(value)}

    def _suggest(self, shown: list[Json], prefix: str) -> Json:
        folded = prefix.strip().casefold()
        return {"result": [e for e in shown if folded in f"{e['id']} {e['name']}".casefold()]}


def _type(kind: str, language: str) -> Json:
    found = KINDS[kind]
    named: Json = {"id": kind, "name": found.name.in_language(language)}
    return {**named, "broader": [_type(found.broader, language)]} if found.broader else named


def _property(name: str, language: str) -> Json:
    return {"id": name, "name": PROPERTIES[name].name.in_language(language)}
