"""Write the catalogue of datasets and data services as DCAT.

Every node has a permanent IRI, every code is described where it is used, and nothing is said that
no profile allows. Pure: facts in, triples out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.graph.terms import BASE, NS
from partnerskap.portal.codes import code, describe_codes
from partnerskap.portal.facts import fixed_words
from partnerskap.portal.profiles import (
    NORWEGIAN,
    Profile,
    dataset_additions,
    distribution_additions,
    nodes_of,
)
from partnerskap.portal.schema_org import write_schema_org
from partnerskap.portal.terms import CATALOGUE
from partnerskap.portal.triples import Term, Values, describe, iri, moment, texts, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Triple

    from partnerskap.portal.facts import Dataset, Facts, File, Publisher, Service

__all__ = ["describe_contact", "describe_publisher", "write_catalogue"]

_ONTOLOGY: Final = NS.removesuffix("#")
_LANGUAGES: Final = ("NOB", "NNO", "ENG")
_WAYS_IN: Final = {"CSV": "api", "JSON": "api"}


def write_catalogue(
    facts: Facts, subjects: Iterable[Triple] = (), profile: Profile = Profile.NEUTRAL
) -> tuple[Triple, ...]:
    """Write the catalogue in a profile, each triple once.

    ``subjects`` describe the concepts that datasets are about.
    """
    if profile is Profile.SCHEMA_ORG:
        return tuple(dict.fromkeys(write_schema_org(facts)))
    written = [
        *_catalogue(facts),
        *describe_publisher(facts.publisher, facts.address),
        *describe_contact(facts.publisher),
        *_documents(facts),
        *_standards(),
        *subjects,
        *nodes_of(profile, facts),
    ]
    for dataset in fixed_words().dataset:
        written += _dataset(dataset, facts, profile)
    for file in facts.files:
        written += _distribution(file, facts, profile)
    for service in fixed_words().service:
        written += _service(service, facts)
    return tuple(dict.fromkeys([*written, *describe_codes(written)]))


def describe_publisher(publisher: Publisher, address: str, kind: str = "") -> Iterator[Triple]:
    """Describe who publishes; ``kind`` replaces the code of what they are, ``-`` leaves it out."""
    facts: Mapping[str, Values] = {
        "foaf:name": Literal(publisher.name),
        "dct:identifier": Literal(publisher.number) if publisher.number else None,
        "dct:type": None if kind == "-" else code("publisher-type", publisher.kind),
        "foaf:homepage": iri(publisher.homepage or f"{address}/"),
    }
    yield from describe(publisher.iri, "foaf:Agent org:Organization", facts)


def describe_contact(publisher: Publisher) -> Iterator[Triple]:
    """Describe whom to turn to, as an organisation and never as a person."""
    email = publisher.contact_email
    facts = {
        "vcard:fn": Literal(publisher.contact_name or publisher.name),
        "vcard:hasEmail": iri(f"mailto:{email}" if email else ""),
        "vcard:hasURL": iri(publisher.contact_url),
    }
    yield from describe(f"{CATALOGUE}#contact", "vcard:Organization vcard:Kind", facts)


def _shared(facts: Facts) -> dict[str, Values]:
    return {
        "dct:publisher": NamedNode(facts.publisher.iri),
        "dcat:contactPoint": NamedNode(f"{CATALOGUE}#contact"),
    }


def _catalogue(facts: Facts) -> Iterator[Triple]:
    words = fixed_words()
    yield from describe(
        CATALOGUE,
        "dcat:Catalog",
        {
            **_shared(facts),
            "dct:title": texts(words.catalogue.title),
            "dct:description": texts(words.catalogue.description),
            "dct:identifier": Literal(CATALOGUE),
            "dct:issued": moment(min(facts.issued.values(), default="")),
            "dct:modified": moment(max(facts.modified.values(), default="")),
            "dct:language": _languages(),
            "dct:license": code("licence", "CC_BY_4_0"),
            "dct:rights": NamedNode(f"{CATALOGUE}#rights"),
            "dct:spatial": code("country", "NOR"),
            "dct:creator": NamedNode(facts.publisher.iri),
            "foaf:homepage": NamedNode(f"{facts.address}/"),
            "dcat:themeTaxonomy": NamedNode(code("data-theme", "GOVE").value.rpartition("/")[0]),
            "dcat:dataset": [NamedNode(one.iri) for one in words.dataset],
            "dcat:service": [NamedNode(one.iri) for one in words.service],
        },
    )


def _dataset(dataset: Dataset, facts: Facts, profile: Profile) -> Iterator[Triple]:
    slug = dataset.slug
    more = dataset_additions(profile, facts, slug)
    yield from describe(
        dataset.iri,
        "dcat:Dataset",
        {
            **_shared(facts),
            "dct:title": texts(dataset.title),
            "dct:description": texts(dataset.description),
            "dct:identifier": Literal(dataset.iri),
            "dct:issued": moment(facts.issued.get(slug, "")),
            "dct:modified": moment(facts.modified.get(slug, "")),
            "dct:language": _languages(),
            "dct:creator": NamedNode(facts.publisher.iri),
            "dcat:theme": [
                *(code("data-theme", theme) for theme in dataset.themes),
                *(code("los", theme) for theme in dataset.los if profile in NORWEGIAN),
            ],
            "dcat:keyword": _keywords(dataset.keywords),
            "dct:subject": [NamedNode(f"{NS}{subject}") for subject in dataset.subjects],
            "dct:type": code("dataset-type", dataset.kind) if dataset.kind else None,
            "dct:accessRights": code("access-right", "PUBLIC"),
            "dct:accrualPeriodicity": code("frequency", "IRREG"),
            "dct:temporal": _period_of(slug, facts),
            "dct:provenance": NamedNode(f"{CATALOGUE}#provenance"),
            "prov:wasGeneratedBy": code("activity-type", "collecting-from-third-party"),
            "dct:conformsTo": NamedNode(_ONTOLOGY) if slug != "ontology" else None,
            "dcat:landingPage": NamedNode(f"{facts.address}{dataset.page}"),
            "foaf:page": NamedNode(f"{facts.address}/about"),
            "dcat:distribution": [
                NamedNode(_name(file)) for file in facts.files if file.dataset == slug
            ],
            **more,
            "dct:spatial": [code("country", "NOR"), *_several(more.get("dct:spatial"))],
        },
    )
    yield from _period(slug, facts)


def _distribution(file: File, facts: Facts, profile: Profile) -> Iterator[Triple]:
    title = next(one.title for one in fixed_words().dataset if one.slug == file.dataset)
    label = file.format.replace("_", " ").removeprefix("RDF ")
    address = NamedNode(f"{facts.address}{file.path}")
    way_in = _WAYS_IN.get(file.format) if file.size is None else None
    yield from describe(
        _name(file),
        "dcat:Distribution",
        {
            "dct:title": texts({key: f"{text} ({label})" for key, text in title.items()}),
            "dct:description": texts(_ABOUT_FILES if file.size is not None else _ABOUT_WAYS_IN),
            "dcat:accessURL": address,
            "dcat:downloadURL": address,
            "dct:format": code("file-type", file.format),
            "dct:license": code("licence", "CC_BY_4_0"),
            "dct:rights": NamedNode(f"{CATALOGUE}#rights"),
            "dct:issued": moment(facts.issued.get(file.dataset, "")),
            "dct:modified": moment(facts.modified.get(file.dataset, "")),
            "dct:language": code("language", file.language) if file.language else _languages(),
            "dct:conformsTo": NamedNode(_ONTOLOGY) if "RDF" in file.format else None,
            "dcatap:availability": code("planned-availability", "STABLE"),
            "dcat:accessService": NamedNode(f"{CATALOGUE}#{way_in}") if way_in else None,
            "foaf:page": NamedNode(f"{facts.address}/about/api"),
            **distribution_additions(profile, file, _name(file)),
        },
    )


def _service(service: Service, facts: Facts) -> Iterator[Triple]:
    served = fixed_words().dataset
    yield from describe(
        service.iri,
        "dcat:DataService",
        {
            **_shared(facts),
            "dct:title": texts(service.title),
            "dct:description": texts(service.description),
            "dct:identifier": Literal(service.iri),
            "dcat:endpointURL": NamedNode(f"{facts.address}{service.endpoint or '/'}"),
            "dcat:endpointDescription": NamedNode(f"{facts.address}{service.described}"),
            "dcat:servesDataset": [NamedNode(one.iri) for one in served],
            "dcat:theme": code("data-theme", "GOVE"),
            "dcat:keyword": _keywords(service.keywords),
            "dct:conformsTo": NamedNode(service.standard),
            "dct:format": [code("file-type", form) for form in service.formats],
            "dct:license": code("licence", "CC_BY_4_0"),
            "dct:accessRights": code("access-right", "PUBLIC"),
            "dcatap:availability": code("planned-availability", "STABLE"),
            "dcat:landingPage": NamedNode(f"{facts.address}{service.page}"),
            "foaf:page": NamedNode(f"{facts.address}/about"),
        },
    )


def _documents(facts: Facts) -> Iterator[Triple]:
    """Describe the pages that are referred to, and the statements on rights and origin."""
    words = fixed_words()
    pages = {"/", "/about", "/about/api"}
    pages |= {one.page for one in words.dataset} | {one.page for one in words.service}
    homepage = facts.publisher.homepage
    for address in sorted({f"{facts.address}{page}" for page in pages} | {homepage} - {""}):
        yield from describe(address, "foaf:Document", {})
    rights = {"rdfs:label": texts(_RIGHTS)}
    yield from describe(f"{CATALOGUE}#rights", "dct:RightsStatement odrs:RightsStatement", rights)
    origin = {"rdfs:label": texts(_PROVENANCE)}
    yield from describe(f"{CATALOGUE}#provenance", "dct:ProvenanceStatement", origin)


def _standards() -> Iterator[Triple]:
    ontology = next(one for one in fixed_words().dataset if one.slug == "ontology")
    yield from describe(_ONTOLOGY, "dct:Standard", {"dct:title": texts(ontology.title)})
    for service in fixed_words().service:
        title = {"dct:title": Literal(service.standard_title, language="en")}
        yield from describe(service.standard, "dct:Standard", title)


def _period_of(slug: str, facts: Facts) -> NamedNode | None:
    return NamedNode(f"{CATALOGUE}#{slug}-period") if slug in facts.periods else None


def _period(slug: str, facts: Facts) -> Iterator[Triple]:
    period = facts.periods.get(slug)
    if period is not None:
        days = {
            "dcat:startDate": typed(period.start, "xsd:date"),
            "dcat:endDate": typed(period.end, "xsd:date") if period.end else None,
        }
        yield from describe(f"{CATALOGUE}#{slug}-period", "dct:PeriodOfTime", days)


def _keywords(keywords: Mapping[str, tuple[str, ...]]) -> list[Literal]:
    return [Literal(w, language=language) for language, words in keywords.items() for w in words]


def _languages() -> list[NamedNode]:
    return [code("language", language) for language in _LANGUAGES]


def _several(values: Values) -> Iterable[Term]:
    if values is None or isinstance(values, NamedNode | Literal):
        return ()
    return values


def _name(file: File) -> str:
    return f"{CATALOGUE}#{file.name}"


_RIGHTS: Final = {
    "nb": f"Fri bruk når kilden oppgis: Partnerskapsgrafen, {BASE}.",
    "nn": f"Fri bruk når kjelda blir oppgjeven: Partnarskapsgrafen, {BASE}.",
    "en": f"Free to use when the source is named: the partnership graph, {BASE}.",
}
_PROVENANCE: Final = {
    "nb": "Hentet fra åpne kilder; hver opplysning viser til kilden den er hentet fra.",
    "nn": "Henta frå opne kjelder; kvar opplysning viser til kjelda ho er henta frå.",
    "en": "Taken from open sources; every statement names the source it was taken from.",
}
_ABOUT_FILES: Final = {
    "nb": "Hele datasettet som én fil.",
    "nn": "Heile datasettet som éi fil.",
    "en": "The whole dataset as one file.",
}
_ABOUT_WAYS_IN: Final = {
    "nb": "Side for side, med filtre; hver side viser til den neste.",
    "nn": "Side for side, med filter; kvar side viser til den neste.",
    "en": "Page by page, with filters; each page leads to the next.",
}
