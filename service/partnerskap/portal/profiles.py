"""The profiles a catalogue can be had in, and what only one of them allows.

The neutral feed leaves out whatever the profiles contradict each other about. A profile's feed is
the neutral one and what that profile alone allows in the form it demands.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.portal.codes import code
from partnerskap.portal.terms import CATALOGUE, name
from partnerskap.portal.triples import Values, describe, iri, typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Triple

    from partnerskap.portal.facts import Facts, File, Place

__all__ = ["NORWEGIAN", "Profile", "dataset_additions", "distribution_additions", "nodes_of"]


class Profile(StrEnum):
    """A way to write the catalogue, by the name that ``?_profile=`` takes."""

    NEUTRAL = "neutral"
    NO_2 = "dcat-ap-no-2"
    NO_3 = "dcat-ap-no-3"
    EU_3 = "dcat-ap-3"
    SCHEMA_ORG = "schema.org"


NORWEGIAN: Final = frozenset({Profile.NO_2, Profile.NO_3})
"""The profiles that take themes of Los beside those of the EU."""

_W3C_MEDIA: Final = "https://www.w3.org/ns/iana/media-types/"
_IANA_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_EU_ALGORITHM: Final = "https://spdx.org/rdf/terms#checksumAlgorithm_sha256"


@dataclass(frozen=True, slots=True)
class _Traits:
    """How a profile wants what the profiles disagree on."""

    size: str
    status: tuple[str, str]
    version: str
    algorithm: str
    place: str
    """Which name of a municipality it allows: Kartverket's, GeoNames', or none (empty)."""


_TRAITS: Final = {
    Profile.NO_2: _Traits(
        "xsd:decimal",
        ("status", "Completed"),
        "owl:versionInfo",
        name("spdx:checksumAlgorithm_sha1"),
        "",
    ),
    Profile.NO_3: _Traits(
        "xsd:nonNegativeInteger",
        ("distribution-status", "COMPLETED"),
        "dcat:version",
        name("spdx:checksumAlgorithm_sha256"),
        "kartverket",
    ),
    Profile.EU_3: _Traits(
        "xsd:nonNegativeInteger",
        ("distribution-status", "COMPLETED"),
        "dcat:version",
        _EU_ALGORITHM,
        "geonames",
    ),
}


def dataset_additions(profile: Profile, facts: Facts, slug: str) -> Mapping[str, Values]:
    """Give what a profile alone allows to say of a dataset."""
    traits = _TRAITS.get(profile)
    if traits is None:
        return {}
    places = _places(traits, facts) if slug == "partnerships" else ()
    return {
        traits.version: Literal(str(facts.version)),
        "dct:spatial": tuple(map(NamedNode, places)),
    }


def distribution_additions(profile: Profile, file: File, subject: str) -> Mapping[str, Values]:
    """Give what a profile alone allows to say of a distribution named ``subject``."""
    traits = _TRAITS.get(profile)
    if traits is None:
        return {}
    known = file.size is not None
    return {
        "adms:status": code(*traits.status),
        "dcat:mediaType": iri(_media_type(profile, file.media_type)),
        "dcat:byteSize": typed(str(file.size), traits.size) if known else None,
        "spdx:checksum": NamedNode(f"{subject}-checksum") if known else None,
    }


def nodes_of(profile: Profile, facts: Facts) -> Iterator[Triple]:
    """Describe the nodes that only this profile's feed refers to."""
    traits = _TRAITS.get(profile)
    if traits is None:
        return
    for media_type in sorted({file.media_type for file in facts.files}):
        if address := _media_type(profile, media_type):
            named = Literal(media_type)
            about = {"rdfs:label": named, "dct:identifier": named}
            yield from describe(address, "dct:MediaType", about)
    for file in facts.files:
        if file.size is not None:
            yield from _checksum(traits, file)
    for address, place in _places(traits, facts).items():
        yield from describe(address, "dct:Location", _about(place))
    if profile is Profile.EU_3:
        yield from describe(_EU_ALGORITHM, "spdx:ChecksumAlgorithm", {})


def _checksum(traits: _Traits, file: File) -> Iterator[Triple]:
    value = file.sha1 if traits.algorithm.endswith("sha1") else file.sha256
    facts: dict[str, Values] = {
        "spdx:algorithm": NamedNode(traits.algorithm),
        "spdx:checksumValue": typed(value, "xsd:hexBinary"),
    }
    yield from describe(f"{CATALOGUE}#{file.name}-checksum", "spdx:Checksum", facts)


def _places(traits: _Traits, facts: Facts) -> dict[str, Place]:
    if not traits.place:
        return {}
    names = (
        place.kartverket if traits.place == "kartverket" else place.geonames
        for place in facts.places
    )
    return {name: place for name, place in zip(names, facts.places, strict=True) if name}


def _about(place: Place) -> dict[str, Values]:
    return {
        "skos:prefLabel": Literal(place.name, language="nb") if place.name else None,
        "dcat:centroid": typed(place.centroid, "geo:wktLiteral") if place.centroid else None,
    }


def _media_type(profile: Profile, media_type: str) -> str:
    """Name a media type as a profile does; empty where it has no name for it."""
    if profile is not Profile.NO_3:
        return f"{_IANA_MEDIA}{media_type}"
    return f"{_W3C_MEDIA}{media_type}#Resource" if media_type.startswith("application/") else ""
