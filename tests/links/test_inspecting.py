"""Each fault is put into an otherwise sound graph, and found in the record that has it."""

from __future__ import annotations

import pytest

from partnerskap.entry.tombstones import make_tombstone
from partnerskap.graph.reading import canonical_lines, read_turtle
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import BASE, PREFIXES, DocumentKey, Iri
from partnerskap.links.findings import Finding, Trouble, as_json, must_be_mended
from partnerskap.links.inspecting import inspect, outward_links
from worlds import Stated, load_release

NTNU = "https://data.brreg.no/enhetsregisteret/api/enheter/974767880"
_PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def record(key: str, says: str) -> Stated:
    parsed = DocumentKey.parse(key)
    text = f"@base <{parsed.iri}> .\n{_PREFIXES}{says}"
    return Stated(parsed, canonical_lines(read_turtle(text, name=key)))


def found(*records: Stated) -> list[tuple[str, Trouble, str]]:
    return [(each.record, each.trouble, each.value) for each in inspect(GraphStore(records).store)]


def test_the_release_is_in_order() -> None:
    assert inspect(load_release().store) == []


@pytest.mark.parametrize(
    ("says", "trouble", "value"),
    [
        ('<> org:identifier "974767881" .', Trouble.FORM, "974767881"),
        ('<> pk:municipalityNumber "301" .', Trouble.FORM, "301"),
        ('<> pk:formerMunicipalityNumber "16011" .', Trouble.FORM, "16011"),
        ('<> schema:email "post" .', Trouble.FORM, "post"),
        ("<> foaf:homepage <http://intranett/> .", Trouble.FORM, "http://intranett/"),
        (
            "<> schema:sameAs <https://ror.org/05xg72x28> .",
            Trouble.FORM,
            "https://ror.org/05xg72x28",
        ),
        (
            '<#isni> adms:schemaAgency "ISNI" ; skos:notation "0000 0001 1516 2394" .',
            Trouble.FORM,
            "0000 0001 1516 2394",
        ),
        (
            f'<> org:identifier "942110464" ; owl:sameAs <{NTNU}> .',
            Trouble.MISMATCH,
            NTNU,
        ),
        ("<> dct:isPartOf <nobody> .", Trouble.DEAD_HERE, f"{BASE}/id/actor/nobody"),
        ("<> dct:type role:nothing .", Trouble.DEAD_HERE, f"{BASE}/code/role/nothing"),
        (
            "<> skos:closeMatch <https://psi.norge.no/los/tema/finnes-ikke> .",
            Trouble.DEAD_HERE,
            "https://psi.norge.no/los/tema/finnes-ikke",
        ),
    ],
)
def test_a_fault_is_found_where_it_stands(says: str, trouble: Trouble, value: str) -> None:
    assert found(record("actor/x", says)) == [("actor/x", trouble, value)]


def test_the_same_identifier_on_two_records_is_told_of_both() -> None:
    says = '<> org:identifier "974767880" .'

    assert found(record("actor/a", says), record("actor/b", says)) == [
        ("actor/a", Trouble.DUPLICATE, "974767880"),
        ("actor/b", Trouble.DUPLICATE, "974767880"),
    ]


def test_what_has_ended_may_share_its_number_with_what_came_after() -> None:
    says = '<> pk:municipalityNumber "5001" .'
    ended = f'{says} <> schema:dissolutionDate "2020"^^xsd:gYear .'

    assert found(record("actor/a", says), record("actor/b", ended)) == []


def test_a_link_to_a_withdrawn_record_names_what_took_its_place() -> None:
    key = DocumentKey("actor", "gone")
    lines = record("actor/gone", '<> skos:prefLabel "Borte"@nb .').triples
    stone = Stated(key, make_tombstone(key, lines, Iri(f"{BASE}/id/actor/new")))
    new = record("actor/new", '<> skos:prefLabel "Ny"@nb .')
    other = record("actor/x", "<> dct:isPartOf <gone> .")

    (finding,) = inspect(GraphStore([stone, new, other]).store)

    assert (finding.record, finding.trouble) == ("actor/x", Trouble.WITHDRAWN)
    assert f"Refer to {BASE}/id/actor/new" in finding.text.en
    assert not must_be_mended([finding])


def test_outward_links_are_gathered_with_the_records_that_have_them() -> None:
    one = record("actor/a", "<> foaf:homepage <https://a.no/> ; dct:isPartOf <b> .")
    two = record("actor/b", "<> schema:url <https://a.no/> ; schema:sameAs <http://x/> .")

    assert outward_links(GraphStore([one, two]).store) == {"https://a.no/": ("actor/a", "actor/b")}


def test_findings_are_plain_values_for_programs() -> None:
    (finding,) = inspect(GraphStore([record("actor/x", '<> org:identifier "1" .')]).store)

    assert isinstance(finding, Finding)
    assert as_json([finding]) == [
        {
            "record": "actor/x",
            "trouble": "form",
            "severity": "violation",
            "value": "1",
            "message": {
                "nb": "«1» har feil form. Et organisasjonsnummer har ni siffer, og det siste er et "
                "kontrollsiffer.",
                "en": "“1” has the wrong form. An organisation number has nine digits, and the "
                "last is a check digit.",
            },
        }
    ]
