"""Score things against what somebody wrote, from 0 to 100.

100 is the same name or number; a number that was valid until 2023 gives 96; two names of the same
thing beside each other 95; a likely misspelling at most 92; one of several names 85. What the words
say of the kind, and types and properties that are given, draw the score down where they disagree.
Only one clear hit of 95 or more is called a match. What went into a score is told as features.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from partnerskap.linking.directory import SPACE
from partnerskap.linking.properties import PROPERTIES, Values
from partnerskap.linking.reading import bare, is_general, read_name, unjoin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from partnerskap.linking.directory import Directory, Entity
    from partnerskap.linking.reading import Wanted

__all__ = ["Candidate", "Condition", "Types", "match_name"]

_SURE: Final = 95
_GAP: Final = 5
_CLOSE: Final = 0.6
_MOST: Final = 40
_OTHER: Final = 0.7
_PART: Final = 0.9
_ONE_PART: Final = 85.0
_IDENTIFIED: Final = 96.0
_NOT_IDENTIFIED: Final = 60.0
_OTHER_NAME: Final = 70.0
_HARDLY: Final = 50.0


@dataclass(frozen=True, slots=True)
class Condition:
    """A property and the values it should have, as written or as ids of things."""

    property: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Types:
    """The types that are wanted; none: all. ``strict`` is ``any``, ``all`` or ``should`` of them.

    ``should`` lets others come with lower scores.
    """

    ids: frozenset[str] = frozenset()
    strict: str = "any"

    def fits(self, entity: Entity) -> bool:
        """Tell whether a thing is of the types."""
        held = {kind.id for kind in entity.kinds}
        return not self.ids or (self.ids <= held if self.strict == "all" else bool(self.ids & held))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant; ``features`` are what its score was made of."""

    entity: Entity
    score: float
    match: bool
    features: Mapping[str, float | bool]


def match_name(
    directory: Directory, text: str, types: Types, conditions: tuple[Condition, ...] = ()
) -> list[Candidate]:
    """Rank the things that fit, best first; where no name is given, by the conditions alone."""
    wanted = _in_county(directory, read_name(text, directory.by_number))
    named = text.strip().removeprefix(SPACE)
    known = named in directory.entities
    scores = {named: 100.0} if known else _scores(directory, wanted, conditions)
    ranked: list[tuple[float, Entity, dict[str, float | bool]]] = []
    for id_, score in scores.items():
        entity = directory.entities[id_]
        if types.strict == "should" or types.fits(entity):
            features: dict[str, float | bool] = {"name": round(score, 1)}
            final = _by_words(directory, entity, wanted, features)
            if types.strict == "should" and not (fits := types.fits(entity)):
                features["type"] = fits
                final *= _OTHER
            final = _by_conditions(directory, entity, conditions, features=features, score=final)
            ranked.append((round(final, 1), entity, features))
    ranked.sort(key=lambda each: (-each[0], each[1].id))
    best = [each[0] for each in ranked[:2]]
    sure = bool(best) and best[0] >= _SURE and (len(best) == 1 or best[0] - best[1] >= _GAP)
    return [
        Candidate(entity, final, sure and place == 0, features)
        for place, (final, entity, features) in enumerate(ranked[:_MOST])
        if final > 0
    ]


def _in_county(directory: Directory, wanted: Wanted) -> Wanted:
    """Understand «Våler i Østfold»: a name, and the county it is in."""
    name, _, place = wanted.whole.rpartition(" i ")
    is_name = name in directory.by_name and wanted.whole not in directory.by_name
    if is_name and not wanted.place and _is_county(directory, place):
        return replace(wanted, full=name, place=place)
    return wanted


def _scores(
    directory: Directory, wanted: Wanted, conditions: tuple[Condition, ...]
) -> dict[str, float]:
    """Score by name and number; where neither is given, let all be weighed by the conditions."""
    if not wanted.full and not wanted.numbers:
        return dict.fromkeys(directory.entities, 100.0) if conditions else {}
    identifying = [each for each in conditions if PROPERTIES[each.property].identifies]
    scores = {
        entity.id: 0.0
        for entity in (directory.entities.values() if identifying else ())
        if any(_agrees(directory, entity, each) for each in identifying)
    }
    if not (wanted.numbers and is_general(wanted.full)):
        scores |= _by_name(directory, wanted)
    return scores | _by_number(directory, wanted)


def _by_name(directory: Directory, wanted: Wanted) -> dict[str, float]:
    """Score by names: as written, without what stands in brackets, and part by part."""
    scores = _beside(directory, wanted.parts)
    part = 1.0 if wanted.place == "" or _is_county(directory, wanted.place) else _PART
    whole = bare(wanted.whole)
    for name, weight in {bare(wanted.full): part, unjoin(whole): _PART, whole: 1.0}.items():
        for near, score in _alike(directory, name).items() if name else ():
            for entity in directory.by_name[near]:
                scores[entity.id] = max(score * weight, scores.get(entity.id, 0.0))
    return scores


def _beside(directory: Directory, parts: tuple[str, ...]) -> dict[str, float]:
    """Score by names beside each other: high where all of them are the same thing's."""
    named = [{entity.id for entity in directory.by_name.get(part, ())} for part in parts]
    shared = set.intersection(*named) if named else set()
    return {id_: 95.0 if id_ in shared else _ONE_PART for ids in named for id_ in ids}


def _alike(directory: Directory, name: str) -> dict[str, float]:
    """Score the names there are: 100 for this one, less for one like it or one with its words."""
    names = directory.by_name.keys()
    scores = {
        near: 100.0 if near == name else 92 * likeness
        for near, likeness, _ in process.extract(
            name, names, scorer=OSA.normalized_similarity, limit=_MOST, score_cutoff=_CLOSE
        )
    }
    for near, likeness, _ in process.extract(
        name, names, scorer=fuzz.token_set_ratio, limit=_MOST, score_cutoff=85
    ):
        scores[near] = max(0.8 * likeness, scores.get(near, 0.0))
    return scores


def _is_county(directory: Directory, name: str) -> bool:
    return any(each.id.startswith("id/county/") for each in directory.by_name.get(name, ()))


def _by_number(directory: Directory, wanted: Wanted) -> dict[str, float]:
    scores: dict[str, float] = {}
    name = bare(wanted.full)
    for number in wanted.numbers:
        for entity in directory.by_number[number]:
            former = number in entity.values["former-municipality-number"] and (
                number not in entity.values["municipality-number"]
            )
            likeness = max(
                (OSA.normalized_similarity(name, each) for each in entity.names), default=0.0
            )
            agrees = is_general(name) or likeness >= _CLOSE
            scores[entity.id] = (_IDENTIFIED if former else 100.0) if agrees else _OTHER_NAME
    return scores


def _by_words(
    directory: Directory, entity: Entity, wanted: Wanted, features: dict[str, float | bool]
) -> float:
    """Weigh the score of a name by what the words beside it say of the kind and the county."""
    score = float(features["name"])
    if wanted.kind and entity.kinds[0].id != "code":
        features["kind"] = any(kind.id == wanted.kind for kind in entity.kinds)
    if _is_county(directory, wanted.place) and entity.values.get("county"):
        named = {name for iri in entity.values["county"] for name in directory.names_of(iri)}
        features["county"] = wanted.place in named
    for name in ("kind", "county"):
        score *= 1.0 if features.get(name, True) else _OTHER
    return score


def _by_conditions(
    directory: Directory,
    entity: Entity,
    conditions: tuple[Condition, ...],
    *,
    features: dict[str, float | bool],
    score: float,
) -> float:
    """Weigh a score by the properties: what identifies decides, others count for 30 of 100."""
    if not conditions:
        return score
    agree = {each.property: _agrees(directory, entity, each) for each in conditions}
    features |= {f"property:{name}": same for name, same in agree.items()}
    identifies = {same for name, same in agree.items() if PROPERTIES[name].identifies}
    if True in identifies:
        return max(_IDENTIFIED, score) if features["name"] >= _HARDLY else _OTHER_NAME
    final = 0.7 * score + 30 * sum(agree.values()) / len(agree)
    return min(final, _NOT_IDENTIFIED) if identifies else final


def _agrees(directory: Directory, entity: Entity, condition: Condition) -> bool:
    """Tell whether a thing has one of the values."""
    held = entity.values.get(condition.property, ())
    prop = PROPERTIES[condition.property]
    if not held:
        return False
    if prop.values is Values.THING:
        names = {name for iri in held for name in directory.names_of(iri)}
        ids = {part for iri in held for part in (iri, iri.partition("partnerskap/")[2])}
        return any(v in ids or bare(v) in names for v in condition.values)
    if prop.values is Values.DATE:
        return any(h.startswith(v) or v.startswith(h) for h in held for v in condition.values if v)
    given = {_plain(value, prop.start) for value in condition.values}
    return any(_plain(value, "") in given for value in held)


def _plain(value: str, start: str) -> str:
    text = "".join(value.split()).removeprefix(start).rstrip("/").casefold()
    return text.zfill(4) if text.isdecimal() and len(text) == 3 else text
