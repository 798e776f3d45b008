"""The types that names can be matched against: what somebody's list may be a list of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from partnerskap.graph.terms import Iri, expand
from partnerskap.records.wording import Wording

__all__ = ["KINDS", "Kind", "kinds_of"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One type: its id, the type of its records, what it is called, and its broader type.

    ``classes`` are the codes of ``org:classification`` an actor of this type has; none where every
    record of the type belongs.
    """

    id: str
    record_type: str
    name: Wording
    broader: str = ""
    classes: frozenset[Iri] = frozenset()


def _codes(*names: str) -> frozenset[Iri]:
    return frozenset(expand(f"actortype:{name}") for name in names)


_ALL: Final = (
    Kind(
        "municipality",
        "actor",
        Wording("Kommune", "Municipality", "Kommune"),
        "actor",
        _codes("municipality"),
    ),
    Kind(
        "institution",
        "actor",
        Wording(
            "Universitet, høgskole, fagskole eller forskningsinstitutt",
            "University, college or research institute",
            "Universitet, høgskule, fagskule eller forskingsinstitutt",
        ),
        "actor",
        _codes("university", "university-college", "vocational-college", "research-institute"),
    ),
    Kind(
        "county-authority",
        "actor",
        Wording("Fylkeskommune", "County authority", "Fylkeskommune"),
        "actor",
        _codes("county"),
    ),
    Kind("actor", "actor", Wording("Part", "Party", "Part")),
    Kind("partnership", "partnership", Wording("Partnerskap", "Partnership", "Partnarskap")),
    Kind("theme", "theme", Wording("Tema", "Theme", "Tema")),
    Kind("scheme", "scheme", Wording("Ordning", "Funding scheme", "Ordning")),
    Kind("umbrella", "umbrella", Wording("Paraply", "Umbrella", "Paraply")),
    Kind("agreement", "agreement", Wording("Avtale", "Agreement", "Avtale")),
    Kind("county", "county", Wording("Fylke", "County", "Fylke")),
    Kind(
        "code", "code", Wording("Kode i en kodeliste", "Code of a code list", "Kode i ei kodeliste")
    ),
)

KINDS: Final = {kind.id: kind for kind in _ALL}
"""The types by id, the narrower before the broader."""


def kinds_of(record_type: str, classes: frozenset[str]) -> tuple[Kind, ...]:
    """Give the types a record belongs to, the narrowest first.

    >>> [kind.id for kind in kinds_of("actor", frozenset({expand("actortype:county")}))]
    ['county-authority', 'actor']
    """
    return tuple(
        kind
        for kind in _ALL
        if kind.record_type == record_type and (not kind.classes or kind.classes & classes)
    )
