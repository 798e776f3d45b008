"""What the description of the dataset says that cannot be counted: names, licence, link targets.

Words and addresses only; the counting lies in ``void``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = [
    "DESCRIPTIONS",
    "EXAMPLE_CLASSES",
    "LICENSE",
    "LINK_PREDICATES",
    "TARGETS",
    "TITLES",
    "Target",
]

LICENSE: Final = "http://creativecommons.org/licenses/by/4.0/"

TITLES: Final = {
    "nb": "Partnerskapsgrafen",
    "nn": "Partnarskapsgrafen",
    "en": "The partnership graph",
}

DESCRIPTIONS: Final = {
    "nb": "Langsiktige partnerskap mellom kommuner og akademia i Norge: partene, avtalene, pengene "
    "og erfaringene, med kilde for hver opplysning; dessuten alle kommuner og læresteder.",
    "nn": "Langsiktige partnarskap mellom kommunar og akademia i Noreg: partane, avtalane, pengane "
    "og erfaringane, med kjelde for kvar opplysning; dessutan alle kommunar og lærestader.",
    "en": "Long-term partnerships between municipalities and academia in Norway: the parties, the "
    "agreements, the money and what was learnt, with a source for every statement; and all "
    "municipalities and institutions of higher education.",
}

EXAMPLE_CLASSES: Final = (
    "pk:Partnership",
    "org:Organization",
    "schema:FundingScheme",
    "skos:Concept",
    "foaf:Document",
)
"""One record of each of these classes is shown as an example."""

LINK_PREDICATES: Final = (
    "owl:sameAs",
    "schema:sameAs",
    "skos:exactMatch",
    "skos:closeMatch",
    "skos:broadMatch",
    "skos:narrowMatch",
    "skos:relatedMatch",
)
"""The properties by which our things are tied to the same or like things elsewhere."""


@dataclass(frozen=True, slots=True)
class Target:
    """Someone else's dataset that ours links to: its slug here, its name and where its IRIs begin.

    The name is a proper name and has no translations.
    """

    slug: str
    title: str
    space: str


TARGETS: Final = (
    Target("enhetsregisteret", "Enhetsregisteret", "https://data.brreg.no/enhetsregisteret/"),
    Target(
        "eu-authorities", "EU Vocabularies", "http://publications.europa.eu/resource/authority/"
    ),
    Target("eurovoc", "EuroVoc", "http://eurovoc.europa.eu/"),
    Target(
        "felles-datakatalog",
        "Felles datakatalog: Organisasjonskatalogen",
        "https://organization-catalog.fellesdatakatalog.digdir.no/organizations/",
    ),
    Target("geonames", "GeoNames", "https://sws.geonames.org/"),
    Target("geonorge", "Geonorge: Administrative enheter", "https://data.geonorge.no/"),
    Target("los", "Los", "https://psi.norge.no/los/"),
    Target("ror", "Research Organization Registry", "https://ror.org/"),
    Target("sdg", "UN Sustainable Development Goals", "https://metadata.un.org/sdg/"),
    Target("wikidata", "Wikidata", "http://www.wikidata.org/entity/"),
)
