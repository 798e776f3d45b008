"""What a record is called in other public data: registers, their numbers and addresses.

Only what stands in the graph is told. The address of an organisation, a place or a concept there
tells by its beginning which register it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode

from partnerskap.graph.terms import expand
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["REGISTERS", "RELATIONS", "Link", "Register", "read_links"]


@dataclass(frozen=True, slots=True)
class Register:
    """One register: the parameter that looks up in it, its name, and how its addresses begin."""

    id: str
    name: Wording
    starts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """What a record is called in one register; ``address`` is empty where there is none.

    ``relation`` is ``same``, or how what is there relates: ``close``, ``broad``, ``narrow``,
    ``related``; ``former`` is a number that was valid until 2023.
    """

    register: Register
    value: str
    address: str
    relation: str = "same"


def _alike(id_: str, name: str, *starts: str) -> Register:
    return Register(id_, Wording(name, name, name), starts)


_ORGNR: Final = Register(
    "orgnr",
    Wording("Enhetsregisteret", "Business register", "Einingsregisteret"),
    ("https://data.brreg.no/enhetsregisteret/api/enheter/",),
)
_NUMBER: Final = Register(
    "kommunenummer",
    Wording("SSB, kommuneinndeling", "Statistics Norway, municipalities", "SSB, kommuneinndeling"),
)
_COUNTY: Final = Register(
    "fylkesnummer",
    Wording("SSB, fylkesinndeling", "Statistics Norway, counties", "SSB, fylkesinndeling"),
)
_ALL: Final = (
    _ORGNR,
    _alike(
        "fdk",
        "data.norge.no",
        "https://organization-catalog.fellesdatakatalog.digdir.no/organizations/",
    ),
    _NUMBER,
    _COUNTY,
    _alike("wikidata", "Wikidata", "http://www.wikidata.org/entity/"),
    _alike("ror", "ROR", "https://ror.org/"),
    _alike("geonames", "GeoNames", "https://sws.geonames.org/"),
    _alike(
        "kartverket",
        "Kartverket",
        "https://data.geonorge.no/administrativeEnheter/kommune/id/",
        "https://data.geonorge.no/administrativeEnheter/fylke/id/",
    ),
    _alike("los", "Los", "https://psi.norge.no/los/"),
    _alike("eurovoc", "EuroVoc", "http://eurovoc.europa.eu/"),
    Register(
        "eu-data-theme",
        Wording("EUs datatema", "EU data themes", "EUs datatema"),
        ("http://publications.europa.eu/resource/authority/data-theme/",),
    ),
    Register(
        "sdg",
        Wording("FNs bærekraftsmål", "UN Sustainable Development Goals", "FNs berekraftsmål"),
        ("https://metadata.un.org/sdg/",),
    ),
    *(_alike(name.lower(), name) for name in ("ISNI", "GRID", "DBH", "Cristin", "NVA")),
)

REGISTERS: Final = {each.id: each for each in _ALL}
"""The registers by the parameter that looks up in each."""

_RELATIONS: Final = {
    "owl:sameAs": "same",
    "schema:sameAs": "same",
    "skos:exactMatch": "same",
    "skos:closeMatch": "close",
    "skos:broadMatch": "broad",
    "skos:narrowMatch": "narrow",
    "skos:relatedMatch": "related",
}
_PLAIN: Final = (
    (_ORGNR, "org:identifier", "same"),
    (_NUMBER, "pk:municipalityNumber", "same"),
    (_NUMBER, "pk:formerMunicipalityNumber", "former"),
    (_COUNTY, "dct:identifier", "same"),
)
RELATIONS: Final = ("same", "former", "close", "broad", "narrow", "related")
"""How things elsewhere can relate to ours, the nearest first."""


def read_links(store: Store, iri: str) -> tuple[Link, ...]:
    """Read what a thing and the place it lies at are called elsewhere, in the registers' order."""
    things = [iri, *_values(store, iri, "dct:spatial")]
    found = [
        link
        for thing in things
        for name, relation in _RELATIONS.items()
        for address in _values(store, thing, name)
        if (link := _of_address(address, relation)) is not None
    ]
    held = {(link.register.id, link.value) for link in found}
    for register, name, relation in _PLAIN:
        for value in _values(store, iri, name):
            if (register.id, value) not in held:  # a number may still be valid
                held.add((register.id, value))
                found.append(Link(register, value, "", relation))
    found += _by_agency(store, iri)
    places = list(REGISTERS)

    def place(link: Link) -> tuple[int, int, int, str]:
        near = RELATIONS.index(link.relation)
        return places.index(link.register.id), near, len(link.value), link.value

    return tuple(sorted(found, key=place))


def _of_address(address: str, relation: str) -> Link | None:
    for register in _ALL:
        for start in register.starts:
            if address.startswith(start):
                return Link(register, address.removeprefix(start).rstrip("/"), address, relation)
    return None


def _by_agency(store: Store, iri: str) -> list[Link]:
    """Read the identifiers that are nodes with the agency that gave them."""
    return [
        Link(REGISTERS[agency.lower()], value, "")
        for node in _values(store, iri, "adms:identifier")
        for agency in _values(store, node, "adms:schemaAgency")
        if agency.lower() in REGISTERS
        for value in _values(store, node, "skos:notation")
    ]


def _values(store: Store, iri: str, name: str) -> list[str]:
    quads = store.quads_for_pattern(NamedNode(iri), NamedNode(expand(name)), None, DefaultGraph())
    return sorted(q.object.value for q in quads if isinstance(q.object, NamedNode | Literal))
