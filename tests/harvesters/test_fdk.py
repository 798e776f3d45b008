"""data.norge.no reads its harvest with fdk-rdf-parser: each field it knows and we have comes.

Its harvester first adds a record for the catalogue and one for each member; so is done here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final

import pytest
from fdk_rdf_parser import (
    parse_concepts,
    parse_data_services,
    parse_datasets,
    parse_information_models,
)
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Namespace

from harvesters.fetching import BASE, read

MODELLDCATNO: Final = Namespace("https://data.norge.no/vocabulary/modelldcatno#")
FILE_TYPES: Final = frozenset(
    {
        *("CSV", "JSON", "JSON_LD", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE"),
        *("RDF_XML", "ZIP"),
    }
)
FIRST: Final = Literal("2026-01-01T00:00:00Z", datatype=XSD.dateTime)


@dataclass(frozen=True)
class Kind:
    """What FDK harvests: where, which members of which container, and fields with no use for us."""

    feed: str
    container: URIRef
    member: URIRef
    unused: frozenset[str]


_NEVER: Final = frozenset({"eurovocThemes"})
DATASETS: Final = Kind(
    "/catalog?_profile=dcat-ap-no-2",
    DCAT.Catalog,
    DCAT.dataset,
    _NEVER
    | {
        # Kept back, personal or authoritative data, samples, series and quality: none of ours.
        *("accessRightsComment", "admsIdentifier", "informationModel", "inSeries"),
        *("hasAccuracyAnnotation", "hasAvailabilityAnnotation", "hasCompletenessAnnotation"),
        *("hasCurrentnessAnnotation", "hasRelevanceAnnotation", "legalBasisForAccess"),
        *("legalBasisForProcessing", "legalBasisForRestriction", "objective", "prev"),
        *("qualifiedAttributions", "references", "sample", "source"),
    },
)
SERVICES: Final = Kind(
    "/catalog",
    DCAT.Catalog,
    DCAT.service,
    # DCAT-AP-NO has no dates and no language of services.
    _NEVER | {"dctType", "issued", "language", "losTheme", "modified"},
)
CONCEPTS: Final = Kind(
    "/catalog/concepts",
    SKOS.Collection,
    SKOS.member,
    frozenset(
        {
            *("application", "associativeRelation", "closeMatch", "exactMatch", "genericRelation"),
            *("hiddenLabel", "isReplacedBy", "memberOf", "partitiveRelation", "range", "remark"),
            *("replaces", "seeAlso", "status", "subject", "validFromIncluding"),
            "validToIncluding",
        }
    ),
)
MODELS: Final = Kind(
    "/catalog/models",
    DCAT.Catalog,
    MODELLDCATNO.model,
    _NEVER
    | {
        *("accessRights", "conformsTo", "dctType", "hasPart", "isPartOf", "isProfileOf"),
        *("isReplacedBy", "landingPage", "replaces", "temporal", "theme", "versionNotes"),
    },
)


def harvested(service: str, kind: Kind) -> str:
    """Give the feed with the records that FDK's harvester adds to it."""
    graph = read(service, kind.feed)
    for container in set(graph.subjects(RDF.type, kind.container)):
        whole = _record(graph, container, "catalogue")
        for place, member in enumerate(sorted(graph.objects(container, kind.member), key=str)):
            graph.add((_record(graph, member, str(place)), DCTERMS.isPartOf, whole))
    return graph.serialize(format="turtle")


def _record(graph: Graph, about: object, slug: str) -> URIRef:
    record = URIRef(f"https://records.example/{slug}")
    assert isinstance(about, URIRef)
    graph.add((record, RDF.type, DCAT.CatalogRecord))
    graph.add((record, FOAF.primaryTopic, about))
    graph.add((record, DCTERMS.identifier, Literal(slug)))
    graph.add((record, DCTERMS.issued, FIRST))
    graph.add((record, DCTERMS.modified, FIRST))
    return record


def unread(found: Iterable[object]) -> set[str]:
    """Name the fields that no resource has a value in."""
    missing = [{k for k, v in asdict(each).items() if v is None} for each in found]  # type: ignore[call-overload]  # their dataclasses
    return set.intersection(*missing)


def test_datasets_are_read_with_every_field(service: str) -> None:
    found = parse_datasets(harvested(service, DATASETS))

    assert len(found) == 9
    assert unread(found.values()) == DATASETS.unused
    for each in found.values():
        assert {"nb", "nn", "en"} <= set(each.title)
        assert each.publisher.id == "987654321"
        assert each.catalog.uri == f"{BASE}/catalog"
        assert each.accessRights.code == "PUBLIC"
        assert each.accrualPeriodicity.code == "IRREG"
        assert sorted(language.code for language in each.language) == ["ENG", "NNO", "NOB"]
        assert [place.prefLabel["nb"] for place in each.spatial] == ["Norge"]
        assert each.contactPoint[0].email == "post@example.no"
        assert {theme.code for theme in each.theme} & {"GOVE", "EDUC", "TECH", "ECON"}


def test_every_distribution_is_read_with_address_format_and_licence(service: str) -> None:
    found = parse_datasets(harvested(service, DATASETS))
    all_of_them = [one for each in found.values() for one in each.distribution]

    graph = read(service, "/catalog")
    assert {one.uri for one in all_of_them} == {
        str(iri) for iri in graph.subjects(RDF.type, DCAT.Distribution)
    }
    for one in all_of_them:
        assert one.accessURL
        assert one.downloadURL
        codes = {form.code for form in one.fdkFormat}
        assert len(codes & FILE_TYPES) == 1, codes
        assert len({code for code in codes if code and "/" in code}) == 1, codes
        assert one.license[0].prefLabel["nb"].startswith("Creative Commons")


def test_services_are_read_with_every_field(service: str) -> None:
    found = parse_data_services(harvested(service, SERVICES))

    assert set(found) == {f"{BASE}/catalog#sparql", f"{BASE}/catalog#api"}
    assert unread(found.values()) == SERVICES.unused
    assert found[f"{BASE}/catalog#sparql"].endpointURL == {f"{service}/sparql"}
    assert len(found[f"{BASE}/catalog#api"].servesDataset) == 9


def test_concepts_are_read_with_every_field(service: str) -> None:
    found = parse_concepts(harvested(service, CONCEPTS))

    assert len(found) > 250
    assert unread(found.values()) == CONCEPTS.unused
    for each in found.values():
        assert {"nb", "nn"} <= set(each.prefLabel), each.identifier
        assert each.definition.text["nb"], each.identifier
        assert each.collection.uri == f"{BASE}/catalog/concepts"
        assert each.publisher.id == "987654321"


@pytest.mark.filterwarnings("ignore:Code. m..Occurs is not defined in namespace XSD:UserWarning")
def test_the_information_model_is_read_with_every_element(service: str) -> None:
    found = parse_information_models(harvested(service, MODELS))
    [model] = found.values()
    graph = read(service, "/catalog/models")

    assert unread([model]) == MODELS.unused
    assert len(model.modelElements) == len(set(graph.subjects(RDF.type, MODELLDCATNO.ModelElement)))
    assert len(model.modelProperties) == len(set(graph.subjects(RDF.type, MODELLDCATNO.Property)))
    codes = [code for each in model.modelElements.values() for code in each.codes or []]
    assert len(codes) == len(set(graph.subjects(RDF.type, MODELLDCATNO.CodeElement)))
