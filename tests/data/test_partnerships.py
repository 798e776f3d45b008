"""The partnership records hold everything the source pages gave, and say where each thing stands.

``completeness.csv`` counts what was read about each partnership, list by list. ``agreement-date``
counts dated facts about agreements, ``agreement-split`` the extra nodes where one fact covers two
agreements. ``derived`` and ``opinion`` count what was read that way; concepts assigned without a
statement of their own come on top and are checked against ``concept_pairs.csv``.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store
from rdflib import Graph

from partnerskap.graph.terms import BASE, expand
from partnerskap.resources import data_dir

HERE: Final = Path(__file__).parent
RECORDS: Final = f"{BASE}/id/partnership/"

FRAGMENTS: Final = {
    "agreement-date": r"agreement-(?!.*(period|signatory)).+|milestone-\d+",
    **{
        stem: rf"{stem}-\d+"
        for stem in (
            "initiative", "trigger", "theme", "expectation", "organisation", "resource", "funding",
            "project", "result", "experience", "barrier", "recommendation", "size", "contact",
            "development",
        )
    },
    "member": r"member-.+",
    "extra-form": r"form-.+",
    **{name: name for name in ("form", "stage", "scope", "start", "in-collection", "named")},
    "money": r".+-amount",
    "figure": r".+-\d+-figure",
    "period": r".+-period",
}  # fmt: skip
KINDS: Final = {
    "trigger": {"trigger"},
    "theme": {"theme"},
    "expectation": {"expectation"},
    "orgform": {"organisation"},
    "resourceform": {"resource", "funding"},
    "resultkind": {"result"},
    "lesson": {"experience", "organisation"},
    "barrier": {"barrier"},
    "recommendation": {"recommendation"},
}


def iri(name: str) -> NamedNode:
    return NamedNode(expand(name))


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COUNTS: Final = {
    (row["record"], row["kind"]): int(row["count"]) for row in rows("completeness.csv")
}
SLUGS: Final = sorted({record for record, _ in COUNTS})
PAIRS: Final = [
    (row["group"], row["concept"], row["partnership"]) for row in rows("concept_pairs.csv")
]


@pytest.fixture(scope="module")
def store() -> Store:
    filled = Store()
    for path in sorted((data_dir() / "partnerships").glob("*.ttl")):
        filled.load(path.read_bytes(), format=RdfFormat.TURTLE, base_iri=f"{RECORDS}{path.stem}")
    return filled


def subjects(store: Store, predicate: str, value: str | None = None) -> set[str]:
    found = store.quads_for_pattern(None, iri(predicate), iri(value) if value else None)
    return {quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)}


def objects(store: Store, subject: str, predicate: str) -> list[str]:
    found = store.quads_for_pattern(NamedNode(subject), iri(predicate), None)
    return [quad.object.value for quad in found if isinstance(quad.object, NamedNode | Literal)]


def fragments(store: Store, slug: str) -> set[str]:
    own = f"{RECORDS}{slug}#"
    named = {quad.subject.value for quad in store if isinstance(quad.subject, NamedNode)}
    return {name.removeprefix(own) for name in named if name.startswith(own)}


def count_of(store: Store, slug: str, kind: str) -> int:
    pattern = re.compile(FRAGMENTS[kind])
    return sum(pattern.fullmatch(name) is not None for name in fragments(store, slug))


def test_there_are_the_sixteen_partnerships_that_the_collection_counts() -> None:
    files = {path.stem for path in (data_dir() / "partnerships").glob("*.ttl")}

    assert files == set(SLUGS)
    assert len(files) == 16


@pytest.mark.parametrize("slug", SLUGS)
def test_each_list_of_a_partnership_is_whole(store: Store, slug: str) -> None:
    expected = {kind: COUNTS[slug, kind] for kind in FRAGMENTS}
    expected["agreement-date"] += COUNTS[slug, "agreement-split"]

    assert {kind: count_of(store, slug, kind) for kind in FRAGMENTS} == expected


@pytest.mark.parametrize("slug", SLUGS)
def test_inference_and_opinion_are_marked_as_often_as_they_were_read(
    store: Store, slug: str
) -> None:
    own = f"{RECORDS}{slug}#"
    marked = {
        basis: sum(
            name.startswith(own) and "-concept-" not in name and not name.startswith(f"{own}form-")
            for name in subjects(store, "pk:basis", f"basis:{basis}")
        )
        for basis in ("derived", "opinion")
    }

    assert marked == {basis: COUNTS[slug, basis] for basis in ("derived", "opinion")}


@pytest.mark.parametrize("slug", SLUGS)
def test_dates_payers_and_name_sources_came_along(store: Store, slug: str) -> None:
    own = f"{RECORDS}{slug}#"
    dated = {name for name in subjects(store, "dct:date") if name.startswith(own)}
    apart = tuple(f"{own}{stem}" for stem in ("agreement", "milestone"))

    assert sum(not name.startswith(apart) for name in dated) == COUNTS[slug, "dated"]
    for kind, predicate in (("payer", "schema:funder"), ("name-source", "prov:wasDerivedFrom")):
        found = sum(name.startswith(own) for name in subjects(store, predicate))
        assert found == COUNTS[slug, kind], predicate


@pytest.mark.parametrize(
    ("group", "pairs"),
    [
        ("stage", 1), ("form", 18), ("trigger", 16), ("theme", 49), ("expectation", 28),
        ("orgform", 32), ("resourceform", 20), ("resultkind", 20), ("lesson", 10), ("barrier", 5),
        ("recommendation", 3),
    ],
)  # fmt: skip
def test_every_concept_stands_with_the_partnerships_it_was_read_of(
    store: Store, group: str, pairs: int
) -> None:
    wanted = {(concept, slug) for listed, concept, slug in PAIRS if listed == group}
    found = covered(store, group)

    assert len(wanted) == pairs
    assert wanted - found == set()


def covered(store: Store, group: str) -> set[tuple[str, str]]:
    if group in ("form", "stage"):
        held = store.quads_for_pattern(None, iri(f"pk:{group}"), None)
        return {
            (str(quad.object.value).rpartition("/")[2], quad.subject.value.removeprefix(RECORDS))
            for quad in held
            if isinstance(quad.object, NamedNode) and isinstance(quad.subject, NamedNode)
        }
    return {
        (concept.rpartition("/")[2], name.removeprefix(RECORDS).partition("#")[0])
        for kind in KINDS[group]
        for name in subjects(store, "dct:type", f"kind:{kind}")
        for concept in objects(store, name, "dct:subject")
        if concept.startswith(expand(f"{group}:"))
    }


def test_a_concept_without_a_statement_is_an_inference_from_the_list_of_pairs(
    store: Store,
) -> None:
    listed = {(group, concept, slug) for group, concept, slug in PAIRS}
    assigned = [name for name in subjects(store, "pk:basis") if "-concept-" in name]

    assert len(assigned) == 26
    for name in assigned:
        [concept] = objects(store, name, "dct:subject")
        group, _, code = concept.removeprefix(f"{BASE}/").partition("/")[2].partition("/")
        slug = name.removeprefix(RECORDS).partition("#")[0]
        assert (group, code, slug) in listed
        assert objects(store, name, "pk:basis") == [expand("basis:derived")]
        assert len(objects(store, name, "skos:note")) == 2


def test_the_themes_of_a_partnership_are_those_of_its_statements(store: Store) -> None:
    for slug in SLUGS:
        stated = {concept for concept, record in covered(store, "theme") if record == slug}
        held = {name.rpartition("/")[2] for name in objects(store, RECORDS + slug, "dct:subject")}
        assert held == stated, slug


def test_every_statement_has_one_basis_and_a_source_that_has_a_record(store: Store) -> None:
    for name in subjects(store, "pk:basis"):
        sources = objects(store, name, "prov:hadPrimarySource")
        sources += objects(store, name, "prov:wasDerivedFrom")
        assert len(objects(store, name, "pk:basis")) == 1, name
        assert objects(store, name, "prov:hadPrimarySource"), name
        for source in sources:
            slug = source.removeprefix(f"{BASE}/id/source/")
            assert (data_dir() / "sources" / f"{slug}.ttl").is_file(), (name, source)


def test_nothing_doubtful_stands_without_basis(store: Store) -> None:
    doubtful = {"pk:Insight", "pk:Agreement", "org:Membership", "prov:Activity", "rdf:Statement"}
    found = {name for kind in doubtful for name in subjects(store, "rdf:type", kind)}
    sizes = {name for name in subjects(store, "schema:value") if "#size-" in name}

    assert (found | sizes) - subjects(store, "pk:basis") == set()


def test_texts_are_given_once_in_norwegian_and_once_in_english(store: Store) -> None:
    for name in subjects(store, "rdf:type", "pk:Insight") | subjects(
        store, "rdf:type", "pk:Agreement"
    ):
        texts = store.quads_for_pattern(NamedNode(name), iri("dct:description"), None)
        languages = sorted(str(q.object.language) for q in texts if isinstance(q.object, Literal))
        assert languages == ["en", "nb"], name


def test_contradictions_are_said_from_both_sides(store: Store) -> None:
    pairs = {
        (quad.subject.value.removeprefix(RECORDS), quad.object.value.removeprefix(RECORDS))
        for quad in store.quads_for_pattern(None, iri("pk:contradicts"), None)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    }

    assert pairs == {
        ("trd3#agreement-2022", "trd3#milestone-2"),
        ("trd3#milestone-2", "trd3#agreement-2022"),
        ("nord-gudbrandsdal#size-1-others", "nord-gudbrandsdal#size-1-vaga"),
        ("nord-gudbrandsdal#size-1-vaga", "nord-gudbrandsdal#size-1-others"),
    }


def test_a_statement_about_the_record_says_what_the_record_says(store: Store) -> None:
    for name in subjects(store, "rdf:type", "rdf:Statement"):
        [subject], [predicate] = (
            objects(store, name, f"rdf:{part}") for part in ("subject", "predicate")
        )
        [stated] = store.quads_for_pattern(NamedNode(name), iri("rdf:object"), None)
        assert Quad(NamedNode(subject), NamedNode(predicate), stated.object) in store, name


def test_signing_dates_are_as_precise_as_the_source(store: Store) -> None:
    signed = {
        quad.subject.value.removeprefix(RECORDS): quad.object.value
        for quad in store.quads_for_pattern(None, iri("pk:signedOn"), None)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }

    assert signed == {
        "alesund#agreement-2020-communities": "2020-05-11",
        "alesund#agreement-2020-health": "2020-01-30",
        "alesund#agreement-2020-main": "2020-05-11",
        "baerum#agreement-2019": "2019-02",
        "drammen#agreement-2018": "2018-11-06",
        "drammen#agreement-2020": "2020",
        "faerder#agreement-2020-childhood": "2020-12",
        "faerder#agreement-2020-health": "2020-12",
        "gjovik#agreement-2021": "2021-02-15",
        "oppdal#agreement-2019": "2019",
        "steinkjer#agreement-sintef-2018": "2018-06",
        "trd3#agreement-2018": "2018-01-18",
        "trd3#agreement-2022": "2022-03-28",
    }


def test_what_is_unknown_stays_absent(store: Store) -> None:
    started = {name.removeprefix(RECORDS) for name in subjects(store, "schema:foundingDate")}
    scoped = {name.removeprefix(RECORDS) for name in subjects(store, "pk:scope")}

    assert set(SLUGS) - started == {"khon", "levanger", "steinkjer"}
    assert set(SLUGS) - scoped == {"kongsvinger", "oppdal"}
    assert subjects(store, "pk:stage") == {f"{RECORDS}trd3"}


@pytest.mark.parametrize("slug", SLUGS)
def test_both_engines_read_the_file_alike_and_find_no_blank_node(slug: str) -> None:
    text = (data_dir() / "partnerships" / f"{slug}.ttl").read_text(encoding="utf-8")
    alone = Store()
    alone.load(text, format=RdfFormat.TURTLE)

    assert len(Graph().parse(data=text, format="turtle")) == len(alone)
    assert not any(isinstance(quad.subject, BlankNode) for quad in alone)
    assert not any(isinstance(quad.object, BlankNode) for quad in alone)
    assert text.startswith(f"@base <{RECORDS}{slug}> .")
