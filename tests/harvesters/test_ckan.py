"""CKAN harvests with its own code: ckanext-dcat fetches, parses and names what it found."""

from __future__ import annotations

import json

import pytest
from ckanext.dcat.harvesters.rdf import DCATRDFHarvester
from ckanext.dcat.processors import RDFParser
from rdflib.namespace import DCAT, RDF

from harvesters.fetching import BASE, read

Dataset = dict[str, object]
ADDRESSES = ("/catalog", "/catalog.ttl", "/catalog.rdf", "/catalog.jsonld")
DATASETS = (
    *("actors", "funding", "graph", "insights", "ontology", "partnerships", "shapes"),
    *("sources", "themes"),
)


def harvest(address: str) -> list[Dataset]:
    """Fetch one address and parse it as ckanext-dcat does when it gathers."""
    content, form = DCATRDFHarvester()._get_content_and_type(address, None)
    parser = RDFParser()
    parser.parse(content, _format=form)
    assert parser.next_page() is None
    return list(parser.datasets())


def resources(dataset: Dataset) -> list[dict[str, str]]:
    found = dataset["resources"]
    assert isinstance(found, list)
    return found


def extras(dataset: Dataset) -> dict[str, str]:
    found = dataset["extras"]
    assert isinstance(found, list)
    return {each["key"]: each["value"] for each in found}


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_dataset_is_found_at_every_address(service: str, path: str) -> None:
    uris = sorted(extras(each)["uri"] for each in harvest(f"{service}{path}"))

    assert uris == [f"{BASE}/catalog#{slug}" for slug in DATASETS]


@pytest.mark.parametrize("profile", ["neutral", "dcat-ap-no-2", "dcat-ap-no-3", "dcat-ap-3"])
def test_every_distribution_becomes_a_resource_with_address_format_and_licence(
    service: str, profile: str
) -> None:
    feed = f"/catalog?_profile={profile}"
    found = [each for dataset in harvest(f"{service}{feed}") for each in resources(dataset)]

    graph = read(service, feed)
    assert {each["uri"] for each in found} == {
        str(iri) for iri in graph.subjects(RDF.type, DCAT.Distribution)
    }
    for each in found:
        assert each["url"].startswith(service)
        assert each["name"]
        assert each["description"]
        assert each["format"]
        assert each["license"].endswith("/licence/CC_BY_4_0")


def test_every_dataset_has_all_that_ckan_shows(service: str) -> None:
    for dataset in harvest(f"{service}/catalog"):
        more = extras(dataset)
        assert dataset["title"]
        assert dataset["notes"]
        assert dataset["tags"]
        assert more["publisher_name"] == "Prøveby kommune"
        assert more["publisher_identifier"] == "987654321"
        assert more["contact_email"] == "post@example.no"
        assert more["access_rights"].endswith("/PUBLIC")
        assert more["spatial_uri"].endswith("/country/NOR")
        assert json.loads(more["theme"])
        assert json.loads(more["language"])
        for key in ("issued", "modified", "frequency", "provenance", "temporal_start"):
            assert more[key], key


def test_a_dataset_keeps_its_guid_from_one_harvest_to_the_next(service: str) -> None:
    def guids() -> list[str]:
        named = harvest(f"{service}/catalog.rdf")
        return sorted(DCATRDFHarvester()._get_guid(each, source_url=service) for each in named)

    assert guids() == guids() == [f"{BASE}/catalog#{slug}" for slug in DATASETS]


def test_sizes_and_checksums_are_read_in_the_european_profile(service: str) -> None:
    datasets = harvest(f"{service}/catalog?_profile=dcat-ap-3")
    sized = [each for dataset in datasets for each in resources(dataset) if "size" in each]

    assert len(sized) > 12
    for each in sized:
        assert int(each["size"]) > 0
        assert each["hash"]
        assert each["mimetype"]
