"""Every code has a name, a meaning and a place in its list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from partnerskap.graph.terms import BASE, CODE_LISTS, NS, expand

# The concepts of the theme list are records; only its header is a code list file.
RECORD_LISTS = {"theme"}
CODES = f"{BASE}/code/"
CONCEPT = NamedNode(expand("skos:Concept"))
SCHEME = NamedNode(expand("skos:ConceptScheme"))
THREE = ["en", "nb", "nn"]


def subjects(triples: frozenset[Triple], kind: NamedNode) -> list[NamedNode]:
    rdf_type = NamedNode(expand("rdf:type"))
    found = {item.subject for item in triples if (item.predicate, item.object) == (rdf_type, kind)}
    return sorted((node for node in found if isinstance(node, NamedNode)), key=str)


def objects(triples: frozenset[Triple], subject: NamedNode, predicate: str) -> list[str]:
    wanted = NamedNode(expand(predicate))
    return sorted(
        item.object.value
        for item in triples
        if (item.subject, item.predicate) == (subject, wanted)
        and isinstance(item.object, NamedNode | Literal)
    )


def languages(triples: frozenset[Triple], subject: NamedNode, predicate: str) -> list[str]:
    wanted = NamedNode(expand(predicate))
    return sorted(
        item.object.language or ""
        for item in triples
        if (item.subject, item.predicate) == (subject, wanted) and isinstance(item.object, Literal)
    )


def chain(triples: frozenset[Triple], concept: NamedNode) -> Iterator[str]:
    """Walk from a concept to the top, once through each concept on the way."""
    seen: set[str] = set()
    above = objects(triples, concept, "skos:broader")
    while above:
        step = above.pop()
        yield step
        if step not in seen:
            seen.add(step)
            above += objects(triples, NamedNode(step), "skos:broader")


def test_every_list_has_a_file_and_every_file_is_a_list(
    code_lists: dict[str, frozenset[Triple]],
) -> None:
    assert set(code_lists) == set(CODE_LISTS) | RECORD_LISTS


@pytest.mark.parametrize("name", sorted({*CODE_LISTS, *RECORD_LISTS}))
def test_a_list_describes_itself(code_lists: dict[str, frozenset[Triple]], name: str) -> None:
    triples = code_lists[name]
    (scheme,) = subjects(triples, SCHEME)
    assert scheme.value == CODES + name
    assert languages(triples, scheme, "dct:title") == THREE
    assert languages(triples, scheme, "skos:definition") == THREE
    assert objects(triples, scheme, "dct:creator") == [BASE]
    assert objects(triples, scheme, "dct:license") == [
        "http://creativecommons.org/licenses/by/4.0/"
    ]


@pytest.mark.parametrize("name", CODE_LISTS)
def test_every_code_is_named_and_explained(
    code_lists: dict[str, frozenset[Triple]], name: str
) -> None:
    triples = code_lists[name]
    codes = subjects(triples, CONCEPT)
    assert codes
    for code in codes:
        assert languages(triples, code, "skos:prefLabel") == THREE, code
        assert {"nb", "en"} <= set(languages(triples, code, "skos:definition")), code
        assert objects(triples, code, "skos:notation") == [code.value.rpartition("/")[2]], code
        assert code.value.startswith(f"{CODES}{name}/"), code


@pytest.mark.parametrize("name", CODE_LISTS)
def test_no_two_codes_of_a_list_share_a_name(
    code_lists: dict[str, frozenset[Triple]], name: str
) -> None:
    for language in THREE:
        names = [
            item.object.value
            for item in code_lists[name]
            if item.predicate.value == expand("skos:prefLabel")
            and isinstance(item.object, Literal)
            and item.object.language == language
        ]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("name", CODE_LISTS)
def test_every_code_stands_at_the_top_or_below_another_of_its_list(
    code_lists: dict[str, frozenset[Triple]], name: str
) -> None:
    triples = code_lists[name]
    codes = subjects(triples, CONCEPT)
    everyone = {code.value for code in codes}
    top = []
    for code in codes:
        assert objects(triples, code, "skos:inScheme") == [CODES + name], code
        above = objects(triples, code, "skos:broader")
        assert set(above) <= everyone, code
        at_top = objects(triples, code, "skos:topConceptOf") == [CODES + name]
        assert at_top != bool(above), code
        top += [code.value] if at_top else []
    assert objects(triples, NamedNode(CODES + name), "skos:hasTopConcept") == sorted(top)


@pytest.mark.parametrize("name", CODE_LISTS)
def test_no_code_stands_below_itself(code_lists: dict[str, frozenset[Triple]], name: str) -> None:
    triples = code_lists[name]
    circular = [code for code in subjects(triples, CONCEPT) if code.value in chain(triples, code)]
    assert circular == []


def test_every_role_says_which_types_of_actor_may_hold_it(
    code_lists: dict[str, frozenset[Triple]],
) -> None:
    types = {code.value for code in subjects(code_lists["actortype"], CONCEPT)}
    for role in subjects(code_lists["role"], CONCEPT):
        holders = {
            item.object.value
            for item in code_lists["role"]
            if (item.subject, item.predicate.value) == (role, f"{NS}filledBy")
            and isinstance(item.object, NamedNode)
        }
        assert holders, role
        assert holders <= types, role


@pytest.mark.parametrize("role", ["municipality", "lead-municipality"])
def test_only_a_municipality_can_be_there_as_a_municipality(
    code_lists: dict[str, frozenset[Triple]], role: str
) -> None:
    wanted = NamedNode(f"{CODES}role/{role}")
    assert objects(code_lists["role"], wanted, "pk:filledBy") == [f"{CODES}actortype/municipality"]


@pytest.mark.parametrize(
    ("code", "counterpart"),
    [
        ("unit/nok", "http://publications.europa.eu/resource/authority/currency/NOK"),
        (
            "instrument/innovation-partnership",
            "http://publications.europa.eu/resource/authority/procurement-procedure-type/innovation",
        ),
    ],
)
def test_a_code_that_europe_has_too_is_mapped_to_it(
    code_lists: dict[str, frozenset[Triple]], code: str, counterpart: str
) -> None:
    triples = code_lists[code.partition("/")[0]]
    assert objects(triples, NamedNode(CODES + code), "skos:exactMatch") == [counterpart]


def test_every_code_that_a_record_uses_exists(
    released: frozenset[Triple], code_lists: dict[str, frozenset[Triple]]
) -> None:
    known = {
        node.value
        for triples in code_lists.values()
        for kind in (CONCEPT, SCHEME)
        for node in subjects(triples, kind)
    }
    used = {
        item.object.value
        for item in released
        if isinstance(item.object, NamedNode) and item.object.value.startswith(CODES)
    }
    assert used - known == set()
