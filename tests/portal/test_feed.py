"""What portals demand of a catalogue, in our own words, and what only one profile has."""

from __future__ import annotations

from collections import Counter

import pytest
from pyoxigraph import Literal, NamedNode

from partnerskap.portal.feed import write_catalogue
from partnerskap.portal.profiles import Profile
from partnerskap.portal.terms import AUTHORITY, CATALOGUE
from portal_facts import HERE, PUBLISHER, SLUGS, Feed, facts

DCAT = ("neutral", "dcat-ap-no-2", "dcat-ap-no-3", "dcat-ap-3")
XSD = "http://www.w3.org/2001/XMLSchema#"

# What each class must and should have, mandatory and recommended alike: we always know it.
ONCE = {
    "dcat:Catalog": "dct:publisher dcat:contactPoint dct:identifier dct:license dct:issued "
    "dct:modified dct:spatial foaf:homepage dcat:themeTaxonomy",
    "dcat:Dataset": "dct:publisher dcat:contactPoint dct:identifier dct:accessRights dct:issued "
    "dct:modified dct:temporal dct:provenance dct:accrualPeriodicity dcat:landingPage "
    "prov:wasGeneratedBy",
    "dcat:Distribution": "dcat:accessURL dcat:downloadURL dct:format dct:license dct:rights "
    "dct:issued dct:modified dcatap:availability",
    "dcat:DataService": "dct:publisher dcat:contactPoint dct:identifier dcat:endpointURL "
    "dcat:endpointDescription dct:conformsTo dct:license dct:accessRights "
    "dcatap:availability",
    "vcard:Organization": "vcard:fn vcard:hasEmail vcard:hasURL",
    "foaf:Agent": "foaf:name dct:identifier dct:type",
    "dct:PeriodOfTime": "dcat:startDate dcat:endDate",
}
SOME = {
    "dcat:Catalog": "dcat:dataset dcat:service dct:language",
    "dcat:Dataset": "dcat:theme dcat:keyword dcat:distribution dct:spatial dct:language",
    "dcat:Distribution": "dct:language",
    "dcat:DataService": "dcat:servesDataset dct:format dcat:theme dcat:keyword",
}
NAMED = ("dcat:Catalog", "dcat:Dataset", "dcat:Distribution", "dcat:DataService")
CONTRADICTED = (
    *("dcat:byteSize", "adms:status", "spdx:checksum", "dcat:mediaType", "dcat:version"),
    "owl:versionInfo",
)


def feed(profile: str) -> Feed:
    return Feed(write_catalogue(facts(), profile=Profile(profile)))


@pytest.mark.parametrize("profile", DCAT)
def test_everything_demanded_once_is_there_once(profile: str) -> None:
    found = feed(profile)

    for kind, properties in ONCE.items():
        assert found.instances(kind), kind
        for subject in found.instances(kind):
            for short in properties.split():
                assert len(found.values(subject, short)) == 1, (subject, short)


@pytest.mark.parametrize("profile", DCAT)
def test_everything_that_may_be_there_more_than_once_is_there(profile: str) -> None:
    found = feed(profile)

    for kind, properties in SOME.items():
        for subject in found.instances(kind):
            for short in properties.split():
                assert found.values(subject, short), (subject, short)


@pytest.mark.parametrize("kind", NAMED)
def test_title_and_description_are_there_once_in_each_language(kind: str) -> None:
    found = feed("neutral")

    assert found.instances(kind)
    for subject in found.instances(kind):
        for short in ("dct:title", "dct:description"):
            literals = [t for t in found.terms(subject, short) if isinstance(t, Literal)]
            assert Counter(t.language for t in literals) == {"nb": 1, "nn": 1, "en": 1}, subject


@pytest.mark.parametrize("profile", [*DCAT, "schema.org"])
def test_every_dataset_and_file_stands_in_every_profile_under_the_same_iri(profile: str) -> None:
    found = feed(profile)
    space = "schema" if profile == "schema.org" else "dcat"

    assert found.instances(f"{space}:Dataset") == sorted(f"{CATALOGUE}#{slug}" for slug in SLUGS)
    downloads = "schema:DataDownload" if space == "schema" else "dcat:Distribution"
    assert found.instances(downloads) == sorted(f"{CATALOGUE}#{f.name}" for f in facts().files)


@pytest.mark.parametrize("profile", DCAT)
def test_each_dataset_has_a_theme_of_the_eu_and_is_open_to_all(profile: str) -> None:
    found = feed(profile)

    for dataset in found.instances("dcat:Dataset"):
        themes = found.values(dataset, "dcat:theme")
        assert any(each.startswith(f"{AUTHORITY}/data-theme/") for each in themes)
        assert found.values(dataset, "dct:accessRights") == [f"{AUTHORITY}/access-right/PUBLIC"]


@pytest.mark.parametrize(
    ("profile", "count"),
    [("neutral", 0), ("dcat-ap-no-2", 1), ("dcat-ap-no-3", 1), ("dcat-ap-3", 0)],
)
def test_themes_of_los_stand_where_they_are_known(profile: str, count: int) -> None:
    found = feed(profile)
    los = "https://psi.norge.no/los/tema/"

    for dataset in found.instances("dcat:Dataset"):
        themes = found.values(dataset, "dcat:theme")
        assert sum(each.startswith(los) for each in themes) == count, dataset


def test_the_publisher_is_named_as_the_national_catalogue_names_it() -> None:
    found = feed("neutral")
    iri = (
        f"https://organization-catalog.fellesdatakatalog.digdir.no/organizations/{PUBLISHER.number}"
    )

    assert found.all("dct:publisher") == {iri}
    assert found.values(iri, "dct:identifier") == [PUBLISHER.number]
    assert found.values(f"{CATALOGUE}#contact", "vcard:hasEmail") == ["mailto:post@example.no"]


def test_what_profiles_contradict_each_other_about_is_in_no_neutral_feed() -> None:
    found = feed("neutral")

    assert [short for short in CONTRADICTED if found.all(short)] == []


@pytest.mark.parametrize(
    ("profile", "size", "status", "digest"),
    [
        (
            "dcat-ap-no-2",
            "decimal",
            "http://purl.org/adms/status/Completed",
            "a9993e364706816aba3e25717850c26c9cd0d89d",
        ),
        (
            "dcat-ap-no-3",
            "nonNegativeInteger",
            f"{AUTHORITY}/distribution-status/COMPLETED",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            "dcat-ap-3",
            "nonNegativeInteger",
            f"{AUTHORITY}/distribution-status/COMPLETED",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
    ],
)
def test_a_profile_has_size_status_and_checksum_in_its_own_form(
    profile: str, size: str, status: str, digest: str
) -> None:
    found = feed(profile)
    file = f"{CATALOGUE}#graph-ttl"

    [byte_size] = found.terms(file, "dcat:byteSize")
    assert byte_size == Literal("3", datatype=NamedNode(f"{XSD}{size}"))
    assert found.values(file, "adms:status") == [status]
    [checksum] = found.values(file, "spdx:checksum")
    assert found.values(checksum, "spdx:checksumValue") == [digest]
    assert found.values(checksum, "spdx:algorithm")


def test_what_leads_on_page_by_page_has_no_size_and_names_its_service() -> None:
    found = feed("dcat-ap-3")
    way_in = f"{CATALOGUE}#actors-json"

    assert found.terms(way_in, "dcat:byteSize") == []
    assert found.terms(way_in, "spdx:checksum") == []
    assert found.values(way_in, "dcat:accessService") == [f"{CATALOGUE}#api"]


@pytest.mark.parametrize(
    ("profile", "turtle", "packed"),
    [
        (
            "dcat-ap-no-2",
            ["https://www.iana.org/assignments/media-types/text/turtle"],
            "https://www.iana.org/assignments/media-types/application/zip",
        ),
        ("dcat-ap-no-3", [], "https://www.w3.org/ns/iana/media-types/application/zip#Resource"),
        (
            "dcat-ap-3",
            ["https://www.iana.org/assignments/media-types/text/turtle"],
            "https://www.iana.org/assignments/media-types/application/zip",
        ),
    ],
)
def test_media_types_are_named_as_the_profile_allows_and_else_left_out(
    profile: str, turtle: list[str], packed: str
) -> None:
    found = feed(profile)

    assert found.values(f"{CATALOGUE}#graph-ttl", "dcat:mediaType") == turtle
    assert found.values(f"{CATALOGUE}#tables-zip", "dcat:mediaType") == [packed]


@pytest.mark.parametrize(
    ("profile", "place"),
    [
        ("dcat-ap-no-3", "https://data.geonorge.no/administrativeEnheter/kommune/id/1"),
        ("dcat-ap-3", "https://sws.geonames.org/1/"),
    ],
)
def test_municipalities_stand_under_the_names_the_profile_knows(profile: str, place: str) -> None:
    found = feed(profile)

    spatial = found.values(f"{CATALOGUE}#partnerships", "dct:spatial")
    assert spatial == sorted([f"{AUTHORITY}/country/NOR", place])
    assert found.values(place, "skos:prefLabel") == ["Prøveby"]
    assert found.values(place, "dcat:centroid") == ["POINT(10.5 60.1)"]


@pytest.mark.parametrize("profile", ["neutral", "dcat-ap-no-2"])
def test_other_profiles_have_the_country_alone(profile: str) -> None:
    found = feed(profile)

    assert found.all("dct:spatial") == {f"{AUTHORITY}/country/NOR"}


@pytest.mark.parametrize("profile", DCAT)
def test_every_code_is_described_with_its_list(profile: str) -> None:
    found = feed(profile)
    objects = {t.object.value for t in found.triples if isinstance(t.object, NamedNode)}
    codes = {o for o in objects if o.startswith(f"{AUTHORITY}/")}
    schemes = set(found.instances("skos:ConceptScheme"))

    assert len(codes - schemes) > 15
    for code in codes - schemes:
        assert code in found.instances("skos:Concept"), code
        assert found.values(code, "dc:identifier") == [code.rpartition("/")[2]]
        assert len(found.values(code, "skos:prefLabel")) == 3, code
        assert set(found.values(code, "skos:inScheme")) <= schemes, code


def test_links_begin_with_the_address_of_the_service_and_names_do_not() -> None:
    found = feed("neutral")

    for short in ("dcat:accessURL", "dcat:downloadURL", "dcat:endpointURL", "dcat:landingPage"):
        assert all(each.startswith(f"{HERE}/") for each in found.all(short)), short
    named = [t.subject for t in found.triples if t.subject == NamedNode(f"{HERE}/catalog")]
    assert named == []
