"""Plain JSON says all that a record says, and what cannot be read is told where it stands."""

from __future__ import annotations

import json
from functools import cache

import pytest
from pyoxigraph import NamedNode

from partnerskap.entry.forms import released_forms
from partnerskap.entry.plain import PlainLimits, PlainRead, from_plain, parse_plain, to_plain
from partnerskap.entry.values import Json
from partnerskap.errors import BadRequestError, TooLargeError
from partnerskap.graph.loading import Release, read_document
from partnerskap.graph.reading import read_turtle
from partnerskap.graph.terms import RECORD_TYPES, DocumentKey, expand
from partnerskap.records.neighbours import Triple
from partnerskap.records.report import Result, Severity
from partnerskap.records.wording import NOTHING

KEY = DocumentKey("partnership", "prove")
FORM = released_forms()["partnership"]


@cache
def records() -> dict[str, tuple[Triple, ...]]:
    """Every released record, by its key."""
    release = Release.open()
    return {
        str(file.key): read_turtle(
            "".join(f"{line} .\n" for line in read_document(release, file))
        ).triples
        for file in release.files
        if file.key.type in RECORD_TYPES
    }


def plain(key: str) -> dict[str, Json]:
    name = DocumentKey.parse(key)
    return to_plain(released_forms()[name.type], name, records()[key])


def read(data: dict[str, object]) -> PlainRead:
    return from_plain(FORM, KEY, data)


def pointers(found: PlainRead) -> dict[str | None, str]:
    return {found.place_of(problem): problem.message.nb for problem in found.problems}


def result(focus: str, predicate: str, value: str | None, shape: str) -> Result:
    path = (expand(predicate),) if predicate else ()
    rule = expand(f"pks:{shape}")
    return Result(Severity.VIOLATION, focus, path, value, rule, rule, NOTHING, NOTHING)


def test_every_record_comes_back_from_plain_json_as_it_was() -> None:
    changed = []
    for name, triples in records().items():
        key = DocumentKey.parse(name)
        body = json.dumps(plain(name)).encode()
        found = from_plain(released_forms()[key.type], key, parse_plain(body))
        if set(found.triples) != set(triples) or found.problems:
            changed.append(name)

    assert len(records()) > 700
    assert changed == []


def test_the_forms_show_all_but_what_one_record_says_in_a_way_of_its_own() -> None:
    assert {name for name in records() if "other" in plain(name)} == {"scheme/baerum-fond"}


def test_a_record_reads_as_people_would_write_it() -> None:
    data = plain("partnership/trd3")

    assert data["type"] == "partnership"
    assert data["id"] == "trd3"
    assert data["form"] == [
        {"value": "toparts", "id": "form", "basis": "derived", "sources": ["ks-trd"]}
    ]
    assert isinstance(data["members"], list)
    assert data["members"][0] == {
        "id": "member-ntnu",
        "actor": "ntnu",
        "role": "academic",
        "basis": "stated",
        "sources": ["ks-trd"],
    }


def test_parts_without_a_name_get_a_readable_one() -> None:
    found = read(
        {
            "members": [{"actor": "trondheim-kommune", "role": "host"}],
            "insights": [
                {"kind": "trigger", "id": "trigger-3"},
                {"kind": "trigger"},
                {"kind": "barrier"},
            ],
            "agreements": [{"kind": "framework", "period": {"startDate": "2020"}}],
            "figures": [{"value": 3, "unit": "students"}],
        }
    )

    assert {s.value.partition("#")[2] for s, _, _ in found.triples} == {
        "",
        "member-trondheim-kommune",
        "trigger-3",
        "trigger-4",
        "barrier-1",
        "framework-1",
        "framework-1-period",
        "figure-1",
    }


def test_a_name_is_never_used_again() -> None:
    found = from_plain(
        FORM,
        KEY,
        {"insights": [{"kind": "trigger"}], "members": [{"actor": "ntnu"}]},
        taken=("trigger-7", "member-ntnu"),
    )

    assert {s.value.partition("#")[2] for s, _, _ in found.triples} == {
        "",
        "trigger-8",
        "member-ntnu-2",
    }


def test_what_cannot_be_read_is_told_and_the_rest_is_read() -> None:
    found = read(
        {
            "navn": {"nb": "Prøve"},
            "founded": "12.3.2021",
            "form": "To parter",
            "figures": [{"value": "12,5", "unit": "students"}],
            "members": ["ntnu", {"actor": ["ntnu"], "role": True}],
            "name": "Prøve",
            "scope": "all-sectors",
        }
    )

    told = pointers(found)
    assert told["/navn"] == "«navn» er ikke et felt i «Partnerskap». Mente du «name» (Navn)?"
    assert told["/founded"] == (
        "Startet: «12.3.2021» kan ikke brukes. "
        "Skriv et år (2021), en måned (2021-03) eller en dag (2021-03-28). "
        "Mente du «2021-03-12»?"
    )
    nynorsk = {found.place_of(problem): problem.message.nn for problem in found.problems}
    assert nynorsk["/navn"] == "«navn» er ikkje eit felt i «Partnarskap». Meinte du «name» (Namn)?"
    assert nynorsk["/form"] == (
        "Samarbeidsform: «To parter» kan ikkje brukast. Skriv ein kode frå lista."
    )
    assert set(told) == {
        "/navn",
        "/founded",
        "/form",
        "/figures/0/value",
        "/members/0",
        "/members/1/role",
        "/name",
    }
    root = NamedNode(KEY.iri)
    scope = NamedNode(expand("pk:scope"))
    assert (root, scope, NamedNode(expand("scope:all-sectors"))) in found.triples
    assert not any("://" in problem.message.nb for problem in found.problems)


def test_a_result_points_at_the_value_or_at_where_it_would_stand() -> None:
    found = read(
        {
            "name": {"nb": "Prøve"},
            "members": [{"actor": "ntnu", "role": "host"}],
            "form": {"value": "toparts", "basis": "stated"},
        }
    )
    member = f"{KEY.iri}#member-ntnu"

    for wanted, broken in {
        "/name/en": result(KEY.iri, "skos:prefLabel", None, "Label-en"),
        "/name/nb": result(KEY.iri, "skos:prefLabel", "Prøve", "Label"),
        "/members": result(KEY.iri, "org:hasMembership", None, "Partnership-membership"),
        "/members/0/role": result(member, "org:role", expand("role:host"), "Membership-roleFits"),
        "/members/0/sources": result(member, "prov:hadPrimarySource", None, "Statement-source"),
        "/members/0": result(member, "org:organization", KEY.iri, "Membership-listed"),
        "/form/sources": result(f"{KEY.iri}#form", "prov:hadPrimarySource", None, "X"),
        "/form": result(KEY.iri, "rdf:type", expand("form:toparts"), "Partnership-statedFields"),
        "": result(KEY.iri, "", None, "Partnership"),
    }.items():
        assert found.place_of(broken) == wanted
    assert found.place_of(result("urn:other", "", None, "Partnership")) is None


def test_a_name_that_stands_twice_or_cannot_be_one_is_told() -> None:
    found = read({"members": [{"id": "a", "actor": "ntnu"}, {"id": "a", "actor": "uib"}]})
    spaced = read({"members": [{"id": "a b", "actor": "ntnu"}]})

    assert set(pointers(found)) == {"/members/1/id"}
    assert set(pointers(spaced)) == {"/members/0/id"}


def test_a_record_is_not_taken_for_another() -> None:
    assert set(pointers(read({"type": "actor", "id": "annen"}))) == {"/type", "/id"}


def test_references_may_be_short_or_full_and_lead_only_to_the_web() -> None:
    assert read({"isPartOf": ["collection/ks-erfaringssamling"]}).problems == ()
    full = expand("collection:ks-erfaringssamling")
    assert (
        read({"isPartOf": [full]}).triples
        == read({"isPartOf": ["collection/ks-erfaringssamling"]}).triples
    )
    for hostile in ("javascript:alert(1)", "file:///etc/passwd", "ks erfaring", "actor/ntnu"):
        assert set(pointers(read({"isPartOf": [hostile]}))) == {"/isPartOf/0"}


def test_other_speaks_of_this_record_only() -> None:
    line = "<https://w3id.org/partnerskap/id/actor/ntnu> <urn:p> <urn:o> ."
    found = read({"other": [line]})

    assert set(pointers(found)) == {"/other/0"}
    assert all(subject.value == KEY.iri for subject, _, _ in found.triples)


def test_triples_that_no_field_shows_stand_under_other() -> None:
    line = f"<{KEY.iri}> <http://example.org/p> <http://example.org/o> ."
    data = to_plain(FORM, KEY, read_turtle(line).triples)

    assert data["other"] == [line]
    assert (
        read({"other": [line, "ikke RDF"]}).place_of(
            read({"other": [line, "ikke RDF"]}).problems[0]
        )
        == "/other/1"
    )


def test_numbers_keep_their_digits() -> None:
    body = b'{"figures": [{"value": 12.50, "unit": "students"}, {"value": 7, "unit": "students"}]}'
    found = from_plain(FORM, KEY, parse_plain(body))

    values = sorted(str(o) for _, p, o in found.triples if p.value == expand("schema:value"))
    assert values == [
        '"12.50"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"7"^^<http://www.w3.org/2001/XMLSchema#integer>',
    ]


@pytest.mark.parametrize(
    "body",
    [b"[1]", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"{", b"\xff\xfe{}\x00", b'"tekst"'],
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequestError):
        parse_plain(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": ' + b"[" * 30 + b"]" * 30 + b"}",
        b'{"a": ' + b"[" * 100_000,
        b'{"a": [' + b"1," * 200 + b"1]}",
        b" " * 2_000,
    ],
)
def test_json_beyond_its_limits_is_refused(body: bytes) -> None:
    limits = PlainLimits(size=1_000_000 if b"[" in body else 1_000, values=100)

    with pytest.raises(TooLargeError):
        parse_plain(body, limits)
