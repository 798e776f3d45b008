"""How harvesters ask over HTTP, and what each of them stumbles over."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, FOAF, RDF, Namespace

from harvesters.fetching import FEEDS, FORMS, fetch, read

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
LARGEST = 50 << 20
"""CKAN's limit; data.norge.no takes 75 MB."""
LINKS = (
    DCAT.accessURL,
    DCAT.downloadURL,
    DCAT.endpointURL,
    DCAT.endpointDescription,
    DCAT.landingPage,
    FOAF.homepage,
    FOAF.page,
)


@pytest.mark.parametrize("accept", FORMS)
@pytest.mark.parametrize("feed", FEEDS)
def test_fdk_gets_the_form_it_registered_whole_and_not_compressed(
    service: str, feed: str, accept: str
) -> None:
    response, body = fetch(f"{service}{feed}", headers={"Accept": accept})

    assert response.status == 200
    assert response.getheader("Content-Type", "").partition(";")[0] == accept
    assert response.getheader("Content-Encoding") is None
    assert len(body) == int(response.getheader("Content-Length", "0")) < LARGEST
    assert len(Graph().parse(data=body.decode("utf-8"), format=FORMS[accept][1])) > 100


def test_fdk_is_refused_a_form_there_is_not_rather_than_given_another(service: str) -> None:
    response, _ = fetch(f"{service}/catalog", headers={"Accept": "application/rdf+json"})

    assert response.status == 406


@pytest.mark.parametrize("feed", FEEDS)
def test_all_forms_of_a_feed_are_isomorphic(service: str, feed: str) -> None:
    first, *others = [read(service, feed, accept) for accept in FORMS]

    for other in others:
        assert isomorphic(first, other)


@pytest.mark.parametrize("feed", FEEDS)
def test_nothing_in_a_feed_is_nameless_or_relative(service: str, feed: str) -> None:
    terms = {term for triple in read(service, feed) for term in triple}

    assert [term for term in terms if isinstance(term, BNode)] == []
    for term in terms:
        assert isinstance(term, Literal) or ":" in str(term), term
        assert "example.com" not in str(term)


@pytest.mark.parametrize("feed", FEEDS)
def test_every_predicate_can_be_written_as_rdf_xml(service: str, feed: str) -> None:
    graph = read(service, feed)
    written = graph.serialize(format="xml")

    assert len(list(ET.fromstring(written))) > 0  # noqa: S314 -- we wrote it ourselves just now
    assert isomorphic(graph, Graph().parse(data=written, format="xml"))


@pytest.mark.parametrize("ending", [ending for ending, _ in FORMS.values()])
@pytest.mark.parametrize("path", ["/catalog", "/catalog/concepts", "/catalog/models"])
def test_udata_knows_the_form_by_the_ending_or_by_asking_head_first(
    service: str, path: str, ending: str
) -> None:
    accept = next(key for key, value in FORMS.items() if value[0] == ending)
    address = f"{service}{path}.{ending}"
    head, nothing = fetch(address, "HEAD", {"Accept": "*/*"})
    got, body = fetch(address, headers={"Accept": "*/*"})

    assert (head.status, nothing) == (200, b"")
    assert head.getheader("Content-Type", "").partition(";")[0] == accept
    assert {**dict(head.getheaders()), "date": ""} == {**dict(got.getheaders()), "date": ""}
    assert len(body) > 1000


@pytest.mark.parametrize("feed", FEEDS)
def test_the_walk_over_pages_ends_with_the_first(service: str, feed: str) -> None:
    graph = read(service, feed)

    assert [o for p in ("next", "nextPage") for o in graph.objects(None, HYDRA[p])] == []
    assert list(graph.subjects(RDF.type, HYDRA.PartialCollectionView)) == []


def test_every_link_answers_head_as_it_answers_get(service: str) -> None:
    graph = read(service, "/catalog")
    links = {str(o) for p in LINKS for o in graph.objects(None, p) if isinstance(o, URIRef)}
    ours = sorted(link for link in links if link.startswith(service))

    assert len(ours) > 25
    for link in ours:
        head, _ = fetch(link, "HEAD", {"Accept": "*/*"})
        got, _ = fetch(link, headers={"Accept": "*/*"})
        assert (head.status, got.status) == (200, 200), link
        assert head.getheader("Content-Type") == got.getheader("Content-Type"), link


def test_a_harvester_that_keeps_the_etag_is_told_that_nothing_changed(service: str) -> None:
    first, _ = fetch(f"{service}/catalog.ttl")
    again, body = fetch(
        f"{service}/catalog.ttl", headers={"If-None-Match": first.getheader("ETag", "")}
    )

    assert (again.status, body) == (304, b"")
