"""The names a catalogue is written in: prefixes of DCAT and its Norwegian and European profiles."""

from __future__ import annotations

from typing import Final

from partnerskap.graph.terms import BASE, PREFIXES, Iri

__all__ = [
    "AUTHORITY",
    "CATALOGUE",
    "CONCEPTS",
    "MODELS",
    "ORGANISATIONS",
    "PORTAL_PREFIXES",
    "name",
]

CATALOGUE: Final = f"{BASE}/catalog"
"""The catalogue of datasets and services; also where its feed is."""

CONCEPTS: Final = f"{BASE}/catalog/concepts"
"""The collection of concepts; also where its feed is."""

MODELS: Final = f"{BASE}/catalog/models"
"""The catalogue of information models; also where its feed is."""

AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
"""Where the EU's named authority lists begin."""

ORGANISATIONS: Final = "https://organization-catalog.fellesdatakatalog.digdir.no/organizations/"
"""Where the national data catalogue names organisations, by organisation number."""

_USED: Final = (
    "adms",
    "cv",
    "dcat",
    "dct",
    "foaf",
    "geo",
    "org",
    "owl",
    "prov",
    "rdf",
    "rdfs",
    "skos",
    "xsd",
)

PORTAL_PREFIXES: Final = {
    **{prefix: PREFIXES[prefix] for prefix in _USED},
    "at": "http://publications.europa.eu/ontology/authority/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcatap": "http://data.europa.eu/r5r/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "euvoc": "http://publications.europa.eu/ontology/euvoc#",
    "locn": "http://www.w3.org/ns/locn#",
    "modelldcatno": "https://data.norge.no/vocabulary/modelldcatno#",
    "odrs": "http://schema.theodi.org/odrs#",
    "schema": "https://schema.org/",
    "spdx": "http://spdx.org/rdf/terms#",
    "time": "http://www.w3.org/2006/time#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
"""Every prefix that catalogues of ours use; one meaning each."""


def name(short: str) -> Iri:
    """Turn ``prefix:local`` into an IRI; raise KeyError for a prefix no catalogue uses.

    >>> name("vcard:fn")
    'http://www.w3.org/2006/vcard/ns#fn'
    """
    prefix, _, local = short.partition(":")
    return Iri(PORTAL_PREFIXES[prefix] + local)
