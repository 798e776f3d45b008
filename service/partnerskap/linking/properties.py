"""The properties that candidates are compared by and that columns are filled with.

Each is read from the rows of a list, where the lists have it, or along a path in the graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode

from partnerskap.graph.terms import expand
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Store

    from partnerskap.records.tables import Row

__all__ = ["PROPERTIES", "Property", "Values", "read_values"]


class Values(StrEnum):
    """What the values of a property are."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its id and name, whose it is, and where it stands.

    ``field`` names a field of the list of the record type; else ``paths`` lead to the values. Of
    values that begin with ``start`` only the rest is given, and others are left out. What
    ``identifies`` belongs to one thing alone.
    """

    id: str
    name: Wording
    record_types: tuple[str, ...]
    values: Values = Values.TEXT
    field: str = ""
    paths: tuple[str, ...] = ()
    start: str = ""
    identifies: bool = False


_MATCHES: Final = (
    "skos:exactMatch",
    "skos:closeMatch",
    "skos:broadMatch",
    "skos:narrowMatch",
    "skos:relatedMatch",
)
_ALL_TYPES: Final = (
    "actor",
    "partnership",
    "theme",
    "scheme",
    "umbrella",
    "agreement",
    "county",
    "code",
)

_ALL: Final = (
    Property(
        "organisation-number",
        Wording("Organisasjonsnummer", "Organisation number", "Organisasjonsnummer"),
        ("actor",),
        paths=("org:identifier",),
        identifies=True,
    ),
    Property(
        "municipality-number",
        Wording("Kommunenummer", "Municipality number", "Kommunenummer"),
        ("actor",),
        paths=("pk:municipalityNumber",),
        identifies=True,
    ),
    Property(
        "former-municipality-number",
        Wording(
            "Kommunenummer 2020–2023", "Municipality number 2020–2023", "Kommunenummer 2020–2023"
        ),
        ("actor",),
        paths=("pk:formerMunicipalityNumber",),
    ),
    Property(
        "county",
        Wording("Fylke", "County", "Fylke"),
        ("actor", "partnership"),
        Values.THING,
        field="county",
    ),
    Property(
        "county-number",
        Wording("Fylkesnummer", "County number", "Fylkesnummer"),
        ("county",),
        paths=("dct:identifier",),
        identifies=True,
    ),
    Property(
        "actor-type",
        Wording("Type part", "Type of party", "Type part"),
        ("actor",),
        Values.THING,
        field="type",
    ),
    Property(
        "population",
        Wording("Innbyggertall", "Population", "Innbyggjartal"),
        ("actor",),
        Values.NUMBER,
        field="population",
    ),
    Property(
        "partnership",
        Wording("Partnerskap", "Partnership", "Partnarskap"),
        ("actor", "theme", "scheme", "umbrella", "agreement"),
        Values.THING,
        field="partnership",
    ),
    Property(
        "actor",
        Wording("Part", "Party", "Part"),
        ("partnership", "agreement"),
        Values.THING,
        field="actor",
    ),
    Property(
        "theme", Wording("Tema", "Theme", "Tema"), ("partnership",), Values.THING, field="theme"
    ),
    Property(
        "form",
        Wording("Form", "Form", "Form"),
        ("partnership",),
        Values.THING,
        field="form",
    ),
    Property(
        "broader-theme",
        Wording("Overordnet tema", "Broader theme", "Overordna tema"),
        ("theme",),
        Values.THING,
        field="broader",
    ),
    Property(
        "code-list",
        Wording("Kodeliste", "Code list", "Kodeliste"),
        ("code",),
        Values.THING,
        paths=("skos:inScheme",),
    ),
    Property(
        "funder",
        Wording("Finansiør", "Funder", "Finansiør"),
        ("scheme",),
        Values.THING,
        field="funder",
    ),
    Property(
        "start",
        Wording("Start", "Start", "Start"),
        ("partnership", "scheme", "agreement"),
        Values.DATE,
        field="start",
    ),
    Property(
        "end",
        Wording("Slutt", "End", "Slutt"),
        ("partnership", "agreement"),
        Values.DATE,
        field="end",
    ),
    Property(
        "other-name",
        Wording("Andre navn", "Other names", "Andre namn"),
        _ALL_TYPES,
        paths=("skos:altLabel",),
    ),
    Property(
        "legal-name",
        Wording(
            "Navn i Enhetsregisteret", "Name in the business register", "Namn i Einingsregisteret"
        ),
        ("actor",),
        paths=("schema:legalName",),
    ),
    Property(
        "homepage",
        Wording("Nettsted", "Home page", "Nettstad"),
        ("actor", "partnership", "scheme"),
        paths=("foaf:homepage",),
    ),
    Property(
        "wikidata",
        Wording("Wikidata", "Wikidata", "Wikidata"),
        ("actor", "county"),
        paths=("schema:sameAs",),
        start="http://www.wikidata.org/entity/",
        identifies=True,
    ),
    Property(
        "ror",
        Wording("ROR", "ROR", "ROR"),
        ("actor",),
        paths=("schema:sameAs",),
        start="https://ror.org/",
        identifies=True,
    ),
    Property(
        "geonames",
        Wording("GeoNames", "GeoNames", "GeoNames"),
        ("actor", "county"),
        paths=("dct:spatial/skos:exactMatch", "skos:exactMatch"),
        start="https://sws.geonames.org/",
        identifies=True,
    ),
    *(
        Property(name, Wording(label, label, label), ("theme",), paths=_MATCHES, start=start)
        for name, label, start in (
            ("los", "Los", "https://psi.norge.no/los/"),
            ("eurovoc", "EuroVoc", "http://eurovoc.europa.eu/"),
            (
                "eu-data-theme",
                "EU data theme",
                "http://publications.europa.eu/resource/authority/data-theme/",
            ),
            ("sdg", "SDG", "https://metadata.un.org/sdg/"),
        )
    ),
)

PROPERTIES: Final = {each.id: each for each in _ALL}
"""The properties by id."""


def read_values(prop: Property, iri: str, row: Row | None, store: Store) -> tuple[str, ...]:
    """Give the values of a property of one thing: IRIs or text, in order, without doubles."""
    if prop.field:
        return row.values.get(prop.field, ()) if row is not None else ()
    found = {value for path in prop.paths for value in _follow(store, iri, path)}
    named = (value for value in found if value.startswith(prop.start))
    return tuple(sorted(value.removeprefix(prop.start).rstrip("/") for value in named))


def _follow(store: Store, iri: str, path: str) -> Iterable[str]:
    terms: list[NamedNode | Literal] = [NamedNode(iri)]
    for step in path.split("/"):
        predicate = NamedNode(expand(step))
        terms = [
            quad.object
            for term in terms
            if isinstance(term, NamedNode)
            for quad in store.quads_for_pattern(term, predicate, None, DefaultGraph())
            if isinstance(quad.object, NamedNode | Literal)
        ]
    return [term.value for term in terms]
